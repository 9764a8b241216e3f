import { describe, expect, it } from "@jest/globals";
import { handoffFileSchema } from "../core/handoff-file.ts";
import { deadRules } from "./dead-rules.ts";

function dead(...whens: readonly object[]) {
  const rules = whens.map((when, n) => ({ name: `rule ${n}`, when, then: {} }));
  return deadRules(handoffFileSchema.parse({ rules }).rules);
}

describe("a shop's rule that stands behind one which holds whenever it does", () => {
  it.each<[string, object, object]>([
    ["the same mood", { mood: "angry" }, { mood: "angry" }],
    ["one of the same words", { words: ["Fire", "smoke"] }, { words: ["fire"] }],
    ["the same and more", { intent: "complaint" }, { intent: "complaint", words: ["lamp"] }],
    ["one of several intents", { intent: ["complaint", "human"] }, { intent: "human" }],
    ["more of the same", { misunderstood: 2 }, { misunderstood: 3 }],
    ["a dearer order", { order_value_over: 100 }, { order_value_over: 500 }],
  ])("can never decide: %s", (_why, first, second) => {
    expect(dead(first, { attachment: true }, second)).toEqual([{ index: 2, behind: 0 }]);
  });

  it.each<[string, object, object]>([
    ["other words as well", { words: ["fire"] }, { words: ["fire", "smoke"] }],
    ["asks for less", { intent: "complaint", words: ["lamp"] }, { intent: "complaint" }],
    ["something else", { mood: "angry" }, { attachment: true }],
    ["a cheaper order", { order_value_over: 500 }, { order_value_over: 100 }],
    ["all languages", { mood: "angry", language: "es" }, { mood: "angry" }],
  ])("may still decide: %s", (_why, first, second) => {
    expect(dead(first, second)).toEqual([]);
  });
});
