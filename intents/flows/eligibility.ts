import { daysFromNow } from "../../core/day-words.ts";
import type { Flow } from "../../core/flow.ts";
import { GIVEN_FOR_RETURNS, type LineItem, type Order } from "../../core/order.ts";
import type { ShopFile } from "../../core/shop-file.ts";

/** What the shop's own policy looks at; the system's permission is another matter. */
export type Policy = Pick<ShopFile, "returns" | "cancel_until" | "change_address_until"> & {
  timezone: string;
};

/** Why something cannot be done (any more). */
export type Obstacle =
  | "never"
  | "cancelled"
  | "packed"
  | "shipped"
  | "delivered"
  | "not_delivered"
  | "window_closed"
  | "final_sale"
  | "already_returned"
  | "already_requested"
  | "not_returnable";

/** Whether it may be done. `deadline`: the last day on which it may (or might have been), as an instant in it. */
export type Eligibility =
  | { kind: "ok"; deadline?: number }
  | { kind: "no"; why: Obstacle; deadline?: number };

const DAY_MS = 24 * 60 * 60_000;

/** A parcel that nobody reported as delivered is taken to have arrived so long after it left, or the order was placed. */
const GRACE_AFTER_SHIPPING_MS = 7 * DAY_MS;
const GRACE_AFTER_ORDER_MS = 10 * DAY_MS;

/** Whether the whole order may still be cancelled. */
export function cancelEligibility(order: Order, policy: Policy): Eligibility {
  return before(policy.cancel_until, order, order.lineItems);
}

/** Whether the order may still go to another address. */
export function addressEligibility(order: Order, policy: Policy): Eligibility {
  return before(policy.change_address_until, order, order.lineItems);
}

/** Whether this item may still become another variant of the same product before it leaves. */
export function changeEligibility(order: Order, item: LineItem): Eligibility {
  return before("packed", order, [item]);
}

function before(
  limit: "packed" | "shipped" | "never",
  order: Order,
  items: readonly LineItem[],
): Eligibility {
  if (order.status === "cancelled") return no("cancelled");
  if (limit === "never") return no("never");
  const state = furthest(order, items);
  if (state === undefined || (state === "packed" && limit === "shipped")) return { kind: "ok" };
  return no(state);
}

/** The furthest that any of these items has come; `undefined` while all are still to be packed. */
function furthest(
  { fulfillmentStatus, fulfillments }: Order,
  items: readonly LineItem[],
): "packed" | "shipped" | "delivered" | undefined {
  if (items.some(({ delivered }) => delivered > 0) || fulfillmentStatus === "delivered") {
    return "delivered";
  }
  const parcels = fulfillments.filter(
    (parcel) =>
      parcel.trackingStatus !== "cancelled" &&
      parcel.items.some(({ lineItemId }) => items.some(({ id }) => id === lineItemId)),
  );
  const left = parcels.some(({ shippedAt }) => shippedAt !== undefined);
  if (items.some(({ shipped }) => shipped > 0) || fulfillmentStatus === "shipped" || left) {
    return "shipped";
  }
  const packed = items.some(({ fulfilled }) => fulfilled > 0) || parcels.length > 0;
  return packed || fulfillmentStatus === "packed" ? "packed" : undefined;
}

/** How many of an item are with the customer and not promised back already. */
export function returnable(item: LineItem): number {
  return Math.max(0, item.quantity - item.returnRequested - item.returned);
}

/**
 * Whether an item may come back, judged at the moment its customer asked. The window counts in the shop's calendar days
 * from delivery, else from shipping or ordering and some days of grace.
 */
export function returnEligibility(
  order: Order,
  item: LineItem,
  policy: Policy,
  askedAt: number,
): Eligibility {
  if (order.status === "cancelled") return no("cancelled");
  if (item.tags.some((tag) => policy.returns.final_sale_tags.includes(tag)))
    return no("final_sale");
  if (item.tags.some((tag) => policy.returns.not_returnable_tags.includes(tag))) {
    return no("not_returnable");
  }
  if (item.quantity > 0 && item.returned >= item.quantity) return no("already_returned");
  if (returnable(item) === 0) return no("already_requested");
  const from = countedFrom(order, item, policy.returns.counted_from, askedAt);
  if (from === undefined) return no("not_delivered");
  const days = Math.max(
    policy.returns.window_days,
    ...item.tags.map((tag) => policy.returns.window_days_by_tag[tag] ?? 0),
  );
  const deadline = from + days * DAY_MS;
  const daysLeft = daysFromNow(deadline, {
    now: askedAt,
    timezone: policy.timezone,
    locale: "en",
  });
  return daysLeft < 0 ? { kind: "no", why: "window_closed", deadline } : { kind: "ok", deadline };
}

/** When the window opened for an item; `undefined` while it is not with the customer. */
function countedFrom(
  order: Order,
  item: LineItem,
  from: Policy["returns"]["counted_from"],
  askedAt: number,
): number | undefined {
  const parcels = order.fulfillments.filter(
    (parcel) =>
      parcel.trackingStatus !== "cancelled" &&
      parcel.items.some(({ lineItemId }) => lineItemId === item.id),
  );
  const deliveredAt = latest(parcels.map((parcel) => parcel.deliveredAt));
  const shippedAt = latest(parcels.map((parcel) => parcel.shippedAt));
  const guess =
    shippedAt === undefined
      ? order.placedAt + GRACE_AFTER_ORDER_MS
      : shippedAt + GRACE_AFTER_SHIPPING_MS;
  const arrived =
    deliveredAt !== undefined ||
    item.delivered > 0 ||
    order.fulfillmentStatus === "delivered" ||
    ((item.shipped > 0 || shippedAt !== undefined) &&
      guess <= askedAt &&
      !parcels.some((parcel) => isStillComing(parcel, askedAt)));
  if (!arrived) return undefined;
  if (from === "order") return order.placedAt;
  if (from === "shipping" && shippedAt !== undefined) return shippedAt;
  return deliveredAt ?? guess;
}

/** Its carrier has said lately where it is, and that is not with the customer. */
function isStillComing(
  { trackingStatus, events }: Order["fulfillments"][number],
  askedAt: number,
): boolean {
  const seen = latest(events.map(({ at }) => at));
  return (
    ON_ITS_WAY.has(trackingStatus) && seen !== undefined && askedAt - seen < GRACE_AFTER_SHIPPING_MS
  );
}

const ON_ITS_WAY: ReadonlySet<Order["fulfillments"][number]["trackingStatus"]> = new Set([
  "in_transit",
  "out_for_delivery",
  "attempt_failed",
  "exception",
  "available_for_pickup",
  "return_to_sender",
]);

function latest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

function no(why: Obstacle): Eligibility {
  return { kind: "no", why };
}

/**
 * Whether an item may be part of this kind of change. A swap is a change before packing and an exchange after
 * delivery: in between there is nothing to swap.
 */
export function itemEligibility(
  kind: Flow["kind"],
  order: Order,
  item: LineItem,
  policy: Policy,
  askedAt: number,
): Eligibility {
  switch (kind) {
    case "cancel":
      return cancelEligibility(order, policy);
    case "address":
      return addressEligibility(order, policy);
    case "return":
      return givesSomething(policy) ? returnEligibility(order, item, policy, askedAt) : no("never");
    case "swap":
      return swapEligibility(order, item, policy, askedAt);
    default:
      return kind satisfies never;
  }
}

/** A shop that only exchanges takes nothing back for good. */
function givesSomething({ returns }: Policy): boolean {
  return GIVEN_FOR_RETURNS.some((each) => returns.outcomes.includes(each));
}

function swapEligibility(
  order: Order,
  item: LineItem,
  policy: Policy,
  askedAt: number,
): Eligibility {
  const change = changeEligibility(order, item);
  if (change.kind === "ok" || change.why === "cancelled") return change;
  if (!policy.returns.outcomes.includes("exchange")) return no("never");
  const back = returnEligibility(order, item, policy, askedAt);
  return back.kind === "no" && back.why === "not_delivered" ? change : back;
}
