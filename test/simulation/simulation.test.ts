import { describe, expect, it } from "@jest/globals";
import { DEFECTS } from "./defects.ts";
import { nightsFrom, playNights } from "./many-nights.ts";
import { playNight } from "./night.ts";

/** About a minute on two cores; `npm run simulate` plays thousands. */
const NIGHTS = 500;

/** Mistakes that show soon; `npm run simulate -- --defects` plants all of them. */
const SOON_SEEN = ["no dedupe of what arrives", "blind resend", "opt-out not looked at"];
const SOON = 20;

describe("five hundred stormy nights, seen from outside", () => {
  it("leave nobody unanswered, answered twice, disturbed or told of a stranger's order", async () => {
    const wrong: string[] = [];
    let nights = 0;
    await playNights(nightsFrom(1, NIGHTS), ({ seed, violations }) => {
      nights += 1;
      wrong.push(...violations.map((violation) => `--seed ${seed}: ${violation}`));
      return true;
    });
    expect(wrong).toEqual([]);
    expect(nights).toBe(NIGHTS);
  }, 300_000);

  it("go the same way twice when the seed is the same, on whatever thread", async () => {
    const once = await playNight(7);
    const again = await playNight(7);
    const other = await playNight(8);
    expect(again.hash).toBe(once.hash);
    const elsewhere: string[] = [];
    await playNights(nightsFrom(7, 1), ({ hash }) => {
      elsewhere.push(hash);
      return true;
    });
    expect(elsewhere).toEqual([once.hash]);
    expect(other.hash).not.toBe(once.hash);
  });
});

describe("a mistake that somebody could make", () => {
  it.each(SOON_SEEN)(
    "is noticed from outside: %s",
    async (name) => {
      const defect = DEFECTS.find((each) => each.name === name);
      let noticed = false;
      for (let seed = 1; seed <= SOON && !noticed; seed += 1) {
        noticed = (await playNight(seed, { defect })).violations.length > 0;
      }
      expect({ name: defect?.name, noticed }).toEqual({ name, noticed: true });
    },
    60_000,
  );
});
