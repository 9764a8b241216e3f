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
  vector(text: string): SparseVector;
};

/** How much the meaning of the words weighs against the words themselves. Measured on public benchmarks. */
const MEANING_WEIGHT = 0.8;

/** What a reader learned, as plain data. */
export type LearnedReader = {
  readonly spelling: LearnedSpelling;
  readonly vocabulary: LearnedVocabulary;
  readonly meaning?: LearnedMeaning;
};

/** Learns spelling, features and their rarity from the texts; with word vectors also what the texts are about. */
export function learnReader(
  texts: readonly string[],
  vectors: WordVectors | undefined,
): LearnedReader {
  const normalised = texts.map(normalise);
  return {
    spelling: learnSpelling(normalised),
    vocabulary: learnVocabulary(normalised),
    ...(vectors === undefined ? {} : { meaning: learnMeaning(normalised, vectors) }),
  };
}

/** The reader that learned this with the same vectors. */
export function readerFrom(learned: LearnedReader, vectors: WordVectors | undefined): Reader {
  const spelling = spellingFrom(learned.spelling, (word) => vectors?.row(word) !== undefined);
  const vocabulary = vocabularyFrom(learned.vocabulary);
  const words = vocabulary.table.size;
  if (vectors === undefined || learned.meaning === undefined)
    return { size: words, vector: (text) => weigh(spelling(normalise(text)), vocabulary) };
  const meaning = meaningFrom(learned.meaning, vectors);
  return {
    size: words + meaning.dimensions,
    vector(text) {
      const read = spelling(normalise(text));
      return joined(weigh(read, vocabulary), meaning.of(read), words);
    },
  };
}

/** Both parts as one vector of length 1. */
function joined(sparse: SparseVector, meaning: Float32Array, offset: number): SparseVector {
  const count = sparse.indices.length;
  const indices = new Int32Array(count + meaning.length);
  const values = new Float32Array(count + meaning.length);
  const share = 1 / Math.sqrt(1 + MEANING_WEIGHT * MEANING_WEIGHT);
  indices.set(sparse.indices);
  for (let n = 0; n < count; n++) values[n] = share * (sparse.values[n] as number); // n is within both
  for (let d = 0; d < meaning.length; d++) {
    indices[count + d] = offset + d;
    values[count + d] = share * MEANING_WEIGHT * (meaning[d] as number); // d is within it
  }
  return { indices, values };
}
