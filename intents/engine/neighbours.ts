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

/** What more phrases share tells less than it costs to look them up. Measured on public benchmarks. */
const COMMON = 80;
/** So many of the nearest vote. */
const VOTERS = 12;

/** Lets the nearest examples vote, the nearer the louder. Without those of which `leaveOut` is true. */
export type Voter = (vector: SparseVector, leaveOut?: (example: number) => boolean) => Vote;

/** The vote of these examples, for texts of one of so many classes. */
export function voterFrom(neighbours: Neighbours, classes: number): Voter {
  const { starts, examples, values, labels } = neighbours;
  /** How near each example is, and a bit for each that is near at all: most are not. All zeros between uses. */
  const near = new Float32Array(labels.length);
  const isNear = new Int32Array(Math.ceil(labels.length / BITS));
  const found = new Int32Array(labels.length);
  const best = new Int32Array(VOTERS);
  const closest = new Float32Array(VOTERS);

  function look({ indices, values: weights }: SparseVector): void {
    for (let n = 0; n < indices.length; n++) {
      const at = indices[n] as number; // within bounds, here and below: every index is a feature's number
      const weight = weights[n] as number;
      const end = starts[at + 1] as number;
      for (let place = starts[at] as number; place < end; place++) {
        const example = examples[place] as number;
        near[example] = (near[example] as number) + weight * (values[place] as number);
        const word = example >>> WORD;
        isNear[word] = (isNear[word] as number) | (1 << (example & (BITS - 1)));
      }
    }
  }

  /** Writes down which are near at all, in order, and returns how many. */
  function gather(): number {
    let count = 0;
    for (let word = 0; word < isNear.length; word++) {
      let bits = isNear[word] as number;
      isNear[word] = 0;
      for (; bits !== 0; bits &= bits - 1)
        found[count++] = (word << WORD) + BITS - 1 - Math.clz32(bits & -bits);
    }
    return count;
  }

  /** The nearest of those, in no order; returns how many. */
  function pick(candidates: number, leaveOut?: (example: number) => boolean): number {
    let count = 0;
    let lowest = 0; // the place to give up next, once all are taken
    let bar = 0;
    for (let n = 0; n < candidates; n++) {
      const example = found[n] as number;
      const value = near[example] as number;
      near[example] = 0;
      if (value <= bar || leaveOut?.(example)) continue;
      const place = count < VOTERS ? count++ : lowest;
      best[place] = example;
      closest[place] = value;
      if (count < VOTERS) continue;
      lowest = lowestOf(closest);
      bar = closest[lowest] as number;
    }
    return count;
  }

  return (vector, leaveOut) => {
    look(vector);
    const count = pick(gather(), leaveOut);
    const shares = new Float32Array(classes);
    let sum = 0;
    let nearness = 0;
    for (let voter = 0; voter < count; voter++) {
      const closeness = closest[voter] as number;
      const square = closeness * closeness;
      const loudness = square * square;
      const label = labels[best[voter] as number] as number;
      shares[label] = (shares[label] as number) + loudness;
      sum += loudness;
      if (closeness > nearness) nearness = closeness;
    }
    for (let c = 0; sum > 0 && c < classes; c++) shares[c] = (shares[c] as number) / sum;
    return { shares, nearness };
  };
}

/** So many examples share a word of bits, whose number is theirs without so many bits. */
const BITS = 32;
const WORD = 5;

function lowestOf(values: Float32Array): number {
  let lowest = 0;
  for (let v = 1; v < values.length; v++)
    if ((values[v] as number) < (values[lowest] as number)) lowest = v;
  return lowest;
}
