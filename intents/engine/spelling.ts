import { hashOf, hashTable } from "./hash-table.ts";

/** Puts right words that are one slip of the thumb away from a word the texts use. */
export type Spelling = (normalised: string) => string;

/** The words of the texts, and where to look for the one that was meant. Plain data. */
export type LearnedSpelling = {
  readonly words: readonly string[];
  /** In how many places each word stands. */
  readonly uses: Int32Array;
  /** The hash of every word and of every form of it that lacks a letter. */
  readonly forms: Int32Array;
  /** Where the words behind each form begin in `homes`; one more than there are forms. */
  readonly starts: Int32Array;
  readonly homes: Int32Array;
};

/** Learns the words of the texts. */
export function learnSpelling(normalised: readonly string[]): LearnedSpelling {
  const uses = new Map<string, number>();
  for (const text of normalised)
    for (const word of text.split(" ")) uses.set(word, (uses.get(word) ?? 0) + 1);
  const words = [...uses.keys()];
  const homes = homesOf(words);
  const starts = new Int32Array(homes.size + 1);
  [...homes.values()].forEach((home, at) => {
    starts[at + 1] = (starts[at] ?? 0) + home.length;
  });
  return {
    words,
    uses: Int32Array.from(uses.values()),
    forms: Int32Array.from(homes.keys()),
    starts,
    homes: Int32Array.from([...homes.values()].flat()),
  };
}

/** Spelling by what was learned. `isWord` tells common words, which stay as they are although the texts lack them. */
export function spellingFrom(
  learned: LearnedSpelling,
  isWord: (word: string) => boolean,
): Spelling {
  const known = new Set(learned.words);
  const table = hashTable(learned.forms);
  const correct = (word: string) => {
    if (word.length < SHORTEST || known.has(word) || DIGIT.test(word) || isWord(word)) return word;
    return likeliest(word, learned, (form) => table.find(hashOf(0, form))) ?? word;
  };
  return (text) => text.split(" ").map(correct).join(" ");
}

/**
 * The words behind every shortened form, by the form's hash: two words one slip apart have a form in common.
 * Source: symmetric delete spelling correction, W. Garbe 2012.
 */
function homesOf(words: readonly string[]): Map<number, number[]> {
  const homes = new Map<number, number[]>();
  words.forEach((word, at) => {
    if (word.length < SHORTEST) return;
    for (const form of shortened(word)) {
      const hash = hashOf(0, form);
      const home = homes.get(hash);
      if (home === undefined) homes.set(hash, [at]);
      else if (home.at(-1) !== at) home.push(at);
    }
  });
  return homes;
}

/** Shorter words are one slip away from too many others. */
const SHORTEST = 3;
const DIGIT = /\d/;

function likeliest(
  word: string,
  { words, uses, starts, homes }: LearnedSpelling,
  find: (form: string) => number,
): string | undefined {
  let best: string | undefined;
  let weight = 0;
  for (const form of shortened(word)) {
    const at = find(form);
    const found = at < 0 ? [] : homes.subarray(starts[at], starts[at + 1]);
    for (const home of found) {
      const candidate = words[home] ?? "";
      const likely = (uses[home] ?? 0) * plausibility(word, candidate);
      if (likely > weight) {
        best = candidate;
        weight = likely;
      }
    }
  }
  return best;
}

/** Thumbs seldom miss the first letter, and what thumbs do is likelier than any other letter wrong, and one than two. */
const SAME_START = 3;
const THUMB_SLIP = 40;
const ONE_LETTER = 4;

function plausibility(word: string, candidate: string): number {
  if (Math.abs(word.length - candidate.length) > 1) return 0; // another form has the same hash
  const start = word[0] === candidate[0] ? SAME_START : 1;
  if (isThumbSlip(word, candidate)) return start * THUMB_SLIP;
  return isOneLetter(word, candidate) ? start * ONE_LETTER : start;
}

/** Whether a letter was lost, doubled, swapped with the next, or the key beside it was hit; they share a shortened form. */
function isThumbSlip(word: string, candidate: string): boolean {
  if (word.length < candidate.length) return true;
  const at = firstDifference(word, candidate);
  if (word.length > candidate.length) return word[at] === word[at - 1];
  const isSwap = word[at] === candidate[at + 1] && word[at + 1] === candidate[at];
  const rest = isSwap ? 2 : 1;
  return (
    word.slice(at + rest) === candidate.slice(at + rest) &&
    (isSwap || areBeside(word.charAt(at), candidate.charAt(at)))
  );
}

/** Whether nothing but one letter differs; they share a shortened form. */
function isOneLetter(word: string, candidate: string): boolean {
  if (word.length !== candidate.length) return true;
  const at = firstDifference(word, candidate);
  return word.slice(at + 1) === candidate.slice(at + 1);
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

/** The letters of a phone's keyboard as they lie, each row half a key further to the right. */
const KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

function areBeside(one: string, other: string): boolean {
  const [a, b] = [keyOf(one), keyOf(other)];
  return Math.abs(a.row - b.row) <= 1 && Math.abs(a.across - b.across) <= 1;
}

/** `NaN` for what is no key of them, which lies beside nothing. */
function keyOf(letter: string): { row: number; across: number } {
  const row = KEYS.findIndex((keys) => keys.includes(letter));
  const column = KEYS[row]?.indexOf(letter) ?? Number.NaN;
  return { row, across: column + row / 2 };
}

/** The word itself and every form of it that lacks one letter. */
function shortened(word: string): string[] {
  const forms = [word];
  for (let at = 0; at < word.length; at++) forms.push(word.slice(0, at) + word.slice(at + 1));
  return forms;
}
