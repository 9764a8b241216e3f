import { livePromise } from "../core/conversation.ts";
import { type Draft, decide, say, showCard, tellDesk, whisper } from "../core/draft.ts";
import type { Agent, AgentAction } from "../core/message.ts";
import type { Shop } from "../core/shop.ts";
import { closePromise } from "./hand-over.ts";
import { watchLease } from "./lease.ts";
import { moveHolder } from "./machine.ts";
import { followLine } from "./receipts.ts";

/**
 * What an agent did at the desk. Turns of one customer run one at a time, so of two agents who claim at once exactly one
 * wins, and the other is told who. Only the holder's own thread messages reach the customer.
 */
export function deskAction(
  draft: Draft,
  { agent, action, handoff }: AgentAction,
  brief: { optedOut: boolean; shop: Shop },
): void {
  if (handoff !== undefined && handoff !== draft.conversation.handoff?.number) {
    decide(draft, "stay_silent", "desk: click on an old card");
    return whisper(draft, agent, "This card is of an earlier talk; the newer card below is live.");
  }
  switch (action.do) {
    case "claim":
      return claim(draft, agent, brief.shop);
    case "say":
      return relay(draft, agent, action, brief.optedOut);
    case "note":
      return decide(draft, "stay_silent", "desk: internal note");
    case "hand_back":
      return handBack(draft, agent);
    case "resolve":
      return resolve(draft, agent);
    default:
      return action satisfies never;
  }
}

function claim(draft: Draft, agent: Agent, shop: Shop): void {
  const { holder } = draft.conversation;
  const next = moveHolder(holder, { type: "claim", at: draft.now, agent });
  if (!next) {
    decide(draft, "stay_silent", "desk: claim refused");
    if (holder.kind === "agent" && holder.agent.id === agent.id) return; // the same click, delivered twice
    whisper(draft, agent, refusal(draft));
    return;
  }
  draft.conversation = { ...draft.conversation, holder: next };
  draft.cancelBotSends = true;
  watchLease(draft, shop);
  decide(draft, "act", `desk: claimed`);
  showCard(draft);
}

function relay(
  draft: Draft,
  agent: Agent,
  { text, mark }: { text: string; mark?: string | undefined },
  optedOut: boolean,
): void {
  const { holder } = draft.conversation;
  if (holder.kind !== "agent" || holder.agent.id !== agent.id) {
    decide(draft, "stay_silent", "desk: not the holder, kept inside");
    const why = holder.kind === "waiting" ? "Claim this conversation first" : refusal(draft);
    whisper(
      draft,
      agent,
      `Not sent to the customer. ${why}. (Start a line with // for an internal note.)`,
    );
    return;
  }
  if (optedOut) {
    decide(draft, "stay_silent", "desk: customer opted out");
    whisper(
      draft,
      agent,
      "Not sent: this customer has opted out of messages on this number (STOP).",
    );
    return;
  }
  const promise = livePromise(draft.conversation);
  if (promise) closePromise(draft, draft.now <= promise.dueAt ? "kept" : "broken");
  draft.conversation = { ...draft.conversation, holder: { ...holder, activeAt: draft.now } };
  decide(draft, "relay", "desk: said by the holder");
  const sendId = say(draft, text, { purpose: "relay", agent });
  if (sendId !== undefined && mark !== undefined) followLine(draft, { sendId, mark, text });
}

function handBack(draft: Draft, agent: Agent): void {
  if (!holds(draft, agent)) return;
  const next = moveHolder(draft.conversation.holder, { type: "hand_back" });
  if (!next) return;
  closePromise(draft, "released");
  draft.conversation = { ...draft.conversation, holder: next };
  decide(draft, "act", "desk: handed back");
  showCard(draft);
}

function resolve(draft: Draft, agent: Agent): void {
  const { holder } = draft.conversation;
  if (holder.kind !== "waiting" && !holds(draft, agent)) return;
  const next = moveHolder(holder, { type: "resolve", at: draft.now });
  if (!next) return;
  closePromise(draft, "released");
  draft.conversation = { ...draft.conversation, holder: next, question: undefined };
  decide(draft, "act", "desk: resolved");
  showCard(draft);
  tellDesk(draft, "desk", `Resolved by ${agent.name}.`);
}

function holds(draft: Draft, agent: Agent): boolean {
  const { holder } = draft.conversation;
  if (holder.kind === "agent" && holder.agent.id === agent.id) return true;
  decide(draft, "stay_silent", "desk: not the holder");
  whisper(draft, agent, refusal(draft));
  return false;
}

function refusal(draft: Draft): string {
  const { holder } = draft.conversation;
  switch (holder.kind) {
    case "agent":
      return `${holder.agent.name} holds this conversation`;
    case "waiting":
      return "Nobody has claimed this conversation yet";
    case "resolved":
      return "This conversation is resolved";
    case "bot":
      return "This conversation is back with the bot";
    default:
      return holder satisfies never;
  }
}
