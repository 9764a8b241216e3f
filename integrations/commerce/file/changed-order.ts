import type { OrderChange } from "../../../core/change.ts";
import type { LineItem, Order } from "../../../core/order.ts";
import { type ReturnRecord, withLocalReturns } from "../local-returns.ts";
import type { Pieces } from "../objection.ts";
import type { Product } from "./client.ts";

/** A change that was made to an order of the file, under the key it was asked for with. */
export type MadeChange = { key: string; at: number; change: OrderChange };

/** The shelf as it stands after all changes so far: a variant of a product, and how many of it are left. */
export type Shelf = {
  variant(
    productId: string | undefined,
    variantId: string,
  ): Product["variants"][number] | undefined;
  left(variantId: string): number;
};

/** The order with one change made to it. What the file by now says itself stays as it is. */
export function changedOrder(order: Order, { key, at, change }: MadeChange, shelf: Shelf): Order {
  switch (change.do) {
    case "cancel":
      return order.status === "cancelled" ? order : cancelled(order, key, at);
    case "change_address":
      return { ...order, shippingAddress: change.address };
    case "change_items":
      return change.swaps.reduce((sofar, swap) => swapped(sofar, swap, shelf), order);
    case "return":
      return withLocalReturns(order, [comingBack(change.items, change.outcome, { key, at })]);
    case "exchange":
      return withLocalReturns(order, [comingBack(change.swaps, "exchange", { key, at })]);
    default:
      return change satisfies never;
  }
}

/** Nothing of it will be sent any more, and what was paid goes back the way it came. */
function cancelled(order: Order, key: string, at: number): Order {
  const wasPaid = order.paymentStatus === "paid" || order.paymentStatus === "partially_refunded";
  const back = order.refunds
    .filter(({ status }) => status !== "failed")
    .reduce((sum, { amount }) => sum + amount.amount, 0);
  const amount = { ...order.total, amount: order.total.amount - back };
  return {
    ...order,
    status: "cancelled",
    cancelledAt: at,
    fulfillmentStatus: "unfulfilled",
    fulfillments: order.fulfillments.map((one) => ({ ...one, trackingStatus: "cancelled" })),
    lineItems: order.lineItems.map((line) => ({
      ...line,
      fulfilled: 0,
      shipped: 0,
      delivered: 0,
      ...(wasPaid ? { refunded: line.quantity } : {}),
    })),
    ...(wasPaid
      ? {
          paymentStatus: "refunded",
          refunds: [...order.refunds, { id: key, amount, status: "settled", createdAt: at }],
        }
      : {}),
    ...(order.paymentStatus === "pending" || order.paymentStatus === "authorized"
      ? { paymentStatus: "voided" }
      : {}),
  };
}

type Swap = Extract<OrderChange, { do: "exchange" }>["swaps"][number];

/** The wanted variant takes the place of the pieces that it is wanted for; the total follows its price. */
function swapped(order: Order, { lineItemId, quantity, variantId }: Swap, shelf: Shelf): Order {
  const line = order.lineItems.find(({ id }) => id === lineItemId);
  const variant = shelf.variant(line?.productId, variantId);
  if (!line || !variant || line.quantity < quantity) return order;
  const { variant: _title, sku: _sku, ...rest } = line;
  const wanted: LineItem = {
    ...rest,
    ...(line.quantity === quantity ? {} : { id: `${line.id}:${variantId}` }),
    ...(variant.title === undefined ? {} : { variant: variant.title }),
    sku: variant.sku,
    variantId,
    quantity,
    unitPrice: variant.price,
  };
  const kept = line.quantity === quantity ? [] : [{ ...line, quantity: line.quantity - quantity }];
  const dearer = (variant.price.amount - line.unitPrice.amount) * quantity;
  return {
    ...order,
    total: { ...order.total, amount: order.total.amount + dearer },
    lineItems: order.lineItems.flatMap((one) => (one === line ? [...kept, wanted] : [one])),
  };
}

function comingBack(
  pieces: Pieces,
  outcome: ReturnRecord["outcome"],
  { key, at }: Pick<MadeChange, "key" | "at">,
): ReturnRecord {
  const items = pieces.map(({ lineItemId, quantity }) => ({ lineItemId, quantity }));
  return { key, outcome, items, createdAt: at };
}
