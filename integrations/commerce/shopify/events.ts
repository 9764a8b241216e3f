import { z } from "zod";
import type { Webhook, WebhookReading } from "../../../core/commerce.ts";
import { isSigned, readWebhookBody } from "../signature.ts";

const id = z.union([z.number().int().positive(), z.string().regex(/^\d+$/)]).transform(String);

/** Topics about an order name it by `id`; those about a fulfilment, a refund or a return by `order_id` or `order`. */
const orderSchema = z.object({ id });
const childSchema = z.union([
  z.object({ order_id: id }).transform(({ order_id }) => order_id),
  z.object({ order: z.object({ id }) }).transform(({ order }) => order.id),
]);

/** Topics that come with every app and are about no order of ours to tell of. */
const OTHER = /^(customers|shop|app|products|orders\/delete$)/;

/**
 * Reads a Shopify webhook: `X-Shopify-Hmac-SHA256` is the base64 HMAC-SHA256 of the raw body under the app's client
 * secret. While a secret is rotated two are right for up to an hour: give both, with a comma. Source: Shopify's webhooks.
 */
export function readShopifyWebhook(webhook: Webhook, secret: string): WebhookReading {
  const secrets = secret.split(",").map((one) => one.trim());
  const signature = webhook.headers["x-shopify-hmac-sha256"];
  if (!isSigned(webhook.body, signature, { secrets, encoding: "base64" })) {
    return { kind: "forged" };
  }
  const topic = webhook.headers["x-shopify-topic"] ?? "";
  if (OTHER.test(topic)) return { kind: "genuine", orderIds: [] };
  const orderId = topic.startsWith("orders/")
    ? readWebhookBody(webhook, orderSchema).id
    : readWebhookBody(webhook, childSchema);
  return { kind: "genuine", orderIds: [orderId] };
}
