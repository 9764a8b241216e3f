/** One text as the classifiers see it: which features it has and how heavy each is; length 1 at most. */
export type SparseVector = { indices: Int32Array; values: Float32Array };

/** How common each feature is in the texts it was learned from. */
export type Vocabulary = {
  readonly index: ReadonlyMap<number, number>;
  /** Weight by rarity of each known feature, in the order of the index. */
  readonly rarity: Float32Array;
  /** Weight of a feature that no text had. */
  readonly unseen: number;
};

/** Learns which features there are (words, pairs of words, pieces of words of 2–4 characters) and how rare each is. */
export function learnVocabulary(normalised: readonly string[]): Vocabulary {
  const index = new Map<number, number>();
  const texts: number[] = [];
  for (const text of normalised) {
    for (const hash of featuresOf(text).keys()) {
      const known = index.get(hash);
      if (known === undefined) {
        index.set(hash, texts.length);
        texts.push(1);
      } else texts[known] = (texts[known] ?? 0) + 1;
    }
  }
  const rarityOf = (count: number) => Math.log((1 + normalised.length) / (1 + count)) + 1;
  return { index, rarity: Float32Array.from(texts, rarityOf), unseen: rarityOf(0) };
}

/**
 * The known features of a text. What nobody has seen before counts in part in its length, so that talk about other things
 * is a short vector.
 */
export function weigh(normalised: string, vocabulary: Vocabulary): SparseVector {
  const { index, rarity, unseen } = vocabulary;
  const features = featuresOf(normalised);
  const indices = new Int32Array(features.size);
  const values = new Float32Array(features.size);
  let count = 0;
  let square = 0;
  for (const [hash, weight] of features) {
    const at = index.get(hash);
    const value = weight * (at === undefined ? unseen : (rarity[at] as number)); // the index numbers the rarities
    square += at === undefined ? UNSEEN_SHARE * value * value : value * value;
    if (at === undefined) continue;
    indices[count] = at;
    values[count] = value;
    count++;
  }
  const length = Math.sqrt(square) || 1;
  for (let n = 0; n < count; n++) values[n] = (values[n] as number) / length;
  return { indices: indices.subarray(0, count), values: values.subarray(0, count) };
}

const WORD_WEIGHT = 1;
const PIECE_WEIGHT = 0.75;
const SHORTEST_PIECE = 2;
const LONGEST_PIECE = 4;
/** How much of what nobody has seen before counts in a text's length. */
const UNSEEN_SHARE = 0.3;
/** A repeated feature says little more than the first one did. */
const REPEATED = 0.3;

// Different starting points keep the kinds of features apart in one table of 32-bit FNV-1a hashes.
const WORD = 0x811c9dc5 | 0;
const PIECE = 0x2545f491 | 0;
const PAIR = 0x5bd1e995 | 0;
const LAST = 0x1b873593 | 0;

/** Hash of each feature of a normalised text, with its weight: the first time counts whole, repeats little. */
function featuresOf(text: string): Map<number, number> {
  const found = new Map<number, number>();
  let before = WORD;
  for (const word of text.split(" ")) {
    if (word === "") continue;
    add(found, hashOf(WORD, word), WORD_WEIGHT);
    add(found, hashOf(before, word) ^ PAIR, WORD_WEIGHT);
    addPieces(found, word);
    before = hashOf(WORD, word);
  }
  add(found, before ^ LAST, WORD_WEIGHT);
  return found;
}

function addPieces(found: Map<number, number>, word: string): void {
  const padded = `<${word}>`;
  for (let from = 0; from < padded.length - 1; from++) {
    let hash = PIECE;
    const end = Math.min(padded.length, from + LONGEST_PIECE);
    for (let at = from; at < end; at++) {
      hash = mix(hash, padded.charCodeAt(at));
      if (at - from + 1 >= SHORTEST_PIECE) add(found, hash, PIECE_WEIGHT);
    }
  }
}

function add(found: Map<number, number>, hash: number, weight: number): void {
  const before = found.get(hash);
  found.set(hash, before === undefined ? weight : before + weight * REPEATED);
}

function hashOf(start: number, word: string): number {
  let hash = start;
  for (let at = 0; at < word.length; at++) hash = mix(hash, word.charCodeAt(at));
  return hash;
}

function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}
