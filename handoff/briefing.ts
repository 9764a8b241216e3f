import { type Conversation, conversationSchema } from "../core/conversation.ts";
import type { DeskBriefing, JournalEntry } from "../core/decision.ts";
import { addressKind, type CustomerId } from "../core/message.ts";
import type { WaitingConversation } from "../core/ports.ts";
import { windowEnd } from "./whatsapp-window.ts";

const URGENCY = { urgent: 0, high: 1, normal: 2 } as const;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * What a team should know as its shift begins or ends: what was settled without it, and who waits, in the order in which
 * they should be served: by promise, then by the end of the WhatsApp window, then by urgency. Pure.
 */
export function briefingOf(options: {
  team: string;
  shift: "opens" | "closes";
  at: number;
  since: number;
  timezone: string;
  waiting: readonly WaitingConversation[];
  journal: readonly { customer: string; entry: JournalEntry }[] | undefined;
}): DeskBriefing {
  const { team, shift, at, timezone, journal } = options;
  const waiting = options.waiting
    .filter((each) => each.team === team)
    .map(({ customer, conversation, promiseDueAt }) =>
      listedFor(customer, conversationSchema.parse(conversation), promiseDueAt),
    )
    .toSorted(
      (a, b) =>
        compare(a.promiseDueAt, b.promiseDueAt) ||
        compare(a.windowEndsAt, b.windowEndsAt) ||
        URGENCY[a.priority] - URGENCY[b.priority],
    );
  return { team, shift, at, timezone, waiting, ...(journal ? { settled: countOf(journal) } : {}) };
}

/** How a conversation stands in a list of such. Pure. */
export function listedFor(
  customer: CustomerId,
  conversation: Conversation,
  promiseDueAt: number | undefined,
): DeskBriefing["waiting"][number] {
  const { handoff, reach, firstName, profileName } = conversation;
  const windowEndsAt =
    reach && addressKind(reach.to) === "whatsapp" ? windowEnd(conversation) : undefined;
  return {
    customer,
    ...(handoff ? { handoff: handoff.number } : {}),
    who: firstName ?? profileName ?? "A customer",
    reason: handoff?.reason ?? "",
    priority: handoff?.priority ?? "normal",
    ...(promiseDueAt === undefined ? {} : { promiseDueAt }),
    ...(windowEndsAt === undefined ? {} : { windowEndsAt }),
  };
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

function compare(a: number = NEVER, b: number = NEVER): number {
  return a === b ? 0 : a - b;
}
