import { OUT_OF_SCOPE } from "../catalogue.ts";
import { type Calibration, calibrate, type Trial } from "./calibrate.ts";
import type { TrainedClassifier } from "./classifier.ts";
import type { EncodedNeighbours } from "./encoded-neighbours.ts";
import {
  hear,
  judge,
  judgesFrom,
  leaders,
  type Opinion,
  type ReadExample,
  scored,
} from "./judges.ts";
import type { Neighbours } from "./neighbours.ts";
import { type CloseCall, learnRunOffs, type RunOff } from "./run-offs.ts";

/**
 * Guesses on phrases that were left out of training. They teach which intents come so close to each other that a run-off
 * should decide (where an encoder reads along; one core learns them in some seconds), and how far to trust the outcome.
 */
export function calibrateByFolds(
  examples: readonly ReadExample[],
  trained: TrainedClassifier,
  neighbours: Neighbours | EncodedNeighbours,
): { calibration: Calibration; runOffs?: readonly RunOff[] } {
  const isEncoded = "numbers" in neighbours;
  const folds = foldsOf(examples);
  const stride = Math.ceil(examples.length / (isEncoded ? TRIED.encoded : TRIED.light));
  const isTried = (at: number) => at % stride === 0;
  const opinions: Opinion[] = [];
  const closeCalls: CloseCall[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const leaveOut = (example: number) => folds[example] === fold;
    const judges = judgesFrom(trained.without(leaveOut), neighbours);
    examples.forEach((example, at) => {
      if (leaveOut(at) && isTried(at)) opinions[at] = hear(judges, example, leaveOut);
      if (!leaveOut(at) || !isEncoded) return;
      const { best, second, ahead } = leaders(opinions[at] ?? scored(judges.classifier, example));
      if (ahead < CLOSE)
        closeCalls.push({ example: at, between: [best, second], isTried: isTried(at) });
    });
  }
  const learned = isEncoded ? learnRunOffs(examples, closeCalls, folds, trained) : undefined;
  const trials: Trial[] = [];
  const strangers: Trial[] = [];
  opinions.forEach((opinion, at) => {
    const label = examples[at]?.label;
    const { best, signals } = judge(opinion, learned && (() => learned.said.get(at) ?? 0));
    const right = trained.labels[best] === label;
    (label === OUT_OF_SCOPE ? strangers : trials).push({ signals, right });
  });
  return {
    calibration: calibrate(trials, strangers),
    ...(learned && { runOffs: learned.runOffs }),
  };
}

const FOLDS = 3;

/** So many guesses on phrases left out tell enough, evenly spread over all; an encoding's neighbours are looked for in milliseconds. */
const TRIED = { light: 3_000, encoded: 1_800 };

/** A lead in score below this leaves a doubt that a run-off can settle. */
const CLOSE = 0.5;

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
