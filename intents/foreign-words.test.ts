import { describe, expect, it } from "@jest/globals";
import { isForeign, languageNames } from "./foreign-words.ts";
import { isNoneOfOurs } from "./none-of-ours.ts";

describe("a customer who writes in another language than the shop", () => {
  it.each([
    ["hvor er min pakke", true],
    ["wo ist mein paket", true],
    ["où est ma commande", true],
    ["أين طلبي", true],
    ["где мой заказ", true],
    ["dónde está mi pedido", true],
    ["where is my Kop set", false],
    ["can I return the chelsea boots", false],
    ["is it at the docks in Ålborg", false],
    ["1042", false],
    ["👍", false],
  ])("is told so only where it is another one: %s", (text, foreign) => {
    expect(isForeign(text, ["en"])).toBe(foreign);
  });

  it("is at home where the shop has that language", () => {
    expect(isForeign("dónde está mi pedido", ["en", "es"])).toBe(false);
    expect(languageNames(["en", "es"], "es")).toBe("inglés y español");
  });
});

describe("a customer whose words were not understood", () => {
  const unknown = (confidence: number) => ({
    verdict: "unknown" as const,
    intents: [],
    candidates: [{ name: "complaint", confidence }],
    entities: { orderNumbers: [], emails: [], phones: [] },
  });

  it.each([
    ["tell me a joke", 0.04, true],
    ["my thingamajig is kaput", 0.04, false],
    ["the customs people want papers", 0.25, false],
    ["blargh", 0.04, false],
  ])("is none of ours only where nothing of theirs is spoken of: %s", (text, chance, strange) => {
    expect(isNoneOfOurs(text, unknown(chance))).toBe(strange);
  });
});
