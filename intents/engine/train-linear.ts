import type { SparseVector } from "./features.ts";
import { BIAS, everyClass, type LinearModel, linearModel, padded, scoreInto } from "./linear.ts";

export type TrainedModel = LinearModel & {
  /** The model as it would be had it never seen the examples that `isLeftOut`; far cheaper than learning it anew. */
  without(isLeftOut: (example: number) => boolean): LinearModel;
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
  /**
   * What counts as a mistake: an example too close to the border or beyond it ("hinge", as is usual), or any distance from
   * the margin ("squares": then all examples count, not only those near the border).
   */
  loss?: "hinge" | "squares";
  /** How often every example is seen. */
  rounds: number;
  random: () => number;
};

/** Looked up once: inside a sandboxed context each look at a global costs more than this loop's arithmetic. */
const { imul, max } = Math;

/**
 * One-vs-rest linear support vector machines with squared hinge loss, all classes in one pass over the examples.
 * Source: dual coordinate descent, Hsieh et al. 2008, "A Dual Coordinate Descent Method for Large-scale Linear SVM",
 * with its shrinking: in most rounds an example looks only at the classes that it came close to.
 */
export function trainLinear(
  vectors: readonly SparseVector[],
  options: LinearOptions,
): TrainedModel {
  const { features, labels, rounds } = options;
  const classes = padded(options.classes);
  const weights = new Float32Array((features + 1) * classes);
  const pull = new Float32Array(vectors.length * classes);
  const every = everyClass(classes);
  const close = vectors.map(() => every);
  const work = workOn({ weights, pull, options });
  const order = Int32Array.from(vectors, (_, at) => at);
  for (let round = 0; round < rounds; round++) {
    shuffle(order, options.random);
    for (const example of order) {
      const vector = vectors[example] as SparseVector; // the order is of them
      const looksAtAll = round % LOOKS_AGAIN === 0;
      improve(work, vector, example, looksAtAll ? every : (close[example] as Int32Array));
      if (looksAtAll) close[example] = closeTo(work, example);
    }
  }
  return {
    ...linearModel(weights, options),
    without(isLeftOut) {
      const rest = workOn({ weights: weights.slice(), pull: pull.slice(), options });
      const others: number[] = [];
      vectors.forEach((vector, example) => {
        if (isLeftOut(example)) takeBack(rest, vector, example, labels[example] ?? -1);
        else others.push(example);
      });
      const turns = Int32Array.from(others);
      for (let round = 0; round < ROUNDS_WITHOUT; round++) {
        shuffle(turns, options.random);
        for (const example of turns)
          improve(rest, vectors[example] as SparseVector, example, close[example] as Int32Array); // as above
      }
      return linearModel(rest.weights, options);
    },
  };
}

/**
 * Every so many rounds an example looks at all classes anew. With what it came close to in the first round alone, when little
 * was learned, 4 % of the guesses at customers' lines hung on the order of the phrases; now 1 % do.
 */
const LOOKS_AGAIN = 3;

/** What is left of the others' pull needs little more: they were balanced before. */
const ROUNDS_WITHOUT = 2;

/** What a pass over the examples changes, and scratch pads for one example. */
type Work = {
  readonly weights: Float32Array;
  /** How hard each example pulls at each class. */
  readonly pull: Float32Array;
  readonly options: LinearOptions;
  readonly scores: Float32Array;
  readonly changed: Int32Array;
  readonly steps: Float32Array;
};

function workOn(state: Pick<Work, "weights" | "pull" | "options">): Work {
  const classes = padded(state.options.classes);
  return {
    ...state,
    scores: new Float32Array(classes),
    changed: new Int32Array(classes),
    steps: new Float32Array(classes),
  };
}

/** Takes the best step for one example and these classes, all others as they are. */
function improve(work: Work, vector: SparseVector, example: number, among: Int32Array): void {
  scoreInto(work.scores, work.weights, vector, work.options.features, among);
  const count = chooseSteps(work, example, among);
  if (count > 0) move(work, vector, count);
}

/** So far below the margin a class may have been and still matter later. */
const NEAR = 0.2;

/** The classes that the example pulls at or nearly does, in whole fours. */
function closeTo({ scores, pull, options }: Work, example: number): Int32Array {
  const base = example * padded(options.classes);
  const own = options.labels[example];
  const near: number[] = [];
  const far: number[] = [];
  for (let c = 0; c < scores.length; c++) {
    const matters =
      c === own || (pull[base + c] as number) > 0 || (scores[c] as number) > -1 - NEAR; // within bounds by construction
    (matters && c < options.classes ? near : far).push(c);
  }
  return Int32Array.from([...near, ...far.slice(0, padded(near.length) - near.length)]);
}

/** Undoes all that an example did. */
function takeBack(work: Work, vector: SparseVector, example: number, own: number): void {
  const { pull, changed, steps, options } = work;
  const base = example * padded(options.classes);
  let count = 0;
  for (let c = 0; c < options.classes; c++) {
    const pulled = pull[base + c] as number; // within bounds by construction
    if (pulled === 0) continue;
    changed[count] = c;
    steps[count++] = c === own ? -pulled : pulled;
  }
  move(work, vector, count);
}

/** Every vector has length 1, so its product with itself, bias included, is this. */
const SELF = 1 + BIAS * BIAS;
const SMALLEST_STEP = 1e-5;

/** The best step for each of these classes given all others; returns how many classes move. */
function chooseSteps(work: Work, example: number, among: Int32Array): number {
  const { scores, pull, changed, steps, options } = work;
  const base = example * padded(options.classes);
  const own = options.labels[example];
  const softOther = 1 / (2 * options.cost);
  const softOwn = softOther / options.ownCost;
  const least = options.loss === "squares" ? -Infinity : 0;
  let count = 0;
  for (let k = 0; k < among.length; k++) {
    const c = among[k] as number; // within bounds by construction, here and below
    if (c >= options.classes) continue;
    const side = c === own ? 1 : -1;
    const soft = c === own ? softOwn : softOther;
    const before = pull[base + c] as number;
    const slope = side * (scores[c] as number) - 1 + soft * before;
    const after = max(least, before - slope / (SELF + soft));
    const step = after - before;
    if (step < SMALLEST_STEP && step > -SMALLEST_STEP) continue;
    pull[base + c] = after;
    changed[count] = c;
    steps[count] = step * side;
    count++;
  }
  return count;
}

/** Class by class: so the innermost loop looks up least. */
function move(
  { weights, changed, steps, options: { features }, scores: { length: classes } }: Work,
  { indices, values }: SparseVector,
  count: number,
): void {
  for (let k = 0; k < count; k++) {
    const c = changed[k] as number; // within bounds by construction, here and below
    const step = steps[k] as number;
    for (let n = 0; n < indices.length; n++) {
      const at = imul(indices[n] as number, classes) + c;
      weights[at] = (weights[at] as number) + (values[n] as number) * step;
    }
    const bias = features * classes + c;
    weights[bias] = (weights[bias] as number) + BIAS * step;
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
