import { describe, expect, it } from "@jest/globals";
import { day, line, order, told } from "../../test/fixtures/order-talk.ts";

const words = "how much was the lamp";

describe("a customer who asks what an order came to", () => {
  it("hears the sum, and the day on which it was placed", () => {
    const text = told(order({ placedAt: day(-3), total: { amount: 95800, currency: "DKK" } }), {
      about: "purchase",
      words,
    });
    expect(text).toBe(
      "You placed order 1042 (Lys table lamp) on Tuesday 17 November; it came to DKK 958.00 in all.",
    );
  });

  it("does not hear the price of a gift", () => {
    const text = told(order({ isGift: true }), { about: "purchase", words });
    expect(text).toContain("marked as a gift");
    expect(text).not.toContain("DKK");
  });

  it("hears with what it was paid, and no digits of a card", () => {
    const about = { about: "purchase", words: "which card did i pay with" } as const;
    const paidWith = ["Visa ending 9375", "gift card"];
    expect(told(order({ paidWith }), about)).toContain("It was paid with Visa and gift card.");
    expect(told(order({ paidWith: ["MasterCard •••• 4242"] }), about)).toMatch(/with MasterCard\./);
    expect(told(order({ paidWith: ["Klarna"] }), about)).toContain("It was paid with Klarna.");
    expect(told(order({ paidWith }), about)).not.toContain("9375");
    expect(told(order({}), about)).toContain("not in what I can see");
    expect(told(order({ paidWith, isGift: true }), about)).not.toContain("Visa");
    expect(told(order({ paidWith }), { about: "purchase", words })).not.toContain("Visa");
  });

  it("hears that it is not paid yet", () => {
    const text = told(order({ paymentStatus: "pending" }), { about: "purchase", words });
    expect(text).toContain("not paid yet");
  });

  it("hears where the price of one thing of several stands", () => {
    const several = order({ lineItems: [line("a", "Lys table lamp"), line("b", "Boots")] });
    expect(told(several, { about: "purchase", words })).toContain("e-mail that confirmed it");
    const asksForAll = { about: "purchase", words: "how much did i pay" } as const;
    expect(told(several, asksForAll)).not.toContain("e-mail");
  });
});
