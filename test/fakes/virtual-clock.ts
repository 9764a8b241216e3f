import type { Clock } from "../../core/ports.ts";

export type VirtualClock = Clock & {
  /**
   * Lets the night pass: every sleep that ends until `instant` ends at its own moment, in order of those moments
   * (then of falling asleep), and what it wakes is done before the next one ends.
   * @throws RangeError for an instant in the past: time does not go back.
   */
  advanceTo(instant: number): Promise<void>;
  advanceBy(ms: number): Promise<void>;
  /** Time moves at once, as for a machine that was asleep: whatever should have ended meanwhile ends now. */
  jumpTo(instant: number): Promise<void>;
  /** When the next sleep ends, if anything sleeps. */
  nextWake(): number | undefined;
};

/**
 * A clock that stands still until a test moves it. `settle` waits until everything that was woken has done its
 * work; the default lets promises and finished input and output run, which is enough without a network.
 */
export function virtualClock(start: number, settle = aFewTurns): VirtualClock {
  let now = start;
  let order = 0;
  let sleepers: readonly Sleeper[] = [];
  const next = () =>
    [...sleepers].sort((one, other) => one.at - other.at || one.order - other.order)[0];
  const wake = (sleeper: Sleeper) => {
    sleepers = sleepers.filter((each) => each !== sleeper);
    sleeper.wake();
  };

  const clock: VirtualClock = {
    now: () => now,
    sleep(ms, signal) {
      if (signal?.aborted || ms <= 0) {
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const onAbort = () => wake(sleeper);
        const sleeper: Sleeper = {
          at: now + ms,
          order: order++,
          wake() {
            signal?.removeEventListener("abort", onAbort);
            resolve();
          },
        };
        sleepers = [...sleepers, sleeper];
        signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
    async advanceTo(instant) {
      if (instant < now) {
        throw new RangeError(`it is ${iso(now)} already; cannot go back to ${iso(instant)}`);
      }
      await settle();
      for (let sleeper = next(); sleeper && sleeper.at <= instant; sleeper = next()) {
        now = Math.max(now, sleeper.at);
        wake(sleeper);
        await settle();
      }
      now = instant;
    },
    advanceBy: (ms) => clock.advanceTo(now + ms),
    async jumpTo(instant) {
      await settle();
      now = Math.max(now, instant);
      for (let sleeper = next(); sleeper && sleeper.at <= now; sleeper = next()) wake(sleeper);
      await settle();
    },
    nextWake: () => next()?.at,
  };
  return clock;
}

type Sleeper = { at: number; order: number; wake: () => void };

/** More than any chain of ours that ends in a commit takes. */
const TURNS = 20;

async function aFewTurns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
