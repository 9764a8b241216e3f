import type { SparseVector } from "./features.ts";

/** One score per class; above 0 means "yes" to that class alone. */
export type LinearModel = {
  readonly classes: number;
  /** All that was learned: row f holds feature f's weight for every class (padded to whole fours), the last row the bias. */
  readonly weights: Float32Array;
  scores(vector: SparseVector): Float32Array;
};

export type LinearOptions = {
  /** Numbers of the class of each vector, 0 … classes − 1. */
  labels: Int32Array;
  classes: number;
  features: number;
  /** How dear a mistake is against a simple model. */
  cost: number;
  /** How much dearer a mistake on a class's own examples is: each class has far fewer of them than of the rest. */
  ownCost: number;
  /** How often every example is seen. */
  rounds: number;
  random: () => number;
};

/** Looked up once: inside a sandboxed context each look at a global costs more than this loop's arithmetic. */
const { max } = Math;

/**
 * One-vs-rest linear support vector machines with squared hinge loss, all classes in one pass over the examples.
 * Source: dual coordinate descent, Hsieh et al. 2008, "A Dual Coordinate Descent Method for Large-scale Linear SVM".
 */
export function trainLinear(vectors: readonly SparseVector[], options: LinearOptions): LinearModel {
  const { features, labels } = options;
  const classes = padded(options.classes);
  const weights = new Float32Array((features + 1) * classes);
  const pull = new Float32Array(vectors.length * classes);
  const order = Int32Array.from(vectors, (_, at) => at);
  const scores = new Float32Array(classes);
  const changed = new Int32Array(classes);
  const steps = new Float32Array(classes);
  for (let round = 0; round < options.rounds; round++) {
    shuffle(order, options.random);
    for (const example of order) {
      const vector = vectors[example];
      if (vector === undefined) continue;
      scoreInto(scores, weights, vector, features);
      const count = chooseSteps({
        scores,
        pull,
        example,
        own: labels[example] ?? -1,
        changed,
        steps,
        options,
      });
      if (count > 0) move(weights, vector, changed, steps, count, classes, features);
    }
  }
  return linearModel(weights, options);
}

/** The model that has these weights. */
export function linearModel(
  weights: Float32Array,
  { classes, features }: { classes: number; features: number },
): LinearModel {
  return {
    classes,
    weights,
    scores(vector) {
      const result = new Float32Array(padded(classes));
      scoreInto(result, weights, vector, features);
      return result.subarray(0, classes);
    },
  };
}

function padded(classes: number): number {
  return Math.ceil(classes / 4) * 4;
}

/** The bias counts as one more feature of this value. */
const BIAS = 0.5;
/** Every vector has length 1, so its product with itself, bias included, is this. */
const SELF = 1 + BIAS * BIAS;
const SMALLEST_STEP = 1e-5;

function scoreInto(
  scores: Float32Array,
  weights: Float32Array,
  vector: SparseVector,
  features: number,
): void {
  const classes = scores.length;
  const { indices, values } = vector;
  const bias = features * classes;
  // Four sums at a time stay in registers; a row's few cache lines are read again from the nearest cache.
  for (let c = 0; c < classes; c += 4) {
    let one = BIAS * (weights[bias + c] as number); // within bounds: rows are padded to whole fours
    let two = BIAS * (weights[bias + c + 1] as number);
    let three = BIAS * (weights[bias + c + 2] as number);
    let four = BIAS * (weights[bias + c + 3] as number);
    for (let n = 0; n < indices.length; n++) {
      const at = (indices[n] as number) * classes + c;
      const value = values[n] as number;
      one += value * (weights[at] as number);
      two += value * (weights[at + 1] as number);
      three += value * (weights[at + 2] as number);
      four += value * (weights[at + 3] as number);
    }
    scores[c] = one;
    scores[c + 1] = two;
    scores[c + 2] = three;
    scores[c + 3] = four;
  }
}

/** The best step for each class given all others; returns how many classes move. */
function chooseSteps(work: {
  scores: Float32Array;
  pull: Float32Array;
  example: number;
  own: number;
  changed: Int32Array;
  steps: Float32Array;
  options: LinearOptions;
}): number {
  const { scores, pull, changed, steps, own, options } = work;
  const base = work.example * options.classes;
  const softOther = 1 / (2 * options.cost);
  const softOwn = softOther / options.ownCost;
  let count = 0;
  for (let c = 0; c < options.classes; c++) {
    const side = c === own ? 1 : -1;
    const soft = c === own ? softOwn : softOther;
    const before = pull[base + c] as number; // within bounds by construction
    const slope = side * (scores[c] as number) - 1 + soft * before;
    if (before === 0 && slope >= 0) continue;
    const after = max(0, before - slope / (SELF + soft));
    const step = after - before;
    if (step < SMALLEST_STEP && step > -SMALLEST_STEP) continue;
    pull[base + c] = after;
    changed[count] = c;
    steps[count] = step * side;
    count++;
  }
  return count;
}

function move(
  weights: Float32Array,
  vector: SparseVector,
  changed: Int32Array,
  steps: Float32Array,
  count: number,
  classes: number,
  features: number,
): void {
  const { indices, values } = vector;
  for (let n = 0; n <= indices.length; n++) {
    const last = n === indices.length;
    const row = (last ? features : (indices[n] as number)) * classes; // within bounds by construction
    const value = last ? BIAS : (values[n] as number);
    for (let k = 0; k < count; k++) {
      const at = row + (changed[k] as number);
      weights[at] = (weights[at] as number) + value * (steps[k] as number);
    }
  }
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let left = order.length - 1; left > 0; left--) {
    const other = Math.floor(random() * (left + 1));
    const kept = order[left] as number; // within bounds by construction
    order[left] = order[other] as number;
    order[other] = kept;
  }
}
