import type { Attempts } from "./attempts.ts";
import type { Company } from "./company.ts";
import type { Due, DueBoard } from "./due-board.ts";
import type { Partition } from "./partitions.ts";
import type { Servers } from "./servers.ts";

/** What the parts of the store share. */
export type Book = {
  servers: Servers;
  board: DueBoard;
  /** This process, for the leases and attempts it holds. */
  me: string;
  bell: { ring(): void };
  company: Company;
  /** Takes note of what a script said is due, and lets the other processes know. Whether something is due sooner now. */
  note(partition: Partition, due: Due): boolean;
  attempts: Attempts;
  /** Passes sends that wait in a partition on to the desk's lanes. */
  handOver(partition: Partition): Promise<void>;
};
