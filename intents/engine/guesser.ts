import { OUT_OF_SCOPE } from "../catalogue.ts";
import { type Calibration, calibrate, confidenceOf, type Trial } from "./calibrate.ts";
import {
  classifierFrom,
  type Example,
  highest,
  type TrainedClassifier,
  trainOnVectors,
  type VectorClassifier,
} from "./classifier.ts";
import {
  type EncodedNeighbours,
  encodedVoteOf,
  learnEncodedNeighbours,
} from "./encoded-neighbours.ts";
import type { SparseVector } from "./features.ts";
import { learnNeighbours, type Neighbours, type Vote, voterFrom } from "./neighbours.ts";
import { normalise } from "./normalise.ts";
import { type LearnedReader, learnReader, readerFrom } from "./reader.ts";
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
  const calibration = calibrateByFolds(read, classifier, neighbours);
  return { reader: learned, labels, known, weights, neighbours, calibration };
}

/** The guesser that learned this with the same vectors. */
export function guesserFrom(learned: Learned, vectors: WordVectors | undefined): Guesser {
  const { calibration, neighbours } = learned;
  const reader = readerFrom(learned.reader, vectors);
  const classifier = classifierFrom(learned);
  const judges = { classifier, vote: voteFrom(neighbours, classifier.labels.length) };
  return {
    accept: calibration.accept,
    ask: calibration.ask,
    mended: reader.mended,
    guess: (text, encoding) =>
      guessWith(judges, learned, { vector: reader.vector(reader.read(text), encoding), encoding }),
  };
}

/** A text as the judges see it. */
type ReadText = { vector: SparseVector; encoding: Float32Array | undefined };
type ReadExample = ReadText & { label: string };

const ROUNDS = 6;
const FOLDS = 3;

/**
 * How much the vote of the nearest phrases counts beside the classifier's score: on public benchmarks and on customers'
 * lines alike. (Chosen anew by guesses on phrases left out it came out too loud: those lack a third of the phrases.)
 */
const VOTE_WEIGHT = { light: 0.1, encoded: 0.2 };

function voteWeightOf(neighbours: Neighbours | EncodedNeighbours): number {
  return "numbers" in neighbours ? VOTE_WEIGHT.encoded : VOTE_WEIGHT.light;
}

/** Guesses on phrases left out teach how far to trust what comes of both. */
function calibrateByFolds(
  examples: readonly ReadExample[],
  trained: TrainedClassifier,
  neighbours: Neighbours | EncodedNeighbours,
): Calibration {
  const { labels } = trained;
  const stranger = labels.indexOf(OUT_OF_SCOPE);
  const folds = foldsOf(examples);
  const stride = Math.ceil(
    examples.length / ("numbers" in neighbours ? TRIED.encoded : TRIED.light),
  );
  const vote = voteFrom(neighbours, labels.length);
  const opinions: Opinion[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const leaveOut = (example: number) => folds[example] === fold;
    const classifier = trained.without(leaveOut);
    examples.forEach((example, at) => {
      if (folds[at] === fold && at % stride === 0)
        opinions[at] = hear({ classifier, vote }, example, leaveOut);
    });
  }
  const trials: Trial[] = [];
  const strangers: Trial[] = [];
  examples.forEach(({ label }, at) => {
    const opinion = opinions[at];
    if (opinion === undefined) return;
    const { best, signals } = judge(opinion, voteWeightOf(neighbours), stranger);
    (label === OUT_OF_SCOPE ? strangers : trials).push({ signals, right: labels[best] === label });
  });
  return calibrate(trials, strangers);
}

/**
 * The number of each example's fold. What was written in a row is left out together, so that no phrase is guessed with
 * the help of its like: customers' words are never so near to ours.
 */
function foldsOf(examples: readonly ReadExample[]): readonly number[] {
  const totals = new Map<string, number>();
  for (const { label } of examples) totals.set(label, (totals.get(label) ?? 0) + 1);
  const seen = new Map<string, number>();
  return examples.map(({ label }) => {
    const place = seen.get(label) ?? 0;
    seen.set(label, place + 1);
    return Math.floor((FOLDS * place) / (totals.get(label) ?? 1));
  });
}

/** So many guesses on phrases left out tell enough, evenly spread over all; an encoding's neighbours are looked for in milliseconds. */
const TRIED = { light: 3_000, encoded: 1_800 };

type Judges = {
  classifier: VectorClassifier;
  vote(text: ReadText, leaveOut?: (example: number) => boolean): Vote;
};

function voteFrom(neighbours: Neighbours | EncodedNeighbours, classes: number): Judges["vote"] {
  if ("numbers" in neighbours)
    return ({ encoding }, leaveOut) => encodedVoteOf(neighbours, encoding, classes, leaveOut);
  const voter = voterFrom(neighbours, classes);
  return ({ vector }, leaveOut) => voter(vector, leaveOut);
}

/** What both judges say about a text: the classifier's scores, the neighbours' vote, and how much of the text is known. */
type Opinion = Vote & { scores: Float32Array; covered: number };

function hear(
  { classifier, vote }: Judges,
  text: ReadText,
  leaveOut?: (example: number) => boolean,
): Opinion {
  return {
    ...vote(text, leaveOut),
    scores: classifier.scores(text.vector),
    covered: coverage(text.vector, classifier.known),
  };
}

/** The best intent by both judges, and numbers that the calibration can weigh; the opinion's scores become those of both. */
function judge(
  { scores, shares, nearness, covered }: Opinion,
  voteWeight: number,
  stranger: number,
): { best: number; signals: readonly number[] } {
  // Plain loops, here and below: every reading goes through them, and each new array of numbers costs as much.
  for (let at = 0; at < scores.length; at++)
    scores[at] = (scores[at] as number) + voteWeight * (shares[at] as number); // one of each for every label
  const strange = scores[stranger] ?? NEVER;
  if (stranger >= 0) scores[stranger] = NEVER;
  const best = highest(scores);
  const top = scores[best] ?? NEVER;
  let second = NEVER;
  for (let at = 0; at < scores.length; at++)
    if (at !== best && (scores[at] as number) > second) second = scores[at] as number; // within bounds
  const signals = [top, top - second, strange, covered, shares[best] ?? 0, nearness];
  return { best, signals };
}

/** Below any score. */
const NEVER = -9;

/** The share of the text that the training texts have too, 0–1: low for talk about other things. */
function coverage(vector: SparseVector, known: Uint8Array): number {
  const { indices, values } = vector;
  let covered = 0;
  for (let n = 0; n < indices.length; n++) {
    const value = values[n] as number; // n is within both
    if (known[indices[n] as number] === 1) covered += value * value;
  }
  return covered;
}

/** Looked up once: inside a sandboxed context each look at a global costs more than this loop's arithmetic. */
const { exp } = Math;

/** How sharply a lead in score becomes a lead in chance among the intents. */
const SHARPNESS = 6;

function guessWith(judges: Judges, learned: Learned, text: ReadText): Guess {
  const { labels } = learned;
  const opinion = hear(judges, text);
  const stranger = labels.indexOf(OUT_OF_SCOPE);
  const { best, signals } = judge(opinion, voteWeightOf(learned.neighbours), stranger);
  const confidence = confidenceOf(learned.calibration, signals);
  const weights = opinion.scores;
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
