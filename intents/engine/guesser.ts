import { type Calibration, confidenceOf } from "./calibrate.ts";
import { calibrateByFolds } from "./calibrate-by-folds.ts";
import { classifierFrom, type Example, highest, trainOnVectors } from "./classifier.ts";
import { type EncodedNeighbours, learnEncodedNeighbours } from "./encoded-neighbours.ts";
import { hear, judge, judgesFrom, type Opinion, type Verdict } from "./judges.ts";
import { learnNeighbours, type Neighbours } from "./neighbours.ts";
import { normalise } from "./normalise.ts";
import { type LearnedReader, learnReader, readerFrom } from "./reader.ts";
import { type RunOff, runOffsFrom } from "./run-offs.ts";
import { trainWithHalves } from "./train-with-halves.ts";
import type { WordVectors } from "./word-vectors.ts";

/** What one stretch of text seems to want: the likeliest intents, each with the chance that it is meant, best first. */
export type Guess = {
  candidates: readonly { name: string; confidence: number }[];
  confidence: number;
};

export type Guesser = {
  /** `encoding`: what the encoder makes of the `mended` text, for a guesser that learned with encodings. */
  guess(text: string, encoding?: Float32Array): Guess;
  /** The text as the encoder should read it: what is plainly a slip of the thumb is put right. */
  mended(text: string): string;
  /** From here on a guess may be acted on. */
  readonly accept: number;
  /** From here on it is worth asking. */
  readonly ask: number;
};

/**
 * One classifier of all intents and of talk that is not ours, and a vote of the phrases that are most like the text.
 * Guesses on phrases that were left out of training teach how far to trust both, and where to act, to ask and to hand
 * on. (A second classifier that never saw foreign talk picks no better: measured, and left out.)
 */
export function trainGuesser(
  examples: readonly Example[],
  vectors: WordVectors | undefined,
  encodings?: Encodings,
): Guesser {
  return guesserFrom(learnFrom(examples, vectors, encodings), vectors);
}

/** What an encoder makes of each example, in the same order. */
export type Encodings = readonly Float32Array[];

/** All that takes long to learn, as plain data: it can be kept on disk and sent between threads. */
export type Learned = {
  readonly reader: LearnedReader;
  readonly labels: readonly string[];
  readonly known: Uint8Array;
  readonly weights: Float32Array;
  readonly neighbours: Neighbours | EncodedNeighbours;
  readonly calibration: Calibration;
  readonly runOffs?: readonly RunOff[];
};

/** What `trainGuesser` learns. */
export function learnFrom(
  examples: readonly Example[],
  vectors: WordVectors | undefined,
  encodings?: Encodings,
): Learned {
  const normalised = examples.map(({ text }) => normalise(text));
  const learned = learnReader(normalised, vectors, encodings?.[0]?.length);
  const reader = readerFrom(learned, vectors);
  // No word of theirs is a slip: they are the words by which slips are put right.
  const read = examples.map(({ label }, at) => ({
    vector: reader.vector(normalised[at] ?? "", encodings?.[at]),
    encoding: encodings?.[at],
    label,
  }));
  const classifier = encodings
    ? trainWithHalves(read, reader, { rounds: ROUNDS })
    : trainOnVectors(read, reader.size, { rounds: ROUNDS });
  const { labels, known, weights } = classifier;
  const classes = Int32Array.from(read, ({ label }) => labels.indexOf(label));
  const neighbours = encodings
    ? learnEncodedNeighbours(encodings, classes)
    : learnNeighbours(
        read.map(({ vector }) => vector),
        classes,
        reader.size,
      );
  const unseen = calibrateByFolds(read, classifier, neighbours);
  return { reader: learned, labels, known, weights, neighbours, ...unseen };
}

/** The guesser that learned this with the same vectors. */
export function guesserFrom(learned: Learned, vectors: WordVectors | undefined): Guesser {
  const { calibration, neighbours, runOffs } = learned;
  const reader = readerFrom(learned.reader, vectors);
  const judges = judgesFrom(classifierFrom(learned), neighbours);
  const runOffOn = runOffs && runOffsFrom(runOffs, reader.size);
  return {
    accept: calibration.accept,
    ask: calibration.ask,
    mended: reader.mended,
    guess(text, encoding) {
      const vector = reader.vector(reader.read(text), encoding);
      const opinion = hear(judges, { vector, encoding });
      return guessFrom(opinion, judge(opinion, runOffOn?.(vector)), learned);
    },
  };
}

const ROUNDS = 8;

/** Looked up once: inside a sandboxed context each look at a global costs more than this loop's arithmetic. */
const { exp } = Math;

/** How sharply a lead in score becomes a lead in chance among the intents. */
const SHARPNESS = 6;

function guessFrom(
  { scores: weights }: Opinion,
  { best, signals }: Verdict,
  { labels, calibration }: Learned,
): Guess {
  const confidence = confidenceOf(calibration, signals);
  const top = weights[best] ?? 0;
  let rest = -1;
  for (let at = 0; at < weights.length; at++) {
    weights[at] = exp(SHARPNESS * ((weights[at] as number) - top)); // within bounds, here and below
    rest += weights[at] as number;
  }
  const candidates: { name: string; confidence: number }[] = [];
  for (let at = best; candidates.length < KEPT && (weights[at] ?? 0) > 0; at = highest(weights)) {
    const share = ((1 - confidence) * (weights[at] ?? 0)) / (rest || 1);
    candidates.push({
      name: labels[at] ?? "",
      confidence: at === best ? confidence : Math.min(confidence, share),
    });
    weights[at] = 0;
  }
  return { candidates, confidence };
}

/** How many guesses are worth keeping. */
const KEPT = 5;
