import { describe, expect, it } from "@jest/globals";
import { examineShop, remarkOnShop } from "./build-shop.ts";
import { handoffFileSchema } from "./core/handoff-file.ts";
import { intentsFileSchema } from "./core/intents-file.ts";
import { shopFileSchema } from "./core/shop-file.ts";

describe("an owner who means something by a name that is slightly another", () => {
  it("hears it from the file, and no customer reads the key of a text that is not there", () => {
    const findings = examineShop({
      shop: shopFileSchema.parse({
        name: "Harbour",
        timezone: "UTC",
        hours: { mon: "10:00-12:00" },
      }),
      handoff: handoffFileSchema.parse({
        rules: [
          { name: "angry", when: { intent: ["complant", "wool_care"] }, then: {} },
          { name: "danish", when: { language: "da" }, then: {} },
        ],
      }),
      intents: intentsFileSchema.parse({
        intents: {
          wool_care: { answer: "shop.wool_car" },
          gift_cards: { answer: "shop.gifts" },
          parking: { answer: "Behind the house." },
        },
      }),
      phrases: { en: { "shop.wool_care": "By hand.", "shop.gifts": "Yes.", "talk.greting": "Hi" } },
      tests: [],
      knowledge: [],
    });
    expect(
      findings.map(({ file, path, message }) => `${file} ${path.join(".")}: ${message}`),
    ).toEqual([
      'handoff.yaml rules.0.when.intent: there is no intent "complant": did you mean "complaint"?',
      'handoff.yaml rules.1.when.language: nobody is ever understood in "da": expected one of the locales of shop.yaml: en',
      'intents.yaml intents.wool_care.answer: there is no text "shop.wool_car" in phrases/en.yaml: did you mean "shop.wool_care"?',
      'phrases/en.yaml talk.greting: nothing is said by "talk.greting": did you mean "talk.greeting"?',
    ]);
  });
});

describe("an owner who teaches a phrase that another intent has already", () => {
  const files = (intents: unknown) => ({
    shop: shopFileSchema.parse({
      name: "Harbour",
      timezone: "UTC",
      hours: { mon: "10:00-12:00" },
    }),
    handoff: handoffFileSchema.parse({}),
    intents: intentsFileSchema.parse({ intents }),
    phrases: {},
    tests: [],
    knowledge: [],
  });

  it("hears which phrase it is, where it stands and who else has it", () => {
    const phrases = ["my refund by post", "Track my Refund!"];
    expect(
      remarkOnShop(
        files({ order_status: { phrases }, refund_status: { phrases: ["track my refund"] } }),
      ),
    ).toEqual([
      {
        file: "intents.yaml",
        path: ["intents", "order_status", "phrases", 1],
        message:
          '"Track my Refund!" is in order_status and refund_status: nobody can learn which it means',
      },
    ]);
  });

  it("hears of one that is ours as well, which word for word means what they say: nothing is wrong", () => {
    const phrases = [
      "where's my stuff",
      ...Array.from({ length: 9 }, (_, n) => `my umbrella no ${n}`),
    ];
    expect(remarkOnShop(files({ lost_things: { phrases } }))).toEqual([
      {
        file: "intents.yaml",
        path: ["intents", "lost_things", "phrases", 0],
        message:
          '"where\'s my stuff" is in order_status and lost_things: word for word it means lost_things, as you say; what is only like it could be either',
        isHint: true,
      },
    ]);
  });

  it("hears that three phrases of an intent of their own lead few to it, and nothing of eight, or of one more for ours", () => {
    const phrases = ["are dogs allowed", "can i bring my dog", "dogs ok?"];
    const answer = "Yes, on a lead.";
    expect(remarkOnShop(files({ dogs: { phrases, answer } }))).toEqual([
      {
        file: "intents.yaml",
        path: ["intents", "dogs"],
        message: expect.stringMatching(/^"dogs" has 3 phrases, .* 8 varied ones or more/),
        isHint: true,
      },
    ]);
    const eight = [...phrases, ..."abcde"].map((each) => `a dog, ${each}`);
    expect(remarkOnShop(files({ dogs: { phrases: eight, answer } }))).toEqual([]);
    expect(remarkOnShop(files({ pickup: { phrases: ["dogs at the counter"] } }))).toEqual([]);
  });

  it("hears which answers are never said, because an order, a change or a person is the answer", () => {
    const own = { answer: "See our site.", phrases: [] };
    const remarks = remarkOnShop(
      files({ order_status: own, cancel_order: own, stock: own, human: own }),
    );
    expect(remarks.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      'intents.order_status.answer: is never said: "order_status" is answered from the customer\'s own orders',
      'intents.cancel_order.answer: is never said: "cancel_order" begins a change of an order',
      'intents.human.answer: is never said: "human" calls a person',
    ]);
  });

  it("hears nothing of an intent of their own whose name is like one of ours, once it has an answer", () => {
    const phrases = Array.from({ length: 10 }, (_, n) => `do you wrap ${n} presents`);
    const heard = (intents: unknown) => remarkOnShop(files(intents)).map(({ message }) => message);
    expect(heard({ gift_wrap: { phrases, answer: "Yes." } })).toEqual([]);
    expect(heard({ gift_wrap: { phrases } })).toEqual([expect.stringContaining("did you mean")]);
  });

  it("hears nothing where every phrase means one thing", () => {
    const phrases = ["can my wool hat go in the wash"];
    expect(remarkOnShop(files({ product_question: { phrases } }))).toEqual([]);
  });
});

describe("an owner whose day is written twice", () => {
  it("hears which hours overlap, of the shop and of each team", () => {
    const hours = { mon: ["10:00-13:00", "12:30-19:00"], tue: ["10:00-13:00", "13:00-19:00"] };
    const shop = shopFileSchema.parse({
      name: "Harbour",
      timezone: "UTC",
      hours,
      teams: { care: { hours } },
    });
    const handoff = handoffFileSchema.parse({});
    const intents = intentsFileSchema.parse({});
    const remarks = remarkOnShop({ shop, handoff, intents, phrases: {}, tests: [], knowledge: [] });
    const message =
      '"12:30-19:00" begins before "10:00-13:00" ends: write them as one, or leave a gap';
    expect(remarks).toEqual([
      { file: "shop.yaml", path: ["hours", "mon"], message },
      { file: "shop.yaml", path: ["teams", "care", "hours", "mon"], message },
    ]);
  });
});
