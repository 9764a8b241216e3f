import type { Conversation } from "../../../core/conversation.ts";
import type { Inbound } from "../../../core/message.ts";
import { isGoodbye } from "../../../handoff/left-unsaid.ts";

/** Whether the agent who holds this conversation gives it back to the bot in this turn. */
export function isHandedBack(
  inbounds: readonly Inbound[],
  { holder }: Pick<Conversation, "holder">,
): boolean {
  return (
    holder.kind === "agent" &&
    inbounds.some(
      (inbound) =>
        inbound.kind === "agent" &&
        inbound.action.do === "hand_back" &&
        inbound.agent.id === holder.agent.id,
    )
  );
}

/**
 * What the customer wrote that nobody has answered, for the bot that gets the conversation back. Nothing of what only a
 * person could look at, and nothing after a goodbye.
 */
export function wordsLeft({ lines }: Pick<Conversation, "lines">): readonly WordsLeft[] {
  const answered = lines.findLastIndex(({ who }) => who !== "customer");
  const words = lines
    .slice(answered + 1)
    .filter(({ unread }) => !unread)
    .map(({ at, text }) => ({ at, text: text.replace(FILES, " ").trim() }))
    .filter(({ text }) => text !== "");
  const last = words.at(-1);
  return last === undefined || isGoodbye(last.text) ? [] : words;
}

/** What they wrote, and when. */
type WordsLeft = { at: number; text: string };

/** As a talk's line tells what was sent without words. */
const FILES = /\[(?:image|audio|video|application|text|file|location [^\]]*)\]/g;
