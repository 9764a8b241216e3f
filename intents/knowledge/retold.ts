import type { Passage } from "../../core/knowledge.ts";
import { normalise } from "../engine/normalise.ts";
import { inventionsIn } from "./founded.ts";
import { stemsOf } from "./stems.ts";

/**
 * Whether a text only retells what the shop wrote: no number, date, link, amount or name of its own, and each of its
 * sentences says with the words of one of theirs most of what that one says, with its conditions, its negations and its numbers.
 * So it may choose, shorten and join, and can promise nothing.
 */
export function isRetold(
  text: string,
  passages: readonly Pick<Passage, "title" | "text">[],
): boolean {
  const facts = passages.flatMap(({ title, text }) => [title, text]);
  if (inventionsIn(text, facts).length > 0) return false;
  const theirs = passages.flatMap((passage) =>
    sentencesOf(passage.text).map((sentence) => readSentence(sentence, passage.title)),
  );
  const ours = sentencesOf(text).map((sentence) => readSentence(sentence, ""));
  return ours.length > 0 && ours.every((own) => theirs.some((source) => retells(own, source)));
}

type Sentence = {
  words: ReadonlySet<string>;
  guards: readonly string[];
  title: ReadonlySet<string>;
};

function readSentence(sentence: string, title: string): Sentence {
  const guards = normalise(sentence).match(GUARDS) ?? [];
  return {
    words: new Set(stemsOf(sentence)),
    guards: [...guards].sort(),
    title: new Set(stemsOf(title)),
  };
}

function retells(own: Sentence, source: Sentence): boolean {
  const isSame =
    own.guards.length === source.guards.length &&
    own.guards.every((guard, at) => guard === source.guards[at]);
  const shared = [...own.words].filter((word) => source.words.has(word));
  const isMostOfIt = shared.length > 0 && shared.length >= source.words.size * LEAST_KEPT;
  return (
    isSame &&
    isMostOfIt &&
    [...own.words].every((word) => source.words.has(word) || source.title.has(word))
  );
}

/** A sentence shortened to less than half of its words need not mean the same. */
const LEAST_KEPT = 0.5;

/** What turns a sentence round, or says when it holds. Leaving one out, or putting one in, makes another promise of it. */
const GUARDS =
  /\b(?:not|no|never|nothing|none|nobody|cannot|without|unless|except|only|if|until|within|before|after|as long as|at most|at least|or less|or more|from|usually|may|might|should|must|final|\d+(?:[.,:]\d+)*)\b/g;

/** Ended by a mark and a space, a semicolon's included, or by a line. */
function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?;])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}
