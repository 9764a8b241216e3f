import { workTheDesk } from "./agents.ts";
import { carrierOf } from "./carrier.ts";
import type { Defect } from "./defect.ts";
import { deskOf } from "./desk.ts";
import { judge } from "./judge.ts";
import { settle, writeThroughTheNight } from "./people.ts";
import { type Random, seeded } from "./random.ts";
import { newRecords } from "./records.ts";
import { scheduleFrom } from "./schedule.ts";
import { type ServerMachine, serverMachine } from "./server-machine.ts";
import { shopWorld } from "./shop-world.ts";
import { PLACES, shopIn, WEEKS } from "./shops.ts";
import { drawFaults, NO_FAULTS } from "./swarm.ts";
import { newTrace } from "./trace.ts";
import { note, type World } from "./world.ts";

export type NightReport = {
  seed: number;
  /** The same for the same seed, always. */
  hash: string;
  violations: readonly string[];
  /** The last steps before the end, for a night that went wrong. */
  lastSteps: readonly string[];
  events: number;
  messages: number;
  crashes: number;
  /** Sends whose outcome was unclear, or that died with their process. */
  ambiguous: number;
  /** What a phone or the desk received once more than it was meant to. */
  doubles: number;
  /** Words for one agent's eyes that were repeated, because nobody can be asked who saw them. */
  saidAgain: number;
  /** What was set aside though it does no harm, because process after process died while it alone was under way. */
  setAsideByChance: number;
  /** Whether the providers could always be asked what became of a send. */
  lookUpsWork: boolean;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** From closing time on people write for so long; everything goes wrong until then and two hours more. */
const NIGHT_MS = 15 * HOUR_MS;
const CALM_AFTER_MS = NIGHT_MS + 2 * HOUR_MS;
const END_AFTER_MS = NIGHT_MS + 11 * HOUR_MS;

/** In each so many nights agents delete and edit what they wrote. */
const AMENDED_EACH = 4;

/** How many steps of a night that went wrong are told. */
const TOLD_STEPS = 50;

/** Plays one night on the product's own turns, outbox and store, and judges what could be seen from outside. */
export async function playNight(
  seed: number,
  options: { defect?: Defect | undefined; steps?: number } = {},
): Promise<NightReport> {
  const { defect, steps = TOLD_STEPS } = options;
  const random = seeded(seed);
  const place = random.pick(PLACES);
  const start =
    Date.parse(`${random.pick(place.evenings)}T00:00:00Z`) + random.between(8, 23) * HOUR_MS;
  const schedule = scheduleFrom(start);
  const stormy = drawFaults(random);
  const world: World = {
    schedule,
    random,
    trace: newTrace(steps),
    records: newRecords(start),
    carrierDownUntil: 0,
    // A chance of its own, so that the other nights go as they always went.
    amends: seed % AMENDED_EACH === 0 ? seeded(-seed) : undefined,
    faults: () => (schedule.now() < start + CALM_AFTER_MS ? stormy : NO_FAULTS),
  };
  settle(world, { people: random.between(3, 12), nightMs: NIGHT_MS });
  const shop = shopIn(place.timezone, random.between(0, WEEKS.length - 1));
  const news = shopWorld(world);
  const machine: ServerMachine = serverMachine(world, {
    shop,
    shopWorld: () => news,
    carrier: () => carrier,
    desk: () => desk,
    defect,
  });
  const carrier = carrierOf(world, machine.door);
  const desk = deskOf(world, machine.door);
  machine.boot();
  workTheDesk(world, desk);
  writeThroughTheNight(world, carrier, { nightMs: NIGHT_MS, visits: 5 });
  planTrouble(world, machine, random);
  schedule.after(CALM_AFTER_MS, () => {
    note(world, "the night calms down");
    machine.diskFailsUntil = 0;
    world.carrierDownUntil = 0;
    machine.boot();
  });
  const played = await schedule.play(start + END_AFTER_MS);
  if (played !== "played") world.records.mistakes.push("the server never came to rest");
  machine.boot();
  const { violations, doubles, saidAgain, setAsideByChance } = await judge(world, {
    machine,
    shop,
    calmAt: start + CALM_AFTER_MS,
    faults: stormy,
  });
  const { records, trace } = world;
  machine.close();
  return {
    seed,
    hash: trace.hash(),
    violations,
    lastSteps: trace.last(),
    events: schedule.happened(),
    messages: records.written.length,
    crashes: records.crashes,
    ambiguous: records.ambiguous,
    doubles,
    saidAgain,
    setAsideByChance,
    lookUpsWork: stormy.lookUpFails === 0,
  };
}

/** What befalls the machine as a whole: outages of its disk, minutes in which it stands still, a clock that is set. */
function planTrouble(world: World, machine: ServerMachine, random: Random): void {
  const { schedule } = world;
  const faults = world.faults();
  const sometime = (happen: () => void) => schedule.after(random.between(0, NIGHT_MS), happen);
  for (let count = faults.outages; count > 0; count -= 1) {
    const lasts = random.between(1_000, 10 * MINUTE_MS);
    sometime(() => {
      note(world, `the disk cannot be written for ${lasts} ms`);
      machine.diskFailsUntil = schedule.now() + lasts;
    });
  }
  for (let count = faults.carrierOutages; count > 0; count -= 1) {
    const lasts = random.between(20, 120) * MINUTE_MS;
    sometime(() => {
      note(world, `the carrier is down for ${lasts} ms`);
      world.carrierDownUntil = schedule.now() + lasts;
    });
  }
  for (let count = faults.freezes; count > 0; count -= 1) {
    sometime(() => machine.freeze(random.between(1_000, 2 * MINUTE_MS)));
  }
  for (let count = faults.clockJumps; count > 0; count -= 1) {
    const jump = random.pick([-1, 1]) * random.pick([1_000, MINUTE_MS, HOUR_MS]);
    sometime(() => machine.setClock(jump));
  }
}
