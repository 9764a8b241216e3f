import { z } from "zod";
import type { Webhook, WebhookReading } from "../../../core/ports.ts";
import { isFromForwarder, readWebhookBody } from "../signature.ts";

/** What the subscriber in docs/commerce/medusa.md posts. */
const forwardedSchema = z.object({ event: z.string(), order_id: z.string().min(1) });

/** Reads what our forwarder inside Medusa posted; Medusa has no webhooks of its own. */
export function readMedusaWebhook(webhook: Webhook, secret: string, now: number): WebhookReading {
  if (!isFromForwarder(webhook, secret, now)) return { kind: "forged" };
  return { kind: "genuine", orderIds: [readWebhookBody(webhook, forwardedSchema).order_id] };
}
