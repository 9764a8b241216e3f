/** One text as the classifier sees it: which features it has (ascending) and how heavy each is; length 1. */
export type SparseVector = { indices: Int32Array; values: Float32Array };

/** Turns normalised texts into vectors over the features that the training texts had. */
export type Vectoriser = {
  /** How many features there are. */
  readonly size: number;
  vector(normalised: string): SparseVector;
  /** The share of the text's weight that the training texts also had, 0–1: low for talk about other things. */
  coverage(normalised: string): number;
};

/** How much the word part weighs against the character part. */
const WORD_WEIGHT = 1;
const CHARACTER_WEIGHT = 0.75;
const SHORTEST_GRAM = 2;
const LONGEST_GRAM = 4;

/** Learns the vocabulary (words, pairs of words, pieces of words of 2–4 characters) and how rare each feature is. */
export function learnFeatures(normalised: readonly string[]): Vectoriser {
  const index = new Map<number, number>();
  const documents: number[] = [];
  for (const text of normalised) {
    for (const hash of featuresOf(text).keys()) {
      const known = index.get(hash);
      if (known === undefined) {
        index.set(hash, documents.length);
        documents.push(1);
      } else documents[known] = (documents[known] ?? 0) + 1;
    }
  }
  const rarity = Float32Array.from(
    documents,
    (count) => Math.log((1 + normalised.length) / (1 + count)) + 1,
  );
  const unseen = Math.log(1 + normalised.length) + 1;
  return {
    size: documents.length,
    vector: (text) => weigh(featuresOf(text), index, rarity),
    coverage: (text) => coverageOf(featuresOf(text), index, rarity, unseen),
  };
}

function weigh(
  features: Map<number, number>,
  index: Map<number, number>,
  rarity: Float32Array,
): SparseVector {
  const known: [number, number][] = [];
  let square = 0;
  for (const [hash, weight] of features) {
    const at = index.get(hash);
    if (at === undefined) continue;
    const value = weight * (rarity[at] ?? 0);
    known.push([at, value]);
    square += value * value;
  }
  const length = Math.sqrt(square) || 1;
  return {
    indices: Int32Array.from(known, ([at]) => at),
    values: Float32Array.from(known, ([, value]) => value / length),
  };
}

function coverageOf(
  features: Map<number, number>,
  index: Map<number, number>,
  rarity: Float32Array,
  unseen: number,
): number {
  let known = 0;
  let all = 0;
  for (const [hash, weight] of features) {
    const at = index.get(hash);
    const value = weight * (at === undefined ? unseen : (rarity[at] ?? 0));
    all += value * value;
    if (at !== undefined) known += value * value;
  }
  return all === 0 ? 0 : known / all;
}

/** Hash of each feature of a normalised text, with its weight: once is 1, oftener grows slowly. */
function featuresOf(text: string): Map<number, number> {
  const found = new Map<number, number>();
  let before = WORD_START;
  for (const word of text.split(" ")) {
    if (word === "") continue;
    const single = hashOf(WORD_START, word);
    add(found, single, WORD_WEIGHT);
    add(found, hashOf(before, word) ^ PAIR, WORD_WEIGHT);
    addPieces(found, word);
    before = single;
  }
  add(found, before ^ LAST, WORD_WEIGHT);
  return found;
}

function addPieces(found: Map<number, number>, word: string): void {
  const padded = `<${word}>`;
  for (let from = 0; from < padded.length - 1; from++) {
    let hash = PIECE_START;
    const end = Math.min(padded.length, from + LONGEST_GRAM);
    for (let at = from; at < end; at++) {
      hash = mix(hash, padded.charCodeAt(at));
      if (at - from + 1 >= SHORTEST_GRAM) add(found, hash, CHARACTER_WEIGHT);
    }
  }
}

function add(found: Map<number, number>, hash: number, weight: number): void {
  const before = found.get(hash);
  found.set(hash, before === undefined ? weight : before + weight * REPEATED);
}

/** A repeated feature says little more than the first one did. */
const REPEATED = 0.3;

// Different starting points keep the kinds of features apart in one table of 32-bit FNV-1a hashes.
const WORD_START = 0x811c9dc5 | 0;
const PIECE_START = 0x2545f491 | 0;
const PAIR = 0x5bd1e995 | 0;
const LAST = 0x1b873593 | 0;

function hashOf(start: number, word: string): number {
  let hash = start;
  for (let at = 0; at < word.length; at++) hash = mix(hash, word.charCodeAt(at));
  return hash;
}

function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}
