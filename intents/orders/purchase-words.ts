import type { Order } from "../../core/order.ts";
import { asksOfSum } from "../asks-purchase.ts";
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
  const placed = phrase("order.placed", {
    number: order.number,
    items: itemWords(order.lineItems, telling),
    day: onDay(order.placedAt, telling),
    total: amountWords(order.total.amount, order, telling),
  });
  const asksSum = asksOfSum(words);
  const asksOne = order.lineItems.length > 1 && readItems(words, order.lineItems).chosen.length > 0;
  const isGift = order.isGift === true;
  const isOpen = order.paymentStatus === "pending" || order.paymentStatus === "voided";
  return [
    placed,
    ...(isOpen && order.status !== "cancelled" ? [phrase("order.placed_unpaid")] : []),
    ...(asksSum && isGift ? [phrase("order.placed_gift")] : []),
    ...(asksSum && asksOne && !isGift ? [phrase("order.placed_items")] : []),
    ...(hint === undefined ? [] : [hint]),
  ].join(" ");
}
