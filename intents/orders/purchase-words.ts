import { formattingLocale } from "../../core/day-words.ts";
import { formats } from "../../core/formats.ts";
import type { Order } from "../../core/order.ts";
import { asksIfPaid, asksOfMeans, asksOfSum } from "../asks-purchase.ts";
import { amountWords } from "../flows/flow-words.ts";
import { readItems } from "../flows/item-reading.ts";
import { itemWords } from "./item-words.ts";
import { onDay, type Telling } from "./parcel-words.ts";

/**
 * When an order was placed and what it came to; of a gift, only when. What one thing of several cost is not told: systems
 * keep prices with and without tax.
 */
export function purchaseWords(
  order: Order,
  telling: Telling,
  { words, hint }: { words: string; hint?: string },
): string {
  const { phrase } = telling;
  const asksOne = order.lineItems.length > 1 && readItems(words, order.lineItems).chosen.length > 0;
  return [
    placedWords(order, telling),
    ...(isOpen(order) && order.status !== "cancelled" ? [phrase("order.placed_unpaid")] : []),
    ...(order.isGift === true ? giftWords(words, telling) : paymentWords(order, words, telling)),
    ...(asksOfSum(words) && asksOne && order.isGift !== true ? [phrase("order.placed_items")] : []),
    ...(hint === undefined ? [] : [hint]),
  ].join(" ");
}

function isOpen({ paymentStatus }: Order): boolean {
  return paymentStatus === "pending" || paymentStatus === "voided";
}

function giftWords(words: string, { phrase }: Telling): readonly string[] {
  return asksOfSum(words) || asksOfMeans(words) ? [phrase("order.placed_gift")] : [];
}

/** Whether it is paid, and with what, where that is asked. */
function paymentWords(order: Order, words: string, telling: Telling): readonly string[] {
  const isPaid = asksIfPaid(words) && order.paymentStatus === "paid";
  return [
    ...(isPaid ? [telling.phrase("order.placed_paid")] : []),
    ...(asksOfMeans(words) && !isOpen(order) ? [meansWords(order, telling)] : []),
  ];
}

/**
 * With what it was paid, as far as the shop's system tells; never a card's digits: whoever writes from the order's phone may
 * hear of the order, and elsewhere those digits prove who somebody is.
 */
function meansWords({ paidWith = [] }: Order, { phrase, locale }: Telling): string {
  const means = paidWith.map((each) => each.replace(DIGITS, "").trim()).filter(Boolean);
  if (means.length === 0) return phrase("order.paid_unknown");
  const list = formats.list(formattingLocale(locale), {}).format([...new Set(means)]);
  return phrase(paidWith.some((each) => /\d/.test(each)) ? "order.paid_card" : "order.paid_with", {
    means: list,
  });
}

/** " ending 9375", " •••• 9375", " (9375)". */
const DIGITS = /[\s,(–-]*(?:(?:ending(?: in| with)?|[•*·xX.]+)\s*)?#?\d[\d\s]*\)?/g;

/** Its number, what is in it, the day it was placed, and what it came to unless it is a gift. */
export function placedWords(order: Order, telling: Telling): string {
  return telling.phrase("order.placed", {
    number: order.number,
    items: itemWords(order.lineItems, telling),
    day: onDay(order.placedAt, telling),
    total: amountWords(order.total.amount, order, telling),
  });
}
