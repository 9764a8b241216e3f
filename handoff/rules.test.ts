import { describe, expect, it } from "@jest/globals";
import { handoffFileSchema } from "../core/shop.ts";
import { ruleFor, type Situation } from "./rules.ts";

const quiet: Situation = {
  text: "",
  intents: [],
  misunderstood: 0,
  proofMissing: false,
  attachment: false,
};
const noRules = handoffFileSchema.parse({});

describe("when a person is needed", () => {
  it("is never when nothing speaks for it", () => {
    expect(
      ruleFor({ ...quiet, text: "where is my order", intents: ["order_status"] }, noRules),
    ).toBeUndefined();
  });

  it.each([
    ["asks for a person", { intents: ["human"] }],
    ["was not understood twice", { misunderstood: 2 }],
    ["cannot show that the order is theirs", { proofMissing: true }],
  ])("is always when the customer %s, whatever handoff.yaml leaves out", (_who, situation) => {
    expect(ruleFor({ ...quiet, ...situation }, noRules)).toMatchObject({ team: "care" });
  });

  it("is decided by the first rule of handoff.yaml whose every condition holds", () => {
    const file = handoffFileSchema.parse({
      rules: [
        {
          name: "angry about a return",
          when: { intent: "return_start", words: ["lawyer"] },
          then: { priority: "urgent" },
        },
        {
          name: "legal",
          when: { words: ["lawyer", "small claims"] },
          then: { team: "office", priority: "high" },
        },
        { name: "everything else", when: { intent: ["return_start"] }, then: {} },
      ],
    });
    const lawyer = { ...quiet, text: "I will call my lawyer!" };
    expect(ruleFor({ ...lawyer, intents: ["return_start"] }, file)?.name).toBe(
      "angry about a return",
    );
    expect(ruleFor(lawyer, file)).toEqual({ name: "legal", team: "office", priority: "high" });
    expect(ruleFor({ ...quiet, intents: ["return_start"] }, file)?.name).toBe("everything else");
  });

  it("hears whole words only, in any case and across line breaks", () => {
    const file = handoffFileSchema.parse({
      rules: [{ name: "fire", when: { words: ["fire", "caught fire"] }, then: {} }],
    });
    expect(ruleFor({ ...quiet, text: "is the fireplace in stock" }, file)).toBeUndefined();
    expect(ruleFor({ ...quiet, text: "it CAUGHT\nFIRE" }, file)?.name).toBe("fire");
  });

  it("is not decided by a rule without conditions", () => {
    const file = handoffFileSchema.parse({ rules: [{ name: "empty", when: {}, then: {} }] });
    expect(ruleFor(quiet, file)).toBeUndefined();
  });
});
