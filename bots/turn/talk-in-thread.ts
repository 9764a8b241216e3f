import { type Conversation, readConversation } from "../../core/conversation.ts";
import type { Address, CustomerId } from "../../core/message.ts";
import type { Store } from "../../core/ports.ts";

/**
 * Whose conversation a desk thread is about; `isPast`: it has gone on in the thread of a later handoff. `undefined`: it is
 * no customer's thread. @throws what the store throws, and ZodError for a state that this version cannot read.
 */
export async function talkInThread(
  thread: Address,
  store: Pick<Store, "customerOf" | "conversation" | "threadOf">,
): Promise<{ customer: CustomerId; conversation: Conversation; isPast: boolean } | undefined> {
  const customer = await store.customerOf(thread);
  const stored = customer === undefined ? undefined : await store.conversation(customer);
  if (customer === undefined || stored === undefined) return undefined;
  const conversation = readConversation(stored);
  const { handoff } = conversation;
  const live = handoff && (await store.threadOf(customer, handoff.number));
  return { customer, conversation, isPast: live !== thread };
}
