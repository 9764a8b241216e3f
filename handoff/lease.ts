import { type Holder, livePromise } from "../core/conversation.ts";
import { momentWords } from "../core/day-words.ts";
import { type Draft, decide, say, wake } from "../core/draft.ts";
import type { Agent } from "../core/message.ts";
import type { Phrase, Shop } from "../core/shop.ts";
import { showCard, tellDesk } from "../core/tell-desk.ts";
import { closePromise, promiseAgain } from "./hand-over.ts";
import { moveHolder } from "./machine.ts";
import { holds } from "./refusal.ts";
import { escalate, isWaitingForWord } from "./warnings.ts";

type AgentHolds = Extract<Holder, { kind: "agent" }>;

/**
 * A claim is a lease: it ends with the shift in which the agent last did something, or `hold_minutes` after that,
 * whichever comes first. Whoever works outside staffed hours keeps it for those minutes.
 */
function leaseEnd(holder: AgentHolds, team: string, shop: Shop): number {
  const state = shop.hoursOf(team).at(holder.activeAt);
  const ceiling = holder.activeAt + shop.handoff.hold_minutes * 60_000;
  const shiftEnd = state.open ? (state.closesAt ?? ceiling) : ceiling;
  return Math.min(ceiling, shiftEnd);
}

/** An agent whose customer waits for a word hears so long before that they are about to lose them. */
const WARNED_BEFORE_MS = 10 * 60_000;
const SOON = "/soon";

/** Has the lease watched from now on: shortly before its end, and at its end. To be called at the claim. */
export function watchLease(draft: Draft, shop: Shop): void {
  const { holder, handoff, turn } = draft.conversation;
  if (holder.kind !== "agent" || !handoff) return;
  const end = leaseEnd(holder, handoff.team, shop);
  const warnAt = end - WARNED_BEFORE_MS;
  const subject = String(holder.handoff);
  if (warnAt > draft.now) wake(draft, "holder_lease", subject + SOON, warnAt, turn);
  else wake(draft, "holder_lease", subject, Math.max(end, draft.now + 1), turn);
}

/**
 * The lease may be over, or soon. An agent who did something meanwhile has a longer one. Otherwise a customer who waits for a word
 * gets a new promise and an apology, and waits in the queue again; one who had the last word from us is the bot's (G7).
 */
export function leaseFellDue(draft: Draft, subject: string, shop: Shop, phrase: Phrase): void {
  const { holder } = draft.conversation;
  const isSoon = subject.endsWith(SOON);
  const handoff = isSoon ? subject.slice(0, -SOON.length) : subject;
  if (holder.kind !== "agent" || String(holder.handoff) !== handoff) {
    return decide(draft, "stay_silent", "lease: nobody holds it any more");
  }
  if (draft.conversation.snoozed) return decide(draft, "stay_silent", "lease: put aside");
  const team = draft.conversation.handoff?.team ?? "care";
  const end = leaseEnd(holder, team, shop);
  if (end > draft.now) {
    const isOver = isSoon && end - draft.now <= WARNED_BEFORE_MS;
    if (isOver && isWaitingForWord(draft.conversation)) warn(draft, holder, end, shop);
    else decide(draft, "stay_silent", "lease: the agent is active");
    return watchLease(draft, shop);
  }
  if (!isWaitingForWord(draft.conversation)) {
    decide(draft, "act", "lease: quiet, back to the bot");
    return backToBot(draft, holder, "Nobody wrote for a while: the bot answers here again.");
  }
  decide(draft, "hand_over", "lease: the customer still waits");
  backToQueue(draft, holder, shop, phrase);
}

function warn(draft: Draft, { agent }: AgentHolds, end: number, shop: Shop): void {
  const { timezone } = shop.file;
  const at = momentWords(end, { now: draft.now, timezone, locale: "en" });
  decide(draft, "act", "lease: warning");
  const words = `The customer waits, and at ${at} you hold this no longer: answer, pass it on or put it aside.`;
  tellDesk(draft, "desk", words, { calls: agent.id });
}

/** The holder goes: nobody who waits for a word is left without a promise, and the rest is the bot's again. */
export function goAway(draft: Draft, agent: Agent, shop: Shop): void {
  const { holder } = draft.conversation;
  if (holder.kind !== "agent" || !holds(draft, agent)) return;
  if (!isWaitingForWord(draft.conversation)) {
    decide(draft, "act", "desk: away, back to the bot");
    return backToBot(draft, holder, `${agent.name} is off: the bot answers here again.`);
  }
  decide(draft, "hand_over", "desk: away, the customer still waits");
  backToQueue(draft, holder, shop, shop.phrases(draft.conversation.locale));
}

function backToBot(draft: Draft, holder: AgentHolds, words: string): void {
  draft.conversation = {
    ...draft.conversation,
    snoozed: undefined,
    holder: moveHolder(holder, { type: "hand_back" }) ?? holder,
  };
  closePromise(draft, "released");
  tellDesk(draft, "desk", words);
  showCard(draft);
}

function backToQueue(draft: Draft, holder: AgentHolds, shop: Shop, phrase: Phrase): void {
  draft.conversation = {
    ...draft.conversation,
    snoozed: undefined,
    holder: moveHolder(holder, { type: "lapse", at: draft.now }) ?? holder,
  };
  const by = promiseAgain(draft, shop);
  say(draft, phrase("handoff.lapsed", { agent: holder.agent.name, by }), {
    purpose: "notice",
    promise: livePromise(draft.conversation)?.id,
  });
  escalate(
    draft,
    shop,
    `${holder.agent.name} no longer holds this; the customer waits for an answer.`,
  );
  showCard(draft);
}
