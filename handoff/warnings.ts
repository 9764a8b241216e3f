import { type Conversation, livePromise, type PromiseMade } from "../core/conversation.ts";
import { momentWords } from "../core/day-words.ts";
import { type Draft, decide, letSleep, wake } from "../core/draft.ts";
import type { Shop } from "../core/shop.ts";
import { callTeam, notify, tellDesk } from "../core/tell-desk.ts";
import { whoIs } from "./who-is.ts";

const MINUTE_MS = 60_000;

/** The last warning comes at this part of `warn_minutes` before the promise falls due. */
const LAST_WARNING = 1 / 3;
const LAST = "/last";

/** Has a new promise watched: two warnings in staffed time before it falls due, and the moment itself. */
export function watchPromise(draft: Draft, promise: PromiseMade, shop: Shop): void {
  wake(draft, "promise_due", promise.id, promise.dueAt);
  const hours = shop.hoursOf(teamOf(draft.conversation));
  const { reply_within_minutes: within, warn_minutes: warn } = shop.handoff;
  const first = within - Math.min(warn, within / 2);
  const last = within - Math.min(warn, within / 2) * LAST_WARNING;
  for (const [minutes, subject] of [
    [first, promise.id],
    [last, promise.id + LAST],
  ] as const) {
    const at = hours.addStaffed(promise.madeAt, minutes * MINUTE_MS);
    if (at !== undefined && at < promise.dueAt) wake(draft, "promise_warning", subject, at);
  }
}

/** A promise that is settled needs no watch. */
export function stopWatching(draft: Draft, { id }: PromiseMade): void {
  letSleep(draft, "promise_due", id);
  letSleep(draft, "promise_warning", id);
  letSleep(draft, "promise_warning", id + LAST);
}

/**
 * A promise that falls due soon: the one who holds the conversation hears it first, in the thread; at the last warning,
 * and whenever nobody holds it, the team's channel does. The customer hears nothing: the promise still stands.
 */
export function warnOfPromise(draft: Draft, subject: string, shop: Shop): void {
  const promise = livePromise(draft.conversation);
  const isLast = subject.endsWith(LAST);
  if (!promise || promise.id !== (isLast ? subject.slice(0, -LAST.length) : subject)) {
    return decide(draft, "stay_silent", "promise: settled before the warning");
  }
  const { holder } = draft.conversation;
  decide(draft, "act", isLast ? "promise: last warning" : "promise: warning");
  if (holder.kind === "agent") {
    const by = momentWords(promise.dueAt, teller(draft, shop));
    const words = `The customer was promised an answer by ${by}.`;
    return tellDesk(draft, "desk", words, { calls: holder.agent.id, aloud: isLast });
  }
  const team = teamOf(draft.conversation);
  callTeam(draft, { team, shift: "promised", dueAt: promise.dueAt, nth: isLast ? 2 : 1 });
}

/** Tells the team, and the one that looks after such things, that a promise was broken which nobody has claimed. */
export function tellOfBroken(draft: Draft, { dueAt }: PromiseMade, shop: Shop): void {
  const team = teamOf(draft.conversation);
  const broken = { team, shift: "broken", dueAt, nth: 1 } as const;
  callTeam(draft, broken);
  const { escalate_to: chief } = shop.handoff;
  if (chief !== undefined && chief !== team) callTeam(draft, broken, chief);
}

/** Says in the thread, in the team's channel, and to the team that looks after such things, what went wrong. */
export function escalate(draft: Draft, shop: Shop, words: string): void {
  tellDesk(draft, "desk", words, { aloud: true });
  const { escalate_to: chief } = shop.handoff;
  const { handoff } = draft.conversation;
  if (chief === undefined || chief === handoff?.team) return;
  const who = whoIs(draft.conversation);
  notify(draft, chief, `⚠️ ${who} (team ${handoff?.team ?? "care"}): ${words}`);
}

/** Whether the customer had the last word: what the bot said in between does not count. */
export function isWaitingForWord({ lines }: Pick<Conversation, "lines">): boolean {
  return lines.findLast(({ who }) => who !== "bot")?.who === "customer";
}

function teamOf({ handoff }: Conversation): string {
  return handoff?.team ?? "care";
}

function teller({ now }: Draft, { file }: Shop) {
  return { now, timezone: file.timezone, locale: file.locales[0] ?? "en" };
}
