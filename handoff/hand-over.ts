import { livePromise } from "../core/conversation.ts";
import { momentWords } from "../core/day-words.ts";
import { type Draft, decide, say } from "../core/draft.ts";
import { localeFor } from "../core/locale.ts";
import type { Phrase, Shop } from "../core/shop.ts";
import { showCard, tellDesk } from "../core/tell-desk.ts";
import { mayHappen, moveHolder } from "./machine.ts";
import { addPromise, promiseReply, settlePromise } from "./promises.ts";
import type { RuleThatFired } from "./rules.ts";
import { stopWatching, tellOfBroken, watchPromise } from "./warnings.ts";

/**
 * Puts the conversation in the queue of people: a promise with the real time a person is back, told to the customer
 * after `opening` words; the card, not before the team is there; and the wake-up that watches the promise. For a
 * conversation that waits already the promise stands: the customer hears it again, and the desk hears what was added.
 */
export function handOver(
  draft: Draft,
  options: {
    rule: RuleThatFired;
    /** One line for the agent. */
    reason: string;
    orderNumbers: readonly string[];
    /** What the customer should hear before the promise, if anything. */
    opening?: string;
    shop: Shop;
    phrase: Phrase;
  },
): void {
  const { shop, phrase, rule } = options;
  decide(draft, "hand_over", `handoff: ${rule.name}`);
  if (!mayHappen(draft.conversation.holder, "need_person")) {
    remindOfPromise(draft, options);
    return;
  }
  const number = (draft.conversation.handoff?.number ?? 0) + 1;
  const holder = moveHolder(draft.conversation.holder, {
    type: "need_person",
    at: draft.now,
    handoff: number,
  });
  const hours = shop.hoursOf(rule.team);
  const { promise, opensAt } = promiseReply({
    id: `${draft.customer}-promise-${number}`,
    now: draft.now,
    hours,
    minutes: shop.handoff.reply_within_minutes,
  });
  draft.conversation = addPromise(
    {
      ...draft.conversation,
      holder: holder ?? draft.conversation.holder,
      handoff: {
        number,
        team: rule.team,
        priority: rule.priority,
        rule: rule.name,
        ...(rule.because === undefined ? {} : { because: rule.because }),
        reason: options.reason,
        at: draft.now,
        orderNumbers: [...options.orderNumbers],
        ...(rule.skills ? { skills: [...rule.skills] } : {}),
      },
      misunderstood: 0,
      question: undefined,
    },
    promise,
  );
  watchPromise(draft, promise, shop);
  const words = promiseWords(draft, { opensAt, dueAt: promise.dueAt, shop, phrase });
  const first = firstWords(rule, phrase);
  say(draft, joined(first, options.opening, words, rule.ask), { purpose: "answer" });
  showCard(draft, opensAt ?? draft.now);
}

/** What the rule itself has to say, before anything else: an emergency number does not wait for an answer. */
function firstWords(rule: RuleThatFired, phrase: Phrase): string | undefined {
  return rule.phrase === undefined ? rule.say : phrase(rule.phrase);
}

function remindOfPromise(
  draft: Draft,
  options: { rule: RuleThatFired; reason: string; opening?: string; shop: Shop; phrase: Phrase },
): void {
  raise(draft, options);
  const words = stillWords(draft, options.shop, options.phrase);
  const first = firstWords(options.rule, options.phrase);
  say(draft, joined(first, options.opening, words), { purpose: "answer" });
  showCard(draft, openingOf(draft, options.shop));
}

/** What was added may be graver than what they wait with: then the card says so. */
function raise(draft: Draft, { rule, reason }: { rule: RuleThatFired; reason: string }): void {
  const { handoff } = draft.conversation;
  const isGraver =
    PRIORITIES.indexOf(rule.priority) > PRIORITIES.indexOf(handoff?.priority ?? "urgent");
  if (!handoff || !isGraver) return;
  const { because: _, ...before } = handoff;
  const why = rule.because === undefined ? {} : { because: rule.because };
  const raised = { ...before, ...why, priority: rule.priority, rule: rule.name, reason };
  draft.conversation = { ...draft.conversation, handoff: raised };
}

const PRIORITIES = ["normal", "high", "urgent"];

/** The live promise, said again; a new one where the last was kept, and they wait in the queue once more. */
export function stillWords(
  draft: Draft,
  shop: Shop,
  phrase: Phrase,
  key:
    | "handoff.still"
    | "handoff.noted"
    | "handoff.dropped"
    | "not_received.found_told" = "handoff.still",
): string {
  const promise = livePromise(draft.conversation);
  const by = promise ? whenWords(promise.dueAt, draft, shop) : promiseAgain(draft, shop, "renewed");
  return phrase(key, { by });
}

/** When the card's team is there: now, or when it opens. */
export function openingOf(draft: Draft, shop: Shop): number {
  const team = draft.conversation.handoff?.team ?? "care";
  return shop.hoursOf(team).nextOpen(draft.now) ?? draft.now;
}

/**
 * The promise fell due. Kept promises sleep; one that will not be kept is said to be broken and made anew, with the
 * next real time: the customer is never left with a time that has passed.
 */
export function promiseFellDue(draft: Draft, promiseId: string, shop: Shop, phrase: Phrase): void {
  const promise = livePromise(draft.conversation);
  if (promise?.id !== promiseId) {
    decide(draft, "stay_silent", "promise: settled before it fell due");
    return;
  }
  const by = promiseAgain(draft, shop);
  if (draft.conversation.holder.kind === "agent") {
    // The holder's is the one voice (G6): they are told, and what the customer hears is theirs to say.
    decide(draft, "act", "promise: broken while an agent holds it");
    return tellDesk(draft, "desk", `The hour promised for an answer has passed. Next: by ${by}.`);
  }
  decide(draft, "answer", "promise: broken and renewed");
  say(draft, phrase("handoff.renewed", { by }), {
    purpose: "notice",
    promise: livePromise(draft.conversation)?.id,
  });
  tellDesk(draft, "desk", `The promise to reply was not kept. The customer was told: by ${by}.`);
  tellOfBroken(draft, promise, shop);
  showCard(draft, openingOf(draft, shop));
}

/** A new promise in place of a live one, which is broken (or `renewed` in time) by it; gives its hour in words. */
export function promiseAgain(
  draft: Draft,
  shop: Shop,
  end: "broken" | "renewed" = "broken",
): string {
  const { handoff, turn, promises } = draft.conversation;
  const brokenBefore = promises.filter(
    ({ status, madeAt }) => status === "broken" && madeAt >= (handoff?.at ?? 0),
  ).length;
  const { promise } = promiseReply({
    id: `${draft.customer}-promise-${handoff?.number ?? 0}.${turn}`,
    now: draft.now,
    hours: shop.hoursOf(handoff?.team ?? "care"),
    // Twice the time at each renewal: an hour that was missed twice is not the team's real time.
    minutes: shop.handoff.reply_within_minutes * 2 ** brokenBefore,
  });
  closePromise(draft, end);
  draft.conversation = addPromise(draft.conversation, promise);
  watchPromise(draft, promise, shop);
  return whenWords(promise.dueAt, draft, shop);
}

/** Settles the live promise, and lets its watch sleep. */
export function closePromise(
  draft: Draft,
  status: "kept" | "broken" | "renewed" | "released",
): void {
  const { conversation, settled } = settlePromise(draft.conversation, status, draft.now);
  draft.conversation = conversation;
  if (settled) stopWatching(draft, settled);
}

function promiseWords(
  draft: Draft,
  options: { opensAt: number | undefined; dueAt: number; shop: Shop; phrase: Phrase },
): string {
  const { opensAt, dueAt, shop, phrase } = options;
  const by = whenWords(dueAt, draft, shop);
  if (opensAt === undefined) return phrase("handoff.in_hours", { shop: shop.file.name, by });
  return phrase("handoff.promise", {
    shop: shop.file.name,
    when: whenWords(opensAt, draft, shop),
    by,
  });
}

/** A moment as the customer reads it: "Monday 11:00". */
export function whenWords(
  instant: number,
  { now, conversation }: Draft,
  { file }: Pick<Shop, "file">,
): string {
  const locale = localeFor(file.locales, conversation.locale);
  return momentWords(instant, { now, timezone: file.timezone, locale });
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}
