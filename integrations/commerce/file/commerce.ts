import { statSync } from "node:fs";
import type { OrderChange } from "../../../core/change.ts";
import type { CommerceEvent, CommerceProvider } from "../../../core/commerce.ts";
import { ConfigurationError, ProviderUnavailableError } from "../../../core/errors.ts";
import type { Order } from "../../../core/order.ts";
import type { Clock } from "../../../core/ports.ts";
import { askedFor, matches, type OrderQuery } from "../exact-match.ts";
import { objectionTo, objectionToVariants, type Refusal } from "../objection.ts";
import { oneByOne } from "../one-by-one.ts";
import { changedOrder } from "./changed-order.ts";
import { changesFile, passingChanges } from "./changes-file.ts";
import { type CommerceFile, readCommerceFile, type StoredOrder, variantIdOf } from "./client.ts";
import { orderNews } from "./order-news.ts";
import { orderWatch } from "./orders.ts";
import { shelfAfter } from "./shelf.ts";

/**
 * A shop kept in one JSON file (format: shop/README.md), read at once and again whenever it changes on disk.
 * The world in it moves with the clock: a parcel with a `deliveredAt` in the future is delivered when that time comes.
 *
 * Relative dates count from the moment of this call. In the `demo` whatever lies before it is background and never
 * news, however old the cursor; in a `file` a delivery written down after the fact is news when we read of it.
 * A file that cannot be read any more makes every call reject (`ProviderUnavailableError`) until it is mended.
 *
 * The file itself is never written: changes are kept in `changes`, a file beside the store that one server writes
 * (absent: in memory), and shown on top of what the file says.
 * @throws ConfigurationError when the file cannot be read now.
 */
export function fileCommerce(options: {
  file: string;
  name: "demo" | "file";
  clock: Clock;
  timezone: string;
  changes?: string | undefined;
}): CommerceProvider {
  const { file, name, clock, timezone } = options;
  const made = options.changes === undefined ? passingChanges() : changesFile(options.changes);
  const inTurn = oneByOne();
  const viewOf = orderWatch();
  const anchor = clock.now();
  let version = versionOf(file);
  let shop = findable(readCommerceFile(file, { anchor, timezone }));
  const news = orderNews(shop.orders, anchor, viewOf);

  function current(): FindableOrders {
    try {
      const latest = versionOf(file);
      if (latest === version) return shop;
      shop = findable(readCommerceFile(file, { anchor, timezone }));
      version = latest;
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      throw new ProviderUnavailableError(`the shop's file cannot be read: ${error.message}`, {
        cause: error,
      });
    }
    news.learn(shop.orders, clock.now());
    return shop;
  }

  /** The orders as they stand now, newest first. */
  function asOfNow(orders: readonly StoredOrder[]): Order[] {
    const now = clock.now();
    const isAnyMade = made.all().length > 0;
    return orders
      .flatMap((stored) => viewOf(stored, now) ?? [])
      .map((order) => {
        const changes = isAnyMade ? made.of(order.id) : [];
        return changes.reduce((sofar, one) => changedOrder(sofar, one, shelf()), order);
      })
      .sort((a, b) => b.placedAt - a.placedAt);
  }

  const shelf = () => shelfAfter(current().products, made.all());

  function orderNow(id: string): Order | undefined {
    return asOfNow(current().orders.filter((order) => order.id === id))[0];
  }

  function objectionNow(change: OrderChange): Refusal | undefined {
    const order = orderNow(change.orderId);
    const objection = objectionTo(change, order);
    if (objection || !("swaps" in change)) return objection;
    const { left } = shelf();
    const wanted = (variantId: string) =>
      change.swaps
        .filter((swap) => swap.variantId === variantId)
        .reduce((sum, { quantity }) => sum + quantity, 0);
    const offered = change.swaps.map(({ lineItemId }) => {
      const productId = order?.lineItems.find(({ id }) => id === lineItemId)?.productId;
      const product = current().products.find(({ id }) => id === productId);
      const variants = (product?.variants ?? []).map(variantIdOf);
      return [
        lineItemId,
        variants.map((id) => ({ id, isAvailable: left(id) >= Math.max(1, wanted(id)) })),
      ] as const;
    });
    return objectionToVariants(change.swaps, new Map(offered));
  }

  return {
    name,

    async findOrders(query) {
      return asOfNow(current().matching(query)).filter((order) => matches(order, query));
    },

    async getOrder(id) {
      return orderNow(id);
    },

    abilities: {
      changes: ["cancel", "change_address", "change_items", "return", "exchange"],
      returns: "local",
      cancelRefunds: true,
    },

    async variantsOf(productId) {
      const { left } = shelf();
      const product = current().products.find(({ id }) => id === productId);
      return (product?.variants ?? []).map((variant) => ({
        id: variantIdOf(variant),
        options: variant.options ?? (variant.title ? { variant: variant.title } : {}),
        price: variant.price,
        isAvailable: left(variantIdOf(variant)) > 0,
      }));
    },

    change(change, key) {
      return inTurn(change.orderId, async () => {
        const isMade = made.all().some((one) => one.key === key);
        if (!isMade) {
          const objection = objectionNow(change);
          if (objection) return objection;
          made.add({ key, at: clock.now(), change });
        }
        const isComingBack = change.do === "return" || change.do === "exchange";
        const refunds = orderNow(change.orderId)?.refunds.some(({ id }) => id === key) ?? false;
        return { kind: "done", ...(isComingBack ? { reference: key } : {}), refunds };
      });
    },

    async changesSince(cursor) {
      const now = clock.now();
      if (cursor === undefined) return { events: [], cursor: String(now) };
      const since = instantOf(cursor);
      const from = name === "demo" ? Math.max(since, anchor) : since;
      const events = news.between(current().orders, from, now).flatMap(({ orderId, happened }) => {
        const order = orderNow(orderId);
        const isStopped = order?.status === "cancelled" && isArrival(happened);
        return order && !isStopped ? [{ ...happened, order }] : [];
      });
      events.sort((a, b) => a.happenedAt - b.happenedAt);
      return { events, cursor: String(Math.max(since, now)) };
    },
  };
}

function isArrival({ event }: Pick<CommerceEvent, "event">): boolean {
  return event === "delivered" || event === "picked_up";
}

/** The file's orders, those of one phone, e-mail address or number at hand, and its products. */
type FindableOrders = {
  products: CommerceFile["products"];
  orders: readonly StoredOrder[];
  matching(query: OrderQuery): readonly StoredOrder[];
};

function findable({ orders, products }: CommerceFile): FindableOrders {
  const byName = new Map<string, StoredOrder[]>();
  for (const order of orders) {
    const { phone, email, number } = order;
    for (const name of [
      nameOf({ number }),
      phone && nameOf({ phone }),
      email && nameOf({ email }),
    ]) {
      if (!name) continue;
      const known = byName.get(name);
      if (known) known.push(order);
      else byName.set(name, [order]);
    }
  }
  return { orders, products, matching: (query) => byName.get(nameOf(query) ?? "") ?? [] };
}

function nameOf(query: OrderQuery): string | undefined {
  const asked = askedFor(query);
  return asked && `${asked.by} ${asked.text}`;
}

/** Changes whenever the file does. */
function versionOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`${file}: cannot be read: ${why}`]);
  }
}

function instantOf(cursor: string): number {
  if (!/^\d+$/.test(cursor)) {
    throw new Error(
      `not a cursor of this shop: ${JSON.stringify(cursor)}, expected epoch milliseconds`,
    );
  }
  return Number(cursor);
}
