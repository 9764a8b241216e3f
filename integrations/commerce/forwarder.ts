import { z } from "zod";
import type { Webhook, WebhookReading } from "../../core/commerce.ts";
import { isSigned, readWebhookBody } from "./signature.ts";

/** A forwarder's clock and ours may differ by this much; an older post may be somebody's recording. */
const FRESH_FOR_MS = 5 * 60_000;

const forwardedSchema = z.object({ event: z.string(), order_id: z.string().min(1) });

/**
 * Reads what our own forwarder inside a shop system posted, for systems that have no webhooks. It is genuine within five
 * minutes of `x-nightdesk-timestamp` (epoch seconds), with `x-nightdesk-signature` the hex HMAC-SHA256 of
 * `<timestamp>.<body>`. Source: docs/commerce/medusa.md and docs/commerce/vendure.md.
 */
export function readForwarded(webhook: Webhook, secret: string, now: number): WebhookReading {
  const timestamp = webhook.headers["x-nightdesk-timestamp"] ?? "";
  const isFresh =
    /^\d{1,12}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1000) <= FRESH_FOR_MS;
  const signature = webhook.headers["x-nightdesk-signature"];
  const sealed = { secrets: [secret], encoding: "hex" as const, prefix: `${timestamp}.` };
  if (!isFresh || !isSigned(webhook.body, signature, sealed)) return { kind: "forged" };
  return { kind: "genuine", orderIds: [readWebhookBody(webhook, forwardedSchema).order_id] };
}
