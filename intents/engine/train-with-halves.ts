import {
  classifierFrom,
  type TrainedClassifier,
  type Training,
  trainOnVectors,
  type VectorClassifier,
} from "./classifier.ts";
import type { SparseVector } from "./features.ts";

/**
 * A classifier that is the mean of three: one of all features, one of those before `encodingFrom` and one of those from
 * there on. Words and encoding learned only together lean on each other, and what the one misses the other does not make
 * good. It is as quick as one: the mean of linear models is one.
 */
export function trainWithHalves(
  examples: readonly { vector: SparseVector; label: string }[],
  { size, encodingFrom }: { size: number; encodingFrom: number },
  training?: Training,
): TrainedClassifier {
  const whole = trainOnVectors(examples, size, training);
  const halves = [
    (feature: number) => feature < encodingFrom,
    (feature: number) => feature >= encodingFrom,
  ].map((isIn) => {
    const parts = examples.map(({ vector, label }) => ({ vector: partOf(vector, isIn), label }));
    const longest = Math.max(...parts.map(({ vector }) => lengthOf(vector)), SHORTEST);
    for (const { vector } of parts) stretch(vector, 1 / longest);
    return { half: trainOnVectors(parts, size, training), stretched: 1 / longest };
  });
  const mean = (of: (classifier: TrainedClassifier) => VectorClassifier) =>
    meanOf(
      of(whole),
      halves.map(({ half, stretched }) => ({ half: of(half), stretched })),
    );
  return {
    ...mean((classifier) => classifier),
    without: (isLeftOut) => mean((classifier) => classifier.without(isLeftOut)),
  };
}

/** How much each half counts beside the whole. Measured on public benchmarks. */
const HALF = 0.5;
/** No half is stretched without end. */
const SHORTEST = 1e-3;

/** A half saw its features stretched to length 1, so for the features as they are its weights are heavier. */
function meanOf(
  { labels, known, weights }: VectorClassifier,
  halves: readonly { half: VectorClassifier; stretched: number }[],
): VectorClassifier {
  const total = 1 + HALF * halves.length;
  const biasFrom = weights.length - weights.length / (known.length + 1);
  const mean = weights.map((weight, at) =>
    halves.reduce(
      (sum, { half, stretched }) =>
        sum + (HALF * (half.weights[at] ?? 0) * (at < biasFrom ? stretched : 1)) / total,
      weight / total,
    ),
  );
  return classifierFrom({ labels, known, weights: mean });
}

function partOf({ indices, values }: SparseVector, isIn: (feature: number) => boolean) {
  return { indices: indices.filter(isIn), values: values.filter((_, n) => isIn(indices[n] ?? -1)) };
}

function lengthOf({ values }: SparseVector): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function stretch({ values }: SparseVector, by: number): void {
  for (let n = 0; n < values.length; n++) values[n] = by * (values[n] as number); // n is within it
}
