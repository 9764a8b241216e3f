import { describe, expect, it } from "@jest/globals";
import { virtualClock } from "./virtual-clock.ts";

const closingTime = Date.parse("2026-11-20T18:00:00Z");
const HOUR = 3_600_000;

describe("a night that passes in a test", () => {
  it("wakes everybody at their own moment, in order", async () => {
    const clock = virtualClock(closingTime);
    const woken: string[] = [];
    const sleepUntil = async (name: string, hours: number) => {
      await clock.sleep(hours * HOUR);
      woken.push(`${name} ${new Date(clock.now()).toISOString().slice(11, 16)}`);
    };
    const all = [sleepUntil("Mette", 15), sleepUntil("carrier", 1), sleepUntil("reminder", 1)];
    await clock.advanceBy(2 * HOUR);
    expect(woken).toEqual(["carrier 19:00", "reminder 19:00"]);
    expect(clock.nextWake()).toBe(closingTime + 15 * HOUR);
    await clock.advanceTo(closingTime + 15 * HOUR);
    await Promise.all(all);
    expect(woken[2]).toBe("Mette 09:00");
    expect(clock.nextWake()).toBeUndefined();
  });

  it("lets what wakes up sleep again before the night is over", async () => {
    const clock = virtualClock(closingTime);
    let rounds = 0;
    const stop = new AbortController();
    const watchman = (async () => {
      while (!stop.signal.aborted) {
        await clock.sleep(HOUR, stop.signal);
        rounds++;
      }
    })();
    await clock.advanceBy(10 * HOUR);
    expect(rounds).toBe(10);
    stop.abort();
    await watchman;
  });

  it("ends a sleep early when it is told to stop, and does not move by itself", async () => {
    const clock = virtualClock(closingTime);
    const stop = new AbortController();
    const asleep = clock.sleep(HOUR, stop.signal);
    stop.abort();
    await asleep;
    expect(clock.now()).toBe(closingTime);
    expect(clock.nextWake()).toBeUndefined();
  });

  it("jumps as a machine that was asleep: all that should have ended ends now, in order", async () => {
    const clock = virtualClock(closingTime);
    const woken: string[] = [];
    const asleep = [2, 1].map(async (hours) => {
      await clock.sleep(hours * HOUR);
      woken.push(`${hours} h, at +${(clock.now() - closingTime) / HOUR}`);
    });
    await clock.jumpTo(closingTime + 3 * HOUR);
    await Promise.all(asleep);
    expect(woken).toEqual(["1 h, at +3", "2 h, at +3"]);
  });

  it("cannot go back", async () => {
    await expect(virtualClock(closingTime).advanceTo(closingTime - 1)).rejects.toThrow(RangeError);
  });
});
