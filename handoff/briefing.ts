import type { DeskBriefing, JournalEntry } from "../core/decision.ts";
import type { WaitingConversation } from "../core/ports.ts";
import { queueOf } from "./queue.ts";

/**
 * What a team should know as its shift begins or ends: what was settled without it, and who waits, in the order in which
 * they should be served. Pure.
 */
export function briefingOf(options: {
  team: string;
  shift: "opens" | "closes";
  at: number;
  since: number;
  timezone: string;
  waiting: readonly WaitingConversation[];
  journal: readonly { customer: string; entry: JournalEntry }[];
}): DeskBriefing {
  const { team, shift, at, timezone, journal } = options;
  const waiting = queueOf(options.waiting, [team], at).map(({ listed }) => listed);
  return { team, shift, at, timezone, waiting, settled: countOf(journal) };
}

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
