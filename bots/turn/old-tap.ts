import type { Conversation } from "../../core/conversation.ts";
import { type Draft, decide, say } from "../../core/draft.ts";
import type { CustomerMessage } from "../../core/message.ts";
import type { Phrase } from "../../core/shop.ts";
import type { Brief } from "./brief.ts";
import { openQuestion } from "./flow-turn.ts";

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

/** Says that a button was an earlier question's, and asks what is open now. `false`: something else was written too, or no such button tapped. */
export function answerOldTap(draft: Draft, { said, ...brief }: Brief, phrase: Phrase): boolean {
  if (said?.text !== "") return false;
  if (!said.messages.some((message) => isOldTap(message, brief.conversation))) return false;
  decide(draft, "ask", "tap: an earlier question's button");
  const question = openQuestion({ said, ...brief }, draft.conversation, phrase);
  say(draft, [phrase("choice.old"), question].filter(Boolean).join(" "), { purpose: "answer" });
  return true;
}
