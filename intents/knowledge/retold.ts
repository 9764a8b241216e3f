import { normalise } from "../engine/normalise.ts";
import { inventionsIn, isFactWord } from "./founded.ts";

/**
 * The passages that a text retells, in its order; none if it says anything but what they say. It may choose sentences and
 * shorten how one begins: its words are the shop's, in their order, and from the first number, date, condition or negation
 * on none is left out. So it can promise nothing.
 */
export function retoldFrom<Told extends { title: string; text: string }>(
  text: string,
  passages: readonly Told[],
): readonly Told[] {
  const facts = passages.flatMap(({ title, text: own }) => [title, own]);
  if (inventionsIn(text, facts).length > 0) return [];
  const theirs = passages.flatMap((passage) => sentencesIn(passage));
  const told: Sentence<Told>[] = [];
  for (const own of sentencesOf(text)) {
    const words = sequenceOf(own);
    const source = inReach(theirs, told.at(-1)).find(
      (sentence) => !told.includes(sentence) && retells(words, sentence),
    );
    if (!source) return [];
    told.push(source);
  }
  const isCutOff = told.some(({ next }, at) => next?.limits === true && told[at + 1] !== next);
  return isCutOff ? [] : [...new Set(told.map(({ passage }) => passage))];
}

type Sentence<Told> = {
  passage: Told;
  words: readonly string[];
  title: ReadonlySet<string>;
  /** It takes something back from the one before it. */
  limits: boolean;
  /** It means nothing, or something else, without the one before it. */
  leans: boolean;
  next?: Sentence<Told>;
};

function sentencesIn<Told extends { title: string; text: string }>(
  passage: Told,
): readonly Sentence<Told>[] {
  const title = new Set(sequenceOf(passage.title));
  const sentences = sentencesOf(passage.text).map((sentence, at): Sentence<Told> => {
    const limits = at > 0 && LIMITS.test(sentence);
    const leans = limits || (at > 0 && LEANS.test(sentence));
    return { passage, words: sequenceOf(sentence), title, limits, leans };
  });
  for (const [at, sentence] of sentences.entries()) {
    const next = sentences[at + 1];
    if (next) sentence.next = next;
  }
  return sentences;
}

/** What may be told after `last`: what goes on from there first. */
function inReach<Told>(
  sentences: readonly Sentence<Told>[],
  last: Sentence<Told> | undefined,
): readonly Sentence<Told>[] {
  const standing = sentences.filter(({ leans }) => !leans);
  return last?.next ? [last.next, ...standing] : standing;
}

const LIMITS =
  /^\W*(?:but|however|except|unless|only|otherwise|never|not|no|nor|neither|although|though|yet|still|pero|salvo|excepto|solo|sólo|nunca|no|sin embargo)\b/i;
const LEANS =
  /^\W*(?:it|its|they|their|them|this|that|these|those|he|she|here|there|then|so|also|and|or|if so|if not|in that case|both|each|ellos?|ellas?|est[eao]s?|es[eao]s?|y|o|as[ií]|entonces|tambi[eé]n)\b/i;

function retells<Told>(own: readonly string[], { words, title }: Sentence<Told>): boolean {
  const firstGuard = words.findIndex(isGuard);
  const bound = firstGuard < 0 ? words.length : firstGuard;
  const guarded = words.slice(bound);
  const lead = own.slice(0, Math.max(0, own.length - guarded.length));
  if (own.slice(lead.length).join(" ") !== guarded.join(" ")) return false;
  let at = 0;
  for (const word of lead) {
    const found = words.slice(0, bound).indexOf(word, at);
    if (found >= 0) at = found + 1;
    else if (isGuard(word) || !title.has(word)) return false;
  }
  return own.length >= words.length * LEAST_KEPT && (at > 0 || guarded.length > 0);
}

/** A sentence shortened to less than half of its words need not mean the same. */
const LEAST_KEPT = 0.5;

/** What turns a sentence round, says when it holds or how much it is. Leaving one out, or putting one in, makes another promise of it. */
const GUARDS =
  /^(?:not|no|nor|never|nothing|none|nobody|neither|cannot|without|unless|except\w*|exclud\w*|but|however|although|though|only|if|until|till|within|before|after|once|while|when|whenever|as|long|most|least|less|more|than|over|under|above|below|from|usually|may|might|can|could|would|will|shall|should|must|need|want|final|avoid|instead|rather|against|refus\w*|unable|other|others|else|elsewhere|all|any|both|every|each|some|sin|salvo|nunca|solo|si|hasta|antes|despues|desde|puede|pueden)$/;

/** Its words in order, without the articles. */
function sequenceOf(sentence: string): readonly string[] {
  const words = normalise(spelled(sentence)).split(" ");
  return words.filter((word) => !ARTICLES.has(word));
}

function isGuard(word: string): boolean {
  return GUARDS.test(word) || /\d/.test(word) || isFactWord(word);
}

const ARTICLES: ReadonlySet<string> = new Set("a an the el la los las un una".split(" "));

/** Amounts and long numbers as they are: a guess at an intent need not tell them apart. */
function spelled(sentence: string): string {
  return sentence
    .normalize("NFKC")
    .replace(/\p{Sc}/gu, (sign) => ` currency${sign.codePointAt(0)} `)
    .replace(/\d{4,}/g, (number) => number.replace(/\B(?=(?:\d{3})+$)/g, ","));
}

/** Ended by a mark and a space, a semicolon's included, or by a line. */
function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?;])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}
