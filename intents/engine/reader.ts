import {
  type LearnedVocabulary,
  learnVocabulary,
  type SparseVector,
  vocabularyFrom,
  weigh,
} from "./features.ts";
import { type LearnedMeaning, learnMeaning, meaningFrom } from "./meaning.ts";
import { normalise } from "./normalise.ts";
import { type LearnedSpelling, learnSpelling, spellingFrom } from "./spelling.ts";
import type { WordVectors } from "./word-vectors.ts";

/** Turns texts into vectors that classifiers understand. Learned once; several classifiers can share one. */
export type Reader = {
  /** How many features a vector can have. */
  readonly size: number;
  /** The text normalised, with its slips of the thumb put right. */
  read(text: string): string;
  /** Of a text that was read. `encoding`: what an encoder makes of the same text, of length 1. */
  vector(read: string, encoding?: Float32Array): SparseVector;
  /** The first feature that an encoding fills; `size` where it was learned without. */
  readonly encodingFrom: number;
  /** The text with its slips of the thumb put right and otherwise as it was written: what an encoder should read. */
  mended(text: string): string;
};

/** How much the meaning of the words weighs against the words themselves. Measured on public benchmarks. */
const MEANING_WEIGHT = 0.8;
/** How much an encoder's reading of the whole text weighs against the words themselves. Cross-validated. */
const ENCODING_WEIGHT = 0.6;

/**
 * So many words are commoner. What is rarer and in no phrase is a slip of the thumb more often than itself: of lines with two
 * slips up to 0.3 % more are read right so, and of lines without hardly any less.
 */
const RARE = 30_000;

/** What a reader learned, as plain data. */
export type LearnedReader = {
  readonly spelling: LearnedSpelling;
  readonly vocabulary: LearnedVocabulary;
  readonly meaning?: LearnedMeaning;
  /** How many numbers the encodings have that it was learned with. */
  readonly encoded?: number;
};

/** Learns spelling, features and their rarity from normalised texts; with word vectors also what the texts are about. */
export function learnReader(
  normalised: readonly string[],
  vectors: WordVectors | undefined,
  encoded = 0,
): LearnedReader {
  return {
    spelling: learnSpelling(normalised),
    vocabulary: learnVocabulary(normalised),
    ...(vectors === undefined ? {} : { meaning: learnMeaning(normalised, vectors) }),
    ...(encoded === 0 ? {} : { encoded }),
  };
}

/** The reader that learned this with the same vectors. */
export function readerFrom(learned: LearnedReader, vectors: WordVectors | undefined): Reader {
  const isWord = (word: string) => (vectors?.row(word) ?? RARE) < RARE;
  const spelling = spellingFrom(learned.spelling, isWord);
  const vocabulary = vocabularyFrom(learned.vocabulary);
  const words = vocabulary.table.size;
  const meaning =
    vectors && learned.meaning ? meaningFrom(learned.meaning, vectors) : { dimensions: 0 };
  const encodingFrom = words + meaning.dimensions;
  return {
    size: encodingFrom + (learned.encoded ?? 0),
    encodingFrom,
    mended: (text) =>
      text.replace(WRITTEN_WORD, (word) => {
        const read = normalise(word);
        const right = spelling(read);
        return right === read || read !== word.toLowerCase() ? word : right;
      }),
    read: (text) => spelling(normalise(text)),
    vector(read, encoding) {
      const parts: Part[] = [];
      if ("of" in meaning)
        parts.push({ values: meaning.of(read), offset: words, weight: MEANING_WEIGHT });
      if (encoding && learned.encoded)
        parts.push({
          values: encoding,
          offset: encodingFrom,
          weight: ENCODING_WEIGHT,
        });
      const room = parts.reduce((sum, { values }) => sum + values.length, 0);
      const vector = weigh(read, vocabulary, room);
      if (room > 0) join(vector, vector.indices.length - room, parts);
      return vector;
    },
  };
}

const WRITTEN_WORD = /\p{L}+(?:['’]\p{L}+)*/gu;

/** Numbers that every text has, from feature `offset` on. */
type Part = { values: Float32Array; offset: number; weight: number };

/** Fills the places from `start` on with the parts; all of it together has length 1. */
function join({ indices, values }: SparseVector, start: number, parts: readonly Part[]): void {
  const share = 1 / Math.sqrt(parts.reduce((sum, { weight }) => sum + weight * weight, 1));
  for (let n = 0; n < start; n++) values[n] = share * (values[n] as number); // n is within it
  let place = start;
  for (const part of parts) {
    for (let d = 0; d < part.values.length; d++) {
      indices[place] = part.offset + d;
      values[place++] = share * part.weight * (part.values[d] as number); // d is within it
    }
  }
}
