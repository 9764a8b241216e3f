import type { CommerceProvider } from "../../../core/commerce.ts";
import type { JournalEntry } from "../../../core/decision.ts";
import type { Events } from "../../../core/events.ts";
import type { Clock } from "../../../core/ports.ts";
import type { GatePorts } from "../outbox/gate.ts";

/** How long a shop system may take before the night goes on without its answer. */
const READ_LIMIT_MS = 5_000;

/** What is asked of the shop's system in a turn, and where it is noted. */
export type Reading = Pick<GatePorts, "breakers"> & {
  commerce: CommerceProvider;
  clock: Clock;
  events: Events;
  reads: JournalEntry["reads"];
};

/**
 * One read with its limit, noted for the journal; any failure of the shop's system is `unavailable`, and so is one that
 * is left alone because it fails.
 */
export async function timedRead<T>(
  what: string,
  read: () => Promise<T>,
  ports: Reading,
): Promise<T | "unavailable"> {
  const startedAt = ports.clock.now();
  const { name } = ports.commerce;
  if (ports.breakers?.ask(name, startedAt).go === false) {
    ports.reads.push({ what, ms: 0, outcome: "left alone" });
    return "unavailable";
  }
  const settled = read().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const answer = (await atOnce(settled)) ?? (await inTime(settled, ports.clock));
  const now = ports.clock.now();
  const ms = now - startedAt;
  if (answer === "too_late" || "error" in answer) {
    const error =
      answer === "too_late" ? new Error(`no answer in ${READ_LIMIT_MS} ms`) : answer.error;
    ports.breakers?.told(name, now, "failed");
    ports.events.provider({ name, outcome: "unavailable", ms, error });
    ports.reads.push({ what, ms, outcome: "unavailable" });
    return "unavailable";
  }
  ports.breakers?.told(name, now, "worked");
  ports.events.provider({ name, outcome: "ok", ms });
  ports.reads.push({
    what,
    ms,
    outcome: Array.isArray(answer.value) ? `${answer.value.length} found` : "ok",
  });
  return answer.value;
}

/** What is there without waiting for anything outside, as from a file at hand: a timer and its end would cost more. */
async function atOnce<T>(settled: Promise<T>): Promise<T | undefined> {
  let answer: T | undefined;
  settled.then((settlement) => {
    answer = settlement;
  });
  for (let step = 0; answer === undefined && step < STEPS; step++) await undefined;
  return answer;
}

/** So many steps an async function takes to its end, and its answer to us. */
const STEPS = 6;

async function inTime<T>(settled: Promise<T>, clock: Clock): Promise<T | "too_late"> {
  const limit = new AbortController();
  const answer = await Promise.race([
    settled,
    clock.sleep(READ_LIMIT_MS, limit.signal).then(() => "too_late" as const),
  ]);
  limit.abort("answered"); // with no reason given, an error with its stack is made each time
  return answer;
}
