import { languageIn } from "../core/locale.ts";

/** The languages that Nightdesk has phrases and texts in. */
const SHIPPED_LANGUAGES: readonly string[] = ["en", "es"];

/** The language whose phrases and texts serve `locale`: its own, or English where we have none in it. */
export function shippedLanguage(locale: string): string {
  const language = languageIn(locale);
  return SHIPPED_LANGUAGES.includes(language) ? language : "en";
}

/**
 * Tells which of a shop's locales a text is written in, by the letters and words of what customers say in each
 * (`samples`). A text that could well be another keeps the locale of the talk (`current`), if it has one yet: "ok" and an
 * order number tell no language, and in a running talk nor do a word or two, for things have the names that the shop gave.
 */
export function languageTeller(
  samples: ReadonlyMap<string, readonly string[]>,
): (text: string, current?: string) => string | undefined {
  const habits = [...samples].map(([locale, phrases]) => ({ locale, habit: habitOf(phrases) }));
  return (text, current) => {
    const words = wordsIn(text);
    if (current !== undefined && words.length < WORDS_TO_CHANGE) return current;
    const pieces = words.flatMap(piecesOf);
    const scored = habits.map(({ locale, habit }) => ({
      locale,
      score: pieces.reduce((sum, piece) => sum + habit(piece), 0),
    }));
    const [best, next] = scored.toSorted((one, other) => other.score - one.score);
    return best && next && best.score - next.score > CLEARLY ? best.locale : current;
  };
}

/** How much likelier another language must be, as a natural logarithm: more than "no" or a name are by themselves. */
const CLEARLY = 7;

/** Fewer words do not change the language of a running talk. */
const WORDS_TO_CHANGE = 3;

/** How likely a piece of text is where these phrases come from, as a natural logarithm. */
function habitOf(phrases: readonly string[]): (piece: string) => number {
  const counts = new Map<string, number>();
  let total = 0;
  for (const phrase of phrases) {
    for (const piece of wordsIn(phrase).flatMap(piecesOf)) {
      counts.set(piece, (counts.get(piece) ?? 0) + 1);
      total++;
    }
  }
  const smoothed = Math.log(total + UNSEEN * PIECES);
  const unseen = Math.log(UNSEEN) - smoothed;
  const chances = new Map(
    [...counts].map(([piece, n]) => [piece, Math.log(n + UNSEEN) - smoothed]),
  );
  return (piece) => chances.get(piece) ?? unseen;
}

/** What a piece that was never seen counts for, and how many pieces a language may have. */
const UNSEEN = 0.3;
const PIECES = 20_000;

/** In small letters; no digits, addresses or links. */
function wordsIn(text: string): string[] {
  const plain = text
    .normalize("NFC")
    .toLowerCase()
    .replace(/\S+@\S+|https?:\S+|www\.\S+/g, " ");
  return plain.match(/[\p{L}']+/gu) ?? [];
}

/** The word, and every three letters of it, its ends included. */
function piecesOf(word: string): string[] {
  const padded = ` ${word} `;
  return [word, ...Array.from({ length: word.length }, (_, at) => padded.slice(at, at + 3))];
}
