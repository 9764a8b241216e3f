import { type Conversation, livePromise } from "../core/conversation.ts";
import { momentWords } from "../core/day-words.ts";
import { type Draft, decide, letSleep, say, wake } from "../core/draft.ts";
import { localeFor } from "../core/locale.ts";
import { type Address, addressKind, addressValue } from "../core/message.ts";
import type { Phrase, Shop } from "../core/shop.ts";
import { showCard, tellDesk } from "../core/tell-desk.ts";
import { isWaitingForWord } from "./warnings.ts";
import { CLOSING_MS, planWindow, windowEnd } from "./whatsapp-window.ts";

/** What can fall due about one window of 24 hours: a word is asked for, the card says "closing", the card says "closed". */
const MOMENTS = ["tap", "closing", "closed"] as const;

/** What watching needs of the shop. */
export type WindowWatch = {
  shop: Shop;
  /** Whether nobody should be texted at that instant, where the customer lives. */
  isQuiet(instant: number): boolean;
  /** Where our texts come from, if we send any. */
  ownSms: Address | undefined;
};

/**
 * At the end of a turn: has the window of a customer who needs a person watched, anew whenever they wrote or the hour
 * of their answer moved. Nothing is said now.
 */
export function watchWindow(draft: Draft, before: Conversation, watch: WindowWatch): void {
  const { conversation } = draft;
  const endsAt = needsPerson(conversation) ? windowEnd(conversation) : undefined;
  if (endsAt === undefined || stateOf(before) === stateOf(conversation)) return;
  const seenBefore = before.whatsappSeenAt;
  if (seenBefore !== undefined && seenBefore !== conversation.whatsappSeenAt) {
    for (const what of MOMENTS) letSleep(draft, "whatsapp_window", `${seenBefore}/${what}`);
  }
  const wakeFor = (what: (typeof MOMENTS)[number], at: number) => {
    const subject = `${conversation.whatsappSeenAt}/${what}`;
    if (at > draft.now) wake(draft, "whatsapp_window", subject, at);
  };
  wakeFor("closing", endsAt - CLOSING_MS);
  wakeFor("closed", endsAt);
  const answerBy = livePromise(conversation)?.dueAt;
  if (answerBy === undefined || conversation.holder.kind !== "waiting") return;
  const hasTemplate = watch.shop.file.whatsapp?.answer_template !== undefined;
  const plan = planWindow({ now: draft.now, endsAt, answerBy, hasTemplate, ...watch });
  if (plan.kind === "tap") wakeFor("tap", Math.max(plan.at, draft.now + 1));
}

/** A moment of a window has come: the customer is asked for a word, or the desk learns that it closes. */
export function windowFellDue(draft: Draft, subject: string, watch: WindowWatch): void {
  const { conversation } = draft;
  const [seenAt, what] = subject.split("/");
  if (String(conversation.whatsappSeenAt) !== seenAt || !needsPerson(conversation)) {
    return decide(draft, "stay_silent", "whatsapp window: they wrote, or need nobody");
  }
  if (what === "tap") return askForWord(draft, watch);
  decide(draft, "act", `whatsapp window: ${what}`);
  showCard(draft, openingOf(draft, watch.shop));
  const { holder } = conversation;
  if (what === "closing" && holder.kind === "agent" && isWaitingForWord(conversation)) {
    const words = "WhatsApp closes here in 2 hours: what you write later waits until they write.";
    tellDesk(draft, "desk", words, { calls: holder.agent.id });
  }
}

function askForWord(draft: Draft, { shop, ownSms }: WindowWatch): void {
  const { conversation } = draft;
  const promise = livePromise(conversation);
  const isNeeded = promise && promise.dueAt > (windowEnd(conversation) ?? 0);
  if (conversation.holder.kind !== "waiting" || !isNeeded) {
    return decide(draft, "stay_silent", "whatsapp window: long enough by now");
  }
  decide(draft, "ask", "whatsapp window: a word before it closes");
  const phrase = shop.phrases(conversation.locale);
  const values = { by: byWords(draft, promise.dueAt, shop), ...(ownSms && { sms: ownSms }) };
  say(draft, phrase("window.word", values), { purpose: "notice" });
  if (ownSms === undefined) return;
  const window = { held: [], ...conversation.window, smsOffered: true };
  draft.conversation = { ...draft.conversation, window };
}

/** Whether they say that the answer should come by SMS, which they were offered. */
export function choosesSms({ window, proof }: Conversation, text: string): boolean {
  if (!window?.smsOffered || proof?.open) return false;
  return /^\W*(?:by |per |via |with )?(?:sms|text(?: message)?)(?: (?:please|pls))?\W*$/i.test(
    text,
  );
}

/** The answer goes to the same number by SMS from now on, as they asked; which takes no other proof, for it is one number. */
export function goOnBySms(draft: Draft, ownSms: Address, shop: Shop, phrase: Phrase): void {
  const { reach, window } = draft.conversation;
  if (!reach) return;
  const to: Address = `sms:${addressValue(reach.to)}`;
  draft.conversation = {
    ...draft.conversation,
    reach: { to, from: ownSms },
    ...(window ? { window: { ...window, smsOffered: false } } : {}),
  };
  decide(draft, "answer", "whatsapp window: by SMS, as they asked");
  const promise = livePromise(draft.conversation);
  const values = promise && { by: byWords(draft, promise.dueAt, shop) };
  say(draft, phrase("window.by_sms", values), { purpose: "answer" });
  tellDesk(draft, "desk", "They asked for the answer by SMS: what you write goes there.");
  showCard(draft, openingOf(draft, shop));
}

function needsPerson({ holder, reach }: Conversation): boolean {
  const isWithPeople = holder.kind === "waiting" || holder.kind === "agent";
  return isWithPeople && reach !== undefined && addressKind(reach.to) === "whatsapp";
}

/** What a plan rests on, as one text. */
function stateOf(conversation: Conversation): string {
  const { whatsappSeenAt, holder } = conversation;
  return [whatsappSeenAt, holder.kind, livePromise(conversation)?.dueAt].join();
}

function openingOf({ now, conversation }: Draft, shop: Shop): number {
  return shop.hoursOf(conversation.handoff?.team ?? "care").nextOpen(now) ?? now;
}

function byWords({ now, conversation }: Draft, instant: number, { file }: Shop): string {
  const locale = localeFor(file.locales, conversation.locale);
  return momentWords(instant, { now, timezone: file.timezone, locale });
}
