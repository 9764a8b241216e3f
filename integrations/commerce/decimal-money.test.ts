import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { moneyFromDecimal } from "./decimal-money.ts";

describe("an amount that a shop system tells as decimal text", () => {
  it.each([
    ["19.99", "USD", 1999],
    ["129.5", "usd", 12950],
    ["17", "EUR", 1700],
    ["-129.50", "EUR", -12950],
    ["0.00", "EUR", 0],
    ["8900", "JPY", 8900],
    ["8900.0", "JPY", 8900],
    ["1.234", "KWD", 1234],
    ["1.005", "EUR", 101],
    ["1.004999", "EUR", 100],
    ["90071992547409.91", "EUR", 9007199254740991],
  ])("%s %s is read exactly", (text, currency, amount) => {
    expect(moneyFromDecimal(text, currency)).toEqual({ amount, currency: currency.toUpperCase() });
  });

  it("comes back as it was, whatever the cents", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (cents) => {
        const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
        expect(moneyFromDecimal(text, "EUR").amount).toBe(cents);
      }),
    );
  });

  it.each(["", "12,50", "1e3", "NaN", "$5"])("is refused when it is none: %j", (text) => {
    expect(() => moneyFromDecimal(text, "EUR")).toThrow("not an amount");
  });
});
