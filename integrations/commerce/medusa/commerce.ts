import type { CommerceProvider } from "../../../core/commerce.ts";
import { ProviderUnavailableError } from "../../../core/errors.ts";
import type { Order } from "../../../core/order.ts";
import type { Clock } from "../../../core/ports.ts";
import { changesFrom } from "../changes.ts";
import { askedFor, exactly, matches } from "../exact-match.ts";
import { readForwarded } from "../forwarder.ts";
import { oneByOne } from "../one-by-one.ts";
import { phoneSpellings } from "../phone-forms.ts";
import { changeOrder } from "./change.ts";
import { askMedusa, type MedusaClient, type MedusaOrder, medusaClient } from "./client.ts";
import { hasReturns, orderFromMedusa } from "./orders.ts";
import { variantsOf } from "./variants.ts";
import { medusaWriter } from "./write.ts";

const PAGE = 50;

/** Medusa's search is loose; a text that so many orders carry cannot be looked through while a customer waits. */
const MOST_HITS = 500;

/** A shop on Medusa v2. Set-up: docs/commerce/medusa.md. */
export function medusaCommerce(options: {
  url: string;
  apiKey: string;
  webhookSecret?: string;
  clock: Clock;
}): CommerceProvider {
  const { clock, webhookSecret } = options;
  const ask = askMedusa(options);
  const medusa = medusaClient(ask);
  const writer = medusaWriter(ask);
  const inTurn = oneByOne();
  const getOrder = async (id: string) => {
    const order = await medusa.order(id);
    if (order?.id !== id || order.status === "draft") return undefined;
    const [told] = await withReturns(medusa, [order]);
    return told;
  };
  return {
    name: "medusa",

    async findOrders(query) {
      const asked = askedFor(query);
      if (!asked) return [];
      const texts = asked.by === "phone" ? phoneSpellings(asked.text) : [asked.text];
      const hits = await Promise.all(texts.map((text) => everyHit(medusa, text)));
      const wanted = new Map(
        hits
          .flat()
          .filter((order) => matches(orderFromMedusa(order, []), query))
          .map((order) => [order.id, order]),
      );
      return exactly(await withReturns(medusa, [...wanted.values()]), query);
    },

    getOrder,

    changesSince(cursor) {
      return changesFrom(cursor, {
        system: "Medusa",
        now: clock.now(),
        async changed(from, after = "0") {
          const page = await medusa.changedSince(from, Number(after), PAGE);
          return {
            orders: page.orders.filter(isPlaced).map((order) => ({
              id: order.id,
              changedAt: order.updated_at,
              read: async () => (await withReturns(medusa, [order]))[0],
            })),
            ...(page.orders.length === PAGE ? { next: String(Number(after) + PAGE) } : {}),
          };
        },
      });
    },

    abilities: {
      changes: ["cancel", "change_address", "change_items", "return", "exchange"],
      returns: "native",
      cancelRefunds: true,
    },
    variantsOf: (productId) => variantsOf(ask, productId),
    change: (change, key) =>
      inTurn(change.orderId, async () => {
        const order = await getOrder(change.orderId);
        const variants = (productId: string) => variantsOf(ask, productId);
        return changeOrder(change, { key, order, writer, variantsOf: variants });
      }),

    ...(webhookSecret === undefined
      ? {}
      : { readWebhook: (webhook) => readForwarded(webhook, webhookSecret, clock.now()) }),
  };
}

async function everyHit(medusa: MedusaClient, text: string): Promise<readonly MedusaOrder[]> {
  const hits: MedusaOrder[] = [];
  for (;;) {
    const { orders, count } = await medusa.search(text, hits.length, PAGE);
    hits.push(...orders);
    if (orders.length === 0 || hits.length >= count) return hits.filter(isPlaced);
    if (hits.length >= MOST_HITS) {
      throw new ProviderUnavailableError(
        `Medusa finds ${count} orders that carry what was asked; they cannot all be compared`,
      );
    }
  }
}

function isPlaced(order: MedusaOrder): boolean {
  return order.status !== "draft";
}

async function withReturns(
  medusa: MedusaClient,
  orders: readonly MedusaOrder[],
): Promise<readonly Order[]> {
  const returns = await medusa.returnsOf(orders.filter(hasReturns).map(({ id }) => id));
  return orders.map((order) => orderFromMedusa(order, returns));
}
