import type { CommerceProvider } from "../../../core/commerce.ts";
import type { Order } from "../../../core/order.ts";
import type { Clock } from "../../../core/ports.ts";
import { changesFrom } from "../changes.ts";
import { askedFor, exactly } from "../exact-match.ts";
import { readForwarded } from "../forwarder.ts";
import { oneByOne } from "../one-by-one.ts";
import { phoneSpellings } from "../phone-forms.ts";
import { changeOrder } from "./change.ts";
import { type VendureClient, type VendureOrder, vendureClient } from "./client.ts";
import { orderFromVendure } from "./orders.ts";
import { variantsOf } from "./variants.ts";

const PAGE = 25;

/** A shop on Vendure 3. Set-up: docs/commerce/vendure.md. Vendure has no place for consent to a thank-you, so none is sent. */
export function vendureCommerce(options: {
  url: string;
  apiKey: string;
  webhookSecret?: string;
  clock: Clock;
}): CommerceProvider {
  const { clock, webhookSecret } = options;
  const vendure = vendureClient(options);
  const inTurn = oneByOne();
  let precision: Promise<number> | undefined;

  /** Asked once; a server does not change it under way. An outage is no answer, and asked again. */
  function countedIn(): Promise<number> {
    precision ??= vendure.precision();
    return precision.catch((error: unknown) => {
      precision = undefined;
      throw error;
    });
  }

  async function inOurWords(orders: readonly VendureOrder[]): Promise<readonly Order[]> {
    const decimals = await countedIn();
    return orders.filter(isPlaced).map((order) => orderFromVendure(order, decimals));
  }

  return {
    name: "vendure",

    async findOrders(query) {
      const asked = askedFor(query);
      if (!asked) return [];
      return exactly(await inOurWords(await hits(vendure, asked)), query);
    },

    async getOrder(id) {
      const found = await vendure.order(id);
      return found?.id === id ? (await inOurWords([found]))[0] : undefined;
    },

    abilities: {
      changes: ["cancel", "change_address", "change_items", "return", "exchange"],
      returns: "local",
      cancelRefunds: false,
    },

    async variantsOf(productId) {
      return variantsOf(vendure, productId, await countedIn());
    },

    change(change, key) {
      return inTurn(change.orderId, async () => {
        const raw = await vendure.order(change.orderId);
        const [order] = raw?.id === change.orderId ? await inOurWords([raw]) : [];
        const found = raw && order && { raw, order };
        return changeOrder(change, key, found, { vendure, precision: await countedIn() });
      });
    },

    changesSince(cursor) {
      return changesFrom(cursor, {
        system: "Vendure",
        now: clock.now(),
        async changed(from, after = "0") {
          const { orders, total } = await vendure.changedSince(from, Number(after), PAGE);
          const end = Number(after) + orders.length;
          return {
            orders: orders.map((order) => ({
              id: order.id,
              changedAt: order.updatedAt,
              read: async () => (await inOurWords([order]))[0],
            })),
            ...(orders.length > 0 && end < total ? { next: String(end) } : {}),
          };
        },
      });
    },

    ...(webhookSecret === undefined
      ? {}
      : { readWebhook: (webhook) => readForwarded(webhook, webhookSecret, clock.now()) }),
  };
}

/** Vendure compares letter by letter: an e-mail is kept in small letters, a code as the shop makes it, mostly in large ones. */
function hits(
  vendure: VendureClient,
  { by, text }: { by: "phone" | "email" | "number"; text: string },
): Promise<readonly VendureOrder[]> {
  switch (by) {
    case "number":
      return vendure.byCode([text, text.toUpperCase()]);
    case "email":
      return vendure.byCustomer("emailAddress", [text]);
    case "phone":
      return vendure.byCustomer("phoneNumber", phoneSpellings(text));
    default:
      return by satisfies never;
  }
}

/** A cart has a code as well, and is nobody's order. */
function isPlaced(order: VendureOrder): boolean {
  return !order.active && order.orderPlacedAt !== null && order.orderPlacedAt !== undefined;
}
