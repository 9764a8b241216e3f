import { livePromise } from "../../../core/conversation.ts";
import { type Draft, say } from "../../../core/draft.ts";
import type { AgentAction, InboundOf } from "../../../core/message.ts";
import type { Phrase } from "../../../core/shop.ts";
import { isWindowShut } from "../../../handoff/whatsapp-window.ts";
import { wordsLeft } from "../brief/handed-back.ts";
import type { Brief } from "../brief.ts";
import { STALE_AFTER_MS } from "../outbox/stale-answer.ts";
import { respond } from "./converse.ts";
import { apologise, stateWhatItAnswers } from "./late-answer.ts";

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
  const left = wordsLeft(draft.conversation);
  if (said && left.length > 0) {
    respond(draft, brief, said);
    const moments = left.map(({ at }) => at);
    const isLate = moments.some((at) => draft.now - at > STALE_AFTER_MS);
    if (isLate) apologise(draft, phraseFor(draft, brief));
    return stateWhatItAnswers(draft, moments);
  }
  const { handoff, lines } = draft.conversation;
  const hasAnswered = lines.some(({ who, at }) => who === "agent" && at >= (handoff?.at ?? 0));
  if (hasAnswered || note !== undefined || !livePromise(conversation)) return;
  say(draft, phraseFor(draft, brief)("handoff.given_back"), { purpose: "answer" });
}

function phraseFor({ conversation }: Draft, { shop }: Brief): Phrase {
  return shop.phrases(conversation.locale);
}
