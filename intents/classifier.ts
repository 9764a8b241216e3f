import { learnFeatures } from "./features.ts";
import { trainLinear } from "./linear.ts";
import { normalise } from "./normalise.ts";
import { seededRandom } from "./random.ts";
import { withTypos } from "./typos.ts";

export type Example = { text: string; label: string };

/** Tells labels of texts apart. Pure once trained. */
export type Classifier = {
  readonly labels: readonly string[];
  /** One score per label, in the order of `labels`; above 0 means "yes" to that label alone. */
  scores(text: string): Float32Array;
  /** The share of the text that the training texts know, 0–1. */
  coverage(text: string): number;
};

export type ClassifierOptions = {
  seed?: number;
  cost?: number;
  ownCost?: number;
  rounds?: number;
  /** Share of words with a slip in the extra copy of every example; 0 makes no copy. */
  typoRate?: number;
};

/** Trains on any labelled texts; the same examples in the same order with the same options give the same classifier. */
export function trainClassifier(
  examples: readonly Example[],
  options: ClassifierOptions = {},
): Classifier {
  const { seed = 1, cost = 1, ownCost = 2, rounds = 12, typoRate = 0.3 } = options;
  const random = seededRandom(seed);
  const labels = [...new Set(examples.map((example) => example.label))];
  const numberOf = new Map(labels.map((label, at) => [label, at]));
  const texts = examples.map((example) => normalise(example.text));
  const copies = typoRate > 0 ? texts.map((text) => withTypos(text, typoRate, random)) : [];
  const features = learnFeatures([...texts, ...copies]);
  const own = examples.map((example) => numberOf.get(example.label) ?? 0);
  const model = trainLinear(
    [...texts, ...copies].map((text) => features.vector(text)),
    {
      labels: Int32Array.from(copies.length > 0 ? [...own, ...own] : own),
      classes: labels.length,
      features: features.size,
      cost,
      ownCost,
      rounds,
      random,
    },
  );
  return {
    labels,
    scores: (text) => model.scores(features.vector(normalise(text))),
    coverage: (text) => features.coverage(normalise(text)),
  };
}

/** The position of the highest score. */
export function highest(scores: ArrayLike<number>): number {
  let best = 0;
  for (let at = 1; at < scores.length; at++) if ((scores[at] ?? 0) > (scores[best] ?? 0)) best = at;
  return best;
}
