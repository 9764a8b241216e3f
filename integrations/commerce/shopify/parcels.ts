import type { Fulfillment, TrackingStatus } from "../../../core/order.ts";
import { someText, webLink } from "../text.ts";
import type { ShopifyOrder } from "./order-queries.ts";

type ShopifyParcel = ShopifyOrder["fulfillments"][number];

/** What Shopify shows for a parcel, and what its carrier's events are called, in our words. */
const STATUSES: Readonly<Record<string, TrackingStatus>> = {
  ATTEMPTED_DELIVERY: "attempt_failed",
  CANCELED: "cancelled",
  CARRIER_PICKED_UP: "in_transit",
  CONFIRMED: "info_received",
  DELAYED: "exception",
  DELIVERED: "delivered",
  FAILURE: "exception",
  // Handed over, by somebody without tracking.
  FULFILLED: "in_transit",
  IN_TRANSIT: "in_transit",
  LABEL_PRINTED: "info_received",
  LABEL_PURCHASED: "info_received",
  LABEL_VOIDED: "info_received",
  MARKED_AS_FULFILLED: "in_transit",
  NOT_DELIVERED: "exception",
  OUT_FOR_DELIVERY: "out_for_delivery",
  PICKED_UP: "delivered",
  READY_FOR_PICKUP: "available_for_pickup",
  SUBMITTED: "info_received",
};

/** Fulfilments that failed or were called off hold nothing. */
const VOID = ["CANCELLED", "ERROR", "FAILURE"];

/** A parcel in our words. A state that Shopify adds one day is `unknown`. */
export function parcelFrom(parcel: ShopifyParcel): Fulfillment {
  const trackingStatus = VOID.includes(parcel.status)
    ? "cancelled"
    : statusOf(parcel.displayStatus ?? "FULFILLED");
  const [tracking] = parcel.trackingInfo;
  const isPickup = ["PICKED_UP", "READY_FOR_PICKUP"].includes(parcel.displayStatus ?? "");
  const shippedAt = parcel.inTransitAt ?? (hasLeft(trackingStatus) ? parcel.createdAt : undefined);
  return {
    id: parcel.legacyResourceId,
    items: parcel.fulfillmentLineItems.nodes.flatMap(({ quantity, lineItem }) =>
      quantity ? [{ lineItemId: lineItemId(lineItem.id), quantity }] : [],
    ),
    method: isPickup ? "pickup" : "parcel",
    trackingStatus,
    ...someText("carrier", tracking?.company),
    ...someText("trackingNumber", tracking?.number),
    ...webLink("trackingUrl", tracking?.url),
    ...(shippedAt !== undefined && !isPickup ? { shippedAt } : {}),
    ...(parcel.estimatedDeliveryAt ? { estimatedDeliveryAt: parcel.estimatedDeliveryAt } : {}),
    ...(trackingStatus === "delivered" ? { deliveredAt: deliveredAt(parcel) } : {}),
    events: parcel.events.nodes.map(({ status, happenedAt, message }) => ({
      at: happenedAt,
      status: statusOf(status),
      ...someText("description", message),
    })),
  };
}

/** Whether the parcel is with the carrier or beyond. */
export function hasLeft(status: TrackingStatus): boolean {
  return !["unknown", "info_received", "cancelled"].includes(status);
}

/** `gid://shopify/LineItem/123` → `123`. */
export function lineItemId(gid: string): string {
  return gid.slice(gid.lastIndexOf("/") + 1);
}

function statusOf(shown: string): TrackingStatus {
  return STATUSES[shown] ?? "unknown";
}

/** A parcel handed over the counter has no carrier to say when: its own last change is that moment. */
function deliveredAt(parcel: ShopifyParcel): number {
  const scan = parcel.events.nodes.findLast(({ status }) => status === "DELIVERED");
  return parcel.deliveredAt ?? scan?.happenedAt ?? parcel.updatedAt;
}
