import { describe, expect, it } from "@jest/globals";
import { learnSpelling, spellingFrom } from "./spelling.ts";

const phrases = ["what does it cost", "the cost of it", "the coat", "where is it", "were they"];
const spelling = spellingFrom(learnSpelling(phrases), (word) => word === "coast");

describe("a customer whose thumb slips", () => {
  it("is understood where a letter was lost, doubled, swapped with the next, or the key beside it was hit", () => {
    for (const slip of ["wher", "wheere", "wheer", "whete"])
      expect(spelling(`${slip} is it`)).toBe("where is it");
  });

  it("meant the word that their thumb is likelier to have missed, though another is said more often", () => {
    expect(spelling("the coqt")).toBe("the coat");
    expect(spelling("the codt")).toBe("the cost");
  });

  it("meant the commoner word where both are as likely", () => {
    expect(spelling("the cot")).toBe("the cost");
  });

  it("keeps what is a word, a number, or too short to tell", () => {
    for (const text of ["the coast", "the co4t", "w is it"]) expect(spelling(text)).toBe(text);
  });
});
