import { ProviderUnavailableError } from "../../../core/errors.ts";
import type { Order } from "../../../core/order.ts";
import type { ShopifyClient } from "./client.ts";
import {
  MONEY_BACK,
  moneyBackAnswerSchema,
  ONE_ORDER,
  oneOrderSchema,
  type ShopifyMoneyBack,
  type ShopifyOrder,
} from "./order-queries.ts";
import { orderFromShopify } from "./orders.ts";

const NOTHING_BACK: ShopifyMoneyBack = { returns: { nodes: [] }, refunds: [] };

/** The order with this number-only id, whole. @throws ProviderUnavailableError when it could not be read, or not whole. */
export async function readOrder(shopify: ShopifyClient, id: string): Promise<Order | undefined> {
  if (!/^\d{1,20}$/.test(id)) return undefined;
  const gid = gidOf("Order", id);
  const { order } = await shopify.ask(ONE_ORDER, { id: gid }, oneOrderSchema);
  if (!order) return undefined;
  refuseHalf(order);
  if (!hasMoneyBack(order)) return orderFromShopify(order, NOTHING_BACK);
  const back = await shopify.ask(MONEY_BACK, { id: gid }, moneyBackAnswerSchema);
  return orderFromShopify(order, back.order ?? NOTHING_BACK);
}

/** `123` → `gid://shopify/Order/123`. */
export function gidOf(kind: "Order" | "Product" | "ProductVariant", id: string): string {
  return `gid://shopify/${kind}/${id}`;
}

/** Half an order would be told as if it were all of it. */
function refuseHalf(order: ShopifyOrder): void {
  const lists = [
    order.lineItems,
    ...order.fulfillments.map(({ fulfillmentLineItems }) => fulfillmentLineItems),
  ];
  if (lists.some(({ pageInfo }) => pageInfo.hasNextPage)) {
    throw new ProviderUnavailableError(`Shopify order ${order.name} is too large to be read whole`);
  }
}

function hasMoneyBack(order: ShopifyOrder): boolean {
  const refunded = Number(order.totalRefundedSet.presentmentMoney.amount) > 0;
  return refunded || order.returnStatus !== "NO_RETURN";
}
