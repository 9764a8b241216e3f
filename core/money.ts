import { z } from "zod";
import { formats } from "./formats.ts";

/** An amount in integer minor units (cents, øre) of an ISO 4217 currency. */
export const moneySchema = z.object({
  amount: z.number().int(),
  currency: z.string().regex(/^[A-Za-z]{3}$/, 'expected a currency such as "DKK"'),
});
export type Money = z.infer<typeof moneySchema>;

/** The amount as a customer of that locale reads it, e.g. `€89.00`. */
export function formatMoney(money: Money, locale: string): string {
  const format = formats.number(locale, { style: "currency", currency: money.currency });
  return format.format(money.amount / 10 ** minorDigits(money.currency));
}

/** How many digits of a currency's amounts are minor units: 2 for euro, 0 for yen. */
export function minorDigits(currency: string): number {
  const known = DIGITS.get(currency);
  if (known !== undefined) return known;
  const format = formats.number("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  DIGITS.set(currency, digits);
  return digits;
}

/** Asking Intl costs more than formatting with it. */
const DIGITS = new Map<string, number>();
