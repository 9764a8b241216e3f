import { describe, expect, it } from "@jest/globals";
import { meaningFrom } from "./meaning.ts";
import type { WordVectors } from "./word-vectors.ts";

const learned = {
  hashes: new Int32Array(0),
  weights: new Float32Array(0),
  unseen: 1,
  common: new Float32Array(2),
};

describe("a shop that starts", () => {
  it("reads no word vectors before a customer writes", () => {
    const asked: string[] = [];
    const vectors: WordVectors = {
      get dimensions() {
        asked.push("dimensions");
        return 2;
      },
      row(word) {
        asked.push(word);
        return undefined;
      },
      add() {},
    };

    const meaning = meaningFrom(learned, vectors);

    expect(meaning.dimensions).toBe(2);
    expect(asked).toEqual([]);
    meaning.of("lamp");
    expect(asked).toContain("lamp");
  });
});
