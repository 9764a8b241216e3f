import { type HeldLine, livePromise } from "../core/conversation.ts";
import { type Draft, decide, say } from "../core/draft.ts";
import type { Agent, AgentAction } from "../core/message.ts";
import type { Shop } from "../core/shop.ts";
import { showCard, tellDesk, whisper } from "../core/tell-desk.ts";
import { closePromise } from "./hand-over.ts";
import { amendHeld, holdLine } from "./held-lines.ts";
import { goAway, watchLease } from "./lease.ts";
import { tellWhatIsUnsaid } from "./left-unsaid.ts";
import { moveHolder } from "./machine.ts";
import { passOn } from "./pass-on.ts";
import { afterColon, endWork } from "./past-work.ts";
import { amendedBefore, amendLine, followLine } from "./receipts.ts";
import { holds, refusal } from "./refusal.ts";
import { snooze } from "./snooze.ts";
import { askForUnread } from "./unanswered.ts";
import { isWindowShut } from "./whatsapp-window.ts";

/** Whatever needs no order to be read. */
export type DeskWork = AgentAction & { action: Exclude<AgentAction["action"], { do: "order" }> };

/**
 * What an agent did at the desk. Turns of one customer run one at a time, so of two agents who claim at once exactly one
 * wins, and the other is told who. Only the holder's own thread messages reach the customer.
 */
export function deskAction(
  draft: Draft,
  done: DeskWork,
  brief: { optedOut: boolean; shop: Shop },
): void {
  const { agent, action } = done;
  if (isOldCard(draft, done)) return;
  switch (action.do) {
    case "claim":
      return claim(draft, agent, brief.shop);
    case "say":
      return relay(draft, agent, action, brief);
    case "note":
      return note(draft, agent, action);
    case "amend":
      if (amendHeld(draft, agent, action)) return decide(draft, "act", "desk: held line changed");
      return amendLine(draft, agent, action);
    case "hand_back":
      return handBack(draft, agent, action.note, brief.shop);
    case "resolve":
      return resolve(draft, agent, action.outcome, brief.shop);
    case "pass_on":
      return passOn(draft, agent, action, brief.shop);
    case "snooze":
      return snooze(draft, agent, action.until, brief.shop);
    case "away":
      return goAway(draft, agent, brief.shop);
    case "reopen":
      return reopen(draft, agent, brief.shop);
    default:
      return action satisfies never;
  }
}

/** Whether it was done on a card of an earlier talk, which must not act on this one; the agent is told. */
export function isOldCard(draft: Draft, { agent, handoff }: AgentAction): boolean {
  if (handoff === undefined || handoff === draft.conversation.handoff?.number) return false;
  decide(draft, "stay_silent", "desk: click on an old card");
  whisper(draft, agent, "This card is of an earlier talk; the newer card below is live.");
  return true;
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

/** Kept inside. What is to be said in another language is offered to its holder alone, to be read and sent. */
function note(
  draft: Draft,
  agent: Agent,
  { text, into }: Extract<AgentAction["action"], { do: "note" }>,
): void {
  if (into === undefined) return decide(draft, "stay_silent", "desk: internal note");
  if (!holds(draft, agent)) return;
  decide(draft, "stay_silent", "desk: words to be translated");
  whisper(draft, agent, `There is no ${into} for this now; nothing was sent.`, text);
}

function relay(
  draft: Draft,
  agent: Agent,
  said: Extract<AgentAction["action"], { do: "say" }>,
  { optedOut, shop }: { optedOut: boolean; shop: Shop },
): void {
  const { holder } = draft.conversation;
  const { mark, files } = said;
  if (holder.kind !== "agent" || holder.agent.id !== agent.id) {
    decide(draft, "stay_silent", "desk: not the holder, kept inside");
    const why = holder.kind === "waiting" ? CLAIM_FIRST : refusal(draft);
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
  draft.conversation = { ...draft.conversation, holder: { ...holder, activeAt: draft.now } };
  const amended = amendedBefore(draft, mark);
  if (amended && amended.text === undefined) {
    decide(draft, "act", "desk: line deleted before it came in");
    return whisper(draft, agent, "Taken back before it left: the customer has not seen it.");
  }
  const text = amended?.text ?? said.text;
  if (isWindowShut(draft.conversation, draft.now))
    return hold(draft, { agent, text, mark, files }, shop);
  answered(draft);
  decide(draft, "relay", "desk: said by the holder");
  const sendId = say(draft, text, { purpose: "relay", agent, files });
  if (mark === undefined) return tellDesk(draft, "desk", `${agent.name}: ${text}`);
  if (sendId !== undefined) followLine(draft, { sendId, mark, text, ...(files && { files }) });
}

/** What was typed is not typed again. */
const CLAIM_FIRST =
  'Claim this conversation first, then choose "Send to the customer" in the menu of your message';

/** Nobody can tell a customer anything before they write, so without a template no hour is promised any longer. */
function hold(draft: Draft, line: HeldLine, shop: Shop): void {
  decide(draft, "act", "desk: held until the customer writes (WhatsApp)");
  const isTold = holdLine(draft, line, shop);
  if (isTold) answered(draft);
  else closePromise(draft, "released");
  showCard(draft);
}

function answered(draft: Draft): void {
  const promise = livePromise(draft.conversation);
  if (promise) closePromise(draft, draft.now <= promise.dueAt ? "kept" : "broken");
}

function handBack(draft: Draft, agent: Agent, note: string | undefined, shop: Shop): void {
  if (!holds(draft, agent)) return;
  const next = moveHolder(draft.conversation.holder, { type: "hand_back" });
  if (!next) return;
  tellWhatIsUnsaid(draft, agent, { shop, note });
  closePromise(draft, "released");
  endWork(draft, next, { by: agent.name, how: "handed_back", note });
  askForUnread(draft, shop);
  decide(draft, "act", "desk: handed back");
  showCard(draft);
  tellDesk(draft, "desk", `Handed back by ${agent.name}${afterColon(note)}.`);
}

function resolve(draft: Draft, agent: Agent, outcome: string | undefined, shop: Shop): void {
  const { holder } = draft.conversation;
  if (holder.kind !== "waiting" && !holds(draft, agent)) return;
  const next = moveHolder(holder, { type: "resolve", at: draft.now });
  if (!next) return;
  tellWhatIsUnsaid(draft, agent, { shop, note: outcome });
  closePromise(draft, "released");
  endWork(draft, next, { by: agent.name, how: "resolved", note: outcome });
  askForUnread(draft, shop);
  draft.conversation = { ...draft.conversation, question: undefined };
  decide(draft, "act", "desk: resolved");
  showCard(draft);
  tellDesk(draft, "desk", `Resolved by ${agent.name}${afterColon(outcome)}.`);
}

/** A click too many on a card, or a change of mind: the conversation is theirs again, on the same card. */
function reopen(draft: Draft, agent: Agent, shop: Shop): void {
  const { holder, handoff } = draft.conversation;
  const next =
    handoff &&
    moveHolder(holder, { type: "reopen", at: draft.now, agent, handoff: handoff.number });
  if (!next) {
    decide(draft, "stay_silent", "desk: reopen refused");
    return whisper(draft, agent, refusal(draft));
  }
  draft.conversation = { ...draft.conversation, holder: next };
  draft.cancelBotSends = true;
  watchLease(draft, shop);
  decide(draft, "act", "desk: reopened");
  showCard(draft);
  tellDesk(draft, "desk", `Taken back by ${agent.name}.`);
}
