import { describe, expect, it } from "@jest/globals";
import { formatMoney, moneySchema } from "./money.ts";

describe("a shop whose file names a currency that is none", () => {
  it("hears it at once, instead of a customer hearing nothing", () => {
    for (const currency of ["KRONER", "kr", "K1R", "€€€", ""]) {
      expect(moneySchema.safeParse({ amount: 100, currency }).success).toBe(false);
    }
    const money = moneySchema.parse({ amount: 8900, currency: "eur" });
    expect(formatMoney(money, "en")).toBe("€89.00");
  });
});
