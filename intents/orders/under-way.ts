import type { Order } from "../../core/order.ts";

/** Whether something of an order is still to come. */
export function isUnderWay({ status, fulfillmentStatus }: Order): boolean {
  return status === "open" && fulfillmentStatus !== "delivered";
}
