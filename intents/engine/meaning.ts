import { hashOf, hashTable } from "./hash-table.ts";
import type { WordVectors } from "./word-vectors.ts";

/** What a normalised text is about, as one direction of length 1; all zeros when no word of it is known. */
export type Meaning = { readonly dimensions: number; of(normalised: string): Float32Array };

/** How much each word says, and what all texts have in common so that it can be left out. Plain data. */
export type LearnedMeaning = {
  /** The hash of each word of the texts. */
  readonly hashes: Int32Array;
  readonly weights: Float32Array;
  /** The weight of any other word. */
  readonly unseen: number;
  readonly common: Float32Array;
};

/** Learns from the texts how much each word says, and what they all have in common. */
export function learnMeaning(normalised: readonly string[], vectors: WordVectors): LearnedMeaning {
  const texts = new Map<string, number>();
  for (const text of normalised) {
    for (const word of new Set(text.split(" "))) texts.set(word, (texts.get(word) ?? 0) + 1);
  }
  const weightOf = (count: number) =>
    Math.sqrt(Math.log((1 + normalised.length) / (1 + count)) + 1);
  const common = new Float32Array(vectors.dimensions);
  const learned = {
    hashes: Int32Array.from(texts.keys(), (word) => hashOf(0, word)),
    weights: Float32Array.from(texts.values(), weightOf),
    unseen: weightOf(0),
    common,
  };
  const sum = summing(learned, vectors);
  const some = normalised.filter((_, at) => at % ONE_IN === 0);
  for (const text of some) {
    sum(text).forEach((value, d) => {
      common[d] = (common[d] as number) + value / some.length; // d is within both
    });
  }
  return learned;
}

/** What all texts have in common is seen in some of them as well. */
const ONE_IN = 4;

/** What texts mean by what was learned. */
export function meaningFrom(learned: LearnedMeaning, vectors: WordVectors): Meaning {
  const { common } = learned;
  const dimensions = common.length; // asking the vectors would read them, and a start needs none of them
  const sum = summing(learned, vectors);
  return {
    dimensions,
    of(text) {
      const total = sum(text);
      if (isZero(total)) return total;
      for (let d = 0; d < dimensions; d++) total[d] = (total[d] as number) - (common[d] as number); // d is within both
      return toLengthOne(total);
    },
  };
}

/** Adds up the directions of a text's words, each as heavy as it says much. */
function summing(
  { hashes, weights, unseen }: LearnedMeaning,
  vectors: WordVectors,
): (text: string) => Float32Array {
  const table = hashTable(hashes);
  return (text) => {
    const total = new Float32Array(vectors.dimensions);
    for (const word of text.split(" ")) {
      const row = vectors.row(word);
      if (row === undefined) continue;
      vectors.add(total, row, weights[table.find(hashOf(0, word))] ?? unseen);
    }
    return toLengthOne(total);
  };
}

function isZero(vector: Float32Array): boolean {
  for (let d = 0; d < vector.length; d++) if (vector[d] !== 0) return false;
  return true;
}

function toLengthOne(vector: Float32Array): Float32Array {
  let square = 0;
  for (let d = 0; d < vector.length; d++) {
    const value = vector[d] as number; // d is within it
    square += value * value;
  }
  const length = Math.sqrt(square) || 1;
  for (let d = 0; d < vector.length; d++) vector[d] = (vector[d] as number) / length; // d is within it
  return vector;
}
