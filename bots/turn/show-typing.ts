import { readConversation } from "../../core/conversation.ts";
import { addressKind } from "../../core/message.ts";
import type { Clock, Work } from "../../core/ports.ts";
import type { Channel } from "../channel.ts";

/** An answer that is made faster than this needs no sign that it is being made. */
const NOTICED_AFTER_MS = 700;

/**
 * Waits for what a turn is gathered from; whoever is kept waiting for it where people can see such a thing sees that an
 * answer is being made. Not while a person holds the conversation: the bot has nothing to say then.
 */
export async function whileTyping<T>(
  gathering: Promise<T>,
  work: Work,
  { channels, clock }: { channels: readonly Channel[]; clock: Clock },
): Promise<T> {
  const last = work.inbounds
    .map(({ inbound }) => inbound)
    .findLast(({ kind }) => kind === "message");
  const channel =
    last?.kind === "message"
      ? channels.find(({ carries }) => carries.includes(addressKind(last.from)))
      : undefined;
  if (last?.kind !== "message" || !channel?.typing || isHeld(work)) return gathering;
  const done = new AbortController();
  void clock.sleep(NOTICED_AFTER_MS, done.signal).then(() => {
    // The answer does not wait for its sign.
    if (!done.signal.aborted) void channel.typing?.({ to: last.from, from: last.to });
  });
  try {
    return await gathering;
  } finally {
    done.abort("gathered"); // with no reason given, an error with its stack is made each time
  }
}

function isHeld({ conversation }: Work): boolean {
  try {
    return conversation !== undefined && readConversation(conversation).holder.kind === "agent";
  } catch {
    return true; // not of this version; the turn says what becomes of it
  }
}
