import {
  type Fulfillment,
  type LineItem,
  type Order,
  type PostalAddress,
  RETURN_OUTCOMES,
  type ReturnOutcome,
} from "../../../core/order.ts";
import { moneyFromDecimal } from "../decimal-money.ts";
import { fulfillmentStatusOf } from "../fulfillment-status.ts";
import { e164 } from "../phone-forms.ts";
import { someText, webLink } from "../text.ts";
import type { MedusaOrder, MedusaReturn } from "./client.ts";

/**
 * A Medusa order in our words. "Fulfilled" means packed there; delivered orders stay "pending"; `total` shrinks with
 * returns and grows with exchanges, so that the original total is what the customer paid.
 */
export function orderFromMedusa(order: MedusaOrder, returns: readonly MedusaReturn[]): Order {
  const lineItems = order.items
    .filter(({ detail }) => detail.quantity > 0)
    .map((item) => lineItem(item, order.currency_code));
  const fulfillmentStatus = fulfillmentStatusOf(lineItems);
  const { shipping_address: shipping, billing_address: billing, customer } = order;
  const phone =
    e164(billing?.phone, billing?.country_code) ??
    e164(shipping?.phone, shipping?.country_code) ??
    e164(customer?.phone, shipping?.country_code);
  return {
    id: order.id,
    number: String(order.display_id),
    status: statusOf(order, fulfillmentStatus),
    paymentStatus: paymentStatusOf(order, returns),
    fulfillmentStatus,
    placedAt: order.created_at,
    ...(order.canceled_at ? { cancelledAt: order.canceled_at } : {}),
    ...someText("customerId", order.customer_id),
    ...someText("firstName", customer?.first_name, billing?.first_name, shipping?.first_name),
    ...someText("lastName", customer?.last_name, billing?.last_name, shipping?.last_name),
    ...someText("phone", phone),
    ...someText("email", order.email),
    ...someText("locale", order.locale),
    total: moneyFromDecimal(order.summary.raw_original_order_total.value, order.currency_code),
    ...addressOf(shipping),
    lineItems,
    fulfillments: order.fulfillments.map(fulfillment),
    returns: returns
      .filter((one) => one.order_id === order.id)
      .map((one) => ({
        id: one.id,
        status: one.status === "canceled" ? "cancelled" : one.status,
        ...outcomeOf(one),
        items: (one.items ?? [])
          .filter((item) => item.quantity > 0)
          .map((item) => ({ lineItemId: item.item_id, quantity: item.quantity })),
        createdAt: one.created_at,
      })),
    refunds: (order.payment_collections ?? [])
      .flatMap((collection) => collection.payments ?? [])
      .flatMap((payment) => payment.refunds ?? [])
      .map((refund) => ({
        id: refund.id,
        amount: moneyFromDecimal(refund.raw_amount.value, order.currency_code),
        status: "settled",
        createdAt: refund.created_at,
      })),
    ...(order.metadata?.is_gift === true ? { isGift: true } : {}),
    thankYouConsent: order.metadata?.thank_you_consent === true,
  };
}

function outcomeOf({ exchange_id, metadata }: MedusaReturn): { outcome?: ReturnOutcome } {
  if (exchange_id) return { outcome: "exchange" };
  const outcome = RETURN_OUTCOMES.find((one) => one === metadata?.nightdesk_outcome);
  return outcome ? { outcome } : {};
}

/** Whether Medusa has returns to tell of this order; asking for them is a question of its own. */
export function hasReturns(order: MedusaOrder): boolean {
  return order.items.some(
    ({ detail }) =>
      detail.return_requested_quantity +
        detail.return_received_quantity +
        detail.return_dismissed_quantity >
      0,
  );
}

function statusOf(
  order: MedusaOrder,
  fulfillmentStatus: Order["fulfillmentStatus"],
): Order["status"] {
  switch (order.status) {
    case "canceled":
      return "cancelled";
    case "completed":
    case "archived":
      return "completed";
    case "pending":
    case "draft":
    case "requires_action":
      return fulfillmentStatus === "delivered" ? "completed" : "open";
    default:
      return order.status satisfies never;
  }
}

function paymentStatusOf(
  order: MedusaOrder,
  returns: readonly MedusaReturn[],
): Order["paymentStatus"] {
  switch (order.payment_status) {
    case "not_paid":
    case "awaiting":
    case "requires_action":
      return "pending";
    case "authorized":
    case "partially_authorized":
    case "partially_captured":
      return "authorized";
    case "captured": {
      const cameBack = returns.some(
        ({ order_id, status }) => order_id === order.id && status.endsWith("received"),
      );
      return cameBack && order.summary.pending_difference < 0 ? "refund_pending" : "paid";
    }
    case "partially_refunded":
    case "refunded":
      return order.payment_status;
    case "canceled":
      return "voided";
    default:
      return order.payment_status satisfies never;
  }
}

function lineItem(item: MedusaOrder["items"][number], currency: string): LineItem {
  const { detail } = item;
  const returned = detail.return_received_quantity + detail.return_dismissed_quantity;
  return {
    id: item.id,
    ...someText("productId", item.product_id),
    ...someText("sku", item.variant_sku),
    title: item.title,
    ...someText("variant", item.variant_title),
    ...someText("variantId", item.variant_id),
    quantity: detail.quantity,
    unitPrice: moneyFromDecimal(item.raw_unit_price.value, currency),
    tags: [],
    fulfilled: detail.fulfilled_quantity,
    shipped: detail.shipped_quantity,
    delivered: detail.delivered_quantity,
    // Medusa takes an item out of "requested" when it comes back; with us it was requested all the same.
    returnRequested: detail.return_requested_quantity + returned,
    returned,
    refunded: 0,
  };
}

function fulfillment(parcel: MedusaOrder["fulfillments"][number]): Fulfillment {
  const label = parcel.labels.find(({ tracking_number }) => tracking_number);
  return {
    id: parcel.id,
    items: parcel.items.flatMap(({ line_item_id, quantity }) =>
      line_item_id && quantity > 0 ? [{ lineItemId: line_item_id, quantity }] : [],
    ),
    method: "parcel",
    trackingStatus: trackingStatusOf(parcel),
    ...someText("trackingNumber", label?.tracking_number),
    ...webLink("trackingUrl", label?.tracking_url),
    ...(parcel.shipped_at ? { shippedAt: parcel.shipped_at } : {}),
    ...(parcel.delivered_at ? { deliveredAt: parcel.delivered_at } : {}),
    events: [],
  };
}

function trackingStatusOf(
  parcel: MedusaOrder["fulfillments"][number],
): Fulfillment["trackingStatus"] {
  if (parcel.canceled_at) return "cancelled";
  if (parcel.delivered_at) return "delivered";
  return parcel.shipped_at ? "in_transit" : "info_received";
}

function addressOf(address: MedusaOrder["shipping_address"]): { shippingAddress?: PostalAddress } {
  if (address?.country_code?.length !== 2) return {};
  const name = [address.first_name, address.last_name].filter(Boolean).join(" ");
  return {
    shippingAddress: {
      ...someText("name", name),
      line1: address.address_1 ?? "",
      ...someText("line2", address.address_2),
      city: address.city ?? "",
      postcode: address.postal_code ?? "",
      ...someText("region", address.province),
      country: address.country_code.toUpperCase(),
    },
  };
}
