import type { SparseVector } from "./features.ts";

/** One score per class; above 0 means "yes" to that class alone. */
export type LinearModel = {
  readonly classes: number;
  /** All that was learned: row f holds feature f's weight for every class (padded to whole fours), the last row the bias. */
  readonly weights: Float32Array;
  scores(vector: SparseVector): Float32Array;
};

/** The model that has these weights. */
export function linearModel(
  weights: Float32Array,
  { classes, features }: { classes: number; features: number },
): LinearModel {
  const every = everyClass(padded(classes));
  return {
    classes,
    weights,
    scores(vector) {
      const result = new Float32Array(every.length);
      scoreInto(result, weights, vector, features, every);
      return result.subarray(0, classes);
    },
  };
}

/** A row's length: whole fours of classes. */
export function padded(classes: number): number {
  return Math.ceil(classes / 4) * 4;
}

/** The bias counts as one more feature of this value. */
export const BIAS = 0.5;
/** All classes of a row. */
export function everyClass(classes: number): Int32Array {
  return Int32Array.from({ length: classes }, (_, c) => c);
}

/** Multiplied by `*`, whole numbers are watched for a product too great for one, in the hottest loop there is. */
const { imul } = Math;

/** Scores these classes, whole fours of them; the other scores stay as they were. */
export function scoreInto(
  scores: Float32Array,
  weights: Float32Array,
  { indices, values }: SparseVector,
  features: number,
  among: Int32Array,
): void {
  const classes = scores.length;
  const bias = features * classes;
  // Four sums at a time stay in registers; a row's few cache lines are read again from the nearest cache.
  for (let k = 0; k < among.length; k += 4) {
    const first = among[k] as number; // within bounds, here and below: rows are padded to whole fours
    const second = among[k + 1] as number;
    const third = among[k + 2] as number;
    const fourth = among[k + 3] as number;
    let one = BIAS * (weights[bias + first] as number);
    let two = BIAS * (weights[bias + second] as number);
    let three = BIAS * (weights[bias + third] as number);
    let four = BIAS * (weights[bias + fourth] as number);
    for (let n = 0; n < indices.length; n++) {
      const at = imul(indices[n] as number, classes);
      const value = values[n] as number;
      one += value * (weights[at + first] as number);
      two += value * (weights[at + second] as number);
      three += value * (weights[at + third] as number);
      four += value * (weights[at + fourth] as number);
    }
    scores[first] = one;
    scores[second] = two;
    scores[third] = three;
    scores[fourth] = four;
  }
}
