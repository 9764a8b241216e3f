import type { Send, Settlement } from "../../../core/ports.ts";
import type { SendOutcome } from "../../channel.ts";

/** A provider lists what it took a moment after it took it: asking sooner than this could read "not there" too early. */
const RECONCILE_AFTER_MS = 3_000;

/**
 * How long a provider is asked what became of an unclear attempt before we decide without it, each time after as long
 * again. Tries are no measure of it: those before were refused, and say nothing about this one.
 */
const RECONCILE_FOR_MS = 5 * 60_000;
const LONGEST_RECONCILE_REST_MS = 60_000;

/**
 * What a provider answered, or cut off, within seconds is on its way no more: if it does not list it, it never had it.
 * A request that ran into our own time-out (10 to 12 seconds) may still be read; 45 seconds after it began it has been.
 */
const ENDED_SOON_MS = 10_000;
export const ARRIVED_BY_MS = 45_000;

/** With our own time-out after it, what began sooner than this after it was marked has arrived, or never will, by then. */
const BEGUN_BY_MS = 30_000;

/** A change that the shop's system does not speak of for so long is left to a person. */
const GIVEN_UP_AFTER_MS = 6 * 60 * 60_000;

/** Nobody knows whether it arrived: its provider is asked in a moment. */
export function afterUnclear(message: string, now: number): Settlement {
  return { kind: "ambiguous", dueAt: now + RECONCILE_AFTER_MS, error: message };
}

/** A server that was paused before it called must not do it now: others have taken it for dead, and asked, since. */
export function begunTooLate(send: Send, now: number): Settlement | undefined {
  if (send.startedAt === undefined || now - send.startedAt < BEGUN_BY_MS) return undefined;
  return { kind: "postponed", notBefore: now, reason: "this server was paused", inOrder: true };
}

/** The provider has not got it: for good, or only not yet? */
export function notSeen(send: Send, now: number): Settlement {
  const sinceMs = now - (send.startedAt ?? send.createdAt);
  // A process that died in between is back sooner than the provider's list.
  const isTooSoon = sinceMs < RECONCILE_AFTER_MS;
  const mayArrive = sinceMs >= ENDED_SOON_MS && sinceMs < ARRIVED_BY_MS;
  if (mayArrive) return askLater(send, now, Math.min(sinceMs, ARRIVED_BY_MS - sinceMs));
  if (isTooSoon) return askLater(send, now, sinceMs);
  return { kind: "retry", dueAt: now, error: "the provider never got it" };
}

function askLater(send: Send, now: number, wantedMs: number): Settlement {
  const restMs = Math.min(Math.max(wantedMs, RECONCILE_AFTER_MS), LONGEST_RECONCILE_REST_MS);
  return { kind: "ambiguous", dueAt: now + restMs, error: send.error ?? "unclear" };
}

/** The provider cannot say. What the customer waits for is sent once more; what we started ourselves is let go. */
export function decideBlind(send: Send, now: number): Settlement {
  // Who has seen a word for one person's eyes cannot be asked, and it holds up the whole desk: twice is better than late.
  if (send.body.kind === "whisper") return notSeen(send, now);
  const waitedMs = now - (send.startedAt ?? send.createdAt);
  if (waitedMs < RECONCILE_FOR_MS) return askLater(send, now, waitedMs);
  if (send.purpose === "code")
    return { kind: "cancelled", reason: "perhaps sent; who did not get it asks for a new one" };
  if (send.purpose === "thank_you")
    return { kind: "cancelled", reason: "perhaps sent, and not worth sending twice" };
  return { kind: "retry", dueAt: now, error: "perhaps sent; sent once more" };
}

/** The shop's system does not say, however often it is asked for a change under the same key. */
export function stillUnclear(
  send: Send,
  { message }: Extract<SendOutcome, { kind: "unclear" }>,
  now: number,
): Settlement {
  const sinceMs = now - (send.startedAt ?? send.createdAt);
  if (sinceMs < GIVEN_UP_AFTER_MS) return askLater(send, now, sinceMs);
  return {
    kind: "dead",
    error: `nobody knows whether it was made: ${message}`,
    errorCode: "unclear",
  };
}
