import type { Money } from "../../../core/money.ts";
import type { LineItem, Order, PostalAddress } from "../../../core/order.ts";
import { moneyFromDecimal } from "../decimal-money.ts";
import { fulfillmentStatusOf } from "../fulfillment-status.ts";
import { withLocalReturns } from "../local-returns.ts";
import { e164 } from "../phone-forms.ts";
import { someText } from "../text.ts";
import type { WooOrder, WooRefund } from "./client.ts";
import { returnsIn } from "./kept-changes.ts";
import { parcelsOf, progressOf } from "./parcels.ts";

/**
 * A WooCommerce order in our words. It knows few states: "completed" is all there is after payment, and means that the
 * shop is done with it, so that a parcel counts as sent and an order to be collected counts as collected.
 */
export function orderFromWoo(order: WooOrder, refunds: readonly WooRefund[]): Order {
  const progress = progressOf(order);
  const lineItems = order.line_items.map((item) => lineItem(item, { order, refunds, progress }));
  const { billing, shipping } = order;
  const told: Order = {
    id: String(order.id),
    number: order.number,
    status: statusOf(order),
    paymentStatus: paymentStatusOf(order),
    fulfillmentStatus:
      progress === "partly sent" ? "partially_fulfilled" : fulfillmentStatusOf(lineItems),
    placedAt: order.date_created_gmt,
    ...(order.status === "cancelled" ? { cancelledAt: order.date_modified_gmt } : {}),
    ...(order.customer_id > 0 ? { customerId: String(order.customer_id) } : {}),
    ...someText("firstName", billing.first_name, shipping.first_name),
    ...someText("lastName", billing.last_name, shipping.last_name),
    ...someText("phone", e164(billing.phone, billing.country || shipping.country)),
    ...someText("email", billing.email),
    total: moneyFromDecimal(order.total, order.currency),
    ...(order.date_paid_gmt && order.payment_method_title
      ? { paidWith: [order.payment_method_title] }
      : {}),
    ...addressOf(shipping.address_1 ? shipping : billing),
    lineItems,
    fulfillments: parcelsOf(order),
    returns: [],
    refunds: refunds.map((refund) => ({
      id: String(refund.id),
      amount: moneyFromDecimal(refund.amount, order.currency),
      status: "settled",
      createdAt: refund.date_created_gmt,
    })),
    thankYouConsent: order.meta_data.some(
      ({ key, value }) => key === "thank_you_consent" && ["1", "yes", "true"].includes(`${value}`),
    ),
  };
  return withLocalReturns(told, returnsIn(order));
}

function statusOf({ status }: WooOrder): Order["status"] {
  if (status === "cancelled") return "cancelled";
  return ["completed", "refunded", "delivered"].includes(status) ? "completed" : "open";
}

/** A cancelled order keeps its money until somebody refunds it: WooCommerce refunds nothing by itself. */
function paymentStatusOf(order: WooOrder): Order["paymentStatus"] {
  const total = moneyFromDecimal(order.total, order.currency).amount;
  const back = order.refunds
    .map((refund) => Math.abs(moneyFromDecimal(refund.total, order.currency).amount))
    .reduce((sum, amount) => sum + amount, 0);
  if (order.status === "refunded" || (back > 0 && back >= total)) return "refunded";
  if (back > 0) return "partially_refunded";
  if (order.date_paid_gmt) return "paid";
  return order.status === "cancelled" ? "voided" : "pending";
}

function lineItem(
  item: WooOrder["line_items"][number],
  known: {
    order: WooOrder;
    refunds: readonly WooRefund[];
    progress: ReturnType<typeof progressOf>;
  },
): LineItem {
  const sent = known.progress === "sent" || known.progress === "arrived" ? item.quantity : 0;
  return {
    id: String(item.id),
    ...(item.product_id > 0 ? { productId: String(item.product_id) } : {}),
    ...(item.variation_id > 0 ? { variantId: String(item.variation_id) } : {}),
    ...someText("sku", item.sku),
    title: item.name,
    quantity: item.quantity,
    unitPrice: unitPriceOf(item, known.order.currency),
    tags: [],
    fulfilled: sent,
    shipped: sent,
    delivered: known.progress === "arrived" ? item.quantity : 0,
    returnRequested: 0,
    returned: 0,
    refunded: refundedOf(item.id, known.refunds),
  };
}

/** What one piece cost with tax; WooCommerce tells the line's sum exactly, and the single price as a fraction. */
function unitPriceOf(item: WooOrder["line_items"][number], currency: string): Money {
  const net = moneyFromDecimal(item.total, currency);
  const tax = moneyFromDecimal(item.total_tax, currency);
  return {
    amount: Math.round((net.amount + tax.amount) / Math.max(1, item.quantity)),
    currency: net.currency,
  };
}

function refundedOf(itemId: number, refunds: readonly WooRefund[]): number {
  return refunds
    .flatMap((refund) => refund.line_items)
    .filter(({ meta_data }) =>
      meta_data.some(
        ({ key, value }) => key === "_refunded_item_id" && `${value}` === String(itemId),
      ),
    )
    .reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
}

function addressOf(address: WooOrder["shipping"]): { shippingAddress?: PostalAddress } {
  if (address.country.length !== 2) return {};
  return {
    shippingAddress: {
      ...someText("name", `${address.first_name} ${address.last_name}`),
      line1: address.address_1,
      ...someText("line2", address.address_2),
      city: address.city,
      postcode: address.postcode,
      ...someText("region", address.state),
      country: address.country.toUpperCase(),
    },
  };
}
