import { describe, expect, it } from "@jest/globals";
import { handoffFileSchema } from "../core/handoff-file.ts";
import { signesOrder } from "../test/fixtures/small-shop.ts";
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

  it("says an emergency number whatever rule they come under, but for one about just that", () => {
    const hurt = { ...quiet, text: "police? my kid swallowed a screw", language: "en" };
    const rule = (words: string) =>
      handoffFileSchema.parse({ rules: [{ name: words, when: { words: [words] }, then: {} }] });
    expect(ruleFor(hurt, noRules)).toMatchObject({ phrase: "handoff.emergency" });
    expect(ruleFor(hurt, rule("police"))).toMatchObject({ phrase: "handoff.emergency" });
    expect(ruleFor(hurt, rule("swallowed"))?.name).toBe("swallowed");
    expect(ruleFor({ ...hurt, text: "beats me why it is late" }, noRules)).toBeUndefined();
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
    expect(ruleFor(lawyer, file)).toMatchObject({
      name: "legal",
      team: "office",
      priority: "high",
    });
    expect(ruleFor({ ...quiet, intents: ["return_start"] }, file)?.name).toBe("everything else");
  });

  it("hears whole words only, in any case and across line breaks", () => {
    const file = handoffFileSchema.parse({
      rules: [{ name: "fire", when: { words: ["fire", "caught fire"] }, then: {} }],
    });
    expect(ruleFor({ ...quiet, text: "is the fireplace in stock" }, file)).toBeUndefined();
    expect(ruleFor({ ...quiet, text: "it CAUGHT\nFIRE" }, file)?.name).toBe("fire");
  });

  it("is at once when somebody may harm themselves, with the emergency text, before any rule of the shop", () => {
    const file = handoffFileSchema.parse({
      rules: [{ name: "everything", when: { words: ["lamp"] }, then: {} }],
    });
    const text = "the lamp never came and I want to die";
    expect(ruleFor({ ...quiet, text }, file)).toMatchObject({
      priority: "urgent",
      phrase: "handoff.crisis",
    });
    expect(ruleFor({ ...quiet, text: "the battery died" }, file)).toBeUndefined();
  });

  it("is for the angry, in the words that the shop wants said and asked", () => {
    const then = {
      priority: "high",
      say: "I am sorry.",
      ask: "Which lamp is it?",
      skills: ["calm"],
    };
    const file = handoffFileSchema.parse({
      rules: [{ name: "angry", when: { mood: "angry" }, then }],
    });
    const angry = { ...quiet, text: "THIS IS THE THIRD TIME I WRITE!!" };
    expect(ruleFor(angry, file)).toMatchObject({ name: "angry", ...then });
    expect(ruleFor({ ...quiet, text: "the third lamp is lovely" }, file)).toBeUndefined();
  });

  it("is for whoever bought much, often, or writes in a language that a colleague speaks", () => {
    const rule = (when: unknown) =>
      handoffFileSchema.parse({ rules: [{ name: "vip", when, then: {} }] });
    const order = signesOrder({ total: { amount: 50_001, currency: "DKK" } });
    const dear = rule({ order_value_over: 500 });
    expect(ruleFor({ ...quiet, orders: [order] }, dear)?.name).toBe("vip");
    expect(
      ruleFor(
        { ...quiet, orders: [{ ...order, total: { amount: 50_000, currency: "DKK" } }] },
        dear,
      ),
    ).toBeUndefined();
    expect(
      ruleFor({ ...quiet, orders: [{ ...order, total: { amount: 501, currency: "JPY" } }] }, dear)
        ?.name,
    ).toBe("vip");
    expect(ruleFor(quiet, dear)).toBeUndefined();
    const regular = rule({ orders_at_least: 2 });
    expect(ruleFor({ ...quiet, orders: [order] }, regular)).toBeUndefined();
    expect(ruleFor({ ...quiet, orders: [order, order] }, regular)?.name).toBe("vip");
    const spanish = rule({ language: ["es", "pt"] });
    expect(ruleFor({ ...quiet, language: "es" }, spanish)?.name).toBe("vip");
    expect(ruleFor({ ...quiet, language: "en" }, spanish)).toBeUndefined();
  });
});

describe("a rule that fires", () => {
  it("says what made it fire, in the customer's own words", () => {
    const file = handoffFileSchema.parse({
      rules: [
        {
          name: "legal",
          when: { words: ["lawyer"], intent: "complaint", orders_at_least: 2 },
          then: {},
        },
      ],
    });
    const orders = [signesOrder(), signesOrder({ id: "o2" })];
    const situation = { ...quiet, text: "My LAWYER waits", intents: ["complaint"], orders };
    expect(ruleFor(situation, file)?.because).toBe(
      'they want complaint, they wrote "LAWYER", they have 2 orders',
    );
    expect(ruleFor({ ...quiet, misunderstood: 2 }, file)?.because).toBe(
      "not understood 2 times in a row",
    );
  });
});
