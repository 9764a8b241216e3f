import type { SparseVector } from "./features.ts";
import { inReach } from "./room.ts";

/** One score per class; above 0 means "yes" to that class alone. */
export type LinearModel = {
  readonly classes: number;
  /** All that was learned: row f holds feature f's weight for every class (padded to whole fours), the last row the bias. */
  readonly weights: Float32Array;
  scores(vector: SparseVector): Float32Array;
};

/** The model that has these weights; they are copied unless they lie where the kernel reaches. */
export function linearModel(
  learned: Float32Array,
  { classes, features }: { classes: number; features: number },
): LinearModel {
  const {
    numbers: weights,
    room: {
      kernel,
      pad: { indices, values, scores },
    },
  } = inReach(learned);
  const row = padded(classes) * weights.BYTES_PER_ELEMENT;
  return {
    classes,
    weights,
    scores(vector) {
      const count = vector.indices.length;
      kernel.startScores(scores.byteOffset, weights.byteOffset + features * row, row, BIAS);
      for (let from = 0; from < count; from += indices.length) {
        const few = Math.min(indices.length, count - from);
        const isAll = few === count;
        indices.set(isAll ? vector.indices : vector.indices.subarray(from, from + few));
        values.set(isAll ? vector.values : vector.values.subarray(from, from + few));
        kernel.addScores(
          scores.byteOffset,
          weights.byteOffset,
          row,
          indices.byteOffset,
          values.byteOffset,
          few,
        );
      }
      return scores.slice(0, classes);
    },
  };
}

/** A row's length: whole fours of classes. */
export function padded(classes: number): number {
  return Math.ceil(classes / 4) * 4;
}

/** The bias counts as one more feature of this value. */
export const BIAS = 0.5;
