import { describe, expect, it } from "@jest/globals";
import { trainOnVectors } from "./classifier.ts";
import { trainWithHalves } from "./train-with-halves.ts";

/** Features 0 and 1 are words, 2 and 3 a quieter encoding: each half alone tells a parcel from a refund. */
const SIZE = 4;
const WORDS_ONLY = 2;
const LOUD = 0.98;
const QUIET = 0.2;
const text = (word: number, encoding: number, label: string) => ({
  vector: { indices: Int32Array.of(word, encoding), values: Float32Array.of(LOUD, QUIET) },
  label,
});
const examples = [
  text(0, 2, "parcel"),
  text(1, 3, "refund"),
  text(0, 2, "parcel"),
  text(1, 3, "refund"),
];
const onlyEncoded = { indices: Int32Array.of(2), values: Float32Array.of(QUIET) };
const learned = trainWithHalves(examples, { size: SIZE, encodingFrom: WORDS_ONLY });
const parcel = learned.labels.indexOf("parcel");

describe("a customer whose words nobody has used before, but whose meaning the encoder sees", () => {
  it("is understood more surely than by what learned words and meaning only together", () => {
    const together = trainOnVectors(examples, SIZE).scores(onlyEncoded)[parcel] ?? 0;
    expect(learned.scores(onlyEncoded)[parcel]).toBeGreaterThan(together + 0.1);
  });

  it("is not understood by what never saw such a meaning", () => {
    const without = learned.without((example) => examples[example]?.label === "parcel");
    expect(without.scores(onlyEncoded)[parcel]).toBeLessThan(0);
    expect(learned.scores(onlyEncoded)[parcel]).toBeGreaterThan(0);
  });
});
