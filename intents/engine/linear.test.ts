import { describe, expect, it } from "@jest/globals";
import { BIAS, linearModel, padded } from "./linear.ts";
import { seededRandom } from "./random.ts";
import { trainLinear } from "./train-linear.ts";

const FEATURES = 9_000;
const random = seededRandom(7);
const vectorOf = (count: number) => ({
  indices: Int32Array.from({ length: count }, () => Math.floor(random() * FEATURES)),
  values: Float32Array.from({ length: count }, () => random() / Math.sqrt(count)),
});

/** The same sum, feature by feature. */
function summed(
  weights: Float32Array,
  { indices, values }: ReturnType<typeof vectorOf>,
  classes: number,
): number[] {
  const row = padded(classes);
  return Array.from({ length: classes }, (_, c) =>
    indices.reduce(
      (sum, feature, n) => sum + (values[n] ?? 0) * (weights[feature * row + c] ?? 0),
      BIAS * (weights[FEATURES * row + c] ?? 0),
    ),
  );
}

describe("the kernel", () => {
  it.each([1, 16, 23, 38])("scores a text for %i intents as the plain sum does", (classes) => {
    const weights = Float32Array.from(
      { length: (FEATURES + 1) * padded(classes) },
      () => random() - 0.5,
    );
    const model = linearModel(weights, { classes, features: FEATURES });
    for (const text of [vectorOf(0), vectorOf(1), vectorOf(200), vectorOf(8_500)]) {
      const expected = summed(weights, text, classes);
      model.scores(text).forEach((score, c) => {
        expect(score).toBeCloseTo(expected[c] ?? Number.NaN, 3);
      });
    }
  });

  it("forgets wholly what it learned of phrases that are left out", () => {
    const vectors = Array.from({ length: 60 }, () => vectorOf(20));
    const model = trainLinear(vectors, {
      labels: Int32Array.from(vectors, (_, at) => at % 6),
      classes: 6,
      features: FEATURES,
      cost: 1,
      ownCost: 3,
      rounds: 4,
      random,
    });
    const most = (weights: Float32Array) =>
      weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    expect(most(model.weights)).toBeGreaterThan(0.1);
    expect(most(model.without(() => true).weights)).toBeLessThan(1e-5);
  });
});
