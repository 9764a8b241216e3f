import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { loadCatalogue, OUT_OF_SCOPE } from "./catalogue.ts";
import { trainRecogniser } from "./recognise.ts";

describe("customers who write in Spanish, of Spain and of America, in lines that no phrase was drawn from", () => {
  const recogniser = trainRecogniser({
    catalogue: loadCatalogue("es"),
    orderNumber: "#?(\\d{4,})",
    country: "ES",
  });
  const read = readFileSync("test/fixtures/spanish-messages.jsonl", "utf8")
    .trim()
    .split("\n")
    .map((line): { text: string; intent: string } => JSON.parse(line))
    .map(({ text, intent }) => ({ intent, ...recogniser.recognise(text) }));
  const ours = read.filter(({ intent }) => intent !== OUT_OF_SCOPE);
  const sure = read.filter(({ verdict }) => verdict === "sure");

  it("are understood at the first guess, nearly nine in ten", () => {
    const right = ours.filter(({ intent, candidates }) => candidates[0]?.name === intent);
    expect(right.length / ours.length).toBeGreaterThan(0.88);
  });

  it("are acted on rightly without asking, every third", () => {
    expect(sure.length / read.length).toBeGreaterThan(0.33);
    const right = sure.filter(({ intent, intents }) => intents[0]?.name === intent);
    expect(right.length / sure.length).toBeGreaterThan(0.94);
  });

  it("are not acted on when they are meant for somebody else", () => {
    expect(sure.filter(({ intent }) => intent === OUT_OF_SCOPE)).toEqual([]);
  });
});
