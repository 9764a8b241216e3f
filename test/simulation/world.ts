import type { Random } from "./random.ts";
import type { Records } from "./records.ts";
import type { Schedule } from "./schedule.ts";
import type { Faults } from "./swarm.ts";
import type { Trace } from "./trace.ts";

/** What everybody in a night shares. */
export type World = {
  schedule: Schedule;
  random: Random;
  trace: Trace;
  /** Whether, when and how agents change their minds about a line; absent: they never do. */
  amends: Random | undefined;
  /** The faults of this moment; none once the night has calmed down. */
  faults(): Faults;
  /** Until then the carrier refuses everything. */
  carrierDownUntil: number;
  /** What is seen from outside, for the judges. */
  records: Records;
};

/** Writes a step down at the world's own time. */
export function note(world: World, step: string): void {
  world.trace.note(world.schedule.now(), step);
}
