import type { OrderChange } from "../../core/change.ts";
import type { Flow } from "../../core/flow.ts";
import type { LineItem, Order } from "../../core/order.ts";
import { isInTrouble } from "../orders/order-words.ts";
import { missingParts } from "./address-reading.ts";
import { confirmation } from "./confirmation.ts";
import type { Eligibility } from "./eligibility.ts";
import { fillFromWish } from "./fill.ts";
import {
  eligibilityOf,
  eligibleItems,
  eligibleOrders,
  type FlowContext,
  type FlowStep,
  lineOf,
  orderOf,
} from "./flow-context.ts";
import {
  addressQuestion,
  itemQuestion,
  namesOf,
  orderQuestion,
  refusalWords,
} from "./flow-words.ts";
import { askOutcome, askPhoto } from "./return-steps.ts";
import { variantStep } from "./variant-step.ts";

/** What a flow needs next: the first thing that is not known yet, else the explicit yes; or an honest no. */
export function nextStep(flow: Flow, context: FlowContext): FlowStep {
  const order = orderOf(flow, context);
  if (!order) return whichOrder(flow, context);
  return (
    notWithThis(flow, order, context) ??
    askItems(flow, order, context) ??
    askReason(flow, order, context) ??
    askOutcome(flow, order, context) ??
    askPhoto(flow, order, context) ??
    (flow.kind === "swap" ? variantStep(flow, order, context) : undefined) ??
    (flow.kind === "address" ? addressStep(flow, order, context) : undefined) ??
    ask(flow, "yes", confirmation(flow, order, context))
  );
}

/** The same with the next order that it was wished for with; `undefined`: that was the last. */
export function nextOrder(flow: Flow, context: FlowContext): FlowStep | undefined {
  const [orderId, ...otherOrderIds] = flow.otherOrderIds;
  if (orderId === undefined) return undefined;
  const { asks: _, ...rest } = flow;
  const next = { ...rest, orderId, otherOrderIds, items: [], offered: [], tries: 0 };
  return nextStep(fillFromWish(next, context), context);
}

/** The honest no, and what comes next where it was wished for with another order too. */
function notWithThis(flow: Flow, order: Order, context: FlowContext): FlowStep | undefined {
  const stop = cannotBegin(flow, order, context);
  if (stop?.kind !== "over") return stop;
  const next = nextOrder(flow, context);
  return next && "text" in next ? { ...next, text: [stop.text, next.text].join("\n\n") } : stop;
}

/** It is under way already, or against the shop's policy, or more than its system can do. */
function cannotBegin(flow: Flow, order: Order, context: FlowContext): FlowStep | undefined {
  if (context.changesAsked.some(({ orderId }) => orderId === order.id)) {
    const text = context.telling.phrase("flow.under_way", { number: order.number });
    return { kind: "over", why: "asked for already", text };
  }
  const needed = changeOf(flow, order);
  const refused = refusal(flow, order, context);
  // What may never be exchanged may well be ordered once more.
  const isMore = flow.kind === "swap" && addsSomething(flow.words ?? "");
  if (isMore && (!refused || ("why" in refused && refused.why === "final_sale")))
    return { kind: "person", reason: "wants something added to an order" };
  if (refused && isLost(flow, order, context))
    return { kind: "person", reason: `wants out of order ${order.number}, which did not arrive` };
  if (refused || context.abilities?.changes.includes(needed)) return refused;
  return { kind: "person", reason: `the shop's system cannot ${needed.replace("_", " ")}` };
}

/** A parcel that is late, lost or on its way back: "once you have it" would be no answer to who wants their money. */
function isLost({ kind }: Flow, order: Order, { telling }: FlowContext): boolean {
  const hasCome = order.lineItems.some(({ delivered }) => delivered > 0);
  return (kind === "return" || kind === "cancel") && !hasCome && isInTrouble(order, telling);
}

/** "Can i add a pair of socks", "gift wrap it": no variant of what was ordered, and nothing that a system does by itself. */
function addsSomething(words: string): boolean {
  return ADDS.test(words) && !/\b(?:size|colou?r|instead|swap|exchange)\b/i.test(words);
}

const ADDS =
  /\bmake (?:it|that|them) (?:[2-9]|two|three|four|five) (?:pairs?|of|pieces|sets)\b|\b(?:one|a|another) (?:more|second|extra) (?:pair|one|piece)\b|\b(?:add(?:ing)?\b(?!.{0,12}\baddress)|gift[- ]?wrap\w*|wrap (?:it|them) (?:up|as)|gift (?:message|note|card|receipt)|(?:a|some) (?:message|note|card) (?:to|with|in) (?:it|the))\b|(?<!\p{L})(?:a[ñn]adir|agregar|envolver|para regalo)(?!\p{L})/iu;

/** Which items, where it is not known, or one of two lookalikes is meant. */
function askItems(flow: Flow, order: Order, context: FlowContext): FlowStep | undefined {
  if (flow.kind !== "return" && flow.kind !== "swap") return undefined;
  const isOpen = flow.items.length === 0 || (flow.offered.length > 0 && flow.asks !== "variant");
  return isOpen ? whichItems(flow, order, context) : undefined;
}

/** What is asked of the shop's system: a swap is a change before packing, and an exchange after delivery. */
export function changeOf(flow: Flow, order: Order): OrderChange["do"] {
  switch (flow.kind) {
    case "cancel":
      return "cancel";
    case "address":
      return "change_address";
    case "return":
      return "return";
    case "swap": {
      const [first] = flow.items;
      const item = first ? lineOf(order, first.lineItemId) : order.lineItems[0];
      const isHere = (item?.delivered ?? 0) > 0 || order.fulfillmentStatus === "delivered";
      return isHere || (item?.shipped ?? 0) > 0 ? "exchange" : "change_items";
    }
    default:
      return flow.kind satisfies never;
  }
}

/** Asks one thing; asking the same thing again is counted. */
function ask(
  flow: Flow,
  asks: NonNullable<Flow["asks"]>,
  text: string,
  offered: readonly string[] = [],
): FlowStep {
  return { kind: "ask", flow: { ...flow, asks, offered: [...offered] }, text };
}

/** How many orders a list names. */
const LISTED_ORDERS = 6;

function whichOrder(flow: Flow, context: FlowContext): FlowStep {
  const { telling, orders } = context;
  const able = eligibleOrders(flow, context);
  const tied = able.filter(({ id }) => flow.offered.includes(id));
  const listed = (tied.length > 0 ? tied : able).slice(0, LISTED_ORDERS);
  if (listed.length > 0) {
    const text = orderQuestion(flow.kind, listed, telling);
    return ask(
      flow,
      "order",
      text,
      listed.map(({ id }) => id),
    );
  }
  const [only, ...more] = orders;
  if (only && more.length === 0) {
    return nextStep({ ...flow, orderId: only.id }, context);
  }
  const { phrase } = telling;
  const text = [
    phrase(`flow.none.${flow.kind}`),
    phrase("next.person"),
    phrase("flow.anything_else"),
  ].join(" ");
  return { kind: "over", why: "no order that allows it", text };
}

/** The honest no, when nothing that is meant can be done. */
function refusal(flow: Flow, order: Order, context: FlowContext): FlowStep | undefined {
  const meant = flow.items.flatMap(({ lineItemId }) => lineOf(order, lineItemId) ?? []);
  const items = meant.length > 0 ? meant : order.lineItems;
  const verdicts = items.map((item) => ({
    item,
    verdict: eligibilityOf(flow, order, item, context),
  }));
  const refused = verdicts.filter(isRefused);
  const [first] = refused;
  const allowed = verdicts.length - refused.length;
  if (!first || (meant.length === 0 && allowed > 0)) return undefined;
  const text = refusalWords(
    { kind: flow.kind, order, items: refused.map(({ item }) => item), verdict: first.verdict },
    context.telling,
  );
  const lineItemIds = refused.map(({ item }) => item.id);
  const what = { kind: flow.kind, orderId: order.id, lineItemIds };
  return { kind: "over", why: first.verdict.why, text, refused: what };
}

function isRefused(one: {
  item: LineItem;
  verdict: Eligibility;
}): one is { item: LineItem; verdict: Extract<Eligibility, { kind: "no" }> } {
  return one.verdict.kind === "no";
}

function whichItems(flow: Flow, order: Order, context: FlowContext): FlowStep {
  const able = eligibleItems(flow, order, context);
  const [only, ...more] = able;
  if (only && more.length === 0) {
    const item = { lineItemId: only.id, quantity: only.quantity, wanted: {} };
    return nextStep(fillFromWish({ ...flow, items: [item], offered: [] }, context), context);
  }
  const alike = able.filter(({ id }) => flow.offered.includes(id));
  const listed = alike.length > 0 ? alike : able;
  const kind = flow.kind === "swap" ? "swap" : "return";
  const text = itemQuestion(kind, listed, context.telling);
  return ask(
    flow,
    "items",
    text,
    listed.map(({ id }) => id),
  );
}

function askReason(flow: Flow, order: Order, { telling }: FlowContext): FlowStep | undefined {
  if (flow.reason !== undefined || (flow.kind !== "cancel" && flow.kind !== "return"))
    return undefined;
  return ask(
    flow,
    "reason",
    telling.phrase(`flow.reason.${flow.kind}`, {
      number: order.number,
      items: namesOf(flow, order, telling),
    }),
  );
}

function addressStep(flow: Flow, order: Order, context: FlowContext): FlowStep | undefined {
  if (!context.isProvenByCode(order.id)) {
    return { kind: "prove", flow: { ...flow, asks: "code" }, orderId: order.id };
  }
  if (missingParts(flow.address).length === 0) return undefined;
  return ask(flow, "address", addressQuestion(flow, order, context.telling));
}
