import type { IntentName, Recogniser } from "../core/understanding.ts";
import { OUT_OF_SCOPE } from "./catalogue.ts";

/** A line of an evaluation file: what somebody wrote, and what a person says they meant. */
export type LabelledText = { text: string; intent: IntentName };

/** How well a recogniser understands labelled lines. Shares are 0–1, rounded to four places. */
export type Evaluation = {
  /** Lines read. */
  n: number;
  /** Of the lines that mean one of the shop's intents, how many are understood to mean that one, acted on or not. */
  accuracy: number;
  /** Of all lines that the bot would act on without asking, how many it would act on wrongly. */
  confidently_wrong: number;
  /** How many lines the bot would act on without asking, and about how many it would ask back. */
  sure: number;
  unsure: number;
  per_intent: Record<IntentName, { n: number; precision: number; recall: number }>;
  /** What was taken for what, most frequent first. */
  confusions: { intent: IntentName; taken_for: IntentName; n: number }[];
  /** Of the lines that mean nothing of the shop's: how many would be acted on, at our threshold and at others. */
  out_of_scope: {
    n: number;
    taken_for_ours: number;
    curve: { confidence: number; taken_for_ours: number; ours_kept: number }[];
  };
};

/** Reads every line once. Pure. */
export function evaluate(recogniser: Recogniser, lines: readonly LabelledText[]): Evaluation {
  const readings = lines.map((line) => read(recogniser, line));
  const ours = readings.filter(({ meant }) => meant !== OUT_OF_SCOPE);
  const strange = readings.filter(({ meant }) => meant === OUT_OF_SCOPE);
  const sure = readings.filter(({ verdict }) => verdict === "sure");
  return {
    n: lines.length,
    accuracy: share(ours, ({ meant, guess }) => meant === guess),
    confidently_wrong: share(sure, ({ meant, guess }) => meant !== guess),
    sure: sure.length,
    unsure: readings.filter(({ verdict }) => verdict === "unsure").length,
    per_intent: perIntent(ours),
    confusions: confusions(ours),
    out_of_scope: {
      n: strange.length,
      taken_for_ours: share(strange, ({ verdict }) => verdict === "sure"),
      curve: CURVE.map((confidence) => ({
        confidence,
        taken_for_ours: share(strange, (reading) => reading.confidence >= confidence),
        ours_kept: share(ours, (reading) => reading.confidence >= confidence),
      })),
    },
  };
}

const CURVE = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

type Reading = { meant: IntentName; guess: IntentName; confidence: number; verdict: string };

function read(recogniser: Recogniser, { text, intent }: LabelledText): Reading {
  const { verdict, candidates } = recogniser.recognise(text);
  const best = candidates.find(({ name }) => name !== OUT_OF_SCOPE);
  return {
    meant: intent,
    guess: best?.name ?? OUT_OF_SCOPE,
    confidence: best?.confidence ?? 0,
    verdict,
  };
}

function perIntent(readings: readonly Reading[]): Evaluation["per_intent"] {
  const names = [...new Set(readings.flatMap(({ meant, guess }) => [meant, guess]))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const meant = readings.filter((reading) => reading.meant === name);
      const guessed = readings.filter((reading) => reading.guess === name);
      const precision = share(guessed, (reading) => reading.meant === name);
      const recall = share(meant, (reading) => reading.guess === name);
      return [name, { n: meant.length, precision, recall }];
    }),
  );
}

function confusions(readings: readonly Reading[]): Evaluation["confusions"] {
  const counted = new Map<string, Evaluation["confusions"][number]>();
  for (const { meant, guess } of readings) {
    if (meant === guess) continue;
    const pair = counted.get(`${meant} ${guess}`) ?? { intent: meant, taken_for: guess, n: 0 };
    counted.set(`${meant} ${guess}`, { ...pair, n: pair.n + 1 });
  }
  return [...counted.values()].sort((a, b) => b.n - a.n);
}

/** 0 of nothing is 0. */
function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  if (items.length === 0) return 0;
  return Math.round((items.filter(holds).length / items.length) * 10_000) / 10_000;
}
