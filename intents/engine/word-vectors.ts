import { readFileSync } from "node:fs";
import { hashOf, hashTable, mixIn } from "./hash-table.ts";

/** What words mean, as directions: words used alike point alike. One small file for each language that has one. */
export type WordVectors = {
  /** How many numbers a direction has. */
  readonly dimensions: number;
  /** The word's row, if the word is known. The commonest word has row 0. */
  row(word: string): number | undefined;
  /** Adds `weight` times the direction of a row, of length 1, to `sum`. */
  add(sum: Float32Array, row: number, weight: number): void;
};

/**
 * The vectors that ship for `locale` (vectors/<locale>.bin, cut by vectors/cut.mjs), read when they are first asked for
 * anything: what only names them stays light. `undefined` when that language has none.
 */
export function loadWordVectors(locale: string): WordVectors | undefined {
  if (locale !== "en") return undefined;
  let known: WordVectors | undefined;
  const vectors = () => {
    known ??= readWordVectors(readFileSync(new URL(`./vectors/${locale}.bin`, import.meta.url)));
    return known;
  };
  return {
    get dimensions() {
      return vectors().dimensions;
    },
    row: (word) => vectors().row(word),
    add: (sum, row, weight) => vectors().add(sum, row, weight),
  };
}

/**
 * The file: two little-endian 32-bit counts (words, dimensions) and the length in bytes of the word list; the words,
 * one a line, commonest first; then for each word its dimensions as signed bytes.
 */
function readWordVectors(file: Uint8Array): WordVectors {
  const head = new DataView(file.buffer, file.byteOffset, HEADER_BYTES);
  const dimensions = head.getUint32(4, true);
  const listEnd = HEADER_BYTES + head.getUint32(8, true);
  // Hashes instead of words: a tenth of the memory, and one word in a hundred thousand is taken for another.
  const table = hashTable(hashLines(file.subarray(HEADER_BYTES, listEnd), head.getUint32(0, true)));
  const bytes = new Int8Array(file.buffer, file.byteOffset + listEnd, table.size * dimensions);
  // Each when it is first needed: most words of a language are never written to a shop.
  const lengths = new Float32Array(table.size);
  return {
    dimensions,
    row(word) {
      const row = table.find(hashOf(0, word));
      return row < 0 ? undefined : row;
    },
    add(sum, row, weight) {
      const start = row * dimensions;
      lengths[row] ||= lengthOf(bytes, start, start + dimensions);
      const scale = weight / (lengths[row] as number); // every row has a length
      for (let d = 0; d < dimensions; d++)
        sum[d] = (sum[d] as number) + scale * (bytes[start + d] as number); // within bounds by construction
    },
  };
}

/** The hash of each line; the words are plain ASCII. */
function hashLines(list: Uint8Array, count: number): Int32Array {
  const hashes = new Int32Array(count);
  let hash = 0;
  let line = 0;
  for (const byte of list) {
    if (byte === NEW_LINE) {
      hashes[line++] = hash;
      hash = 0;
    } else hash = mixIn(hash, byte);
  }
  hashes[line] = hash;
  return hashes;
}

const NEW_LINE = 10;

function lengthOf(bytes: Int8Array, start: number, end: number): number {
  let square = 0;
  for (let at = start; at < end; at++) square += (bytes[at] as number) ** 2; // within bounds by construction
  return Math.sqrt(square) || 1;
}

const HEADER_BYTES = 12;
