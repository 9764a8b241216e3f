import { type HashTable, hashOf, hashTable, mixIn } from "./hash-table.ts";

/** One text as the classifiers see it: which features it has and how heavy each is; length 1 at most. */
export type SparseVector = { indices: Int32Array; values: Float32Array };

/** Which features there are, and how common each is in the texts it was learned from. Plain data. */
export type LearnedVocabulary = {
  /** The hash of each known feature, by its number. */
  readonly hashes: Int32Array;
  /** Its weight by rarity. */
  readonly rarity: Float32Array;
  /** Weight of a feature that no text had. */
  readonly unseen: number;
};

/** A learned vocabulary ready to weigh texts with. */
export type Vocabulary = LearnedVocabulary & {
  readonly table: HashTable;
  /** All zeros between uses. */
  readonly scratch: Float32Array;
};

/** Learns which features there are (words, pairs of words, pieces of words of 2–4 characters) and how rare each is. */
export function learnVocabulary(normalised: readonly string[]): LearnedVocabulary {
  const known = new Map<number, { texts: number; lastIn: number }>();
  const note = (hash: number, text: number) => {
    const feature = known.get(hash);
    if (feature === undefined) known.set(hash, { texts: 1, lastIn: text });
    else if (feature.lastIn !== text) {
      feature.texts++;
      feature.lastIn = text;
    }
  };
  normalised.forEach((text, number) => {
    const { words, pieces } = featuresOf(text);
    for (const hash of words) note(hash, number);
    for (const hash of pieces) note(hash, number);
  });
  const rarityOf = (count: number) => Math.log((1 + normalised.length) / (1 + count)) + 1;
  return {
    hashes: Int32Array.from(known.keys()),
    rarity: Float32Array.from(known.values(), ({ texts }) => rarityOf(texts)),
    unseen: rarityOf(0),
  };
}

/** The vocabulary that learned this. */
export function vocabularyFrom(learned: LearnedVocabulary): Vocabulary {
  const table = hashTable(learned.hashes);
  return { ...learned, table, scratch: new Float32Array(table.size) };
}

/**
 * The known features of a text. What nobody has seen before counts in part in its length, so that talk about other
 * things is a short vector. `room`: so many zeros are left behind them, for what else is known of the text.
 */
export function weigh(normalised: string, vocabulary: Vocabulary, room = 0): SparseVector {
  const { words, pieces } = featuresOf(normalised);
  const touched: number[] = [];
  const unseen =
    gather(words, WORD_WEIGHT, vocabulary, touched) +
    gather(pieces, PIECE_WEIGHT, vocabulary, touched);
  const { rarity, scratch } = vocabulary;
  const count = touched.length;
  const indices = new Int32Array(count + room);
  const values = new Float32Array(count + room);
  let square = unseen * UNSEEN_SHARE;
  for (let n = 0; n < count; n++) {
    const at = touched[n] as number; // n is within it, and it holds numbers of the vocabulary
    const value = (scratch[at] as number) * (rarity[at] as number);
    scratch[at] = 0;
    indices[n] = at;
    values[n] = value;
    square += value * value;
  }
  const length = Math.sqrt(square) || 1;
  for (let n = 0; n < count; n++) values[n] = (values[n] as number) / length;
  return { indices, values };
}

/** How much of what nobody has seen before counts in a text's length. */
const UNSEEN_SHARE = 0.3;
const WORD_WEIGHT = 1;
const PIECE_WEIGHT = 0.75;
const SHORTEST_PIECE = 2;
const LONGEST_PIECE = 4;
/** A repeated feature says little more than the first one did. */
const REPEATED = 0.3;

/** Adds up the known features in the scratch pad, notes which, and returns the squared weight of the unknown ones. */
function gather(
  hashes: readonly number[],
  weight: number,
  vocabulary: Vocabulary,
  touched: number[],
): number {
  const { table, scratch, unseen } = vocabulary;
  let strange = 0;
  for (const hash of hashes) {
    const at = table.find(hash);
    if (at < 0) strange += (weight * unseen) ** 2;
    else if (scratch[at] === 0) {
      scratch[at] = weight;
      touched.push(at);
    } else scratch[at] = (scratch[at] as number) + weight * REPEATED; // the table's numbers are within bounds
  }
  return strange;
}

// Different starting points keep the kinds of features apart in one table of 32-bit FNV-1a hashes.
const WORD = 0x811c9dc5 | 0;
const PIECE = 0x2545f491 | 0;
const PAIR = 0x5bd1e995 | 0;
const LAST = 0x1b873593 | 0;

/** The hash of every word and pair of words, and of every piece of a word, as often as they occur. */
function featuresOf(text: string): { words: number[]; pieces: number[] } {
  const words: number[] = [];
  const pieces: number[] = [];
  let before = WORD;
  for (const word of text.split(" ")) {
    if (word === "") continue;
    const single = hashOf(WORD, word);
    words.push(single, hashOf(before, word) ^ PAIR);
    addPieces(pieces, word);
    before = single;
  }
  words.push(before ^ LAST);
  return { words, pieces };
}

function addPieces(pieces: number[], word: string): void {
  const padded = `<${word}>`;
  for (let from = 0; from < padded.length - 1; from++) {
    let hash = PIECE;
    const end = Math.min(padded.length, from + LONGEST_PIECE);
    for (let at = from; at < end; at++) {
      hash = mixIn(hash, padded.charCodeAt(at));
      if (at - from + 1 >= SHORTEST_PIECE) pieces.push(hash);
    }
  }
}
