import type { CommerceProvider } from "../../../core/commerce.ts";
import { ProviderUnavailableError } from "../../../core/errors.ts";
import type { Order } from "../../../core/order.ts";
import type { Clock } from "../../../core/ports.ts";
import { type ChangedOrders, changesFrom } from "../changes.ts";
import { askedFor, exactly, matches } from "../exact-match.ts";
import { oneByOne } from "../one-by-one.ts";
import { phoneSpellings } from "../phone-forms.ts";
import { changeOrder } from "./change.ts";
import { type WooClient, type WooOrder, wooClient } from "./client.ts";
import { readWooWebhook } from "./events.ts";
import { orderFromWoo } from "./orders.ts";
import { progressOf } from "./parcels.ts";
import { variantsOf } from "./variants.ts";

/** WooCommerce's search is loose; a text that so many pages of orders carry cannot be looked through in time. */
const MOST_PAGES = 5;

/** Not orders yet, or no more. */
const NO_ORDERS = ["checkout-draft", "auto-draft", "draft", "trash"];

/** A shop on WooCommerce. Set-up: docs/commerce/woocommerce.md. */
export function wooCommerce(options: {
  url: string;
  key: string;
  secret: string;
  webhookSecret?: string;
  clock: Clock;
}): CommerceProvider {
  const { clock, webhookSecret } = options;
  const woo = wooClient({ ...options, now: () => clock.now() });
  const inTurn = oneByOne();
  return {
    name: "woocommerce",

    async findOrders(query) {
      const asked = askedFor(query);
      if (!asked) return [];
      const texts = asked.by === "phone" ? phoneSpellings(asked.text) : [asked.text];
      const hits = await Promise.all([
        ...texts.map((text) => everyHit(woo, text)),
        // The search does not look at the number where it is the id itself.
        ...(asked.by === "number" && isId(asked.text) ? [woo.byId(asked.text)] : []),
      ]);
      const wanted = new Map(
        hits
          .flat()
          .filter(isPlaced)
          .filter((order) => matches(orderFromWoo(order, []), query))
          .map((order) => [order.id, order]),
      );
      return exactly(
        await Promise.all([...wanted.values()].map((order) => told(woo, order))),
        query,
      );
    },

    async getOrder(id) {
      if (!isId(id)) return undefined;
      const order = await woo.order(id);
      return order && String(order.id) === id && isPlaced(order) ? told(woo, order) : undefined;
    },

    abilities: {
      changes: ["cancel", "change_address", "return", "exchange"],
      returns: "local",
      cancelRefunds: false,
    },

    variantsOf: (productId) => variantsOf(woo, productId),

    change(change, key) {
      return inTurn(change.orderId, async () => {
        const raw = isId(change.orderId) ? await woo.order(change.orderId) : undefined;
        const isOrder = raw && String(raw.id) === change.orderId && isPlaced(raw);
        const found = isOrder ? { raw, order: await told(woo, raw) } : undefined;
        return changeOrder(change, key, found, {
          woo,
          now: clock.now(),
          variantsOf: (productId) => variantsOf(woo, productId),
        });
      });
    },

    changesSince(cursor) {
      const changed = changedOn(woo);
      return changesFrom(cursor, { system: "WooCommerce", now: clock.now(), changed });
    },

    ...(webhookSecret === undefined
      ? {}
      : { readWebhook: (webhook) => readWooWebhook(webhook, webhookSecret) }),
  };
}

/** A page of the orders that changed since then; only what may be news is read whole. */
function changedOn(woo: WooClient): ChangedOrders {
  return async (from, after = "1") => {
    const { orders, pages } = await woo.changedSince(from, Number(after));
    const mayBeNews = (order: WooOrder) =>
      progressOf(order) === "arrived" || order.refunds.length > 0;
    return {
      orders: orders.filter(isPlaced).map((order) => ({
        id: String(order.id),
        changedAt: order.date_modified_gmt,
        ...(mayBeNews(order) ? { read: () => told(woo, order) } : {}),
      })),
      ...(pages > Number(after) ? { next: String(Number(after) + 1) } : {}),
    };
  };
}

async function everyHit(woo: WooClient, text: string): Promise<readonly WooOrder[]> {
  const { orders, pages } = await woo.search(text, 1);
  if (pages > MOST_PAGES) {
    throw new ProviderUnavailableError(
      `WooCommerce finds ${pages} pages of orders that carry what was asked; they cannot all be compared`,
    );
  }
  const others = Array.from({ length: Math.max(0, pages - 1) }, (_, index) => index + 2);
  const rest = await Promise.all(others.map((page) => woo.search(text, page)));
  return [...orders, ...rest.flatMap((page) => page.orders)];
}

/** An order says that it was refunded, but only its refunds say when and for which items. */
async function told(woo: WooClient, order: WooOrder): Promise<Order> {
  return orderFromWoo(order, order.refunds.length > 0 ? await woo.refundsOf(order.id) : []);
}

function isPlaced({ status }: WooOrder): boolean {
  return !NO_ORDERS.includes(status);
}

function isId(text: string): boolean {
  return /^\d{1,18}$/.test(text);
}
