import { livePromise } from "../core/conversation.ts";
import { type Draft, decide, say } from "../core/draft.ts";
import type { Agent, AgentAction } from "../core/message.ts";
import type { Shop } from "../core/shop.ts";
import { showCard, tellDesk, whisper } from "../core/tell-desk.ts";
import { openingOf, promiseAgain } from "./hand-over.ts";
import { watchLease } from "./lease.ts";
import { moveHolder } from "./machine.ts";
import { afterColon, endWork } from "./past-work.ts";
import { holds } from "./refusal.ts";
import { isWaitingForWord } from "./warnings.ts";

type PassOn = Extract<AgentAction["action"], { do: "pass_on" }>;

/** Gives a conversation to another team or to a colleague; the holder's to do, and anybody's while it waits. */
export function passOn(draft: Draft, agent: Agent, { to, note }: PassOn, shop: Shop): void {
  const { kind } = draft.conversation.holder;
  if (kind !== "waiting" && !holds(draft, agent)) return;
  if ("agent" in to) return give(draft, agent, to.agent, note, shop);
  const { handoff } = draft.conversation;
  if (!handoff || to.team === handoff.team || !(to.team in shop.file.teams)) {
    decide(draft, "stay_silent", "desk: passed on to nowhere");
    return whisper(draft, agent, `There is no other team "${to.team}" to pass this on to.`);
  }
  toTeam(draft, agent, { team: to.team, note }, shop);
}

/** The same card, in a colleague's hands from now on. */
function give(
  draft: Draft,
  agent: Agent,
  colleague: Agent,
  note: string | undefined,
  shop: Shop,
): void {
  const next = moveHolder(draft.conversation.holder, {
    type: "give",
    at: draft.now,
    agent: colleague,
  });
  if (!next) return;
  endWork(draft, next, { by: agent.name, how: "passed_on", note });
  draft.cancelBotSends = true;
  watchLease(draft, shop);
  decide(draft, "act", "desk: given to a colleague");
  showCard(draft);
  const words = `${agent.name} passed this on to ${colleague.name}${afterColon(note)}.`;
  tellDesk(draft, "desk", words, { calls: colleague.id });
}

/**
 * A new handoff with the other team's card; the old one says where it went. The customer hears of it only if the promise
 * they have cannot be kept there, because that team is not back before it falls due.
 */
function toTeam(
  draft: Draft,
  agent: Agent,
  { team, note }: { team: string; note: string | undefined },
  shop: Shop,
): void {
  const { handoff, holder } = draft.conversation;
  if (!handoff) return;
  const number = handoff.number + 1;
  const next = moveHolder(holder, { type: "pass_on", at: draft.now, handoff: number });
  if (!next) return;
  decide(draft, "hand_over", "desk: passed on");
  tellDesk(draft, "desk", `${agent.name} passed this on to team ${team}${afterColon(note)}.`);
  showCard(draft);
  endWork(draft, next, { by: agent.name, how: "passed_on", note });
  const from = { number: handoff.number, team: handoff.team };
  draft.conversation = { ...draft.conversation, handoff: { ...handoff, number, team, from } };
  keepOrRenew(draft, shop);
  showCard(draft, openingOf(draft, shop));
}

function keepOrRenew(draft: Draft, shop: Shop): void {
  const promise = livePromise(draft.conversation);
  const waits = promise !== undefined || isWaitingForWord(draft.conversation);
  if (!waits || (promise && openingOf(draft, shop) < promise.dueAt)) return;
  const by = promiseAgain(draft, shop, "renewed");
  const phrase = shop.phrases(draft.conversation.locale);
  say(draft, phrase("handoff.passed_on", { by }), {
    purpose: "notice",
    promise: livePromise(draft.conversation)?.id,
  });
}
