import { describe, expect, it } from "@jest/globals";
import type { Recogniser } from "../core/understanding.ts";
import { evaluate } from "./evaluate.ts";

/** Understands "<guess> <confidence>", and is sure from 0.5 on. */
const recogniser: Recogniser = {
  recognise(text) {
    const [name = "", confidence = "0"] = text.split(" ");
    return {
      verdict: Number(confidence) >= 0.5 ? "sure" : "unknown",
      intents: [],
      candidates: [{ name, confidence: Number(confidence) }],
      entities: { orderNumbers: [], emails: [], phones: [] },
    };
  },
};

describe("an evaluation", () => {
  const evaluation = evaluate(recogniser, [
    { text: "order_status 0.9", intent: "order_status" },
    { text: "order_status 0.2", intent: "order_status" },
    { text: "return_start 0.9", intent: "order_status" },
    { text: "return_start 0.9", intent: "return_start" },
    { text: "return_start 0.7", intent: "out_of_scope" },
    { text: "return_start 0.1", intent: "out_of_scope" },
  ]);

  it("counts the best guess on the shop's own intents, acted on or not", () => {
    expect(evaluation).toMatchObject({ n: 6, accuracy: 0.75, sure: 4, unsure: 0 });
  });

  it("counts what would have been done wrongly without asking, strangers' questions included", () => {
    expect(evaluation.confidently_wrong).toBe(0.5);
  });

  it("says for each intent how often it is right, and what it is taken for", () => {
    expect(evaluation.per_intent).toEqual({
      order_status: { n: 3, precision: 1, recall: 0.6667 },
      return_start: { n: 1, precision: 0.5, recall: 1 },
    });
    expect(evaluation.confusions).toEqual([
      { intent: "order_status", taken_for: "return_start", n: 1 },
    ]);
  });

  it("shows what another threshold would cost and save", () => {
    expect(evaluation.out_of_scope).toMatchObject({ n: 2, taken_for_ours: 0.5 });
    expect(evaluation.out_of_scope.curve).toContainEqual({
      confidence: 0.8,
      taken_for_ours: 0,
      ours_kept: 0.75,
    });
  });

  it("of nothing is nothing", () => {
    expect(evaluate(recogniser, [])).toMatchObject({ n: 0, accuracy: 0, confidently_wrong: 0 });
  });
});
