import { createHmac } from "node:crypto";
import type { Clock } from "../../core/ports.ts";

/** When the recorded shop systems are asked: the evening of the day on which their orders were made. */
export const saturdayEvening = Date.parse("2026-11-21T21:00:00Z");

/** A clock that stands still; whoever sleeps wakes at once. */
export const still: Clock = { now: () => saturdayEvening, sleep: async () => {} };

/** A clock that only sleeping moves; `slept` is told for how long. */
export function sleepersClock(slept: number[] = []): Clock {
  let now = saturdayEvening;
  return {
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
}

/** What a forwarder posts that knows this secret, signed at that time. */
export function forwarded(body: string, secret: string, at = saturdayEvening) {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return {
    headers: { "x-nightdesk-timestamp": timestamp, "x-nightdesk-signature": signature },
    body: Buffer.from(body),
  };
}
