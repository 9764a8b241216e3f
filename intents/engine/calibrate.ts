/** What turns signals about a guess into the chance that the guess is right. Plain data. */
export type Calibration = {
  /** The chance's weights: a constant, then one for each signal. */
  readonly weights: readonly number[];
  /** From here on the guess may be acted on. */
  readonly accept: number;
  /** From here on it is worth asking; below it nothing of ours was meant. */
  readonly ask: number;
};

/** The chance, 0–1, that a guess with these signals is right. */
export function confidenceOf({ weights }: Calibration, signals: ArrayLike<number>): number {
  return chance(weights, signals);
}

/** A guess made on a text that the guesser had not seen, with what came of it. */
export type Trial = { signals: ArrayLike<number>; right: boolean };

/** However few examples of foreign talk there are, they count as at least this share of ours. */
const STRANGERS_SHARE = 0.3;
/** Of the guesses that are acted on so many should be right. */
const SURE_MEANS = 0.95;
/** Of talk that is not ours at most so much may lead to a question. */
const STRANGERS_ASKED = 0.25;
/**
 * Bounds within which the thresholds make sense however few trials there are. Nothing less likely than the lower one is
 * acted on, however right the rest is: customers' words are vaguer than our phrases, and a few easy ones more among those
 * had moved what is acted on by a tenth. What is less likely than one in four is not worth a question.
 */
const ACCEPT_BOUNDS = [0.82, 0.99] as const;
const ASK_BOUNDS = [0.25, 0.4] as const;

/** Learns how far to trust the signals, and where to act, to ask and to hand on. */
export function calibrate(trials: readonly Trial[], strangers: readonly Trial[]): Calibration {
  const heed = Math.max(1, (STRANGERS_SHARE * trials.length) / (strangers.length || 1));
  const weights = fitLogistic([
    ...trials.map((trial) => ({ ...trial, heed: 1 })),
    ...strangers.map((trial) => ({ ...trial, heed })),
  ]);
  const confidence = (signals: ArrayLike<number>) => chance(weights, signals);
  const chances = [...trials, ...strangers]
    .map((trial) => confidence(trial.signals))
    .sort((one, other) => other - one);
  const foreign = strangers
    .map((trial) => confidence(trial.signals))
    .sort((one, other) => other - one);
  const accept = within(ACCEPT_BOUNDS, lowestTrusted(chances));
  const ask = within(ASK_BOUNDS, foreign[Math.floor(foreign.length * STRANGERS_ASKED)] ?? 0);
  return { weights, accept, ask: Math.min(ask, accept) };
}

/**
 * The lowest of these chances, highest first, at and above which guesses are right often enough as the chances themselves
 * expect it. (Counting which were right says nearly the same of many phrases, but of a few it is dice: one phrase more moved
 * the Spanish threshold from 0.92 to 0.98.)
 */
function lowestTrusted(chances: readonly number[]): number {
  let expected = 0;
  return chances.reduce((lowest, chance, at) => {
    expected += chance;
    return expected / (at + 1) >= SURE_MEANS ? chance : lowest;
  }, 1);
}

function within([low, high]: readonly [number, number], value: number): number {
  return Math.min(high, Math.max(low, value));
}

const STEPS = 25;
const RIDGE = 1e-3;

/** Logistic regression by Newton's method: a handful of signals, a few thousand trials, some milliseconds. */
function fitLogistic(trials: readonly (Trial & { heed: number })[]): readonly number[] {
  const size = (trials[0]?.signals.length ?? 0) + 1;
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const slope = weights.map((weight) => -RIDGE * trials.length * weight);
    const curve = weights.map((_, row) =>
      weights.map((__, column) => (row === column ? RIDGE * trials.length + 1e-9 : 0)),
    );
    for (const trial of trials) addTrial(trial, weights, slope, curve);
    const move = solve(curve, slope);
    weights = weights.map((weight, at) => weight + (move[at] ?? 0));
    if (Math.max(...move.map(Math.abs)) < 1e-6) break;
  }
  return weights;
}

function addTrial(
  trial: Trial & { heed: number },
  weights: readonly number[],
  slope: number[],
  curve: number[][],
): void {
  const guess = chance(weights, trial.signals);
  const miss = trial.heed * ((trial.right ? 1 : 0) - guess);
  const sharpness = trial.heed * guess * (1 - guess);
  const inputs = [1, ...Array.from(trial.signals)];
  inputs.forEach((input, row) => {
    slope[row] = (slope[row] ?? 0) + miss * input;
    const line = curve[row] ?? [];
    inputs.forEach((other, column) => {
      line[column] = (line[column] ?? 0) + sharpness * input * other;
    });
  });
}

function chance(weights: readonly number[], signals: ArrayLike<number>): number {
  let sum = weights[0] ?? 0;
  for (let at = 0; at < signals.length; at++) sum += (weights[at + 1] ?? 0) * (signals[at] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/** Gauss's elimination; the ridge keeps the matrix regular. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  rows.forEach((line, pivot) => {
    for (const other of rows) if (other !== line) clear(other, line, pivot);
  });
  return rows.map((row, at) => (row.at(-1) ?? 0) / (row[at] ?? 1));
}

/** Takes as much of `line` from `row` as makes its entry at `pivot` zero. */
function clear(row: number[], line: readonly number[], pivot: number): void {
  const factor = (row[pivot] ?? 0) / (line[pivot] ?? 1);
  line.forEach((value, column) => {
    row[column] = (row[column] ?? 0) - factor * value;
  });
}
