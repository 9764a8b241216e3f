import { describe, expect, it } from "@jest/globals";
import { encodedVoteOf, learnEncodedNeighbours } from "./encoded-neighbours.ts";

/** A direction in the plane, so many degrees from the first axis. */
const towards = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
const PARCEL = 0;
const REFUND = 1;
const known = learnEncodedNeighbours(
  [towards(0), towards(10), towards(70), towards(80)],
  Int32Array.of(PARCEL, PARCEL, REFUND, REFUND),
);

describe("the phrases that mean most nearly what a customer wrote", () => {
  it("vote for what they stand for, the nearer the louder", () => {
    const { shares, nearness } = encodedVoteOf(known, towards(12), 2);
    expect(shares[PARCEL]).toBeGreaterThan(0.95);
    expect((shares[PARCEL] ?? 0) + (shares[REFUND] ?? 0)).toBeCloseTo(1);
    expect(nearness).toBeCloseTo(Math.cos((2 * Math.PI) / 180));
  });

  it("have no vote when they are left out", () => {
    const { shares, nearness } = encodedVoteOf(known, towards(12), 2, (example) => example < 2);
    expect([...shares]).toEqual([0, 1]);
    expect(nearness).toBeLessThan(0.6);
  });

  it("say nothing about words that the encoder has not read", () => {
    expect(encodedVoteOf(known, undefined, 2)).toEqual({
      shares: new Float32Array(2),
      nearness: 0,
    });
  });
});
