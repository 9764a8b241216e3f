import type { z } from "zod";
import type { CommerceProvider } from "../../../core/commerce.ts";
import type { Order } from "../../../core/order.ts";
import type { Clock } from "../../../core/ports.ts";
import { type ChangedOrders, changesFrom } from "../changes.ts";
import { askedFor, exactly, matches } from "../exact-match.ts";
import { oneByOne } from "../one-by-one.ts";
import { changeOrder } from "./change.ts";
import { type ShopifyClient, shopifyClient } from "./client.ts";
import { readShopifyWebhook } from "./events.ts";
import { contactOf } from "./orders.ts";
import {
  ACCESS_SCOPES,
  accessScopesSchema,
  CHANGED_ORDERS,
  changedOrdersSchema,
  FIND_BY_PHONE,
  FIND_ORDERS,
  foundByPhoneSchema,
  foundOrdersSchema,
  type ShopifyContact,
} from "./queries.ts";
import { readOrder } from "./read-order.ts";
import { variantsOf } from "./variants.ts";

/** Each order is a question of its own, and a customer waits: of one customer's orders the newest so many are told. */
const MOST_ORDERS = 10;

const NEEDED_SCOPES = [
  "read_orders",
  "read_customers",
  "read_fulfillments",
  "read_returns",
  "read_products",
  "write_orders",
  "write_order_edits",
  "write_returns",
];

/**
 * A shop on Shopify. Set-up: docs/commerce/shopify.md. Of one customer the ten newest orders are found; without the
 * scope `read_all_orders` Shopify itself leaves out whatever is older than 60 days.
 */
export function shopifyCommerce(options: {
  shop: string;
  accessToken: string;
  webhookSecret?: string;
  apiVersion?: string;
  apiUrl?: string;
  clock: Clock;
}): CommerceProvider {
  const { clock, webhookSecret } = options;
  const shopify = shopifyClient(options);
  const inTurn = oneByOne();
  return {
    name: "shopify",

    async findOrders(query) {
      const asked = askedFor(query);
      if (!asked) return [];
      const hits = await contacts(shopify, asked);
      const wanted = hits.filter((hit) => matches(contactOf(hit), query)).slice(0, MOST_ORDERS);
      const orders: Order[] = [];
      for (const { legacyResourceId } of wanted) {
        // One by one: side by side they would reserve more points than Shopify gives.
        const order = await readOrder(shopify, legacyResourceId);
        if (order) orders.push(order);
      }
      return exactly(orders, query);
    },

    getOrder: (id) => readOrder(shopify, id),

    changesSince(cursor) {
      const changed = changedOn(shopify);
      return changesFrom(cursor, { system: "Shopify", now: clock.now(), changed });
    },

    ...(webhookSecret === undefined
      ? {}
      : { readWebhook: (webhook) => readShopifyWebhook(webhook, webhookSecret) }),

    abilities: {
      changes: ["cancel", "change_address", "change_items", "return", "exchange"],
      returns: "native",
      cancelRefunds: true,
    },
    variantsOf: (productId) => variantsOf(shopify, productId),
    change: (change, key) =>
      inTurn(change.orderId, () => changeOrder(change, key, { shopify, clock })),

    async check() {
      const { currentAppInstallation } = await shopify.ask(ACCESS_SCOPES, {}, accessScopesSchema);
      const given = new Set(currentAppInstallation.accessScopes.map(({ handle }) => handle));
      const { asked, answered } = shopify.versions();
      return [
        ...NEEDED_SCOPES.filter((scope) => !given.has(scope)).map(
          (scope) => `the app lacks the scope ${scope}`,
        ),
        ...(given.has("read_all_orders")
          ? []
          : ["without the scope read_all_orders, orders older than 60 days are not found"]),
        ...(answered === asked
          ? []
          : [`SHOPIFY_API_VERSION: asked for ${asked}, Shopify answers in ${answered}`]),
      ];
    },
  };
}

/** A page of the orders that changed since then; only what may be news is read whole. */
function changedOn(shopify: ShopifyClient): ChangedOrders {
  return async (from, after) => {
    const { orders } = await shopify.ask(
      CHANGED_ORDERS,
      { query: `updated_at:>='${new Date(from).toISOString()}'`, after: after ?? null },
      changedOrdersSchema,
    );
    const { hasNextPage, endCursor } = orders.pageInfo;
    return {
      orders: orders.nodes.map(({ legacyResourceId: id, updatedAt: changedAt, ...order }) => ({
        id,
        changedAt,
        ...(mayBeNews(order) ? { read: () => readOrder(shopify, id) } : {}),
      })),
      ...(hasNextPage && endCursor ? { next: endCursor } : {}),
    };
  };
}

async function contacts(
  shopify: ShopifyClient,
  asked: { by: "phone" | "email" | "number"; text: string },
): Promise<readonly ShopifyContact[]> {
  if (asked.by === "phone") {
    if (!/^\+\d{7,15}$/.test(asked.text)) return [];
    const answer = await shopify.ask(FIND_BY_PHONE, { phone: asked.text }, foundByPhoneSchema);
    return answer.customerByIdentifier?.orders.nodes ?? [];
  }
  const field = asked.by === "number" ? "name" : "email";
  const query = `${field}:"${asked.text.replace(/["\\]/g, "\\$&")}"`;
  return (await shopify.ask(FIND_ORDERS, { query }, foundOrdersSchema)).orders.nodes;
}

/** Whether an order that changed may have arrived, wait to be collected, be refunded or have come back. */
function mayBeNews({
  fulfillments,
  displayFinancialStatus,
  returnStatus,
}: Pick<Changed, "fulfillments" | "displayFinancialStatus" | "returnStatus">): boolean {
  return (
    returnStatus !== "NO_RETURN" ||
    REFUNDED.has(displayFinancialStatus ?? "") ||
    fulfillments.some(({ displayStatus }) => TOLD_OF.has(displayStatus ?? ""))
  );
}

type Changed = z.infer<typeof changedOrdersSchema>["orders"]["nodes"][number];

const REFUNDED = new Set(["REFUNDED", "PARTIALLY_REFUNDED"]);
const TOLD_OF = new Set(["DELIVERED", "PICKED_UP", "READY_FOR_PICKUP"]);
