import { livePromise } from "../core/conversation.ts";
import { momentWords } from "../core/day-words.ts";
import { type Draft, decide, say, wake } from "../core/draft.ts";
import type { Agent } from "../core/message.ts";
import type { Phrase, Shop } from "../core/shop.ts";
import { showCard, tellDesk, whisper } from "../core/tell-desk.ts";
import { promiseAgain } from "./hand-over.ts";
import { watchLease } from "./lease.ts";
import { moveHolder } from "./machine.ts";
import { holds } from "./refusal.ts";
import { isWaitingForWord } from "./warnings.ts";

/**
 * Puts a conversation aside: its lease sleeps, nobody is reminded, promises still count. Not over the head of a
 * customer who waits for a word without a promise: nobody would remember them (G7). It comes back to the queue at
 * `until`, and to its holder (or, after hours, the queue) as soon as the customer writes.
 */
export function snooze(draft: Draft, agent: Agent, until: number | undefined, shop: Shop): void {
  if (!holds(draft, agent)) return;
  if (until !== undefined && until <= draft.now) {
    decide(draft, "stay_silent", "desk: snoozed into the past");
    return whisper(draft, agent, "Not put aside: that time has passed already.");
  }
  if (isWaitingForWord(draft.conversation) && !livePromise(draft.conversation)) {
    decide(draft, "stay_silent", "desk: the customer waits for a word first");
    return whisper(
      draft,
      agent,
      "Not put aside: the customer waits for your answer. Write when they will hear from you, then put it aside.",
    );
  }
  draft.conversation = {
    ...draft.conversation,
    snoozed: until === undefined ? {} : { until },
  };
  if (until !== undefined)
    wake(draft, "snooze_over", String(until), until, draft.conversation.turn);
  decide(draft, "act", "desk: snoozed");
  showCard(draft);
  const how = until === undefined ? "the customer writes" : whenWords(draft, until, shop);
  tellDesk(draft, "desk", `${agent.name} put this aside until ${how}.`);
}

/** The hour has come: anybody may claim it, and whoever put it aside is called. */
export function snoozeFellDue(draft: Draft, subject: string): void {
  const { holder, snoozed } = draft.conversation;
  if (holder.kind !== "agent" || String(snoozed?.until) !== subject) {
    return decide(draft, "stay_silent", "snooze: ended before");
  }
  const next = moveHolder(holder, { type: "lapse", at: draft.now }) ?? holder;
  draft.conversation = { ...draft.conversation, holder: next, snoozed: undefined };
  decide(draft, "act", "snooze: over, back in the queue");
  showCard(draft);
  const words = `${holder.agent.name} put this aside until now: it waits for whoever claims it.`;
  tellDesk(draft, "desk", words, { calls: holder.agent.id, aloud: true });
}

/**
 * The customer writes to a conversation that was put aside. In hours its holder is called and has a new lease; after
 * hours nobody is there to read it, so it waits in the queue with a promise that the customer hears.
 */
export function endSnooze(draft: Draft, shop: Shop, phrase: Phrase): void {
  const { holder, handoff, snoozed } = draft.conversation;
  if (!snoozed || holder.kind !== "agent") return;
  if (shop.hoursOf(handoff?.team ?? "care").isOpen(draft.now)) {
    draft.conversation = {
      ...draft.conversation,
      snoozed: undefined,
      holder: { ...holder, activeAt: draft.now },
    };
    watchLease(draft, shop);
    decide(draft, "relay", "snooze: the customer wrote");
    showCard(draft);
    const words = "Put aside until now: the customer has written.";
    return tellDesk(draft, "desk", words, { calls: holder.agent.id });
  }
  const next = moveHolder(holder, { type: "lapse", at: draft.now }) ?? holder;
  draft.conversation = { ...draft.conversation, holder: next, snoozed: undefined };
  decide(draft, "hand_over", "snooze: the customer wrote after hours");
  const by = promiseAgain(draft, shop, "renewed");
  say(draft, phrase("handoff.still", { by }), { purpose: "answer" });
  showCard(draft);
}

function whenWords({ now }: Draft, until: number, { file }: Shop): string {
  return momentWords(until, { now, timezone: file.timezone, locale: file.locales[0] ?? "en" });
}
