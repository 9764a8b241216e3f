import type { WordVectors } from "./word-vectors.ts";

/** What a normalised text is about, as one direction of length 1; all zeros when no word of it is known. */
export type Meaning = { readonly dimensions: number; of(normalised: string): Float32Array };

/** Learns from the texts how much each word says, and what they all have in common so that it can be left out. */
export function learnMeaning(normalised: readonly string[], vectors: WordVectors): Meaning {
  const { dimensions } = vectors;
  const texts = new Map<string, number>();
  for (const text of normalised) {
    for (const word of new Set(text.split(" "))) texts.set(word, (texts.get(word) ?? 0) + 1);
  }
  const common = new Float32Array(dimensions);
  const sum = (text: string) => {
    const total = new Float32Array(dimensions);
    for (const word of text.split(" ")) {
      const row = vectors.row(word);
      if (row === undefined) continue;
      const rarity = Math.log((1 + normalised.length) / (1 + (texts.get(word) ?? 0))) + 1;
      vectors.add(total, row, Math.sqrt(rarity));
    }
    return toLengthOne(total);
  };
  for (const text of normalised) {
    sum(text).forEach((value, d) => {
      common[d] = (common[d] as number) + value / normalised.length; // d is within both
    });
  }
  return {
    dimensions,
    of(text) {
      const total = sum(text);
      if (total.every((value) => value === 0)) return total;
      return toLengthOne(total.map((value, d) => value - (common[d] as number))); // d is within both
    },
  };
}

function toLengthOne(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
  return vector.map((value) => value / length);
}
