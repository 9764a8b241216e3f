import type { SparseVector } from "./features.ts";
import type { RunOffBetween } from "./judges.ts";
import { BIAS, padded } from "./linear.ts";
import { seededRandom } from "./random.ts";
import { trainLinear } from "./train-linear.ts";

/** What tells two classes apart, learned from their own examples alone: above 0 speaks for the first. Plain data. */
export type RunOff = {
  /** The numbers of the two classes, the lower first. */
  readonly first: number;
  readonly second: number;
  /** The features that their examples have. */
  readonly features: Int32Array;
  readonly weights: Float32Array;
  readonly bias: number;
};

/** An example, left out of training, for which two classes came close: the likelier first. */
export type CloseCall = {
  readonly example: number;
  readonly between: readonly [number, number];
  /** Whether to learn what the run-off says of it when it never saw its fold. */
  readonly isTried: boolean;
};

/**
 * Learns a run-off for every two classes that came close. Against all others at once a class learns what makes it
 * special; where two are close, what matters is only how they differ. `said`: of each example that was tried, by how
 * much a run-off that never saw its fold puts the likelier class ahead.
 */
export function learnRunOffs(
  examples: readonly { vector: SparseVector; label: string }[],
  closeCalls: readonly CloseCall[],
  folds: readonly number[],
  { labels, known: { length: size } }: { labels: readonly string[]; known: Uint8Array },
): { runOffs: RunOff[]; said: Map<number, number> } {
  const leadOf = leads(size);
  const said = new Map<number, number>();
  const pairs = Map.groupBy(
    closeCalls,
    ({ between: [one, other] }) => Math.min(one, other) * labels.length + Math.max(one, other),
  );
  const runOffs = [...pairs]
    .filter(([, calls]) => calls.length >= FEWEST_CALLS)
    .map(([pair, calls]) => {
      const [first, second] = [Math.floor(pair / labels.length), pair % labels.length];
      const { runOff, without } = learnRunOff(examples, { first, second, labels, size });
      const tried = Map.groupBy(
        calls.filter(({ isTried }) => isTried),
        ({ example }) => folds[example],
      );
      for (const [fold, some] of tried) {
        const unseeing = without((example) => folds[example] === fold);
        for (const { example, between } of some) {
          const lead = leadOf(unseeing, examples[example]?.vector as SparseVector); // it is one of them
          said.set(example, between[0] === first ? lead : -lead);
        }
      }
      return runOff;
    });
  return { runOffs, said };
}

type Pair = { first: number; second: number; labels: readonly string[]; size: number };

function learnRunOff(
  examples: readonly { vector: SparseVector; label: string }[],
  { first, second, labels, size }: Pair,
): { runOff: RunOff; without(isLeftOut: (example: number) => boolean): RunOff } {
  const own = examples.flatMap(({ label }, at) =>
    label === labels[first] || label === labels[second] ? [at] : [],
  );
  const { features, renumbered } = onlyTheirs(
    own.map((at) => examples[at]?.vector as SparseVector), // they are numbers of examples
    size,
  );
  const model = trainLinear(renumbered, {
    labels: Int32Array.from(own, (at) => (examples[at]?.label === labels[first] ? 0 : -1)),
    classes: 1,
    features: features.length,
    loss: "squares",
    cost: COST,
    ownCost: 1,
    rounds: ROUNDS,
    random: seededRandom(1),
  });
  const from = ({ weights }: { weights: Float32Array }): RunOff => ({
    first,
    second,
    features: features.filter((_, at) => isHeavy(weights[at * ROW] ?? 0)),
    weights: Float32Array.from(features, (_, at) => weights[at * ROW] ?? 0).filter(isHeavy),
    bias: BIAS * (weights[features.length * ROW] ?? 0),
  });
  return {
    runOff: from(model),
    without: (isLeftOut) => from(model.without((member) => isLeftOut(own[member] ?? -1))),
  };
}

/** Once may be chance: what so seldom came close is left as it was. */
const FEWEST_CALLS = 2;

/** Measured on public benchmarks; their meaning is LinearOptions'. */
const COST = 8;
const ROUNDS = 12;
/** Lighter weights, more than half of them, change no figure and would be in memory. */
const LIGHTEST = 0.05;
const isHeavy = (weight: number) => Math.abs(weight) >= LIGHTEST;

/** How far apart the weights of one class stand. */
const ROW = padded(1);

/** What these run-offs say of vectors of so many features; 0 of two classes that never came close. */
export function runOffsFrom(
  runOffs: readonly RunOff[],
  size: number,
): (vector: SparseVector) => RunOffBetween {
  const leadOf = leads(size);
  const between = new Map(runOffs.map((runOff) => [`${runOff.first} ${runOff.second}`, runOff]));
  return (vector) => (one, other) => {
    const runOff = between.get(one < other ? `${one} ${other}` : `${other} ${one}`);
    if (runOff === undefined) return 0;
    return one < other ? leadOf(runOff, vector) : -leadOf(runOff, vector);
  };
}

/** How far a run-off puts its first class ahead, for vectors of so many features. */
function leads(size: number): (runOff: RunOff, vector: SparseVector) => number {
  /** All zeros between uses. */
  const scratch = new Float32Array(size);
  return ({ features, weights, bias }, { indices, values }) => {
    for (let n = 0; n < indices.length; n++) scratch[indices[n] as number] = values[n] as number; // n is within both
    let lead = bias;
    for (let at = 0; at < features.length; at++)
      lead += (weights[at] as number) * (scratch[features[at] as number] as number); // as above
    for (let n = 0; n < indices.length; n++) scratch[indices[n] as number] = 0;
    return lead;
  };
}

/** The features that these vectors have, and the vectors with those numbered 0, 1, 2 …: what is learned stays in the nearest cache. */
function onlyTheirs(
  vectors: readonly SparseVector[],
  size: number,
): { features: Int32Array; renumbered: SparseVector[] } {
  const numbers = new Int32Array(size).fill(-1);
  const features: number[] = [];
  const renumbered = vectors.map(({ indices, values }) => ({
    values,
    indices: indices.map((feature) => {
      if (numbers[feature] === -1) numbers[feature] = features.push(feature) - 1;
      return numbers[feature] as number; // a vector's features are below the size
    }),
  }));
  return { features: Int32Array.from(features), renumbered };
}
