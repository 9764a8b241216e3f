import { describe, expect, it } from "@jest/globals";
import { asksHowToPay } from "./asks-payment.ts";

describe("asking which ways to pay there are", () => {
  it.each([
    "how can I pay",
    "which cards do you take",
    "hi do u accept apple pay",
    "could i pay in instalments",
    "what are the payment options",
    "cómo puedo pagar",
    "aceptáis bizum",
  ])("%j asks so", (text) => expect(asksHowToPay(text)).toBe(true));

  it.each([
    "my card was declined",
    "I paid twice",
    "can i pay with another card instead",
    "how can i pay for the return label",
    "why can't i pay with paypal",
    "do you take returns",
    "me han cobrado dos veces",
  ])("%j does not", (text) => expect(asksHowToPay(text)).toBe(false));
});
