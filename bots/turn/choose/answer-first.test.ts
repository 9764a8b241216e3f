import { describe, expect, it } from "@jest/globals";
import { smallShop } from "../../../test/fixtures/small-shop.ts";
import { botSays, briefOn, texted } from "../../../test/fixtures/turns.ts";
import type { Brief } from "../brief.ts";
import { choose } from "../choose.ts";

const text = "where is it, and i need somebody for my card";

/** The two wishes of the text, each with its own words. */
function wanting(more: Partial<Brief> = {}): Brief {
  const brief = briefOn([texted(text)], more);
  const intents = [
    { name: "order_status", confidence: 1, clause: "where is it" },
    { name: "human", confidence: 1, clause: "i need somebody for my card" },
  ];
  const understanding = { ...smallShop().recogniser.recognise(text), intents };
  return { ...brief, said: { messages: [texted(text)], text, understanding } };
}

describe("a customer who wants an answer and a person in one message", () => {
  it("is answered first, and then promised the person", () => {
    const decision = choose(wanting());
    expect(botSays(decision)).toEqual([
      expect.stringMatching(/^Your order 1042.*delivered.*passed this on.*Monday 11:00/s),
    ]);
    expect(decision.conversation.holder.kind).toBe("waiting");
  });

  it("is not told how to call the person who is called anyway", () => {
    expect(botSays(choose(wanting())).join()).not.toContain("another order");
  });

  it("leaves a card that names what is left, in their own words", () => {
    expect(choose(wanting()).conversation.handoff).toMatchObject({
      rule: "asked for a person",
      reason: 'asked for a person; left for you: "i need somebody for my card"',
    });
  });

  it("waits for no answer in an emergency", () => {
    const rule = { name: "safety", when: { words: ["card"] }, then: { priority: "urgent" } };
    const decision = choose(wanting({ shop: smallShop({}, { rules: [rule] }) }));
    expect(botSays(decision).join()).not.toContain("1042");
    expect(decision.conversation.handoff).toMatchObject({ reason: "safety" });
  });

  it("leaves the order to the person too, where it may not be told of", () => {
    const decision = choose(wanting({ orders: { kind: "unproven" } }));
    expect(botSays(decision)).toEqual([expect.stringMatching(/^I have passed this on/)]);
    expect(decision.conversation.handoff).toMatchObject({ reason: "asked for a person" });
  });
});
