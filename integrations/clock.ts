import { randomUUID } from "node:crypto";
import type { Clock, Ids } from "../core/ports.ts";

/** The time of this machine. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    async sleep(ms, signal) {
      const end = Date.now() + ms;
      for (let left = ms; left > 0 && !signal?.aborted; left = end - Date.now()) {
        await waitAtMost(Math.min(left, LONGEST_TIMER_MS), signal);
      }
    },
  };
}

/** Ids of 122 random bits (a UUID's; Node draws those in advance, many at once): 26 letters and digits. */
export function randomIds(): Ids {
  return {
    next() {
      const hex = randomUUID().replaceAll("-", "");
      return (
        shortened(hex.slice(0, 10), 8) +
        shortened(hex.slice(10, 20), 8) +
        shortened(hex.slice(20), 10)
      );
    },
  };
}

/** At most 48 bits at a time, which a number holds exactly: as one BigInt it takes four times as long, at every webhook. */
function shortened(hex: string, letters: number): string {
  return Number.parseInt(hex, 16).toString(36).padStart(letters, "0");
}

/** Node fires a timer at once when it is asked for more than 31 bits of milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function waitAtMost(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}
