import { conversationSchema } from "../core/conversation.ts";
import type { DeskBriefing, JournalEntry } from "../core/decision.ts";
import type { WaitingConversation } from "../core/ports.ts";
import { queueOf } from "./queue.ts";

/**
 * What a team should know as its shift begins or ends: what was settled without it, and who waits, in the order in which
 * they should be served; or who of these was promised an answer by that minute. Pure.
 */
export function briefingOf(options: {
  team: string;
  shift: DeskBriefing["shift"];
  at: number;
  since: number;
  timezone: string;
  waiting: readonly WaitingConversation[];
  journal: readonly { customer: string; entry: JournalEntry }[] | undefined;
}): DeskBriefing {
  const { team, shift, at, timezone, journal } = options;
  const isMeant = shift === "promised" || shift === "broken" ? promisedBy(at) : () => true;
  const meant = options.waiting.filter(isMeant);
  const waiting = queueOf(meant, [team], at).map(({ listed }) => listed);
  return { team, shift, at, timezone, waiting, ...(journal ? { settled: countOf(journal) } : {}) };
}

/** To the minute, whether it was kept or not: a promise that was broken has been made anew by now. */
function promisedBy(at: number): (waiting: WaitingConversation) => boolean {
  const minute = Math.floor(at / MINUTE_MS);
  return ({ conversation }) =>
    conversationSchema
      .parse(conversation)
      .promises.some(({ dueAt }) => Math.floor(dueAt / MINUTE_MS) === minute);
}

const MINUTE_MS = 60_000;

/** Conversations in which a customer wrote, and those of them that went to a person. */
function countOf(
  journal: readonly { customer: string; entry: JournalEntry }[],
): NonNullable<DeskBriefing["settled"]> {
  const wrote = new Set<string>();
  const handedOver = new Set<string>();
  for (const { customer, entry } of journal) {
    if (entry.inbounds.some(({ kind }) => kind === "message")) wrote.add(customer);
    if (entry.holder.after !== "bot" && entry.holder.after !== "resolved") handedOver.add(customer);
  }
  const needed = [...wrote].filter((customer) => handedOver.has(customer)).length;
  return { conversations: wrote.size, handedOver: needed };
}
