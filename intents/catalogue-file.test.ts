import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { readCatalogueFile } from "./catalogue-file.ts";

const shipped = (name: string) =>
  readFileSync(new URL(`./catalogue/${name}.yaml`, import.meta.url), "utf8");
const phrasesIn = (lines: string) =>
  readCatalogueFile(`intents:\n  stock:\n    phrases:\n${lines}`).intents.stock?.phrases;

describe("a file of the shipped catalogue", () => {
  it("says line by line what it says as YAML, in each language and with each kind of quotes", () => {
    for (const name of ["en/account", "en/returns", "es/talk"]) {
      expect(readCatalogueFile(shipped(name))).toMatchObject(parse(shipped(name)));
    }
  });

  it("keeps what customers quote, count and pay", () => {
    const lines = [`'it''s "gone"'`, '"re: #1042"', "10 out of 10", "$25 to ship?", "qué tal: no"];
    const written = lines.map((line) => `      - ${line}\n`).join("");
    expect(() => phrasesIn(written)).toThrow(); // the last is a pair, as YAML has it
    expect(phrasesIn(written.replace("qué tal: no", "is it in? # ask"))).toEqual([
      'it\'s "gone"',
      "re: #1042",
      "10 out of 10",
      "$25 to ship?",
      "is it in?",
    ]);
  });

  it("is refused as YAML refuses it where a line is a number, a truth or nothing at all", () => {
    for (const line of ["42", "true", "~", "1e5", ""]) {
      expect(() => phrasesIn(`      - ${line}\n`)).toThrow();
    }
  });

  it("is refused when an intent stands in it twice, which only YAML notices", () => {
    const twice = "intents:\n  stock:\n    phrases:\n      - any left\n";
    expect(() => readCatalogueFile(`${twice}  stock:\n    title: stock\n`)).toThrow(/unique/);
  });
});
