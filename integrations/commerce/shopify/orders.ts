import type { LineItem, Order, PostalAddress } from "../../../core/order.ts";
import { moneyFromDecimal } from "../decimal-money.ts";
import { countOf, fulfillmentStatusOf } from "../fulfillment-status.ts";
import { e164 } from "../phone-forms.ts";
import { someText, webLink } from "../text.ts";
import type { ShopifyMoneyBack, ShopifyOrder } from "./order-queries.ts";
import { hasLeft, lineItemId, parcelFrom } from "./parcels.ts";
import type { ShopifyContact } from "./queries.ts";
import { outcomeIn } from "./return-note.ts";

/** A Shopify order in our words, in the money that the customer paid in. */
export function orderFromShopify(order: ShopifyOrder, back: ShopifyMoneyBack): Order {
  const fulfillments = order.fulfillments.map(parcelFrom);
  const lineItems = order.lineItems.nodes
    .map((item) => ({ item, line: lineItem(item, fulfillments, back) }))
    .filter(({ item, line }) => order.cancelledAt || item.currentQuantity + line.fulfilled > 0)
    .map(({ line }) => line);
  const fulfillmentStatus = fulfillmentStatusOf(lineItems);
  const { shippingAddress: shipping, customer } = order;
  const done = order.closedAt || fulfillmentStatus === "delivered";
  return {
    ...contactOf(order),
    status: order.cancelledAt ? "cancelled" : done ? "completed" : "open",
    paymentStatus: paymentStatusOf(order.displayFinancialStatus),
    fulfillmentStatus,
    placedAt: order.processedAt,
    ...(order.cancelledAt ? { cancelledAt: order.cancelledAt } : {}),
    ...someText("customerId", customer?.legacyResourceId),
    ...someText("firstName", customer?.firstName, shipping?.firstName),
    ...someText("lastName", customer?.lastName, shipping?.lastName),
    ...someText("locale", order.customerLocale),
    total: money(order.totalPriceSet),
    ...paidWith(order.transactions),
    ...(said(order, ["is_gift", "gift"]) ? { isGift: true } : {}),
    ...addressOf(shipping),
    lineItems,
    fulfillments,
    returns: back.returns.nodes.map(returnFrom),
    refunds: back.refunds.map((refund) => ({
      id: refund.legacyResourceId,
      amount: money(refund.totalRefundedSet),
      status: refundStatusOf(refund.transactions.nodes.map(({ status }) => status)),
      createdAt: refund.createdAt ?? refund.processedAt,
    })),
    thankYouConsent: said(order, ["thank_you_consent"]),
  };
}

/** Whether one of the order's attributes says yes. */
function said({ customAttributes }: ShopifyOrder, names: readonly string[]): boolean {
  return customAttributes.some(
    ({ key, value }) => names.includes(key) && ["1", "yes", "true"].includes(value ?? ""),
  );
}

/** In words that the buyer knows; a gateway without a name of its own says nothing. */
function paidWith(transactions: ShopifyOrder["transactions"]): { paidWith?: string[] } {
  const words = transactions
    .filter(({ kind, status }) => ["SALE", "AUTHORIZATION"].includes(kind) && status === "SUCCESS")
    .flatMap(({ gateway, formattedGateway, paymentDetails }) => {
      const ending = /(\d{4})$/.exec(paymentDetails?.number ?? "")?.[1];
      const company = paymentDetails?.company;
      if (company) return [ending ? `${company} ending ${ending}` : company];
      if (gateway === "gift_card") return ["gift card"];
      return formattedGateway ? [formattedGateway] : [];
    });
  return words.length > 0 ? { paidWith: [...new Set(words)] } : {};
}

/**
 * Who the order is of, and what it is called. The phone on the order itself goes before the customer's, which may be
 * newer than the order, and a billing address's before that of whoever receives the parcel.
 */
export function contactOf(
  order: ShopifyContact,
): Pick<Order, "id" | "number"> & { phone?: string; email?: string } {
  const { billingAddress: billing, shippingAddress: shipping, customer } = order;
  const country = billing?.countryCodeV2 ?? shipping?.countryCodeV2;
  const phone =
    e164(order.phone, country) ??
    e164(customer?.defaultPhoneNumber?.phoneNumber, country) ??
    e164(billing?.phone, billing?.countryCodeV2) ??
    e164(shipping?.phone, shipping?.countryCodeV2);
  return {
    id: order.legacyResourceId,
    number: order.name.replace(/^#/, ""),
    ...someText("phone", phone),
    ...someText("email", order.email, customer?.defaultEmailAddress?.emailAddress),
  };
}

function paymentStatusOf(status: ShopifyOrder["displayFinancialStatus"]): Order["paymentStatus"] {
  switch (status) {
    case "AUTHORIZED":
      return "authorized";
    case "PAID":
      return "paid";
    case "PARTIALLY_REFUNDED":
      return "partially_refunded";
    case "REFUNDED":
      return "refunded";
    case "EXPIRED":
    case "VOIDED":
      return "voided";
    case "PENDING":
    case "PARTIALLY_PAID":
    case null:
    case undefined:
      return "pending";
    default:
      return status satisfies never;
  }
}

/** What was taken off the order before it was packed counts no more; a cancelled order keeps what had been ordered. */
function lineItem(
  item: ShopifyOrder["lineItems"]["nodes"][number],
  fulfillments: Order["fulfillments"],
  back: ShopifyMoneyBack,
): LineItem {
  const id = lineItemId(item.id);
  const live = fulfillments.filter(({ trackingStatus }) => trackingStatus !== "cancelled");
  const fulfilled = countOf(id, live);
  const quantity = fulfilled + item.unfulfilledQuantity;
  const asked = back.returns.nodes
    .filter(({ status }) => status !== "CANCELED" && status !== "DECLINED")
    .flatMap(({ returnLineItems }) => returnLineItems.nodes)
    .filter(({ fulfillmentLineItem }) => fulfillmentLineItem?.lineItem.id === item.id);
  return {
    id,
    ...someText("productId", item.product?.legacyResourceId),
    ...someText("sku", item.sku),
    title: item.title,
    ...someText("variant", item.variantTitle),
    ...someText("variantId", item.variant?.legacyResourceId),
    quantity: quantity > 0 ? quantity : item.quantity,
    unitPrice: money(item.discountedUnitPriceSet),
    tags: item.product?.tags ?? [],
    fulfilled,
    shipped: countOf(
      id,
      live.filter(({ trackingStatus }) => hasLeft(trackingStatus)),
    ),
    delivered: countOf(
      id,
      live.filter(({ trackingStatus }) => trackingStatus === "delivered"),
    ),
    returnRequested: asked.reduce((sum, part) => sum + part.quantity, 0),
    returned: asked.reduce((sum, part) => sum + part.processedQuantity, 0),
    refunded: back.refunds
      .flatMap(({ refundLineItems }) => refundLineItems.nodes)
      .filter(({ lineItem: { id: refunded } }) => refunded === item.id)
      .reduce((sum, part) => sum + (part.quantity ?? 0), 0),
  };
}

const RETURN_STATUS = {
  REQUESTED: "requested",
  OPEN: "open",
  DECLINED: "declined",
  CANCELED: "cancelled",
  CLOSED: "closed",
} as const;

function returnFrom(one: ShopifyMoneyBack["returns"]["nodes"][number]): Order["returns"][number] {
  const outcome =
    one.exchangeLineItems.nodes.length > 0
      ? "exchange"
      : outcomeIn(one.returnLineItems.nodes.map(({ returnReasonNote }) => returnReasonNote));
  const label = one.reverseFulfillmentOrders.nodes
    .flatMap(({ reverseDeliveries }) => reverseDeliveries.nodes)
    .map(({ deliverable }) => deliverable?.label?.publicFileUrl)
    .find(Boolean);
  return {
    id: lineItemId(one.id),
    status: RETURN_STATUS[one.status],
    ...(outcome ? { outcome } : {}),
    ...webLink("labelUrl", label),
    items: one.returnLineItems.nodes.flatMap(({ quantity, fulfillmentLineItem }) =>
      fulfillmentLineItem && quantity > 0
        ? [{ lineItemId: lineItemId(fulfillmentLineItem.lineItem.id), quantity }]
        : [],
    ),
    createdAt: one.createdAt,
  };
}

function refundStatusOf(transactions: readonly string[]): "pending" | "settled" | "failed" {
  if (transactions.some((status) => ["PENDING", "AWAITING_RESPONSE", "UNKNOWN"].includes(status))) {
    return "pending";
  }
  const failed = transactions.filter((status) => ["ERROR", "FAILURE"].includes(status)).length;
  return failed > 0 && failed === transactions.length ? "failed" : "settled";
}

function money({ presentmentMoney }: ShopifyOrder["totalPriceSet"]) {
  return moneyFromDecimal(presentmentMoney.amount, presentmentMoney.currencyCode);
}

function addressOf(address: ShopifyOrder["shippingAddress"]): { shippingAddress?: PostalAddress } {
  if (address?.countryCodeV2?.length !== 2) return {};
  return {
    shippingAddress: {
      ...someText("name", address.name),
      line1: address.address1 ?? "",
      ...someText("line2", address.address2),
      city: address.city ?? "",
      postcode: address.zip ?? "",
      ...someText("region", address.provinceCode),
      country: address.countryCodeV2,
    },
  };
}
