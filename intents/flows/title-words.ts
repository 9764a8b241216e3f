import { slips } from "../../core/nearest.ts";
import { calledAlike } from "./thing-names.ts";

/** `stem`: as it stands for one of its kind. `start`, `end`: where in the text. */
export type Word = { stem: string; raw: string; start: number; end: number };

type Title = { stems: readonly string[]; names: ReadonlySet<number> };

/** The words of a title, and which of them name the thing itself: its last one, and the last before a comma ("mugs, set of 2"). */
export function titleWords(title: string): Title {
  const known = titles.get(title);
  if (known !== undefined) return known;
  const read = readTitle(title);
  if (titles.size >= MOST_TITLES) titles.clear();
  titles.set(title, read);
  return read;
}

/** A message is held against the same few titles a dozen times, and the next message again. */
const titles = new Map<string, Title>();
const MOST_TITLES = 2_000;

function readTitle(title: string): Title {
  const parts = title.split(/,|\s[-–(|/]\s?/).map((part) => wordsIn(part).map(({ stem }) => stem));
  const ends = parts.map((_, index) => parts.slice(0, index + 1).flat().length - 1);
  return { stems: parts.flat(), names: new Set(ends) };
}

/** How many words from `at` on stand in a title, and what that is worth. */
export function longestMatch(
  words: readonly Word[],
  at: number,
  { stems, names }: Title,
): { length: number; worth: number } {
  const { length, place, letters } = runOf(words, at, stems);
  if (length === 0) return NOTHING;
  const said = words.slice(at, at + length).map(({ stem }) => stem);
  const exact = said.filter((stem) => stems.includes(stem)).length;
  const namesIt = names.has(place) || (exact > 0 && length * 2 >= stems.length);
  const isTelling = namesIt || (letters >= TELLING_LETTERS && (length > 1 || exact === 1));
  if (letters < NAMING_LETTERS || !isTelling) return { length, worth: 0 };
  return { length, worth: length * 2 + (namesIt ? 1 : 0) + exact / EXACTLY };
}

const NOTHING = { length: 1, worth: 0 };

/** Whether a word could be one of a title's. */
export function standsIn(word: Word, { stems }: Title): boolean {
  return stems.some((each) => isNamed(word, each));
}

/** The words in a row that stand in a row in the title too, up to which place in it, and how many letters they have. */
function runOf(words: readonly Word[], at: number, stems: readonly string[]) {
  let length = 0;
  let place = -1;
  let letters = 0;
  while (at + length < words.length) {
    const word = words[at + length];
    const next = word ? nextIn(stems, place + 1, word) : -1;
    if (!word || next < 0 || (length > 0 && next !== place + 1)) break;
    place = next;
    letters += word.stem.length;
    length++;
  }
  return { length, place, letters };
}

function nextIn(stems: readonly string[], from: number, word: Word): number {
  for (let place = from; place < stems.length; place++)
    if (isNamed(word, stems[place] ?? "")) return place;
  return -1;
}

function isNamed({ stem, raw }: Word, known: string): boolean {
  return isSame(stem, known) || isShortPlural(raw, known);
}

/** "My bots": a plural that lacks one letter. Too short for any slip in it, and "a bot" is no boot. */
function isShortPlural(raw: string, known: string): boolean {
  const isOneShort = raw.length >= 4 && raw.length === known.length && raw.endsWith("s");
  return isOneShort && raw[0] === known[0] && slips(raw, `${known}s`) === 1;
}

/** Between equals, a word spelled exactly so comes before one that is nearly so: sneakers are no speakers. */
const EXACTLY = 10;

const NAMING_LETTERS = 3;
/** A word of a title that is not its last must be this long to name it: "wool", "lys" and "set" are in many. */
const TELLING_LETTERS = 5;

/** One slip in a word of five letters, two from nine on; or another word for the same thing. */
function isSame(said: string, known: string): boolean {
  if (said === known || calledAlike(said, known)) return true;
  const shorter = Math.min(said.length, known.length);
  const allowed = shorter >= 9 ? 2 : 1;
  if (shorter < 5 || Math.abs(said.length - known.length) > allowed) return false;
  return slips(said, known) <= allowed;
}

/** Small words never name an item. */
const NO_NAMES = new Set([
  "the",
  "and",
  "for",
  "with",
  "size",
  "new",
  "one",
  "order",
  "item",
  "set's",
  "los",
  "las",
  "con",
  "para",
  "del",
  "talla",
  "pedido",
]);

/** The words of a text that can name a thing, each where it stands. */
export function wordsIn(text: string): Word[] {
  const joined = text.includes("-") ? text.replace(ONE_LETTER, "$1\u2060") : text;
  return [...joined.matchAll(/[\p{L}\p{N}\u2060'%.]+/gu)].flatMap((match) => {
    const raw = match[0]
      .replaceAll("\u2060", "")
      .replace(/[.']+$|'s$/g, "")
      .toLowerCase();
    if (raw === "" || NO_NAMES.has(raw)) return [];
    return [{ raw, stem: singular(raw), start: match.index, end: match.index + match[0].length }];
  });
}

/** "T-shirt" is one word. */
const ONE_LETTER = /\b(\p{L})-(?=\p{L})/gu;

/** A word as it stands for one of its kind. */
export function singular(word: string): string {
  if (word.length <= NAMING_LETTERS || word.endsWith("ss")) return word;
  if (/ies?$/.test(word)) return word.replace(/ies?$/, "y"); // "beanie" and "berry" alike
  if (/(?:[sxz]|ch|sh)es$/.test(word)) return word.replace(/es$/, "");
  return word.replace(/s$/, "");
}
