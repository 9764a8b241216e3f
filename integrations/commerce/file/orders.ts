import type { Fulfillment, LineItem, Order, TrackingStatus } from "../../../core/order.ts";
import { countOf, fulfillmentStatusOf } from "../fulfillment-status.ts";
import type { StoredOrder } from "./client.ts";

/**
 * The order as somebody who looks at `now` sees it; `undefined` while it has not been placed.
 *
 * Parcels may carry a future: a `shippedAt`, `deliveredAt` or event that is still to come has not happened yet.
 * A parcel's status is that of the last thing that has happened to it, events and delivery alike; the status written
 * in the file stands where nothing has. The order's own status and the counts per line item follow from its parcels.
 */
function orderAt(stored: StoredOrder, now: number): Order | undefined {
  if (stored.placedAt > now) return undefined;
  const fulfillments = stored.fulfillments.map((parcel) => parcelAt(parcel, now));
  const lineItems = stored.lineItems.map((item) => countedFrom(fulfillments, item));
  const derived = fulfillmentStatusOf(lineItems);
  const told = { ...stored, fulfillments, lineItems };
  if (fulfillments.length === 0 || stored.status === "cancelled") {
    return { ...told, fulfillmentStatus: stored.fulfillmentStatus ?? derived };
  }
  const complete = derived === "delivered";
  const waits = stored.fulfillments.some((parcel) => hasFuture(parcel, now));
  return {
    ...told,
    fulfillmentStatus: derived,
    status: complete ? "completed" : waits ? "open" : stored.status,
  };
}

/** The same, made anew only when something has happened to the order since it was last looked at. */
export function orderWatch(): (stored: StoredOrder, now: number) => Order | undefined {
  const views = new WeakMap<StoredOrder, View>();
  return (stored, now) => {
    const known = views.get(stored);
    if (known && now >= known.from && now < known.until) return known.order;
    const moments = [stored.placedAt, ...stored.fulfillments.flatMap(momentsOf)];
    const view: View = {
      from: Math.max(Number.NEGATIVE_INFINITY, ...moments.filter((at) => at <= now)),
      until: Math.min(Number.POSITIVE_INFINITY, ...moments.filter((at) => at > now)),
      order: orderAt(stored, now),
    };
    views.set(stored, view);
    return view.order;
  };
}

/** How an order looks from one moment on until another. */
type View = { from: number; until: number; order: Order | undefined };

function momentsOf({ shippedAt, deliveredAt, events }: Fulfillment): number[] {
  const moments = [shippedAt, deliveredAt, ...events.map(({ at }) => at)];
  return moments.filter((at) => at !== undefined);
}

function hasFuture(parcel: Fulfillment, now: number): boolean {
  return momentsOf(parcel).some((at) => at > now);
}

function parcelAt(parcel: Fulfillment, now: number): Fulfillment {
  const { shippedAt, deliveredAt, ...rest } = parcel;
  const events = parcel.events
    .filter((event) => event.at <= now)
    .sort((one, other) => one.at - other.at);
  const past = {
    ...(shippedAt !== undefined && shippedAt <= now ? { shippedAt } : {}),
    ...(deliveredAt !== undefined && deliveredAt <= now ? { deliveredAt } : {}),
  };
  return { ...rest, ...past, events, trackingStatus: statusSoFar(parcel, past, events) };
}

function statusSoFar(
  parcel: Fulfillment,
  past: Pick<Fulfillment, "shippedAt" | "deliveredAt">,
  events: Fulfillment["events"],
): TrackingStatus {
  const last = events.at(-1);
  if (last !== undefined && last.at >= (past.deliveredAt ?? 0)) return last.status;
  if (past.deliveredAt !== undefined) return "delivered";
  const ahead = parcel.shippedAt !== undefined && past.shippedAt === undefined;
  if (ahead) return "info_received";
  if (parcel.trackingStatus !== "delivered" || parcel.deliveredAt === undefined) {
    return parcel.trackingStatus;
  }
  return past.shippedAt === undefined ? "info_received" : "in_transit";
}

const BEFORE_THE_CARRIER: readonly TrackingStatus[] = ["unknown", "info_received", "cancelled"];

function countedFrom(fulfillments: readonly Fulfillment[], item: LineItem): LineItem {
  if (fulfillments.length === 0) return item;
  const count = (counts: (parcel: Fulfillment) => boolean) =>
    countOf(item.id, fulfillments.filter(counts));
  return {
    ...item,
    fulfilled: count((parcel) => parcel.trackingStatus !== "cancelled"),
    shipped: count(
      (parcel) =>
        parcel.trackingStatus !== "cancelled" &&
        (parcel.shippedAt !== undefined || !BEFORE_THE_CARRIER.includes(parcel.trackingStatus)),
    ),
    delivered: count((parcel) => parcel.trackingStatus === "delivered"),
  };
}
