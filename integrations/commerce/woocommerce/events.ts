import { z } from "zod";
import type { Webhook, WebhookReading } from "../../../core/commerce.ts";
import { isSigned, readWebhookBody } from "../signature.ts";

const orderWebhookSchema = z.object({ id: z.number().int().positive() });

/**
 * Reads a WooCommerce webhook: `X-WC-Webhook-Signature` is the base64 HMAC-SHA256 of the raw body.
 * The ping that arrives when a webhook is made is the one thing it does not sign; it says nothing, so that it may pass.
 */
export function readWooWebhook(webhook: Webhook, secret: string): WebhookReading {
  if (isPing(webhook)) return { kind: "genuine", orderIds: [] };
  const signature = webhook.headers["x-wc-webhook-signature"];
  if (!isSigned(webhook.body, signature, { secrets: [secret], encoding: "base64" })) {
    return { kind: "forged" };
  }
  const topic = webhook.headers["x-wc-webhook-topic"] ?? "order.updated";
  if (!topic.startsWith("order.") || topic === "order.deleted") {
    return { kind: "genuine", orderIds: [] };
  }
  const { id } = readWebhookBody(webhook, orderWebhookSchema);
  return { kind: "genuine", orderIds: [String(id)] };
}

function isPing({ body }: Webhook): boolean {
  return body.length < 40 && /^webhook_id=\d+$/.test(Buffer.from(body).toString("utf8"));
}
