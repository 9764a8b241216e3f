import type { Flow } from "../../core/flow.ts";
import type { Order } from "../../core/order.ts";
import { answerWhichOrder } from "../orders/which-order.ts";
import { meansAnotherOrder } from "./answer-words.ts";
import { correctsWhat } from "./fill-items.ts";
import { eligibleOrders, type FlowContext, orderOf, type Said } from "./flow-context.ts";
import { readItems } from "./item-reading.ts";
import { ordersNamed, strengthIn } from "./orders-named.ts";
import { placePicked } from "./places.ts";
import { severalOrders } from "./several-orders.ts";

/** The flow with the order, or the orders, that a message names for it: by number, by place in a list, by what is in it. */
export function fillOrder(flow: Flow, said: Said, context: FlowContext): Flow {
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
  const picked = placePicked(text, ordersMeant(flow, context));
  if (picked) return { ...withOrder(flow, picked.id), otherOrderIds: [] };
  if (flow.orderId !== undefined && meansAnotherOrder(text)) return theOtherOrder(flow, context);
  if (numbers.length > 0) return flow;
  return flow.orderId === undefined
    ? orderByItems(flow, text, context)
    : namedElsewhere(flow, text, context);
}

/** Of several orders at once, in the order in which they come; none, where it is one. */
function ordersMeant({ orderId, otherOrderIds }: Flow, { orders }: FlowContext): readonly Order[] {
  const ids =
    orderId === undefined || otherOrderIds.length === 0 ? [] : [orderId, ...otherOrderIds];
  return ids.flatMap((id) => orders.find((order) => order.id === id) ?? []);
}

function theOtherOrder(flow: Flow, context: FlowContext): Flow {
  const others = eligibleOrders(flow, context).filter(({ id }) => id !== flow.orderId);
  const [only, ...more] = others;
  return withOrder(flow, more.length === 0 ? only?.id : undefined);
}

function namedElsewhere(flow: Flow, said: string, context: FlowContext): Flow {
  const text = said.replace(STAYS, " ");
  if (!isNamedElsewhere(flow, text, context))
    return text === said ? flow : withoutWhatStays(flow, said, context);
  const other = orderByItems(withOrder(flow, undefined), text, context);
  const canJoin = flow.kind === "cancel" || (flow.kind === "return" && flow.items.length > 0);
  return canJoin && addsMore(text) ? withOneMore(flow, other.orderId, text) : other;
}

/** "No leave the coat", of several orders that were to go back one after the other. */
function withoutWhatStays(flow: Flow, said: string, context: FlowContext): Flow {
  const meant = ordersMeant(flow, context);
  const stays = ordersNamed(said.match(STAYS)?.join(" ") ?? "", meant);
  const [first, ...others] = meant.filter((order) => !stays.includes(order));
  if (first === undefined || stays.length === 0) return flow;
  const begun = first.id === flow.orderId ? flow : withOrder(flow, first.id);
  return { ...begun, otherOrderIds: others.map(({ id }) => id) };
}

/** "Not the boots", "leave the coat"; "but the coat" goes back, and "no el abrigo" may be a no to something else. */
const STAYS =
  /\b(?:leave|keep|skip|forget|without|not)(?: out)? (?:the|my|those|these) (?:(?!\bbut\b)[^,.;])+|(?<!\p{L})no (?:el|la|los|las|mi|mis) (?:(?!\bsino\b)[^,.;])+(?=,| sino)/giu;

/** "And the boots too", which are in another order. */
function withOneMore(flow: Flow, orderId: string | undefined, text: string): Flow {
  if (orderId === undefined || flow.otherOrderIds.includes(orderId)) return flow;
  const words = [flow.words, text].filter(Boolean).join("\n");
  return { ...flow, otherOrderIds: [...flow.otherOrderIds, orderId], words };
}

/** "And the boots too", "also the lamp". English and Spanish. */
export function addsMore(text: string): boolean {
  return ADDS.test(text);
}

const ADDS =
  /^\W*(?:and|also|plus|add|y|tambi[eé]n)(?!\p{L})|(?<!\p{L})(?:too|as well|also|tambi[eé]n)\W*$/iu;

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
function orderByItems(flow: Flow, said: string, context: FlowContext): Flow {
  const text = said.replace(EXCEPTED, " ");
  const excepted = text === said ? [] : ordersNamed(said, context.orders);
  const able = eligibleOrders(flow, context).filter((order) => !excepted.includes(order));
  for (const orders of [able, context.orders]) {
    const named = ordersNamed(text, orders);
    const [only, ...more] = named;
    if (only && more.length === 0) return withOrder(flow, only.id);
    if (only) return { ...flow, offered: named.map(({ id }) => id) };
  }
  const [only, ...more] = able;
  // Offered in place of one that is not theirs, it is theirs to take.
  if (only && more.length === 0 && flow.asks !== "order") return withOrder(flow, only.id);
  const isBare = text.trim().split(/\s+/).length <= BARE_WISH;
  return POINTS_BACK.test(text) || isBare ? withOrder(flow, spokenOf(able, context)?.id) : flow;
}

/** "Everything except the blanket". English. */
const EXCEPTED =
  /\b(?:except(?: for)?|apart from|all but|everything but|other than|but not) (?:(?:the|my|those|these) )?[^,.;]+/i;

/** "Yes exchange", "return please": what the talk is about. */
const BARE_WISH = 2;

/** The order of what was named a moment ago, else the one that the talk is about. */
function spokenOf(
  able: readonly Order[],
  { saidBefore = [], topicOrderId }: FlowContext,
): Order | undefined {
  const named = saidBefore.map((words) => ordersNamed(words, able));
  const [only, ...more] = named.find((orders) => orders.length > 0) ?? [];
  return only && more.length === 0 ? only : able.find(({ id }) => id === topicOrderId);
}

/** "Cancel it", "send that back", "can i change the size instead": what the talk was about. English and Spanish. */
const POINTS_BACK =
  /^\W*(?:then|so|ok(?:ay)?|in that case)\b|\b(?:it|that|this|they|they're|them|those|these|that one|this one|(?:bigger|larger|smaller) (?:one|pair|size)|instead|the (?:size|colou?r|address))\b|(?<!\p{L})(?:eso|[eé]se|[eé]sa|(?:c[aá]mbia|cancela|devu[eé]lve|env[ií]a|cambiar|cancelar|devolver|enviar)l[oae]s?|l[oa]s? (?:cambio|cancelo|devuelvo|quiero)|la talla|el color|la direcci[oó]n)(?!\p{L})/iu;

/** "The watch", to "Which items?" of an order that has none: they mean another of theirs. */
function isNamedElsewhere(flow: Flow, text: string, context: FlowContext): boolean {
  const own = orderOf(flow, context);
  const isAsked = flow.asks === "items" || flow.asks === "variant";
  const isBare = text.trim().split(/\s+/).length <= BARE_WORDS;
  if (!own || !(isAsked || (MAY_CORRECT.has(flow.asks) && (isBare || correctsWhat(text)))))
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
