import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { knowledgeFrom } from "./knowledge.ts";
import { knowledgeMistakes, paragraphsOf } from "./knowledge-file.ts";

const folder = new URL("../../shop/knowledge/", import.meta.url);
const files = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(new URL(name, folder), "utf8"),
}));
const knowledge = knowledgeFrom(files);

describe("a customer who asks what the shop has written down", () => {
  it.each([
    ["how do I wash wool?", "care.md", "Wool cleans itself"],
    ["what bulb does the lys lamp take", "care.md", "E27 bulb"],
    ["how much is a return label", "returns.md", "DKK 39"],
    ["do you ship to norway and what does it cost", "shipping.md", "DKK 119"],
    ["is customs included for the UK?", "shipping.md", "customs included"],
    ["how long do you keep my parcel in nyhavn", "shipping.md", "for 7 days"],
    ["can yarn be returned", "returns.md", "cut from the skein"],
    ["is there a warranty", "returns.md", "two-year guarantee"],
  ])("finds the paragraph: %s", (question, source, words) => {
    const [best] = knowledge.find(question, 1);
    expect(best).toMatchObject({ source, text: expect.stringContaining(words) });
    expect(best?.fit).toBeGreaterThan(0.55);
  });

  it.each([
    "what is the capital of france",
    "do you sell bicycles",
    "tell me a joke",
    "what is the weather like in copenhagen",
    "where are my boots",
    "my boots arrived wet and damaged",
    "",
  ])("finds nothing that fits well: %s", (question) => {
    expect(knowledge.find(question, 1)[0]?.fit ?? 0).toBeLessThan(0.65);
  });
});

describe("a shop's document", () => {
  it("is read in paragraphs, lists and rows of tables, each under its headings, without Markdown's marks", () => {
    const text =
      "# Help\nFirst **bold** words\nand [more](https://a.example).\n\n## Prices\n\n| To | Price |\n| -- | --: |\n| Norway | DKK 119 |\n\n1. one\n2. `two`\n";
    expect(paragraphsOf({ name: "help.md", text })).toEqual([
      { title: "Help", text: "First bold words and more (https://a.example).", line: 2 },
      { title: "Help: Prices", text: "Norway: Price DKK 119", line: 9 },
      { title: "Help: Prices", text: "1. one\n2. two", line: 11 },
    ]);
  });

  it("has its mistakes named with their lines", () => {
    expect(knowledgeMistakes({ name: "a.md", text: "\n\n" })).toEqual([
      { line: 1, message: expect.stringContaining("says nothing") },
    ]);
    expect(knowledgeMistakes({ name: "a.md", text: "# Help\n\nSm\uFFFDrrebr\uFFFDd\n" })).toEqual([
      { line: 3, message: "has letters that are not UTF-8" },
    ]);
    const text = `# Help\n\n## Empty\n\n## Long\n\n${"word ".repeat(300)}\n`;
    expect(knowledgeMistakes({ name: "a.md", text })).toEqual([
      { line: 3, message: "a heading with nothing below it" },
      { line: 7, message: expect.stringContaining("expected at most 1000") },
    ]);
    expect(files.flatMap(knowledgeMistakes)).toEqual([]);
  });
});

describe("a customer who asks in Spanish what the shop has written in Spanish", () => {
  const text = `# Cuidados

Engrase las botas cada cuatro semanas en invierno; nunca las seque en un radiador.

## Devoluciones

Una devolución cuesta 5 euros, que se descuentan del reembolso.
`;
  const spanish = knowledgeFrom([{ name: "cuidados.md", text }]);

  it.each([
    ["¿cada cuánto tengo que engrasar mis botas?", "cuatro semanas"],
    ["¿cuánto cuestan las devoluciones?", "5 euros"],
  ])("finds the paragraph, whatever the ending: %s", (question, words) => {
    const [best] = spanish.find(question, 1);
    expect(best?.text).toContain(words);
    expect(best?.fit).toBeGreaterThan(0.5);
  });

  it("finds nothing where nothing is written", () => {
    expect(spanish.find("¿cuál es la capital de Francia?", 1)).toEqual([]);
  });
});
