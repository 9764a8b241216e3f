/** Finds the number of a 32-bit hash, or -1. A plain `Map` takes five times as long, on the hottest path there is. */
export type HashTable = { readonly size: number; find(hash: number): number };

/** Numbers the hashes in the order given; of two that are the same the first is found. */
export function hashTable(hashes: Int32Array): HashTable {
  const bits = Math.max(4, Math.ceil(Math.log2(hashes.length * 2 + 1)));
  const mask = 2 ** bits - 1;
  const keys = new Int32Array(mask + 1);
  const numbers = new Int32Array(mask + 1).fill(-1);
  // A plain loop: tables are built while a server starts, when nothing is optimised yet.
  for (let number = 0; number < hashes.length; number++) {
    const hash = hashes[number] as number; // within bounds
    let at = slot(hash, bits);
    while (numbers[at] !== -1) at = (at + 1) & mask;
    keys[at] = hash;
    numbers[at] = number;
  }
  return {
    size: hashes.length,
    find(hash) {
      let at = slot(hash, bits);
      for (;;) {
        const number = numbers[at] as number; // the mask keeps it within bounds; half of the slots are empty
        if (number === -1 || keys[at] === hash) return number;
        at = (at + 1) & mask;
      }
    },
  };
}

/** Spreads hashes that differ in few bits. Source: Knuth's multiplicative hashing. */
function slot(hash: number, bits: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - bits);
}

/** A word's hash, going on from `start`. Source: FNV-1a. */
export function hashOf(start: number, word: string): number {
  let hash = start;
  for (let at = 0; at < word.length; at++) hash = mixIn(hash, word.charCodeAt(at));
  return hash;
}

/** One step of FNV-1a. */
export function mixIn(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}
