import { type Conversation, readConversation } from "../../core/conversation.ts";
import type { CustomerId } from "../../core/message.ts";
import type { Store } from "../../core/ports.ts";

/** Nobody holds a conversation for longer without a turn in it; the newest turns of a busy shop's week. */
const LOOK_BACK_MS = 7 * 24 * 60 * 60_000;
const MOST_TURNS = 5_000;

/** The conversations that this agent holds, the latest first. */
export async function heldBy(
  agentId: string,
  store: Pick<Store, "journalSince" | "conversation">,
  now: number,
): Promise<readonly { customer: CustomerId; conversation: Conversation }[]> {
  const turns = await store.journalSince(now - LOOK_BACK_MS, MOST_TURNS);
  const perhaps = new Set(
    turns.filter(({ entry }) => entry.holder.after === "agent").map(({ customer }) => customer),
  );
  const held: { customer: CustomerId; conversation: Conversation }[] = [];
  for (const customer of perhaps) {
    const conversation = readConversation(await store.conversation(customer));
    const { holder } = conversation;
    if (holder.kind === "agent" && holder.agent.id === agentId)
      held.push({ customer, conversation });
  }
  return held;
}
