import type { Conversation } from "../core/conversation.ts";
import { type Draft, decide, hear, say, wake } from "../core/draft.ts";
import { addressKind, addressSchema, type CustomerMessage } from "../core/message.ts";
import type { Phrase, Shop } from "../core/shop.ts";
import { tellDesk } from "../core/tell-desk.ts";
import { handOver } from "./hand-over.ts";
import { escalate, isWaitingForWord } from "./warnings.ts";

const MINUTE_MS = 60_000;

/** What a turn is about that could not be done however often it was tried: nobody has answered what it brought. */
const NOT_PROCESSED = "not_processed";

/** The subject of such a turn, with where its message came from and was written to: no turn could note it. */
export function notProcessed({ from, to }: Pick<CustomerMessage, "from" | "to">): string {
  return `${NOT_PROCESSED} ${from} ${to}`;
}

/** Whether a wake-up is about a message that no turn could do. */
export function isNotProcessed(subject: string): boolean {
  return subject.split(" ", 1)[0] === NOT_PROCESSED;
}

/** The agent's thread, the team's channel, then whoever looks after such things. */
const REMINDERS = 3;

/** The customer has written to somebody who holds the conversation: from the first unanswered word on, a clock runs. */
export function watchAnswer(draft: Draft, before: Conversation, shop: Shop): void {
  if (before.holder.kind === "agent" && isWaitingForWord(before)) return;
  remindLater(draft, draft.now, 1, shop);
}

/**
 * A customer may still be without an answer: from an agent, who is reminded in the thread, then in the channel, then
 * past them; or from us, whose turn failed for good: then a person takes over and the customer hears so (G7).
 */
export function stillUnanswered(draft: Draft, subject: string, shop: Shop, phrase: Phrase): void {
  if (isNotProcessed(subject)) return takeOver(draft, subject, shop, phrase);
  const [since = "", reminder = ""] = subject.split("/");
  const { holder, snoozed } = draft.conversation;
  if (holder.kind !== "agent" || snoozed || !isWaitingSince(Number(since), draft.conversation)) {
    return decide(draft, "stay_silent", "answered before the reminder");
  }
  decide(draft, "act", `unanswered: reminder ${reminder}`);
  const minutes = Math.round((draft.now - Number(since)) / MINUTE_MS);
  const words = `The customer has waited ${minutes} minutes for ${holder.agent.name}.`;
  const count = Number(reminder);
  if (count >= REMINDERS) return escalate(draft, shop, words);
  tellDesk(draft, "desk", words, { calls: holder.agent.id, aloud: count > 1 });
  remindLater(draft, Number(since), count + 1, shop);
}

/** Whether nobody has answered what the customer wrote at `since`. */
function isWaitingSince(since: number, { lines }: Conversation): boolean {
  return !lines.some(({ at, who }) => who === "agent" && at >= since);
}

function remindLater(draft: Draft, since: number, reminder: number, shop: Shop): void {
  const hours = shop.hoursOf(draft.conversation.handoff?.team ?? "care");
  const dueAt = hours.addStaffed(since, reminder * shop.handoff.remind_minutes * MINUTE_MS);
  if (dueAt !== undefined) wake(draft, "unanswered", `${since}/${reminder}`, dueAt);
}

/** Whoever ends the work without an answer to what could not be read leaves the asking to us: it may not have reached them yet. */
export function askForUnread(draft: Draft, shop: Shop): void {
  const { lines, locale } = draft.conversation;
  const answered = lines.findLastIndex(({ who }) => who === "agent");
  if (!lines.slice(answered + 1).some(({ unread }) => unread)) return;
  say(draft, shop.phrases(locale)("handoff.send_again"), { purpose: "answer" });
}

function takeOver(draft: Draft, subject: string, shop: Shop, phrase: Phrase): void {
  const [, to, from] = subject.split(" ").map((part) => addressSchema.safeParse(part).data);
  if (to && from) draft.conversation = { ...draft.conversation, reach: { to, from } };
  if (to && addressKind(to) === "whatsapp") {
    draft.conversation = { ...draft.conversation, whatsappSeenAt: draft.now };
  }
  const { holder, handoff } = draft.conversation;
  if (holder.kind === "agent") {
    decide(draft, "act", "unanswered: not processed, told to the holder");
    const before = draft.conversation;
    hear(draft, { who: "customer", text: "(could not be read)", unread: true });
    watchAnswer(draft, before, shop);
    const words = "Something the customer sent could not be read: ask them to send it again.";
    return tellDesk(draft, "desk", words, { calls: holder.agent.id });
  }
  const name = "something went wrong with what they wrote";
  handOver(draft, {
    rule: { name, team: handoff?.team ?? "care", priority: "high" },
    reason: `${name} (see nightdesk inbox)`,
    orderNumbers: [],
    opening: phrase("handoff.not_processed"),
    shop,
    phrase,
  });
}
