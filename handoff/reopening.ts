import type { Conversation } from "../core/conversation.ts";
import type { HandoffFile } from "../core/handoff-file.ts";
import type { RuleThatFired } from "./rules.ts";

const HOUR_MS = 60 * 60_000;

/** What sends an answer to a conversation that was resolved lately back to the same team; `undefined`: it was not. */
export function reopening(
  { holder, handoff }: Pick<Conversation, "holder" | "handoff">,
  now: number,
  file: Pick<HandoffFile, "reopen_hours">,
): RuleThatFired | undefined {
  if (holder.kind !== "resolved" || !handoff) return undefined;
  if (now - holder.at > file.reopen_hours * HOUR_MS) return undefined;
  const { team, priority } = handoff;
  return { name: "wrote again after it was resolved", team, priority };
}
