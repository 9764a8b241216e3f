import type { SparseVector } from "./features.ts";

/** Which examples share rare features with a text. Plain data: it can be kept on disk and sent between threads. */
export type Neighbours = {
  /** Where each feature's examples begin in `examples`; one more than there are features. */
  readonly starts: Int32Array;
  readonly examples: Int32Array;
  /** How heavy the feature is in that example. */
  readonly values: Float32Array;
  /** The number of each example's class. */
  readonly labels: Int32Array;
};

/** How the nearest examples vote: a share for each class, and how near the nearest is (0–1). */
export type Vote = { shares: Float32Array; nearness: number };

/** Notes for each of `size` features which examples have it; features of many examples tell nobody apart. */
export function learnNeighbours(
  vectors: readonly SparseVector[],
  labels: Int32Array,
  size: number,
): Neighbours {
  const counts = new Int32Array(size);
  for (const { indices } of vectors) for (const at of indices) counts[at] = (counts[at] ?? 0) + 1;
  const starts = new Int32Array(size + 1);
  for (let at = 0; at < size; at++) {
    const count = counts[at] as number; // within bounds, here and below: every index is a feature's number
    starts[at + 1] = (starts[at] as number) + (count > COMMON ? 0 : count);
  }
  const total = starts[size] as number;
  const examples = new Int32Array(total);
  const values = new Float32Array(total);
  const next = starts.slice();
  vectors.forEach(({ indices, values: weights }, example) => {
    for (let n = 0; n < indices.length; n++) {
      const at = indices[n] as number;
      if ((counts[at] as number) > COMMON) continue;
      const place = next[at] as number;
      examples[place] = example;
      values[place] = weights[n] as number;
      next[at] = place + 1;
    }
  });
  return { starts, examples, values, labels };
}

const COMMON = 120;
/** So many of the nearest vote. */
const VOTERS = 12;

/** Lets the nearest examples vote, the nearer the louder. Without those of which `leaveOut` is true. */
export function voteOf(
  neighbours: Neighbours,
  { indices, values: weights }: SparseVector,
  classes: number,
  leaveOut?: (example: number) => boolean,
): Vote {
  const { starts, examples, values, labels } = neighbours;
  const near = new Float32Array(labels.length);
  for (let n = 0; n < indices.length; n++) {
    const at = indices[n] as number;
    const weight = weights[n] as number;
    const end = starts[at + 1] as number;
    for (let place = starts[at] as number; place < end; place++) {
      const example = examples[place] as number;
      near[example] = (near[example] as number) + weight * (values[place] as number);
    }
  }
  const shares = new Float32Array(classes);
  let sum = 0;
  let nearness = 0;
  for (const example of nearest(near, leaveOut)) {
    const closeness = near[example] as number;
    const square = closeness * closeness;
    const loudness = square * square;
    const label = labels[example] as number;
    shares[label] = (shares[label] as number) + loudness;
    sum += loudness;
    if (closeness > nearness) nearness = closeness;
  }
  for (let c = 0; sum > 0 && c < classes; c++) shares[c] = (shares[c] as number) / sum;
  return { shares, nearness };
}

/** The examples with the highest numbers, in no order. */
function nearest(near: Float32Array, leaveOut?: (example: number) => boolean): Int32Array {
  const best = new Int32Array(VOTERS);
  const values = new Float32Array(VOTERS);
  let count = 0;
  let lowest = 0; // the place to give up next, once all are taken
  let bar = 0;
  for (let example = 0; example < near.length; example++) {
    const value = near[example] as number;
    if (value <= bar || leaveOut?.(example)) continue;
    const place = count < VOTERS ? count++ : lowest;
    best[place] = example;
    values[place] = value;
    if (count < VOTERS) continue;
    lowest = lowestOf(values);
    bar = values[lowest] as number;
  }
  return best.subarray(0, count);
}

function lowestOf(values: Float32Array): number {
  let lowest = 0;
  for (let v = 1; v < values.length; v++)
    if ((values[v] as number) < (values[lowest] as number)) lowest = v;
  return lowest;
}
