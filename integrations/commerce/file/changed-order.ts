import type { ChangeOutcome, OrderChange } from "../../../core/change.ts";
import type { LineItem, Order } from "../../../core/order.ts";
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
      return comingBack(order, { key, at, outcome: change.outcome, items: change.items });
    case "exchange":
      return comingBack(order, { key, at, outcome: "exchange", items: change.swaps });
    default:
      return change satisfies never;
  }
}

/** Why the change cannot be made to the order as it stands, if it cannot. */
export function objectionTo(
  change: OrderChange,
  order: Order | undefined,
  shelf: Shelf,
): Extract<ChangeOutcome, { kind: "refused" }> | undefined {
  if (!order) return refused("not_found", "there is no such order");
  const isAfterwards = change.do === "return" || change.do === "exchange";
  const late = isAfterwards ? undefined : tooLateFor(order);
  if (late) return refused("too_late", late);
  if (order.status === "cancelled") {
    return refused(change.do === "cancel" ? "already_done" : "too_late", "it was cancelled");
  }
  switch (change.do) {
    case "cancel":
    case "change_address":
      return undefined;
    case "change_items":
      return order.lineItems.some((line) => line.fulfilled > 0)
        ? refused("too_late", "it is packed")
        : objectionToSwaps(change.swaps, order, shelf, (line) => line.quantity);
    case "return":
      return objectionToPieces(change.items, order);
    case "exchange":
      return (
        objectionToPieces(change.swaps, order) ??
        objectionToSwaps(change.swaps, order, shelf, (line) => line.delivered)
      );
    default:
      return change satisfies never;
  }
}

function tooLateFor({ status, lineItems }: Order): string | undefined {
  if (status === "completed") return "it has arrived";
  return lineItems.some((line) => line.shipped > 0) ? "it has been sent" : undefined;
}

type Pieces = readonly { lineItemId: string; quantity: number }[];
type Swap = Extract<OrderChange, { do: "exchange" }>["swaps"][number];

function objectionToPieces(pieces: Pieces, order: Order) {
  for (const { lineItemId } of pieces) {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    if (!line) return refused("not_found", `there is no ${lineItemId} in the order`);
    const wanted = sumOf(pieces, lineItemId);
    if (wanted > line.delivered) {
      return refused("not_allowed", `only ${line.delivered} of ${line.title} have arrived`);
    }
    if (wanted > line.delivered - Math.max(line.returnRequested, line.returned)) {
      return refused("already_done", `${line.title}: a return is noted already`);
    }
  }
  return undefined;
}

function objectionToSwaps(
  swaps: readonly Swap[],
  order: Order,
  shelf: Shelf,
  most: (line: LineItem) => number,
) {
  for (const { lineItemId, variantId } of swaps) {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    if (!line) return refused("not_found", `there is no ${lineItemId} in the order`);
    if (sumOf(swaps, lineItemId) > most(line)) {
      return refused("not_allowed", `only ${most(line)} of ${line.title} were ordered`);
    }
    if (!shelf.variant(line.productId, variantId)) {
      return refused("not_available", `${variantId} is no variant of ${line.title}`);
    }
    const wanted = swaps.filter((swap) => swap.variantId === variantId);
    if (wanted.reduce((sum, { quantity }) => sum + quantity, 0) > shelf.left(variantId)) {
      return refused("not_available", `only ${shelf.left(variantId)} of ${variantId} are left`);
    }
  }
  return undefined;
}

function refused(reason: Extract<ChangeOutcome, { kind: "refused" }>["reason"], detail: string) {
  return { kind: "refused" as const, reason, detail };
}

function sumOf(pieces: Pieces, lineItemId: string): number {
  return pieces
    .filter((piece) => piece.lineItemId === lineItemId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
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
  order: Order,
  made: {
    key: string;
    at: number;
    outcome: NonNullable<Order["returns"][number]["outcome"]>;
    items: Pieces;
  },
): Order {
  const items = made.items.map(({ lineItemId, quantity }) => ({ lineItemId, quantity }));
  return {
    ...order,
    lineItems: order.lineItems.map((line) => ({
      ...line,
      returnRequested: line.returnRequested + sumOf(items, line.id),
    })),
    returns: [
      ...order.returns,
      {
        id: made.key,
        recordedBy: "local",
        status: "requested",
        outcome: made.outcome,
        items,
        createdAt: made.at,
      },
    ],
  };
}
