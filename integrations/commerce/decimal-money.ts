import { z } from "zod";
import type { Money } from "../../core/money.ts";

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?$/;

/** An amount as a shop system writes it: `"129.50"`. */
export const decimalText = z.string().regex(DECIMAL, 'expected an amount such as "129.50"');

/**
 * The amount in minor units, read from decimal text (`"129.50"` in EUR is 12950, `"1500"` in JPY is 1500) without ever
 * being a fraction in between. Digits beyond the currency's own are rounded half away from zero.
 * @throws RangeError for text that is no decimal number, naming it.
 */
export function moneyFromDecimal(text: string, currencyCode: string): Money {
  const currency = currencyCode.toUpperCase();
  const [, sign = "", whole = "", fraction = ""] = DECIMAL.exec(text.trim()) ?? [];
  if (whole === "") {
    throw new RangeError(
      `not an amount: ${JSON.stringify(text)}, expected digits such as "129.50"`,
    );
  }
  const places = minorDigits(currency);
  const kept = `${whole}${fraction.slice(0, places).padEnd(places, "0")}`;
  const roundsUp = (fraction[places] ?? "0") >= "5";
  const amount = Number(BigInt(kept) + (roundsUp ? 1n : 0n));
  return { amount: sign === "-" ? 0 - amount : amount, currency };
}

/** How many decimals the currency's major unit has: 2 for EUR, 0 for JPY, 3 for KWD. Source: ISO 4217, through Intl. */
export function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
      .maximumFractionDigits ?? 2
  );
}
