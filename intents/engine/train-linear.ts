import type { SparseVector } from "./features.ts";
import { BIAS, type LinearModel, linearModel, padded } from "./linear.ts";
import { inOwnRoom, makeRoom } from "./room.ts";

export type TrainedModel = LinearModel & {
  /** The model as it would be had it never seen the examples that `isLeftOut`; far cheaper than learning it anew. */
  without(isLeftOut: (example: number) => boolean): LinearModel;
};

export type LinearOptions = {
  /** Numbers of the class of each vector, 0 … classes − 1; any other number is of none. */
  labels: Int32Array;
  classes: number;
  features: number;
  /** How dear a mistake is against a simple model. */
  cost: number;
  /** How much dearer a mistake on a class's own examples is: each class has far fewer of them than of the rest. */
  ownCost: number;
  /** How much dearer than that all mistakes on a class's examples are; 1 each where it is left out. */
  heeds?: readonly number[];
  /**
   * What counts as a mistake: an example too close to the border or beyond it ("hinge", as is usual), or any distance from
   * the margin ("squares": then all examples count, not only those near the border).
   */
  loss?: "hinge" | "squares";
  /** How often every example is seen. */
  rounds: number;
  random: () => number;
};

/**
 * One-vs-rest linear support vector machines with squared hinge loss, all classes in one pass over the examples.
 * Source: dual coordinate descent, Hsieh et al. 2008, "A Dual Coordinate Descent Method for Large-scale Linear SVM".
 */
export function trainLinear(
  vectors: readonly SparseVector[],
  options: LinearOptions,
): TrainedModel {
  const { rounds, random } = options;
  const lesson = layOut(vectors, options);
  const all = vectors.map((_, example) => example);
  lesson.begin(lesson.learned);
  lesson.improve(all, { rounds, random });
  const model = linearModel(inOwnRoom(lesson.learned.weights).numbers, options);
  return {
    ...model,
    without(isLeftOut) {
      const { learned, rest } = lesson;
      rest.weights.set(learned.weights);
      rest.pulls.set(learned.pulls);
      lesson.begin(rest);
      lesson.takeBack(all.filter(isLeftOut));
      const others = all.filter((example) => !isLeftOut(example));
      lesson.improve(others, { rounds: ROUNDS_WITHOUT, random });
      return linearModel(inOwnRoom(rest.weights).numbers, options);
    },
  };
}

/** What is left of the others' pull needs little more: they were balanced before. (Two rounds and three tell no more.) */
const ROUNDS_WITHOUT = 1;

/** What a lesson changes: the weights, and how hard each example pulls at each class. */
type Work = { weights: Float32Array; pulls: Float32Array };

/** The examples and what is learned of them, side by side in one room. `rest`: what is learned without some of them. */
function layOut(vectors: readonly SparseVector[], options: LinearOptions) {
  const classes = padded(options.classes);
  const entries = vectors.reduce((sum, { indices }) => sum + indices.length, 0);
  const weightCount = (options.features + 1) * classes;
  const pullCount = vectors.length * classes;
  const numbers =
    2 * (weightCount + pullCount) + 2 * entries + 3 * vectors.length + 1 + 2 * classes;
  const { buffer, kernel } = makeRoom(numbers * BYTES);
  let end = 0;
  const floats = (count: number) => new Float32Array(buffer, place(count), count);
  const wholes = (count: number) => new Int32Array(buffer, place(count), count);
  const place = (count: number) => {
    end += count * BYTES;
    return end - count * BYTES;
  };
  const learned: Work = { weights: floats(weightCount), pulls: floats(pullCount) };
  const rest: Work = { weights: floats(weightCount), pulls: floats(pullCount) };
  const starts = wholes(vectors.length + 1);
  const indices = wholes(entries);
  const values = floats(entries);
  const labels = wholes(vectors.length);
  const order = wholes(vectors.length);
  const scores = floats(classes);
  const heeds = floats(classes).fill(1);
  vectors.forEach((vector, example) => {
    const from = starts[example] as number; // within bounds by construction
    indices.set(vector.indices, from);
    values.set(vector.values, from);
    starts[example + 1] = from + vector.indices.length;
  });
  labels.set(options.labels);
  heeds.set(options.heeds ?? []);
  const softOther = 1 / (2 * options.cost);
  return {
    learned,
    rest,
    begin({ weights, pulls }: Work) {
      kernel.begin(
        weights.byteOffset,
        options.features,
        options.classes,
        classes * BYTES,
        pulls.byteOffset,
        scores.byteOffset,
        starts.byteOffset,
        indices.byteOffset,
        values.byteOffset,
        labels.byteOffset,
        BIAS,
        softOther,
        softOther / options.ownCost,
        options.loss === "squares" ? -Infinity : 0,
        heeds.byteOffset,
      );
    },
    improve(
      examples: readonly number[],
      { rounds, random }: Pick<LinearOptions, "rounds" | "random">,
    ) {
      order.set(examples);
      const turns = order.subarray(0, examples.length);
      for (let round = 0; round < rounds; round++) {
        shuffle(turns, random);
        kernel.improve(turns.byteOffset, turns.length);
      }
    },
    takeBack(examples: readonly number[]) {
      order.set(examples);
      kernel.takeBack(order.byteOffset, examples.length);
    },
  };
}

/** All numbers here take as many. */
const BYTES = 4;

function shuffle(order: Int32Array, random: () => number): void {
  for (let left = order.length - 1; left > 0; left--) {
    const other = Math.floor(random() * (left + 1));
    const kept = order[left] as number; // within bounds by construction
    order[left] = order[other] as number;
    order[other] = kept;
  }
}
