import { describe, expect, it } from "@jest/globals";
import { learnNeighbours, voterFrom } from "./neighbours.ts";

const vector = (...features: number[]) => ({
  indices: Int32Array.from(features),
  values: Float32Array.from(features, () => 1 / Math.sqrt(features.length)),
});
const vectors = [vector(0, 1), vector(1, 2), vector(3, 4)];
const vote = voterFrom(learnNeighbours(vectors, Int32Array.from([0, 0, 1]), 5), 2);

describe("the phrases that are most like what a customer wrote", () => {
  it("vote for what they mean, the nearer the louder", () => {
    const { shares, nearness } = vote(vector(0, 1, 3));
    expect(shares[0]).toBeGreaterThan(0.9);
    expect((shares[0] ?? 0) + (shares[1] ?? 0)).toBeCloseTo(1);
    expect(nearness).toBeCloseTo(2 / Math.sqrt(6));
  });

  it("have no vote on a message that is like none of them, nor where they are left out", () => {
    expect(vote(vector())).toEqual({ shares: new Float32Array(2), nearness: 0 });
    const { shares } = vote(vector(0, 1, 3), (example) => example < 2);
    expect([...shares]).toEqual([0, 1]);
  });

  it("are looked for anew for each message", () => {
    const first = vote(vector(0, 1, 3));
    vote(vector(3, 4));
    expect(vote(vector(0, 1, 3))).toEqual(first);
  });
});
