import { type Calibration, calibrate, type Trial } from "./calibrate.ts";
import { OUT_OF_SCOPE } from "./catalogue.ts";
import {
  type Classifier,
  type ClassifierOptions,
  type Example,
  highest,
  trainClassifier,
} from "./classifier.ts";

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
export function trainGuesser(examples: readonly Example[]): Guesser {
  const pair = trainPair(examples, FINAL);
  const calibration = calibrateByFolds(examples);
  return {
    accept: calibration.accept,
    ask: calibration.ask,
    guess: (text) => guessWith(pair, calibration, text),
  };
}

const FINAL: ClassifierOptions = { rounds: 10 };
/** Thresholds need less polish than the classifiers themselves, and they are learned on every save. */
const FOLDED: ClassifierOptions = { rounds: 6, typoRate: 0 };
const FOLDS = 3;

type Pair = { pick: Classifier; guard: Classifier; guardOf: Int32Array; stranger: number };

function trainPair(examples: readonly Example[], options: ClassifierOptions): Pair {
  const pick = trainClassifier(
    examples.filter((example) => example.label !== OUT_OF_SCOPE),
    options,
  );
  const guard = trainClassifier(examples, options);
  return {
    pick,
    guard,
    guardOf: Int32Array.from(pick.labels, (label) => guard.labels.indexOf(label)),
    stranger: guard.labels.indexOf(OUT_OF_SCOPE),
  };
}

function calibrateByFolds(examples: readonly Example[]): Calibration {
  const ours: Trial[] = [];
  const strangers: Trial[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const pair = trainPair(
      examples.filter((_, at) => at % FOLDS !== fold),
      FOLDED,
    );
    examples.forEach((example, at) => {
      if (at % FOLDS !== fold) return;
      const reading = read(pair, example.text);
      const trial = {
        signals: reading.signals,
        right: pair.pick.labels[reading.best] === example.label,
      };
      (example.label === OUT_OF_SCOPE ? strangers : ours).push(trial);
    });
  }
  return calibrate(ours, strangers);
}

/** What the two classifiers say about a text, as numbers that the calibration can weigh. */
function read(
  pair: Pair,
  text: string,
): { best: number; signals: readonly number[]; scores: Float32Array } {
  const scores = pair.pick.scores(text);
  const guarded = pair.guard.scores(text);
  const blended = scores.map((score, at) => score + (guarded[pair.guardOf[at] ?? 0] ?? 0));
  const best = highest(blended);
  const second = blended.reduce((top, score, at) => (at === best ? top : Math.max(top, score)), -2);
  const trusted = guarded[pair.guardOf[best] ?? 0] ?? 0;
  const strange = pair.stranger < 0 ? -1 : (guarded[pair.stranger] ?? 0);
  const signals = [
    scores[best] ?? 0,
    (blended[best] ?? 0) - second,
    trusted,
    strange,
    pair.guard.coverage(text),
  ];
  return { best, signals, scores: blended };
}

/** How sharply a lead in score becomes a lead in chance among the intents. */
const SHARPNESS = 3;

function guessWith(pair: Pair, calibration: Calibration, text: string): Guess {
  const { best, signals, scores } = read(pair, text);
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
