import type { Conversation } from "../../../core/conversation.ts";
import type { CustomerMessage } from "../../../core/message.ts";

/**
 * Whether a button was tapped that stood under an earlier question: "yes" to that one is no yes to what is asked now. The
 * question how happy they are stays open for days, whatever else is asked.
 */
export function isOldTap(
  { tap }: Pick<CustomerMessage, "tap">,
  { again, survey }: Pick<Conversation, "again" | "survey">,
): boolean {
  if (tap?.askedAt === undefined || tap.askedAt === survey?.askedAt) return false;
  return again === undefined || tap.askedAt < again.askedAt;
}
