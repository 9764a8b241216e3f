import { statSync } from "node:fs";
import { completionOf } from "../../../core/completion.ts";
import { ConfigurationError, ProviderUnavailableError } from "../../../core/errors.ts";
import type { Order } from "../../../core/order.ts";
import type { Clock, CommerceEvent, CommerceProvider } from "../../../core/ports.ts";
import { askedFor, matches, type OrderQuery } from "../exact-match.ts";
import { type CommerceFile, readCommerceFile, type StoredOrder } from "./client.ts";
import { orderAt } from "./orders.ts";

/**
 * A shop kept in one JSON file (format: shop/README.md), read at once and again whenever it changes on disk.
 * The world in it moves with the clock: a parcel with a `deliveredAt` in the future is delivered when that time comes.
 *
 * Relative dates count from the moment of this call. In the `demo` whatever lies before it is background and never
 * news, however old the cursor; in a `file` a delivery written down after the fact is news when we read of it.
 * A file that cannot be read any more makes every call reject (`ProviderUnavailableError`) until it is mended.
 * @throws ConfigurationError when the file cannot be read now.
 */
export function fileCommerce(options: {
  file: string;
  name: "demo" | "file";
  clock: Clock;
  timezone: string;
}): CommerceProvider {
  const { file, name, clock, timezone } = options;
  const anchor = clock.now();
  /** When we could first know of each completed order. */
  const knownAt = new Map<string, number>();
  let version = versionOf(file);
  let shop = findable(readCommerceFile(file, { anchor, timezone }));
  learn(Number.NEGATIVE_INFINITY);

  /** Takes in what the file just read says; nothing in it can have been known before `readAt`. */
  function learn(readAt: number): void {
    for (const order of shop.orders) {
      const completion = completionOf(order);
      const known = knownAt.get(order.id) ?? Number.POSITIVE_INFINITY;
      if (completion && known > readAt) {
        knownAt.set(order.id, Math.max(completion.happenedAt, readAt));
      }
    }
  }

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
    learn(clock.now());
    return shop;
  }

  /** The orders as they stand now, newest first. */
  function asOfNow(orders: readonly StoredOrder[]): Order[] {
    const now = clock.now();
    return orders
      .flatMap((order) => orderAt(order, now) ?? [])
      .sort((a, b) => b.placedAt - a.placedAt);
  }

  return {
    name,

    async findOrders(query) {
      return asOfNow(current().matching(query)).filter((order) => matches(order, query));
    },

    async getOrder(id) {
      return asOfNow(current().orders.filter((order) => order.id === id))[0];
    },

    async changesSince(cursor) {
      const now = clock.now();
      if (cursor === undefined) return { events: [], cursor: String(now) };
      const since = instantOf(cursor);
      const from = name === "demo" ? Math.max(since, anchor) : since;
      const isNews = ({ id }: StoredOrder) => {
        const known = knownAt.get(id);
        return known !== undefined && known > from && known <= now;
      };
      const events: CommerceEvent[] = current()
        .orders.filter(isNews)
        .flatMap((stored) => {
          const completion = completionOf(stored);
          const order = orderAt(stored, now);
          return completion && order ? [{ ...completion, order }] : [];
        });
      events.sort((a, b) => a.happenedAt - b.happenedAt);
      return { events, cursor: String(Math.max(since, now)) };
    },
  };
}

/** The file's orders, those of one phone, e-mail address or number at hand. */
type FindableOrders = {
  orders: readonly StoredOrder[];
  matching(query: OrderQuery): readonly StoredOrder[];
};

function findable({ orders }: CommerceFile): FindableOrders {
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
  return { orders, matching: (query) => byName.get(nameOf(query) ?? "") ?? [] };
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
