import { describe, expect, it } from "@jest/globals";
import { randomIds, systemClock } from "./clock.ts";

describe("the server's clock", () => {
  it("sleeps at least as long as asked", async () => {
    const clock = systemClock();
    const before = performance.now();
    await clock.sleep(20);
    expect(performance.now() - before).toBeGreaterThanOrEqual(19);
  });

  it("wakes at once, without an error, when it is told to stop", async () => {
    const stop = new AbortController();
    const asleep = systemClock().sleep(1_000_000, stop.signal);
    stop.abort();
    await expect(asleep).resolves.toBeUndefined();
    await expect(systemClock().sleep(1_000_000, stop.signal)).resolves.toBeUndefined();
  });

  it("sleeps over a Christmas holiday longer than Node's timers are", async () => {
    const stop = new AbortController();
    let woken = false;
    const asleep = systemClock()
      .sleep(60 * 24 * 3_600_000, stop.signal)
      .then(() => {
        woken = true;
      });
    await systemClock().sleep(20);
    expect(woken).toBe(false);
    stop.abort();
    await asleep;
  });
});

describe("fresh ids", () => {
  it("never repeat and can be joined with - and /", () => {
    const ids = randomIds();
    const made = Array.from({ length: 1000 }, () => ids.next());
    expect(new Set(made).size).toBe(1000);
    expect(made.every((id) => /^[0-9a-z]{26}$/.test(id))).toBe(true);
  });
});
