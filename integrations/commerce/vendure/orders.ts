import type { Money } from "../../../core/money.ts";
import type { Fulfillment, LineItem, Order, PostalAddress } from "../../../core/order.ts";
import { minorDigits } from "../decimal-money.ts";
import { countOf, fulfillmentStatusOf } from "../fulfillment-status.ts";
import { withLocalReturns } from "../local-returns.ts";
import { e164 } from "../phone-forms.ts";
import { someText } from "../text.ts";
import type { VendureOrder } from "./client.ts";
import { returnsIn } from "./notes.ts";

/**
 * A Vendure order in our words; `precision` is how many decimals the server's amounts have. Vendure has no returns: those
 * that we noted are told. It makes a cancelled order's total and quantities 0: what was paid and placed is told instead.
 */
export function orderFromVendure(order: VendureOrder, precision: number): Order {
  const money = (amount: number) => inMinorUnits(amount, order.currencyCode, precision);
  const fulfillments = (order.fulfillments ?? []).map((parcel) => parcelFrom(parcel, order));
  const lineItems = order.lines.flatMap((line) => lineItem(line, { order, fulfillments, money }));
  const { customer } = order;
  const cancelledAt = order.history.items.find(
    ({ type, data }) => type === "ORDER_STATE_TRANSITION" && data.to === "Cancelled",
  )?.createdAt;
  const told: Order = {
    id: order.id,
    number: order.code,
    status: statusOf(order),
    paymentStatus: paymentStatusOf(order),
    fulfillmentStatus: fulfillmentStatusOf(lineItems),
    placedAt: order.orderPlacedAt ?? order.updatedAt,
    ...(cancelledAt === undefined ? {} : { cancelledAt }),
    ...someText("customerId", customer?.id),
    ...someText("firstName", customer?.firstName),
    ...someText("lastName", customer?.lastName),
    ...someText("phone", phoneOf(order)),
    ...someText("email", customer?.emailAddress),
    total: money(Math.max(order.totalWithTax, paid(order))),
    ...addressOf(order.shippingAddress),
    lineItems,
    fulfillments,
    returns: [],
    refunds: refundsOf(order).map((refund) => ({
      id: refund.id,
      amount: money(refund.total),
      status: refundStatusOf(refund.state),
      createdAt: refund.createdAt,
    })),
    thankYouConsent: false,
  };
  return withLocalReturns(told, returnsIn(order));
}

/** Vendure finds orders by their customer's phone only, so that it goes before those of the addresses. */
function phoneOf({ customer, billingAddress: billing, shippingAddress: shipping }: VendureOrder) {
  return (
    e164(customer?.phoneNumber, shipping?.countryCode) ??
    e164(billing?.phoneNumber, billing?.countryCode) ??
    e164(shipping?.phoneNumber, shipping?.countryCode)
  );
}

function statusOf({ state }: VendureOrder): Order["status"] {
  if (state === "Cancelled") return "cancelled";
  return state === "Delivered" ? "completed" : "open";
}

function paymentStatusOf(order: VendureOrder): Order["paymentStatus"] {
  const refunds = refundsOf(order);
  if (refunds.some(({ state }) => state === "Pending")) return "refund_pending";
  const back = refunds
    .filter(({ state }) => state === "Settled")
    .reduce((sum, { total }) => sum + total, 0);
  if (back > 0) return back >= paid(order) ? "refunded" : "partially_refunded";
  const states = (order.payments ?? []).map(({ state }) => state);
  // A cancelled order keeps its money until somebody refunds it: Vendure refunds nothing by itself.
  if (states.includes("Settled")) return "paid";
  if (order.state === "Cancelled") return "voided";
  return states.includes("Authorized") ? "authorized" : "pending";
}

function refundStatusOf(state: string): Order["refunds"][number]["status"] {
  if (state === "Settled") return "settled";
  return state === "Failed" ? "failed" : "pending";
}

function refundsOf(order: VendureOrder) {
  return (order.payments ?? []).flatMap(({ refunds }) => refunds);
}

function paid(order: VendureOrder): number {
  return (order.payments ?? [])
    .filter(({ state }) => state === "Settled" || state === "Authorized")
    .reduce((sum, payment) => sum + payment.amount, 0);
}

/** Lines that were taken off the order are gone; those of a cancelled order stand as they were placed. */
function lineItem(
  line: VendureOrder["lines"][number],
  known: {
    order: VendureOrder;
    fulfillments: readonly Fulfillment[];
    money: (amount: number) => Money;
  },
): LineItem[] {
  const isCancelled = known.order.state === "Cancelled";
  const quantity = isCancelled ? line.orderPlacedQuantity : line.quantity;
  if (quantity <= 0) return [];
  const count = (...statuses: Fulfillment["trackingStatus"][]) =>
    countOf(
      line.id,
      known.fulfillments.filter(({ trackingStatus }) => statuses.includes(trackingStatus)),
    );
  return [
    {
      id: line.id,
      productId: line.productVariant.product.id,
      variantId: line.productVariant.id,
      ...someText("sku", line.productVariant.sku),
      title: line.productVariant.name,
      quantity,
      unitPrice: known.money(line.proratedUnitPriceWithTax),
      tags: [],
      fulfilled: count("info_received", "in_transit", "delivered"),
      shipped: count("in_transit", "delivered"),
      delivered: count("delivered"),
      returnRequested: 0,
      returned: 0,
      refunded: 0,
    },
  ];
}

/** Vendure's own states; one that a shop added is not known to be with the carrier. */
const PARCEL_STATES: Readonly<Record<string, Fulfillment["trackingStatus"]>> = {
  Created: "info_received",
  Pending: "info_received",
  Shipped: "in_transit",
  Delivered: "delivered",
  Cancelled: "cancelled",
};

function parcelFrom(
  parcel: NonNullable<VendureOrder["fulfillments"]>[number],
  { history }: VendureOrder,
): Fulfillment {
  const trackingStatus = PARCEL_STATES[parcel.state] ?? "info_received";
  const reached = (state: string) =>
    history.items.find(({ data }) => data.fulfillmentId === parcel.id && data.to === state)
      ?.createdAt;
  const shippedAt = reached("Shipped");
  return {
    id: parcel.id,
    items: parcel.lines
      .filter(({ quantity }) => quantity > 0)
      .map(({ orderLineId, quantity }) => ({ lineItemId: orderLineId, quantity })),
    method: "parcel",
    trackingStatus,
    ...someText("carrier", parcel.method),
    ...someText("trackingNumber", parcel.trackingCode),
    ...(shippedAt === undefined ? {} : { shippedAt }),
    ...(trackingStatus === "delivered"
      ? { deliveredAt: reached("Delivered") ?? parcel.updatedAt }
      : {}),
    events: [],
  };
}

/** An amount of a server that counts in so many decimals. */
export function inMinorUnits(amount: number, currency: string, precision: number): Money {
  return { amount: Math.round(amount * 10 ** (minorDigits(currency) - precision)), currency };
}

function addressOf(address: VendureOrder["shippingAddress"]): { shippingAddress?: PostalAddress } {
  if (address?.countryCode?.length !== 2) return {};
  return {
    shippingAddress: {
      ...someText("name", address.fullName),
      line1: address.streetLine1 ?? "",
      ...someText("line2", address.streetLine2),
      city: address.city ?? "",
      postcode: address.postalCode ?? "",
      ...someText("region", address.province),
      country: address.countryCode.toUpperCase(),
    },
  };
}
