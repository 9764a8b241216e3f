import type { Decision } from "../../core/decision.ts";
import { type Draft, decide, decisionOf, openDraft } from "../../core/draft.ts";
import type { Inbound, InboundOf } from "../../core/message.ts";
import { agreesToThanks } from "../../customers/consent.ts";
import { deskAction } from "../../handoff/desk-actions.ts";
import { promiseFellDue } from "../../handoff/hand-over.ts";
import { holdAgain } from "../../handoff/held-lines.ts";
import { planBriefing } from "../../handoff/hours/shifts.ts";
import { leaseFellDue } from "../../handoff/lease.ts";
import { showReceipt, tellFailure } from "../../handoff/receipts.ts";
import { snoozeFellDue } from "../../handoff/snooze.ts";
import { isNotProcessed, stillUnanswered } from "../../handoff/unanswered.ts";
import { warnOfPromise } from "../../handoff/warnings.ts";
import { momentIn } from "../../outreach/moment.ts";
import { planOutreach, sendOutreach } from "../../outreach/outreach.ts";
import type { OrderRead } from "./brief/read-orders.ts";
import type { Brief } from "./brief.ts";
import { agentOrder, tellCode } from "./choose/agent-order.ts";
import { tellResult, tellUndone } from "./choose/change-result.ts";
import { answerCustomer } from "./choose/converse.ts";
import { considerPerson, leaveFor } from "./choose/join-turn.ts";
import {
  answerAnew,
  apologiseIfLate,
  rememberAsked,
  takeBackHeldUp,
} from "./choose/late-answer.ts";
import { offerChoices } from "./choose/offer-choices.ts";
import { noteConsent } from "./choose/outreach-answers.ts";
import { isPassedOn } from "./choose/pass-on-joined.ts";
import { takeUp } from "./choose/take-up.ts";
import { openWindow, planForWindow, windowTimer } from "./choose/window-turn.ts";
import { WINDOW_SHUT } from "./outbox/recheck.ts";

/**
 * Step C: what to do about everything that is due for one customer, in order of arrival. Pure: the same brief always
 * gives the same decision, so a night can be replayed against changed files. What the customer wrote in this turn is
 * read as one and answered once, where its last message stands.
 */
export function choose(brief: Brief): Decision {
  const draft = openDraft(brief.customer, brief.conversation, brief.now);
  const lastMessage = brief.said?.messages.at(-1);
  for (const inbound of brief.inbounds) {
    if (brief.conversation.joinedTo && isPassedOn(inbound)) {
      decide(draft, "stay_silent", "joined: passed on");
    } else if (inbound.kind === "message") {
      if (lastMessage?.key === inbound.key) considerMessage(draft, brief);
    } else {
      consider(draft, inbound, brief);
    }
  }
  if (lastMessage && !brief.conversation.joinedTo) rememberAsked(draft, brief);
  apologiseIfLate(draft, brief);
  offerChoices(draft, brief);
  planForWindow(draft, brief);
  return decisionOf(draft);
}

function consider(
  draft: Draft,
  inbound: Exclude<Inbound, { kind: "message" }>,
  brief: Brief,
): void {
  switch (inbound.kind) {
    case "agent":
      return considerAgent(draft, inbound, brief);
    case "receipt":
      return considerReceipt(draft, inbound, brief);
    case "shop_event":
      return planOutreach(draft, inbound, forOutreach(inbound.orderId, brief));
    case "consent":
      return noteConsent(draft, inbound);
    case "change_result":
      return tellResult(draft, inbound, brief);
    case "person":
      return considerPerson(draft, inbound, brief);
    case "timer":
      return considerTimer(draft, inbound, brief);
    default:
      return inbound satisfies never;
  }
}

function orderOf(id: string, brief: Brief): OrderRead {
  return brief.orderById.get(id) ?? "unavailable";
}

/** Whom a message of ours would reach about this order, and whether they want it. */
function forOutreach(orderId: string, brief: Brief) {
  const order = orderOf(orderId, brief);
  const { shop, own, optedOut, silenced, consents } = brief;
  const agrees = typeof order === "object" && agreesToThanks(order, consents);
  return { order, shop, own, agrees, optedOut: optedOut || silenced };
}

function considerMessage(draft: Draft, brief: Brief): void {
  if (openWindow(draft, brief)) return;
  answerCustomer(draft, brief);
  tellCode(draft, brief);
  if (!draft.conversation.joinedTo) leaveFor(draft, brief.link);
}

function considerAgent(draft: Draft, done: InboundOf<"agent">, brief: Brief): void {
  const { action } = done;
  if (action.do === "order") return agentOrder(draft, done, action, brief);
  deskAction(draft, { ...done, action }, brief);
  if (action.do === "hand_back") takeUp(draft, done, action.note, brief);
}

function considerTimer(draft: Draft, timer: InboundOf<"timer">, brief: Brief): void {
  const phrase = brief.shop.phrases(draft.conversation.locale);
  switch (timer.timer) {
    case "promise_due":
      return promiseFellDue(draft, timer.subject, brief.shop, phrase);
    case "thank_you":
    case "outreach": {
      const moment = momentIn(timer);
      if (moment) sendOutreach(draft, moment, forOutreach(moment.orderId, brief));
      return;
    }
    case "holder_lease":
      return leaseFellDue(draft, timer.subject, brief.shop, phrase);
    case "promise_warning":
      return warnOfPromise(draft, timer.subject, brief.shop);
    case "unanswered":
      if (isNotProcessed(timer.subject)) takeBackHeldUp(draft, brief);
      return stillUnanswered(draft, timer.subject, brief.shop, phrase);
    case "snooze_over":
      return snoozeFellDue(draft, timer.subject);
    case "shift":
      return planBriefing(draft, timer.subject, brief.shop);
    case "whatsapp_window":
      return windowTimer(draft, timer.subject, brief);
    case "stale_answer":
      return answerAnew(draft, brief);
    case "join":
      return decide(draft, "act", "join: addresses lead there now");
    default:
      return timer.timer satisfies never;
  }
}

/** Twilio refuses to send to somebody who has said STOP to it. Source: Twilio error 21610. */
const OPTED_OUT = "21610";

/**
 * Receipts change the outbox; only a failure is worth a word, to the people at the desk. What failed to reach the desk
 * itself is not told there: that would fail as well, and be told again, for ever. It stays in the inbox, and in the log.
 */
function considerReceipt(draft: Draft, receipt: InboundOf<"receipt">, brief: Brief): void {
  decide(draft, "stay_silent", `receipt: ${receipt.status}`);
  if (isHeldAgain(draft, receipt, brief)) return;
  showReceipt(draft, receipt);
  if (receipt.status !== "failed" && receipt.status !== "undelivered") return;
  const { errorCode, sendId } = receipt;
  const send = sendId === undefined ? undefined : brief.failedSends.get(sendId);
  // Whether a code could be delivered says whether there is somebody to deliver it to.
  if (send?.purpose === "desk" || send?.purpose === "code") return;
  if (send?.purpose === "change" && sendId !== undefined) return tellUndone(draft, sendId, brief);
  const address = send?.to ?? draft.conversation.reach?.to;
  if (errorCode === OPTED_OUT && address) {
    const by = `twilio ${OPTED_OUT}`;
    draft.consent.push({ address, status: "opted_out", at: draft.now, by });
    draft.conversation = { ...draft.conversation, silenced: { at: draft.now, by } };
  }
  tellFailure(draft, receipt, errorCode && brief.explain(errorCode));
}

/** An agent's line that came back because the window was shut, by whichever clock. */
function isHeldAgain(
  draft: Draft,
  { errorCode, sendId = "" }: InboundOf<"receipt">,
  { shop }: Brief,
): boolean {
  if (errorCode !== WINDOW_SHUT || !holdAgain(draft, sendId, shop)) return false;
  decide(draft, "act", "whatsapp window: shut before its time, held");
  return true;
}
