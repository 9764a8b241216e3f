import { type Calibration, calibrate, type Trial } from "./calibrate.ts";
import { OUT_OF_SCOPE } from "./catalogue.ts";
import {
  type Example,
  highest,
  type Training,
  trainOnVectors,
  type VectorClassifier,
} from "./classifier.ts";
import type { SparseVector } from "./features.ts";
import { learnReader } from "./reader.ts";
import type { WordVectors } from "./word-vectors.ts";

/** What one stretch of text seems to want: every intent with the chance that it is meant, best first. */
export type Guess = {
  candidates: readonly { name: string; confidence: number }[];
  confidence: number;
};

export type Guesser = {
  guess(text: string): Guess;
  /** From here on a guess may be acted on. */
  readonly accept: number;
  /** From here on it is worth asking. */
  readonly ask: number;
};

/**
 * Two classifiers: one that never saw talk that is not ours picks the intent, one that did tells how far to trust the
 * pick. Thresholds come from guesses on phrases that were left out of training.
 */
export function trainGuesser(
  examples: readonly Example[],
  vectors: WordVectors | undefined,
): Guesser {
  const reader = learnReader(
    examples.map((example) => example.text),
    vectors,
  );
  const read = examples.map((example) => ({
    vector: reader.vector(example.text),
    label: example.label,
  }));
  const calibration = calibrateByFolds(read, reader.size);
  const pair = trainPair(read, reader.size, {});
  return {
    accept: calibration.accept,
    ask: calibration.ask,
    guess: (text) => guessWith(pair, calibration, reader.vector(text)),
  };
}

type ReadExample = { vector: SparseVector; label: string };

/** Thresholds need less polish than the classifiers themselves, and they are learned on every save. */
const FOLDED: Training = { rounds: 5 };
const FOLDS = 3;

type Pair = {
  pick: VectorClassifier;
  guard: VectorClassifier;
  guardOf: Int32Array;
  stranger: number;
};

function trainPair(examples: readonly ReadExample[], size: number, options: Training): Pair {
  const pick = trainOnVectors(
    examples.filter((example) => example.label !== OUT_OF_SCOPE),
    size,
    options,
  );
  const guard = trainOnVectors(examples, size, options);
  return {
    pick,
    guard,
    guardOf: Int32Array.from(pick.labels, (label) => guard.labels.indexOf(label)),
    stranger: guard.labels.indexOf(OUT_OF_SCOPE),
  };
}

function calibrateByFolds(examples: readonly ReadExample[], size: number): Calibration {
  const ours: Trial[] = [];
  const strangers: Trial[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = examples.filter((_, at) => at % FOLDS !== fold);
    const pair = trainPair(others, size, FOLDED);
    examples.forEach(({ vector, label }, at) => {
      if (at % FOLDS !== fold) return;
      const { signals, best } = judge(pair, vector);
      (label === OUT_OF_SCOPE ? strangers : ours).push({
        signals,
        right: pair.pick.labels[best] === label,
      });
    });
  }
  return calibrate(ours, strangers);
}

/** What the two classifiers say about a text, as numbers that the calibration can weigh. */
function judge(
  pair: Pair,
  vector: SparseVector,
): { best: number; signals: readonly number[]; scores: Float32Array } {
  const picked = pair.pick.scores(vector);
  const guarded = pair.guard.scores(vector);
  const scores = picked.map((score, at) => score + (guarded[pair.guardOf[at] ?? 0] ?? 0));
  const best = highest(scores);
  const second = scores.reduce((top, score, at) => (at === best ? top : Math.max(top, score)), -2);
  const strange = pair.stranger < 0 ? -1 : (guarded[pair.stranger] ?? 0);
  const lead = (scores[best] ?? 0) - second;
  const trusted = guarded[pair.guardOf[best] ?? 0] ?? 0;
  return {
    best,
    signals: [picked[best] ?? 0, lead, trusted, strange, coverage(vector, pair.guard.known)],
    scores,
  };
}

/** The share of the text that the training texts have too, 0–1: low for talk about other things. */
function coverage(vector: SparseVector, known: Uint8Array): number {
  let covered = 0;
  vector.indices.forEach((at, n) => {
    if (known[at] === 1) covered += (vector.values[n] ?? 0) ** 2;
  });
  return covered;
}

/** How sharply a lead in score becomes a lead in chance among the intents. */
const SHARPNESS = 3;

function guessWith(pair: Pair, calibration: Calibration, vector: SparseVector): Guess {
  const { best, signals, scores } = judge(pair, vector);
  const confidence = calibration.confidence(signals);
  const weights = scores.map((score) => Math.exp(SHARPNESS * (score - (scores[best] ?? 0))));
  const rest = weights.reduce((sum, weight) => sum + weight, -1) || 1;
  const candidates = pair.pick.labels
    .map((name, at) => ({
      name,
      confidence:
        at === best
          ? confidence
          : Math.min(confidence, ((1 - confidence) * (weights[at] ?? 0)) / rest),
    }))
    .sort((one, other) => other.confidence - one.confidence);
  return { candidates, confidence };
}
