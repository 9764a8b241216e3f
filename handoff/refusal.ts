import { type Draft, decide } from "../core/draft.ts";
import type { Agent } from "../core/message.ts";
import { whisper } from "../core/tell-desk.ts";

/** Whether this agent holds the conversation; one who does not is told who does. */
export function holds(draft: Draft, agent: Agent): boolean {
  const { holder } = draft.conversation;
  if (holder.kind === "agent" && holder.agent.id === agent.id) return true;
  decide(draft, "stay_silent", "desk: not the holder");
  whisper(draft, agent, refusal(draft));
  return false;
}

/** Why an agent may not do now what they tried: who has the conversation instead. */
export function refusal({ conversation: { holder } }: Draft): string {
  switch (holder.kind) {
    case "agent":
      return `${holder.agent.name} holds this conversation`;
    case "waiting":
      return "Nobody has claimed this conversation yet";
    case "resolved":
      return "This conversation is resolved";
    case "bot":
      return "This conversation is back with the bot";
    default:
      return holder satisfies never;
  }
}
