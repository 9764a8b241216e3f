import { formattingLocale } from "../../core/day-words.ts";
import { formatMoney } from "../../core/money.ts";
import type { Order } from "../../core/order.ts";
import { itemsOf, itemWords } from "./item-words.ts";
import { onDay, type Telling, type Told } from "./parcel-words.ts";

/** What became of an order's returns and of the money: amounts and states, never where the money goes. */
export function refundWords(order: Order, telling: Telling): Told[] {
  return [...returnsOf(order, telling), ...refundsOf(order, telling)];
}

function returnsOf(order: Order, telling: Telling): Told[] {
  return order.returns.flatMap((one): Told[] => {
    if (one.status === "cancelled") return [];
    const status = one.status === "requested" ? "open" : one.status;
    const items = itemWords(itemsOf(one.items, order.lineItems), telling);
    const day = onDay(one.createdAt, telling);
    return [
      {
        text: telling.phrase(`return.${status}`, { items, day }),
        needsPerson: status === "declined",
      },
    ];
  });
}

function refundsOf(order: Order, telling: Telling): Told[] {
  if (order.refunds.length === 0) return unrefunded(order, telling);
  return order.refunds.map((refund) => ({
    text: telling.phrase(`refund.${refund.status}`, {
      amount: formatMoney(refund.amount, formattingLocale(telling.locale)),
      day: onDay(refund.createdAt, telling),
    }),
    needsPerson: refund.status === "failed",
  }));
}

/** A cancelled order without a refund on record: either nothing was charged, or somebody has to look. */
function unrefunded(order: Order, telling: Telling): Told[] {
  if (order.status !== "cancelled") return [];
  const charged = !["pending", "voided", "authorized"].includes(order.paymentStatus);
  return [
    {
      text: telling.phrase(charged ? "refund.unseen" : "refund.not_charged"),
      needsPerson: charged,
    },
  ];
}
