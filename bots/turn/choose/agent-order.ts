import type { OrderChange } from "../../../core/change.ts";
import { dayWords } from "../../../core/day-words.ts";
import { askForChange, type Draft, decide, say, sendCode } from "../../../core/draft.ts";
import type { Agent, AgentAction } from "../../../core/message.ts";
import { formatMoney } from "../../../core/money.ts";
import type { LineItem, Order } from "../../../core/order.ts";
import { tellDesk, whisper } from "../../../core/tell-desk.ts";
import { CODES } from "../../../customers/code.ts";
import { ordersOfContact, provenOrders } from "../../../customers/proof.ts";
import { isOldCard } from "../../../handoff/desk-actions.ts";
import { holds } from "../../../handoff/refusal.ts";
import {
  cancelEligibility,
  type Eligibility,
  returnable,
  returnEligibility,
} from "../../../intents/flows/eligibility.ts";
import { itemName } from "../../../intents/flows/flow-words.ts";
import { readItems } from "../../../intents/flows/item-reading.ts";
import { returnReasonIn } from "../../../intents/flows/reason-reading.ts";
import { orderKey } from "../brief/read-orders.ts";
import type { Brief } from "../brief.ts";

type OrderWork = Extract<AgentAction["action"], { do: "order" }>;

/** What an agent asks for from the thread, with what it takes to do it. */
type Work = { draft: Draft; agent: Agent; action: OrderWork; brief: Brief };

/**
 * What an agent wants done with an order from the card: looked up, a code sent, cancelled, returned. The shop's policy
 * holds for them as it does for the bot, and so does proof; the journal and the thread name them.
 */
export function agentOrder(draft: Draft, done: AgentAction, action: OrderWork, brief: Brief): void {
  const { agent } = done;
  if (isOldCard(draft, done)) return;
  if (action.what !== "look_up" && !holds(draft, agent)) return;
  const work = { draft, agent, action, brief };
  if (action.what === "send_code") return sendProof(work);
  const order = brief.orderById.get(orderKey(action.number)) ?? "not_found";
  if (order === "unavailable") return refuse(work, "the shop's system does not answer just now");
  if (order === "not_found") return refuse(work, `there is no order ${action.number}`);
  if (action.what === "look_up") return lookUp(work, order);
  const change = isTheirs(order, draft) ? changeFor(work, order) : UNPROVEN;
  if (typeof change === "string") return refuse(work, change);
  makeChange(work, order, change);
}

/** The holder hears whether the code that they had sent was right. */
export function tellCode(draft: Draft, { code }: Brief): void {
  if (!code || draft.conversation.holder.kind !== "agent") return;
  const words = {
    right: "The code is right: the orders of that contact are theirs.",
    wrong: "The code they gave is wrong.",
    expired: "The code they gave is too old: send a new one.",
    locked: "Too many wrong codes: none is taken for a while.",
    unavailable: "The code is right, but the shop's system did not say whose it is.",
  };
  tellDesk(draft, "desk", words[code.outcome]);
}

const UNPROVEN = "nothing proves yet that it is theirs: send a code first";

function refuse({ draft, agent, action }: Work, why: string): void {
  decide(draft, "stay_silent", `desk: ${action.what} refused: ${why}`);
  whisper(draft, agent, `Not done for order ${action.number}: ${why}.`);
}

function isTheirs(order: Order, draft: Draft): boolean {
  const { reach, proof } = draft.conversation;
  const proven = proof?.proven;
  if (reach && provenOrders(reach.to, [order], draft.now).length > 0) return true;
  if (!proven || draft.now >= proven.until) return false;
  return ordersOfContact(proven.contact, [order], draft.now).length > 0;
}

function sendProof(work: Work): void {
  const { draft, agent, action, brief } = work;
  if (brief.codeRoads.length === 0) return refuse(work, "no code can be sent from here");
  const { askedAt = [], open: _, ...proof } = draft.conversation.proof ?? {};
  const isEnough = CODES.some(
    ({ count, withinMs }) => askedAt.filter((at) => draft.now - at < withinMs).length >= count,
  );
  if (isEnough) return refuse(work, "enough codes were sent for now");
  const id = `${draft.customer}-code-${draft.conversation.turn}`;
  const challenge = { id, at: draft.now, about: { number: action.number } };
  draft.conversation = {
    ...draft.conversation,
    proof: {
      ...proof,
      askedAt: [...askedAt, draft.now],
      open: { ...challenge, wish: "", tries: 0 },
    },
  };
  sendCode(draft, challenge);
  decide(draft, "act", `desk: code for order ${action.number} asked for by ${agent.name}`);
  const phrase = brief.shop.phrases(draft.conversation.locale);
  say(draft, phrase("proof.sent", { other: "none" }), { purpose: "relay", agent });
  tellDesk(
    draft,
    "desk",
    `${agent.name} had a code sent to the contact on order ${action.number}.`,
  );
}

/** The change to ask for, or why the policy (or the shop's system) does not allow it. */
function changeFor(work: Work, order: Order): OrderChange | string {
  const { action, brief, draft } = work;
  const what = action.what === "cancel" ? "cancel" : "return";
  if (!brief.abilities?.changes.includes(what)) return `the shop's system cannot ${what} orders`;
  if (draft.conversation.changesAsked.some(({ orderId }) => orderId === order.id))
    return "a change to it is under way";
  return what === "cancel" ? cancellation(work, order) : returning(work, order);
}

function cancellation({ brief }: Work, order: Order): OrderChange | string {
  const verdict = cancelEligibility(order, policyOf(brief));
  if (verdict.kind === "no") return `policy: ${verdict.why.replaceAll("_", " ")}`;
  return { do: "cancel", orderId: order.id, reason: "other" };
}

function returning({ brief, action, draft }: Work, order: Order): OrderChange | string {
  const { note = "" } = action;
  const verdicts = order.lineItems.map((item) => ({
    item,
    verdict: returnEligibility(order, item, policyOf(brief), draft.now),
  }));
  const meant = readItems(note, order.lineItems).chosen;
  const wanted = verdicts.filter(
    ({ item }) => meant.length === 0 || meant.some((each) => each.item.id === item.id),
  );
  const items = wanted.filter(({ verdict }) => verdict.kind === "ok").map(({ item }) => item);
  const [first] = wanted.flatMap(({ verdict }) => (verdict.kind === "no" ? [verdict.why] : []));
  if (items.length === 0) return `policy: ${(first ?? "not_returnable").replaceAll("_", " ")}`;
  const outcomes = brief.shop.file.returns.outcomes;
  const outcome = (["refund", "store_credit", "replacement"] as const).find((each) =>
    outcomes.includes(each),
  );
  if (!outcome) return "policy: returns end in an exchange here, which the customer chooses";
  const reason = returnReasonIn(note) ?? "other";
  const howMany = (item: LineItem) =>
    meant.find((each) => each.item.id === item.id)?.quantity ?? returnable(item);
  return {
    do: "return",
    orderId: order.id,
    items: items.map((item) => ({
      lineItemId: item.id,
      quantity: Math.min(howMany(item), returnable(item)),
      reason,
      ...(note === "" ? {} : { note }),
    })),
    outcome,
  };
}

/** More than these are not under way at once. */
const KEPT_CHANGES = 10;

function makeChange({ draft, agent, action }: Work, order: Order, change: OrderChange): void {
  const sendId = askForChange(draft, change);
  const ids = change.do === "return" ? change.items : [];
  const names = ids.flatMap(({ lineItemId, quantity }) => {
    const item = order.lineItems.find(({ id }) => id === lineItemId);
    return item ? [itemName(item, quantity)] : [];
  });
  const what = names.join(", ");
  const asked = { sendId, orderId: order.id, number: order.number, what, at: draft.now };
  const changesAsked = [...draft.conversation.changesAsked, asked].slice(-KEPT_CHANGES);
  draft.conversation = { ...draft.conversation, changesAsked };
  decide(draft, "act", `desk: ${action.what} of order ${order.number} by ${agent.name}`);
  const of = what === "" ? "" : ` (${what})`;
  const words = `${agent.name} asked the shop's system to ${action.what} order ${order.number}${of}.`;
  tellDesk(draft, "desk", `${words} What comes of it is told here.`);
}

function lookUp({ draft, agent, brief }: Work, order: Order): void {
  decide(draft, "act", `desk: order ${order.number} looked up by ${agent.name}`);
  const { timezone, locales } = brief.shop.file;
  const teller = { now: draft.now, timezone, locale: locales[0] ?? "en" };
  const policy = policyOf(brief);
  const day = (at: number) => dayWords(at, teller);
  const parcels = order.fulfillments.map((parcel, n) => {
    const { carrier, trackingNumber, trackingStatus, deliveredAt } = parcel;
    const state =
      deliveredAt === undefined ? spaced(trackingStatus) : `delivered ${day(deliveredAt)}`;
    return `Parcel ${n + 1}: ${[state, carrier, trackingNumber].filter(Boolean).join(", ")}`;
  });
  const items = order.lineItems.map((item) => {
    const back = verdictWords(returnEligibility(order, item, policy, draft.now), day);
    return `• ${itemName(item, item.quantity)}: return ${back}`;
  });
  const facts = [
    `Order ${order.number}, placed ${day(order.placedAt)}`,
    spaced(order.status),
    spaced(order.fulfillmentStatus),
    `${formatMoney(order.total, teller.locale)} ${spaced(order.paymentStatus)}`,
    isTheirs(order, draft) ? "proven to be theirs" : "NOT proven to be theirs",
  ];
  const cancel = `Cancel: ${verdictWords(cancelEligibility(order, policy), day)}`;
  tellDesk(draft, "desk", [facts.join(" · "), ...items, ...parcels, cancel].join("\n"));
}

function verdictWords(verdict: Eligibility, day: (at: number) => string): string {
  const until = verdict.deadline === undefined ? "" : ` (until ${day(verdict.deadline)})`;
  return verdict.kind === "ok" ? `possible${until}` : `no, ${spaced(verdict.why)}${until}`;
}

function policyOf({ shop }: Brief) {
  return shop.file;
}

function spaced(word: string): string {
  return word.replaceAll("_", " ");
}
