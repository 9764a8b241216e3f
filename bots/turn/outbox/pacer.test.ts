import { describe, expect, it } from "@jest/globals";
import { pacer } from "./pacer.ts";

/** Black Friday, midnight in Copenhagen. */
const blackFridayMidnight = Date.parse("2026-11-26T23:00:00Z");
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** A long code that carries one segment a second, and two at once after a pause. */
const longCode = { bucket: "twilio:+4552525252", perSecond: 1, burst: 2, weight: 1 };

describe("answers that share a number which carries one text a second", () => {
  it("leave at once while there are few, then one a second, each at its own place", () => {
    const { place } = pacer();
    const places = ["a", "b", "c", "d"].map((id) =>
      place(id, "answer", longCode, blackFridayMidnight),
    );
    expect(places).toEqual([
      undefined,
      undefined,
      blackFridayMidnight + SECOND,
      blackFridayMidnight + 2 * SECOND,
    ]);
    expect(place("c", "answer", longCode, blackFridayMidnight + SECOND)).toBeUndefined();
    expect(place("d", "answer", longCode, blackFridayMidnight + SECOND)).toBe(
      blackFridayMidnight + 2 * SECOND,
    );
    expect(place("d", "answer", longCode, blackFridayMidnight + 2 * SECOND)).toBeUndefined();
  });

  it("never leave faster than the number carries over an hour", () => {
    const { place } = pacer();
    let waiting = Array.from({ length: 5_000 }, (_, n) => ({
      id: `r${n}`,
      at: blackFridayMidnight,
    }));
    for (let now = blackFridayMidnight; now < blackFridayMidnight + HOUR; now += SECOND) {
      waiting = waiting.flatMap((row) => {
        const at = row.at > now ? row.at : place(row.id, "answer", longCode, now);
        return at === undefined ? [] : [{ ...row, at }];
      });
    }
    const left = 5_000 - waiting.length;
    expect(left).toBeGreaterThan(3_500);
    expect(left).toBeLessThanOrEqual(3_602);
  });

  it("count by the segments that they are made of", () => {
    const { place } = pacer();
    expect(place("long", "answer", { ...longCode, weight: 2 }, blackFridayMidnight)).toBe(
      undefined,
    );
    expect(place("next", "answer", longCode, blackFridayMidnight)).toBe(
      blackFridayMidnight + SECOND,
    );
  });

  it("do not wait for another number", () => {
    const { place } = pacer();
    for (const id of ["a", "b", "c"]) place(id, "answer", longCode, blackFridayMidnight);
    const other = { ...longCode, bucket: "twilio:+4550505050" };
    expect(place("d", "answer", other, blackFridayMidnight)).toBeUndefined();
  });

  it("do not wait for hours because the clock was set back", () => {
    const { place } = pacer();
    for (const id of ["a", "b", "c"]) place(id, "answer", longCode, blackFridayMidnight);
    expect(place("c", "answer", longCode, blackFridayMidnight - HOUR)).toBeUndefined();
  });
});

describe("a customer who waits for a code or an answer", () => {
  it("is served before everybody who is only to be thanked", () => {
    const { place } = pacer();
    for (let n = 0; n < 60; n += 1) place(`t${n}`, "thank_you", longCode, blackFridayMidnight);
    const soon = blackFridayMidnight + SECOND;
    expect(place("answer", "answer", longCode, soon)).toBeUndefined();
    expect(place("code", "code", longCode, soon + SECOND)).toBeUndefined();
    expect(place("t2", "thank_you", longCode, soon + SECOND)).toBeGreaterThan(soon + SECOND);
  });

  it("gets a code before the answers that wait already", () => {
    const { place } = pacer();
    for (let n = 0; n < 60; n += 1) place(`a${n}`, "answer", longCode, blackFridayMidnight);
    expect(place("code", "code", longCode, blackFridayMidnight + SECOND)).toBeUndefined();
  });

  it("takes a thank-you's place, which comes after them", () => {
    const { place } = pacer();
    for (const id of ["t1", "t2", "t3"]) place(id, "thank_you", longCode, blackFridayMidnight);
    const then = blackFridayMidnight + SECOND;
    for (const id of ["a1", "a2", "a3"]) place(id, "answer", longCode, then);
    expect(place("t3", "thank_you", longCode, then)).toBeGreaterThan(then);
  });
});
