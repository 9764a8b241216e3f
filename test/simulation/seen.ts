import { type Address, addressValue, type CustomerId } from "../../core/message.ts";
import type { Records } from "./records.ts";

/** What the judges look at: the records of a night, and how much time everything may take in it. */
export type Seen = {
  records: Records;
  /** The shop's zone. */
  zone: string;
  calmAt: number;
  endAt: number;
  /** What the server's clock shows at the end. */
  endWall: number;
  /** What the machine's clock was set by over the night, all steps added up without their signs. */
  clockSteps: number;
  /** By when what began at `at` must be done. */
  deadline(at: number): number;
  /** The earliest moment at which somebody who was active at `at` may lose a conversation for silence. */
  leaseEnd(at: number): number;
  /** How long a send that was checked already may still take to begin. */
  underWayMs: number;
  /** Whether the shop's system may have failed to answer a turn. */
  shopMayFail: boolean;
};

/** The phone behind a customer, as far as anything was ever sent to it. */
export function phoneOfCustomer(records: Records, customer: CustomerId): string | undefined {
  const attempt = records.attempts.find(({ sendId }) => sendId.startsWith(`${customer}-`));
  return attempt && addressValue(attempt.to);
}

/** Whether silence towards this address at some time up to `until` is what its owner asked for. */
export function mayBeSilent(records: Records, address: Address, until: number): boolean {
  const phone = addressValue(address);
  return records.written.some(
    ({ from, about, writtenAt }) =>
      about === "stop" && writtenAt <= until && addressValue(from) === phone,
  );
}

/** The agents' words, by which they are known on a phone. */
export const AGENT_WORDS = /\(a\d+\)/;

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
