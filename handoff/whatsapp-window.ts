import type { Conversation } from "../core/conversation.ts";

/** WhatsApp carries free text until 24 hours after the customer's last message. Source: Twilio error 63016. */
const WINDOW_MS = 24 * 60 * 60_000;

/** Until when this customer can be written to freely on WhatsApp; `undefined` for one who never wrote there. */
export function windowEnd({
  whatsappSeenAt,
}: Pick<Conversation, "whatsappSeenAt">): number | undefined {
  return whatsappSeenAt === undefined ? undefined : whatsappSeenAt + WINDOW_MS;
}
