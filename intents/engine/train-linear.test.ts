import { describe, expect, it } from "@jest/globals";
import { loadCatalogue } from "../catalogue.ts";
import { examplesIn } from "../recognise.ts";
import { highest, trainOnVectors } from "./classifier.ts";
import { normalise } from "./normalise.ts";
import { learnReader, readerFrom } from "./reader.ts";

const examples = examplesIn(loadCatalogue("en")).filter((_, at) => at % 4 === 0);
const others = examplesIn(loadCatalogue("en")).filter((_, at) => at % 4 === 1);
const reader = readerFrom(
  learnReader(
    examples.map(({ text }) => normalise(text)),
    undefined,
  ),
  undefined,
);
const vectorsOf = (texts: typeof examples) =>
  texts.map(({ text, label }) => ({ label, vector: reader.vector(reader.read(text)) }));
const learned = (seed: number) =>
  trainOnVectors(vectorsOf(examples), reader.size, { rounds: 8, seed });

describe("a shop manager who moves phrases about in a file", () => {
  it("changes hardly a guess: what is learned is the same in any order", () => {
    const [one, other] = [learned(1), learned(2)];
    const messages = vectorsOf(others);
    const changed = messages.filter(
      ({ vector }) => highest(one.scores(vector)) !== highest(other.scores(vector)),
    );
    expect(changed.length / messages.length).toBeLessThan(0.015);
  });
});
