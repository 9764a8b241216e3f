import { describe, expect, it } from "@jest/globals";
import { asksForSomething, splitClauses } from "./clauses.ts";

describe("a customer who wants several things", () => {
  it.each([
    [
      "wheres my order, also can i send the boots back",
      ["wheres my order", "can i send the boots back"],
    ],
    ["Where is it? And how do I return the lamp?", ["Where is it?", "how do I return the lamp?"]],
    ["cancel 1042 and when are you open", ["cancel 1042", "when are you open"]],
    ["one glove is missing\nwho do i call", ["one glove is missing", "who do i call"]],
    ["lovely, but one glove is missing", ["lovely", "one glove is missing"]],
    ["cncl 1036 n hows the blanket", ["cncl 1036", "hows the blanket"]],
    ["cancel 1042 nd wheres the coat", ["cancel 1042", "wheres the coat"]],
    ["cancel 1042 & whens the coat due", ["cancel 1042", "whens the coat due"]],
    ["cancel 1042 + how's the coat", ["cancel 1042", "how's the coat"]],
  ])("is heard out wish by wish: %s", (text, clauses) => {
    expect(splitClauses(text)).toEqual(clauses);
  });

  it.each([
    "order no. 1042",
    "salt and pepper mills",
    "black n white mugs",
    "hi, thanks",
    "I ordered a lamp last week but it has not arrived",
  ])("is not cut up without reason: %s", (text) => {
    expect(splitClauses(text)).toEqual([text]);
  });
});

describe("somebody who sends a text of nothing, to hold the house up", () => {
  it.each([
    ["blanks", " ".repeat(4_000), ["where is it"]],
    ["commas", " ,".repeat(2_000), ["where is it"]],
    ["dots", ".".repeat(4_000), ["...where is it..."]],
  ])("holds nobody up with %s", (_, run, clauses) => {
    const began = performance.now();
    expect(splitClauses(`${run}where is it${run}`)).toEqual(clauses);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe("a customer who tells a story", () => {
  it.each(["I bought shoes last week.", "my sister has her birthday on friday"])(
    "asks for nothing yet: %s",
    (clause) => {
      expect(asksForSomething(clause)).toBe(false);
    },
  );

  it.each([
    "Can I send them back?",
    "hi, please cancel 1042",
    "i want my money back",
    "wheres my order",
  ])("asks in the end: %s", (clause) => {
    expect(asksForSomething(clause)).toBe(true);
  });
});
