import { describe, expect, it } from "@jest/globals";
import { encodedVoterFrom, learnEncodedNeighbours } from "./encoded-neighbours.ts";

/** A direction in the plane, so many degrees from the first axis. */
const towards = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
const PARCEL = 0;
const REFUND = 1;
const known = learnEncodedNeighbours(
  [towards(0), towards(10), towards(70), towards(80)],
  Int32Array.of(PARCEL, PARCEL, REFUND, REFUND),
);
const vote = encodedVoterFrom(known, 2);

describe("the phrases that mean most nearly what a customer wrote", () => {
  it("vote for what they stand for, the nearer the louder", () => {
    const { shares, nearness } = vote(towards(12));
    expect(shares[PARCEL]).toBeGreaterThan(0.95);
    expect((shares[PARCEL] ?? 0) + (shares[REFUND] ?? 0)).toBeCloseTo(1);
    expect(nearness).toBeCloseTo(Math.cos((2 * Math.PI) / 180));
  });

  it("have no vote when they are left out", () => {
    const { shares, nearness } = vote(towards(12), (example) => example < 2);
    expect([...shares]).toEqual([0, 1]);
    expect(nearness).toBeLessThan(0.6);
  });

  it("are found among many thousands, wherever they stand", () => {
    const many = Array.from({ length: 20_001 }, (_, n) => towards(90 + (n % 90)));
    many.push(towards(2));
    const labels = new Int32Array(many.length).fill(REFUND);
    labels[many.length - 1] = PARCEL;
    const among = encodedVoterFrom(learnEncodedNeighbours(many, labels), 2);
    const { shares, nearness } = among(towards(0));
    expect(shares[PARCEL]).toBeGreaterThan(0.95);
    expect(nearness).toBeCloseTo(Math.cos((2 * Math.PI) / 180));
  });

  it("say nothing about words that the encoder has not read", () => {
    expect(vote(undefined)).toEqual({
      shares: new Float32Array(2),
      nearness: 0,
    });
  });
});
