import { OUT_OF_SCOPE } from "../catalogue.ts";
import { highest, type VectorClassifier } from "./classifier.ts";
import { type EncodedNeighbours, encodedVoterFrom } from "./encoded-neighbours.ts";
import type { SparseVector } from "./features.ts";
import { type Neighbours, type Vote, voterFrom } from "./neighbours.ts";

/** A text as the judges see it. */
export type ReadText = { vector: SparseVector; encoding: Float32Array | undefined };
export type ReadExample = ReadText & { label: string };

/** A classifier of all intents and of talk that is not ours, and a vote of the phrases that are most like the text. */
export type Judges = {
  classifier: VectorClassifier;
  vote(text: ReadText, leaveOut?: (example: number) => boolean): Vote;
  voteWeight: number;
};

/** The judges who learned this. */
export function judgesFrom(
  classifier: VectorClassifier,
  neighbours: Neighbours | EncodedNeighbours,
): Judges {
  const classes = classifier.labels.length;
  if ("numbers" in neighbours) {
    const voter = encodedVoterFrom(neighbours, classes);
    return {
      classifier,
      vote: ({ encoding }, leaveOut) => voter(encoding, leaveOut),
      voteWeight: VOTE_WEIGHT.encoded,
    };
  }
  const voter = voterFrom(neighbours, classes);
  return {
    classifier,
    vote: ({ vector }, leaveOut) => voter(vector, leaveOut),
    voteWeight: VOTE_WEIGHT.light,
  };
}

/**
 * How much the vote of the nearest phrases counts beside the classifier's score: on public benchmarks and on customers'
 * lines alike. (Chosen anew by guesses on phrases left out it came out too loud: those lack a third of the phrases.)
 */
const VOTE_WEIGHT = { light: 0.15, encoded: 0.35 };

/**
 * What both judges say about a text together: a score for each intent, the one for talk that is not ours taken out
 * (`strange`), the neighbours' vote, and how much of the text is known.
 */
export type Opinion = Vote & { scores: Float32Array; strange: number; covered: number };

/** Asks both judges. Without the examples of which `leaveOut` is true among the neighbours. */
export function hear(
  { classifier, vote, voteWeight }: Judges,
  text: ReadText,
  leaveOut?: (example: number) => boolean,
): Opinion {
  const { shares, nearness } = vote(text, leaveOut);
  const { scores, strange } = scored(classifier, text);
  const stranger = classifier.labels.indexOf(OUT_OF_SCOPE);
  // Plain loops, here and below: every reading goes through them, and each new array of numbers costs as much.
  for (let at = 0; at < scores.length; at++)
    scores[at] = (scores[at] as number) + voteWeight * (shares[at] as number); // one of each for every label
  return {
    shares,
    nearness,
    scores,
    strange: strange + voteWeight * (shares[stranger] ?? 0),
    covered: coverage(text.vector, classifier.known),
  };
}

/** What the classifier alone says: a score for each intent, the one for talk that is not ours taken out. */
export function scored(
  classifier: VectorClassifier,
  { vector }: ReadText,
): Pick<Opinion, "scores" | "strange"> {
  const scores = classifier.scores(vector);
  const stranger = classifier.labels.indexOf(OUT_OF_SCOPE);
  const strange = scores[stranger] ?? NEVER;
  if (stranger >= 0) scores[stranger] = NEVER;
  return { scores, strange };
}

/** Below any score. */
const NEVER = -9;

/** The two likeliest intents, and how far the first is ahead in score. */
export function leaders({ scores }: Pick<Opinion, "scores">): {
  best: number;
  second: number;
  ahead: number;
} {
  const best = highest(scores);
  let second = -1;
  let most = NEVER;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] as number; // within bounds
    if (at === best || score <= most) continue;
    second = at;
    most = score;
  }
  return { best, second, ahead: (scores[best] ?? NEVER) - most };
}

/** What a run-off of two intents says, above 0 for the first; 0 where there is none. */
export type RunOffBetween = (one: number, other: number) => number;

/** How much a run-off counts beside the lead in score. Measured on public benchmarks and on customers' lines. */
const RUN_OFF_WEIGHT = 0.8;

/** The best intent by all who were asked, and numbers that the calibration can weigh. */
export type Verdict = { best: number; signals: readonly number[] };

/** With a run-off the second likeliest intent may win. */
export function judge(opinion: Opinion, runOff?: RunOffBetween): Verdict {
  const { scores, shares, strange, covered, nearness } = opinion;
  const { best, second, ahead } = leaders(opinion);
  const said = runOff?.(best, second) ?? 0;
  const isTurned = ahead + RUN_OFF_WEIGHT * said < 0;
  const winner = isTurned ? second : best;
  const signals = [
    scores[winner] ?? NEVER,
    isTurned ? -ahead : ahead,
    strange,
    covered,
    shares[winner] ?? 0,
    nearness,
  ];
  return { best: winner, signals: runOff ? [...signals, isTurned ? -said : said] : signals };
}

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
