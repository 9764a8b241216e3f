import type { Settlement } from "../../../core/ports.ts";
import type { Channel, Outgoing, SendOutcome } from "../../channel.ts";
import type { Breakers } from "./breaker.ts";
import type { Pacer } from "./pacer.ts";

/** What keeps us from calling a provider that does not work, and from calling it too fast. Absent: nothing does. */
export type GatePorts = { breakers?: Breakers; pacer?: Pacer };

/**
 * Whether this may be called for now; else until when it waits, in its place in its lane, at the cost of no try.
 * Whoever passes must `tellBreaker` how it went.
 */
export function waitsAtGate(
  outgoing: Outgoing,
  channel: Pick<Channel, "name" | "pace">,
  now: number,
  { breakers, pacer }: GatePorts,
): Settlement | undefined {
  const { id, purpose, status } = outgoing.send;
  // Asking about what was sent already sends nothing.
  const pace = status === "ambiguous" ? undefined : channel.pace?.(outgoing);
  const place = pace && pacer?.place(id, purpose, pace, now);
  if (place !== undefined) return waitUntil(place, `as fast as ${channel.name} carries it`);
  const asked = breakers?.ask(channel.name, now);
  if (asked && !asked.go) return waitUntil(asked.until, `${channel.name} does not work just now`);
  return undefined;
}

function waitUntil(notBefore: number, reason: string): Settlement {
  return { kind: "postponed", notBefore, reason, inOrder: true };
}

/**
 * What a call says about its provider's health. A look-up that works says nothing about sending: answers to it would close
 * the breaker while every send still fails.
 */
export function tellBreaker(
  { name }: Pick<Channel, "name">,
  call: { outcome: SendOutcome | { kind: "not_sent" | "unknown" }; isLookUp: boolean },
  now: number,
  { breakers }: GatePorts,
): void {
  const health = healthIn(call.outcome);
  breakers?.told(name, now, call.isLookUp && health === "worked" ? "neither" : health);
}

function healthIn(
  outcome: SendOutcome | { kind: "not_sent" | "unknown" },
): "worked" | "failed" | "neither" {
  switch (outcome.kind) {
    case "accepted":
    case "not_sent":
      return "worked";
    case "unclear":
      return "failed";
    case "unknown":
      return "neither";
    case "refused":
      // Asking for patience is an answer, and one number or place that is set up wrongly says nothing about the others.
      if (outcome.reaction === "channel_broken" || outcome.retryAfterMs !== undefined)
        return "neither";
      return outcome.reaction === "retry_later" ? "failed" : "worked";
    default:
      return outcome satisfies never;
  }
}
