import { livePromise } from "../../core/conversation.ts";
import { type Draft, say } from "../../core/draft.ts";
import type { AgentAction, InboundOf } from "../../core/message.ts";
import { isWindowShut } from "../../handoff/whatsapp-window.ts";
import type { Brief } from "./brief.ts";
import { respond } from "./converse.ts";
import { wordsLeft } from "./handed-back.ts";

/**
 * The conversation is the bot's again: it answers what the customer wrote that nobody has answered, unless more of theirs
 * comes later in this turn. Who was promised a person's word and got none hears how it goes on, unless the agent left a
 * `note`, which says that they know (G7).
 */
export function takeUp(
  draft: Draft,
  done: InboundOf<"agent"> & AgentAction,
  note: string | undefined,
  brief: Brief,
): void {
  const { said, inbounds, optedOut, conversation } = brief;
  if (optedOut || isWindowShut(conversation, draft.now)) return;
  if (conversation.holder.kind !== "agent") return;
  if (draft.conversation.holder.kind !== "bot") return;
  const last = said?.messages.at(-1);
  if (last && inbounds.findIndex(({ key }) => key === last.key) > inbounds.indexOf(done)) return;
  if (said && wordsLeft(draft.conversation).length > 0) return respond(draft, brief, said);
  const { handoff, lines } = draft.conversation;
  const hasAnswered = lines.some(({ who, at }) => who === "agent" && at >= (handoff?.at ?? 0));
  if (hasAnswered || note !== undefined || !livePromise(conversation)) return;
  const phrase = brief.shop.phrases(draft.conversation.locale);
  say(draft, phrase("handoff.given_back"), { purpose: "answer" });
}
