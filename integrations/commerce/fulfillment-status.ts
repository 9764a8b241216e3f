import type { Order } from "../../core/order.ts";

/** How far the order is, from how many of its items have reached each step. */
export function fulfillmentStatusOf(
  items: readonly Order["lineItems"][number][],
): Order["fulfillmentStatus"] {
  const sum = (field: "quantity" | "fulfilled" | "shipped" | "delivered") =>
    items.reduce((total, item) => total + item[field], 0);
  const all = sum("quantity");
  if (all === 0) return "unfulfilled";
  if (sum("delivered") >= all) return "delivered";
  if (sum("delivered") > 0) return "partially_delivered";
  if (sum("shipped") >= all) return "shipped";
  if (sum("shipped") > 0) return "partially_fulfilled";
  if (sum("fulfilled") >= all) return "packed";
  return sum("fulfilled") > 0 ? "partially_fulfilled" : "unfulfilled";
}

/** How many of one line item are in the parcels that count. */
export function countOf(
  lineItemId: string,
  parcels: readonly Pick<Order["fulfillments"][number], "items">[],
): number {
  return parcels
    .flatMap((parcel) => parcel.items)
    .filter((part) => part.lineItemId === lineItemId)
    .reduce((sum, part) => sum + part.quantity, 0);
}
