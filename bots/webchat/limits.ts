import type { Clock } from "../../core/ports.ts";

export type Limiter = {
  /** 0: go on. Else so many milliseconds too early. */
  take(key: string): number;
};

/** Lets each key do `burst` things at once and one more every `everyMs`. Keys that rest are forgotten. */
export function limiter(
  { burst, everyMs }: { burst: number; everyMs: number },
  clock: Pick<Clock, "now">,
): Limiter {
  /** When each key will have rested fully. */
  const busyUntil = new Map<string, number>();
  return {
    take(key) {
      const now = clock.now();
      if (busyUntil.size >= MOST_KEYS) {
        for (const [each, until] of busyUntil) if (until <= now) busyUntil.delete(each);
      }
      const next = Math.max(busyUntil.get(key) ?? now, now) + everyMs;
      const tooEarly = next - now - burst * everyMs;
      if (tooEarly > 0) return tooEarly;
      busyUntil.set(key, next);
      return 0;
    },
  };
}

const MOST_KEYS = 10_000;
