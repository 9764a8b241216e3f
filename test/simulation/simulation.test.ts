import { describe, expect, it } from "@jest/globals";
import { playNight } from "./night.ts";

/** Seeds that once went wrong come first, then as many nights as a minute of everybody's patience allows. */
const NIGHTS = 100;

describe("a hundred stormy nights, seen from outside", () => {
  it("leave nobody unanswered, answered twice, disturbed or told of a stranger's order", async () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= NIGHTS; seed += 1) {
      const { violations } = await playNight(seed);
      wrong.push(...violations.map((violation) => `--seed ${seed}: ${violation}`));
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it("go the same way twice when the seed is the same", async () => {
    const once = await playNight(7);
    const again = await playNight(7);
    const other = await playNight(8);
    expect(again.hash).toBe(once.hash);
    expect(other.hash).not.toBe(once.hash);
  }, 20_000);
});
