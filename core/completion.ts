import type { CommerceEvent } from "./commerce.ts";
import type { Order } from "./order.ts";

/**
 * The moment at which the whole order was (or will be) in the customer's hands: when its last parcel arrives.
 * `undefined` for a cancelled order, or while any item has no parcel or any parcel no `deliveredAt`.
 */
export function completionOf(
  order: Pick<Order, "status" | "lineItems" | "fulfillments">,
): { event: CommerceEvent["event"]; happenedAt: number } | undefined {
  if (order.status === "cancelled" || order.fulfillments.length === 0) return undefined;
  const parcels = order.fulfillments.filter((parcel) => parcel.trackingStatus !== "cancelled");
  const packed = parcels
    .flatMap((parcel) => parcel.items)
    .reduce((sum, item) => sum + item.quantity, 0);
  const ordered = order.lineItems.reduce((sum, item) => sum + item.quantity, 0);
  if (packed < ordered) return undefined;

  let last: { event: CommerceEvent["event"]; happenedAt: number } | undefined;
  for (const parcel of parcels) {
    if (parcel.deliveredAt === undefined) return undefined;
    if (last === undefined || parcel.deliveredAt >= last.happenedAt) {
      const event = parcel.method === "pickup" ? "picked_up" : "delivered";
      last = { event, happenedAt: parcel.deliveredAt };
    }
  }
  return last;
}
