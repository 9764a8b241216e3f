import { z } from "zod";
import type { Fulfillment } from "../../../core/order.ts";
import { someText, webLink } from "../text.ts";
import type { WooOrder } from "./client.ts";

/** How far an order is, as far as its one status can tell. "shipped", "delivered" and "partial-shipped" come from tracking plugins. */
export function progressOf(order: WooOrder): "waiting" | "partly sent" | "sent" | "arrived" {
  switch (order.status) {
    case "delivered":
      return "arrived";
    case "completed":
      return isCollected(order) || order.shipping_lines.length === 0 ? "arrived" : "sent";
    case "shipped":
      return "sent";
    case "partial-shipped":
      return "partly sent";
    case "refunded":
      return order.date_completed_gmt ? "sent" : "waiting";
    default:
      return "waiting";
  }
}

/**
 * The parcels that a tracking plugin noted on the order; else the one that "completed" stands for. Which items are in
 * which of several parcels is written nowhere.
 */
export function parcelsOf(order: WooOrder): Fulfillment[] {
  const progress = progressOf(order);
  const tracked = trackingsOf(order);
  const isShipment = order.shipping_lines.length > 0;
  if (tracked.length === 0 && (progress === "waiting" || !isShipment)) return [];
  const everything = order.line_items
    .filter(({ quantity }) => quantity > 0)
    .map(({ id, quantity }) => ({ lineItemId: String(id), quantity }));
  const state = {
    method: isCollected(order) ? ("pickup" as const) : ("parcel" as const),
    trackingStatus: progress === "arrived" ? ("delivered" as const) : ("in_transit" as const),
    ...(progress === "arrived" ? { deliveredAt: arrivedAt(order) } : {}),
    events: [],
  };
  if (tracked.length === 0) {
    const shippedAt = order.date_completed_gmt;
    return [
      { id: `${order.id}-1`, items: everything, ...state, ...(shippedAt ? { shippedAt } : {}) },
    ];
  }
  return tracked.map((tracking, index) => ({
    ...state,
    id: `${order.id}-${index + 1}`,
    items: tracked.length === 1 && progress !== "partly sent" ? everything : [],
    ...someText("carrier", tracking.custom_tracking_provider, tracking.tracking_provider),
    ...someText("trackingNumber", tracking.tracking_number),
    ...webLink("trackingUrl", tracking.custom_tracking_link),
    ...(tracking.date_shipped > 0 ? { shippedAt: tracking.date_shipped * 1000 } : {}),
  }));
}

/** A plugin's "delivered" comes without a time: the order's last change is the nearest that is known. */
function arrivedAt(order: WooOrder): number {
  const completedAt = order.date_completed_gmt ?? order.date_modified_gmt;
  return order.status === "delivered" ? order.date_modified_gmt : completedAt;
}

/** Source: WooCommerce core's own methods, of the classic and of the block checkout. */
function isCollected(order: WooOrder): boolean {
  return (
    order.shipping_lines.length > 0 &&
    order.shipping_lines.every(({ method_id }) =>
      ["local_pickup", "pickup_location"].includes(method_id ?? ""),
    )
  );
}

/** Source: WooCommerce Shipment Tracking and Advanced Shipment Tracking share this note. */
const TRACKING_NOTE = "_wc_shipment_tracking_items";

const trackingSchema = z.object({
  tracking_number: z.string().min(1),
  tracking_provider: z.string().default(""),
  custom_tracking_provider: z.string().default(""),
  custom_tracking_link: z.string().default(""),
  /** Epoch seconds. */
  date_shipped: z.coerce.number().int().catch(0),
});

/** Notes are anybody's to write: one in another shape is no tracking. */
function trackingsOf(order: WooOrder): z.output<typeof trackingSchema>[] {
  return order.meta_data
    .filter(({ key }) => key === TRACKING_NOTE)
    .flatMap(({ value }) => (typeof value === "object" && value ? Object.values(value) : []))
    .flatMap((value) => trackingSchema.safeParse(value).data ?? []);
}
