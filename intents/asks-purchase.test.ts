import { describe, expect, it } from "@jest/globals";
import { asksOfPurchase } from "./asks-purchase.ts";

describe("a customer who asks what an order came to, or when it was placed", () => {
  it.each([
    "how much did i pay",
    "ok and how much did i pay for the boots?",
    "how much i paid in total",
    "and how much did I pay for everything back then",
    "can you look what i pay",
    "what did I pay for order 1036?",
    "how much was the coat",
    "what was the total",
    "order total please",
    "how much did it cost me",
    "how did i pay",
    "which card did i pay with",
    "and what payment method did i use for 1048?",
    "did i pay with paypal or klarna?",
    "con qué tarjeta pagué",
    "when did i order",
    "sorry when did i order the boots?",
    "what day did i place the order",
    "when i ordered it?",
    "when was it ordered",
    "what's the order date",
    "¿cuánto pagué por las botas?",
    "cuándo lo pedí",
    "¿cuándo hice el pedido?",
  ])("is heard: %s", (text) => {
    expect(asksOfPurchase(text)).toBe(true);
  });

  it.each([
    "how much is the coat",
    "how can i pay",
    "why was my card declined",
    "which card can i pay with",
    "did i pay twice with my card",
    "how much did i pay for shipping",
    "how much will i get back",
    "when did it ship",
    "when did i get it",
    "how much was my refund",
    "when can i order again",
    "when i order now when does it come",
    "i ordered it on monday",
    "cuánto cuesta",
    "cuánto pagué de envío",
  ])("is no such question: %s", (text) => {
    expect(asksOfPurchase(text)).toBe(false);
  });

  it("is answered at once, whatever marks stand in it", () => {
    const began = performance.now();
    for (const run of ["-", "'", "a-", "a'"])
      asksOfPurchase(`when did i order ${run.repeat(40)} and one more thing, my friend`);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
