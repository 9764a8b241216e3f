import { describe, expect, it } from "@jest/globals";
import { newConversation } from "../../../core/conversation.ts";
import { knowledgeFrom } from "../../../intents/knowledge/knowledge.ts";
import { smallShop } from "../../../test/fixtures/small-shop.ts";
import { briefOn, texted } from "../../../test/fixtures/turns.ts";
import { writtenAnswer } from "./written-answer.ts";

const knowledge = knowledgeFrom([
  { name: "boots.md", text: "# Boots in winter\n\nGrease your boots every four weeks in winter." },
  { name: "care.md", text: "# Leather\n\nLeather boots like grease. Salt is brushed off." },
]);
const phrase = (_key: string, facts: Readonly<Record<string, unknown>> = {}) =>
  `${facts.text} (${facts.title})`;

/** What is answered when a model said so. */
function answered(answer?: string) {
  const brief = briefOn([texted("do i grease leather boots in winter?")], {
    conversation: newConversation(),
    orders: { kind: "not_asked" },
    shop: { ...smallShop(), knowledge },
  });
  return writtenAnswer(answer === undefined ? brief : { ...brief, help: { answer } }, phrase);
}

describe("a customer who reads what a model made of the shop's documents", () => {
  it("reads under it the headings of what it was made of, and no others", () => {
    expect(answered("Leather boots like grease.")).toEqual({
      text: "Leather boots like grease. (Leather)",
      source: "care.md",
    });
    expect(
      answered("Grease your boots every four weeks in winter. Salt is brushed off."),
    ).toMatchObject({
      text: expect.stringContaining('(Boots in winter", "Leather)'),
      source: "boots.md",
    });
  });

  it("reads the paragraph that fits best where the model says anything else", () => {
    const own = answered();
    expect(own).toBeDefined();
    expect(answered("Salt boots every four weeks in winter.")).toEqual(own);
  });

  it("reads it too where the model says nothing: with a model nobody hears less than without", () => {
    expect(answered("")).toEqual(answered());
  });
});
