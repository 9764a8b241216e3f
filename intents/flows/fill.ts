import type { Flow } from "../../core/flow.ts";
import type { LineItem, Order } from "../../core/order.ts";
import { answerWhichOrder } from "../which-order.ts";
import { type AddressRead, missingParts, readAddress, withHouseNumber } from "./address-reading.ts";
import { leavesIt, meansAnotherOrder, saysAll, saysNo, saysYes } from "./answer-words.ts";
import { returnable } from "./eligibility.ts";
import { fillVariants } from "./fill-variants.ts";
import {
  eligibleItems,
  eligibleOrders,
  type FlowContext,
  orderOf,
  type Said,
} from "./flow-context.ts";
import { readItems, readItemsOrVariants } from "./item-reading.ts";
import { ordersNamed, strengthIn } from "./orders-named.ts";
import { placesIn } from "./places.ts";
import { cancelReasonIn, returnReasonIn } from "./reason-reading.ts";
import { fillReturn } from "./return-steps.ts";
import { meansWholeOrders, severalOrders } from "./several-orders.ts";
import { plainWishIn } from "./wish-words.ts";

/** The flow with everything that a message adds to it or corrects; the same flow when it adds nothing. */
export function fill(flow: Flow, said: Said, context: FlowContext): Flow {
  const found = fillOrder(flow, said, context);
  const isNew = flow.orderId === undefined && found.orderId !== undefined;
  const begun = isNew ? fillFromWish(found, context) : found;
  return DETAILS.reduce((filled, step) => step(filled, said, context, flow.asks), begun);
}

/** What was said when the change was wished for is read again, now that it is known of which order it was said. */
export function fillFromWish(flow: Flow, context: FlowContext): Flow {
  const { words } = flow;
  if (words === undefined) return flow;
  return DETAILS.reduce((filled, step) => step(filled, { text: words }, context, undefined), flow);
}

type Words = Pick<Said, "text" | "hasPicture">;
type Step = (flow: Flow, said: Words, context: FlowContext, asks: Flow["asks"]) => Flow;

const DETAILS: readonly Step[] = [fillItems, fillReason, fillReturn, fillVariants, fillAddress];

function fillOrder(flow: Flow, said: Said, context: FlowContext): Flow {
  const [first, ...others] = flow.orderId === undefined ? severalOrders(flow, said, context) : [];
  if (!first) return fillOneOrder(flow, said, context);
  return { ...withOrder(flow, first.id), otherOrderIds: others.map(({ id }) => id) };
}

function fillOneOrder(flow: Flow, said: Said, context: FlowContext): Flow {
  const { text, understanding } = said;
  const numbers = understanding.entities.orderNumbers.map(plainNumber);
  const named = context.orders.find(({ number }) => numbers.includes(plainNumber(number)));
  if (named) return withOrder(flow, named.id);
  if (flow.asks === "order") {
    const answer = answerWhichOrder(text, flow.offered, context.orders);
    if (answer) return withOrder(flow, answer.id);
  }
  if (flow.orderId !== undefined && meansAnotherOrder(text)) return theOtherOrder(flow, context);
  if (numbers.length > 0) return flow;
  return flow.orderId === undefined
    ? orderByItems(flow, text, context)
    : namedElsewhere(flow, text, context);
}

function theOtherOrder(flow: Flow, context: FlowContext): Flow {
  const others = eligibleOrders(flow, context).filter(({ id }) => id !== flow.orderId);
  const [only, ...more] = others;
  return withOrder(flow, more.length === 0 ? only?.id : undefined);
}

function namedElsewhere(flow: Flow, text: string, context: FlowContext): Flow {
  if (!isNamedElsewhere(flow, text, context)) return flow;
  const other = orderByItems(withOrder(flow, undefined), text, context);
  return ADDS.test(text) && flow.items.length > 0 && flow.kind === "return"
    ? withOneMore(flow, other.orderId, text)
    : other;
}

/** "And the boots too", which are in another order. */
function withOneMore(flow: Flow, orderId: string | undefined, text: string): Flow {
  if (orderId === undefined || flow.otherOrderIds.includes(orderId)) return flow;
  const words = [flow.words, text].filter(Boolean).join("\n");
  return { ...flow, otherOrderIds: [...flow.otherOrderIds, orderId], words };
}

const ADDS = /^\W*(?:and|also|plus|add)\b|\b(?:too|as well|also)\W*$/i;

function plainNumber(number: string): string {
  return number.replace("#", "").trim().toLowerCase();
}

function withOrder(flow: Flow, orderId: string | undefined): Flow {
  if (flow.orderId === orderId) return flow;
  const { orderId: _, ...rest } = flow;
  const items = orderId === undefined ? flow.items : [];
  return { ...rest, items, offered: [], ...(orderId === undefined ? {} : { orderId }) };
}

/** The one order that holds what the text names, of those that could be meant first. */
function orderByItems(flow: Flow, text: string, context: FlowContext): Flow {
  const able = eligibleOrders(flow, context);
  for (const orders of [able, context.orders]) {
    const named = ordersNamed(text, orders);
    const [only, ...more] = named;
    if (only && more.length === 0) return withOrder(flow, only.id);
    if (only) return { ...flow, offered: named.map(({ id }) => id) };
  }
  const [only, ...more] = able;
  if (only && more.length === 0) return withOrder(flow, only.id);
  const topic = able.find(({ id }) => id === context.topicOrderId);
  return topic && POINTS_BACK.test(text) ? withOrder(flow, topic.id) : flow;
}

/** "Cancel it", "send that back": what the talk was about. */
const POINTS_BACK =
  /^\W*(?:then|so|ok(?:ay)?|in that case)\b|\b(?:it|that|this|they|they're|them|those|these|that one|this one)\b/i;

/** "The watch", to "Which items?" of an order that has none: they mean another of theirs. */
function isNamedElsewhere(flow: Flow, text: string, context: FlowContext): boolean {
  const own = orderOf(flow, context);
  const isAsked = flow.asks === "items" || flow.asks === "variant";
  const isBare = text.trim().split(/\s+/).length <= BARE_WORDS;
  if (!own || !(isAsked || (MAY_CORRECT.has(flow.asks) && (isBare || CORRECTS.test(text)))))
    return false;
  const here = itemsNamed(text, own);
  const isOther = (order: Order) => order.id !== own.id && itemsNamed(text, order) > here;
  return (flow.asks === "items" || here === 0) && eligibleOrders(flow, context).some(isOther);
}

/** Asked for these, a thing that is only named is a correction. */
const MAY_CORRECT: ReadonlySet<Flow["asks"]> = new Set(["reason", "outcome", "yes"]);
const BARE_WORDS = 4;

function itemsNamed(text: string, order: Order): number {
  return strengthIn(readItems(text, order.lineItems));
}

function fillItems(flow: Flow, said: Words, context: FlowContext, asks: Flow["asks"]): Flow {
  const order = orderOf(flow, context);
  if (!order || (flow.kind !== "return" && flow.kind !== "swap")) return flow;
  const { text } = said;
  const instead = asks === "variant" ? namedInstead(flow, order, text, context) : [];
  if (instead.length > 0) return withItemInstead(flow, instead);
  if (!listensForItems(flow, text, asks)) return flow;
  const { meant, open } = itemsMeant(flow, order, text, context);
  if (meant.length === 0 && open.length === 0) return flow;
  // Who answers "which order?" with all that is in it tells the order, and not what is to be changed in it.
  if (asks === "order" && flow.kind === "swap" && tellsOrder(meant, order)) return flow;
  const kept = addsTo(flow, text, asks) ? flow.items : [];
  const items = [...kept, ...meant.map(asFlowItem)].filter(
    (item, at, all) => all.findIndex((other) => other.lineItemId === item.lineItemId) === at,
  );
  const offered = open.filter(({ id }) => !items.some(({ lineItemId }) => lineItemId === id));
  return { ...flow, items, offered: offered.map(({ id }) => id) };
}

function tellsOrder(meant: readonly Meant[], { lineItems }: Order): boolean {
  return meant.length > 1 && meant.length === lineItems.length;
}

/** "The coat", by its whole name, to "which scarf would you like instead?": they mean another item of the same order. */
function namedInstead(
  flow: Flow,
  order: Order,
  text: string,
  context: FlowContext,
): readonly LineItem[] {
  const asked = flow.items.find(({ variantId }) => variantId === undefined);
  if (!asked || (flow.items.length > 1 && !wishesAnew(text))) return [];
  const isNamed = ({ title }: LineItem) =>
    new RegExp(`(?<!\\p{L})${RegExp.escape(title)}s?(?!\\p{L})`, "iu").test(text);
  if (order.lineItems.some((item) => item.id === asked.lineItemId && isNamed(item))) return [];
  return eligibleItems(flow, order, context).filter(isNamed);
}

/** Of several items, what they are to become is told of each; a wish without any of that begins again. */
function wishesAnew(text: string): boolean {
  return (
    plainWishIn(text) !== undefined &&
    !/\b(?:(?<!(?:like|want|need|have|wish) )to|with|into|for|in)\b/i.test(text)
  );
}

/** Of lookalikes, what is said of the wish says nothing of which one they have: they are asked. */
function withItemInstead(flow: Flow, items: readonly LineItem[]): Flow {
  const [only, ...more] = items;
  if (!only) return flow;
  return more.length === 0
    ? { ...flow, items: [asFlowItem({ item: only })], offered: [] }
    : { ...flow, items: [], offered: items.map(({ id }) => id) };
}

type Meant = { item: LineItem; quantity?: number };

/** `open`: lookalikes of which one is meant, and nobody can say which. */
function itemsMeant(
  flow: Flow,
  order: Order,
  text: string,
  context: FlowContext,
): { meant: readonly Meant[]; open: readonly LineItem[] } {
  const able = eligibleItems(flow, order, context);
  const read = flow.asks === "items" ? readItemsOrVariants : readItems;
  const { chosen, unclear } = read(text, order.lineItems);
  if (saysEachItem(flow, text) && unclear.length === 0) {
    const isExcepted = EXCEPT.test(text);
    if (chosen.length === 0 || isExcepted) {
      const rest = able.filter((item) => !chosen.some((one) => one.item.id === item.id));
      return { meant: rest.map((item) => ({ item })), open: [] };
    }
  }
  if (chosen.length === 0 && flow.asks === "items") {
    const offered = flow.offered.flatMap((id) => able.find((item) => item.id === id) ?? []);
    const picked = placesIn(text, offered);
    if (picked.length > 0) return { meant: picked.map((item) => ({ item })), open: [] };
  }
  return { meant: chosen, open: unclear[0] ?? [] };
}

/** "Both", to "which order?", means the orders. */
function saysEachItem({ asks, otherOrderIds }: Flow, text: string): boolean {
  if (meansWholeOrders(text)) return otherOrderIds.length > 0 || saysAll(text);
  return saysAll(text) && !(asks === "order" && otherOrderIds.length > 0);
}

const EXCEPT = /\b(?:except|apart from|all but|everything but|other than|but not|not the)\b/i;

/** While something else is asked, a name only says what it is about; a correction says so. */
function listensForItems(flow: Flow, text: string, asks: Flow["asks"]): boolean {
  if (flow.items.length === 0 || asks === "items") return true;
  if (asks === "variant" || asks === "address") return false;
  return CORRECTS.test(text) && !saysYes(text);
}

const CORRECTS =
  /\b(?:no|not|meant?|actually|instead|also|too|as well|only|just|add|and the|plus|sorry)\b/i;

/** A second item beside the first, or the answer to which of two lookalikes was meant. */
function addsTo(flow: Flow, text: string, asks: Flow["asks"]): boolean {
  if (asks === "items") return flow.items.length > 0;
  return /\b(?:also|too|as well|add|plus|and the)\b/i.test(text);
}

function asFlowItem({
  item,
  quantity,
}: {
  item: LineItem;
  quantity?: number;
}): Flow["items"][number] {
  const most = Math.max(1, returnable(item));
  return { lineItemId: item.id, quantity: Math.min(quantity ?? most, most), wanted: {} };
}

function fillReason(flow: Flow, { text }: Words): Flow {
  if (flow.kind !== "cancel" && flow.kind !== "return") return flow;
  if (flow.reason !== undefined && !correctsReason(flow, text)) return flow;
  const code = flow.kind === "cancel" ? cancelReasonIn(text) : returnReasonIn(text);
  return code === undefined
    ? flow
    : { ...flow, reason: { code, note: text.slice(0, LONGEST_NOTE) } };
}

/** "No wait, it's too big", to the question for a yes. */
function correctsReason({ kind, asks, reason }: Flow, text: string): boolean {
  const said = kind === "return" && asks === "yes" ? returnReasonIn(text) : undefined;
  return said !== undefined && said !== reason?.code && saysNo(text) && !leavesIt(text);
}

/** As much of a customer's own words as a person reads. */
const LONGEST_NOTE = 200;

/** Whatever is answered to "why?" is an answer. */
export function takeAsReason(flow: Flow, text: string): Flow {
  return { ...flow, reason: { code: "other", note: text.slice(0, LONGEST_NOTE) } };
}

function fillAddress(flow: Flow, { text }: Words, _: FlowContext, asks: Flow["asks"]): Flow {
  if (flow.kind !== "address") return flow;
  const missing = missingParts(flow.address);
  const corrects = asks === "yes" || missing.length === 0;
  const line1 = corrects ? withHouseNumber(flow.address?.line1, text) : undefined;
  if (line1 !== undefined) return { ...flow, address: { ...flow.address, line1 } };
  const found =
    asks === "address" && !corrects
      ? readAddress(text, missing)
      : readAddress(text.replace(BEFORE_ADDRESS, ""));
  if (!found || (asks !== "address" && found.postcode === undefined)) return flow;
  const isWhole = found.line1 !== undefined && found.postcode !== undefined;
  return { ...flow, address: isWhole ? known(found) : { ...flow.address, ...known(found) } };
}

/** "Please change the address of 1042 to: 5 High Street …". */
const BEFORE_ADDRESS = /^.*?\b(?:to|is|at|address)\b[:\s]+(?=\d|\p{Lu}[^,\n]*\d)/su;

function known(found: AddressRead): NonNullable<Flow["address"]> {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
