import type { CommerceProvider } from "../../core/commerce.ts";
import type { Clock } from "../../core/ports.ts";
import { shopifyCommerce } from "../../integrations/commerce/shopify/commerce.ts";
import { sleepersClock } from "./shop-evening.ts";
import type { Shopify } from "./shopify.ts";
import type { OrderSketch } from "./shopify-orders.ts";

/** A customer of the shop. */
export const signe = { phone: "+4520304050", email: "signe.holm@example.com" };

/** Two lamps of hers, each in a parcel of its own, that came the day before. */
export const twoLamps = { id: 1, title: "Lamp", quantity: 2, price: "89.00" };
export const delivered: OrderSketch = {
  number: 1042,
  placedAt: "2026-11-18T10:00:00Z",
  customer: signe,
  lines: [twoLamps],
  parcels: [
    { id: 61, status: "DELIVERED", lines: [[1, 1]], deliveredAt: "2026-11-20T10:00:00Z" },
    { id: 62, status: "DELIVERED", lines: [[1, 1]], deliveredAt: "2026-11-20T12:00:00Z" },
  ],
};

/** The shop as we reach it. */
export function shopOn(
  { url: apiUrl, accessToken }: Pick<Shopify, "url" | "accessToken">,
  more: { apiVersion?: string; clock?: Clock } = {},
): CommerceProvider {
  const shop = "harbour-pine.myshopify.com";
  return shopifyCommerce({ shop, accessToken, apiUrl, clock: sleepersClock(), ...more });
}

/** What the next question with these words in it asks for is done, and nobody hears of it. */
export function loseAnswerTo(server: Shopify, words: string): void {
  server.loseAnswer(({ body }) => body.includes(words));
}
