import type { Flow } from "../../core/flow.ts";
import type { LineItem, Order } from "../../core/order.ts";
import { dropped } from "./ask-again.ts";
import { fillFromWish } from "./fill.ts";
import {
  eligibleItems,
  eligibleOrders,
  type FlowContext,
  type FlowStep,
  orderOf,
} from "./flow-context.ts";
import { couldName, readItems } from "./item-reading.ts";
import { nextStep } from "./next-step.ts";
import { placesIn } from "./places.ts";

/**
 * "Not the boots", "no cancel the second one": goes on with what is left of a change, or asks what was meant if nothing is.
 * `undefined`: the words rule out nothing of it, or say more than that.
 */
export function withoutRuledOut(
  flow: Flow,
  text: string,
  context: FlowContext,
): FlowStep | undefined {
  const order = orderOf(flow, context);
  if (!order || !LISTENS.has(flow.asks)) return undefined;
  const thing = thingRuledOut(text, flow);
  if (thing === undefined) return undefined;
  if (flow.otherOrderIds.length > 0) return withoutOrders(flow, thing, context);
  const listed = itemsOf(flow, order);
  const out = meantBy(thing, listed);
  if (out.length === 0) return undefined;
  const rest = listed.filter((item) => !out.includes(item)).map(({ id }) => id);
  if (rest.length === 0) return meantInstead(flow, order, context);
  if (flow.asks !== "items") {
    const items = flow.items.filter(({ lineItemId }) => rest.includes(lineItemId));
    return nextStep({ ...flow, items, tries: 0 }, context);
  }
  const [only, ...more] = rest;
  const found = order.lineItems.find(({ id }) => id === only);
  return found && more.length === 0
    ? nextStep({ ...flow, items: [asWhole(found)], offered: [], tries: 0 }, context)
    : nextStep({ ...flow, offered: rest, tries: 0 }, context);
}

/** "Not the boots the coat": with the comma that nobody types on a phone, so that the coat is not ruled out as well. English and Spanish. */
export function withComma(text: string): string {
  return text.replace(BEFORE_ANOTHER, (ruledOut) => `${ruledOut.trimEnd()}, `);
}

/** Names of things and nothing that is said of them: no reason, whichever things they are. */
export function onlyNames(text: string, items: readonly LineItem[]): boolean {
  const words = text.match(/[\p{L}\d'’-]+/gu) ?? [];
  const bare = words.filter((word) => !AROUND_NAMES.test(word));
  return bare.length > 0 && bare.every(couldName(items));
}

/** What is asked with something named that may be wrong; a street, a size or a code is listened for as it is. */
const LISTENS: ReadonlySet<Flow["asks"]> = new Set(["reason", "outcome", "photo", "yes", "items"]);

const BEFORE_ANOTHER =
  /(?<!\p{L})(?:not (?:the|my|those|these)|no (?:el|la|los|las|mi|mis)) (?:(?!(?:the|my|but|and|or|in|on|at|from|of|for|as|like|that|i|is|was|el|la|los|las|mi|mis|y|o|en|de|del|que|sino|me)\b)[\p{L}\d'’-]+ ){1,3}(?=(?:the|my|el|la|los|las|mi|mis) )/giu;

const AROUND_NAMES =
  /^(?:no+|nope|not|the|my|those|these|this|that|i|said|say|mean|meant|want|wanted|wait|sorry|oh|just|only|yes|and|but|or|please|pls|is|it|it'?s|one|ones|order|from|of|el|la|los|las|mi|mis|es|son|ese|esa|y|pero|sino|s[oó]lo|perd[oó]n|quer[ií]a|dec[ií]a|pedido|del?)$/iu;

/** What is ruled out, in the words of who does; a bare pronoun after "not" is all that was named. */
function thingRuledOut(text: string, { kind }: Flow): string | undefined {
  const plain = text.replace(WITHOUT, "$1 the ");
  const [, verb = "", thing = ""] = RULES_OUT.exec(plain) ?? RULES_OUT_IN_SPANISH.exec(text) ?? [];
  const after = thing || THING_AND_NO.exec(text)?.[1];
  if (!after) return undefined;
  // "Cancel the second one" is said of a cancelling too, of what it is to cancel.
  const isWished = kind === "cancel" && /cancel/i.test(verb);
  const isPlain = /^(?:not|no)?$/i.test(verb);
  return isWished || (PRONOUN.test(after) && !isPlain) ? undefined : after;
}

/** "Without scarf". */
const WITHOUT =
  /\b(without|minus|except(?: for)?|apart from) (?!(?:the|my|those|these|that|this|it|them)\b)/i;
const RULES_OUT =
  /^\W*(?:(?:no+|nope|yes|yeah|yep|sure|sorry|wait|oh|oops|actually|ok(?:ay)?|but|please|pls|just|i said|i meant?)\W+)*(not|without|minus|except(?: for)?|apart from|drop|skip|remove|leave(?: out)?|forget|keep|cancel|(?:don['’]?t|do not) (?:return|cancel|send|change|swap)(?: back)?) (the .+?|my .+?|those(?: .+?)?|these(?: .+?)?|that(?: one)?|this(?: one)?|it|them)(?:\W+(?:out|please|pls|then|thanks|sorry|though|back|after all))*\W*$/iu;
const RULES_OUT_IN_SPANISH =
  /^\W*(?:(?:no|perd[oó]n|espera|mejor|pero|ay|por favor)\W+)*?(no|quita|deja|olvida|cancela|sin|menos) ((?:el|la|los|las|mi|mis) .+?|es[aeo]s?|est[aeo]s?)(?:\W+(?:no|mejor|por favor|gracias))*\W*$/iu;
const THING_AND_NO = /^\W*((?:el|la|los|las|mi|mis) .+?|es[aeo]s?|est[aeo]s?),? no\W*$/iu;
const PRONOUN = /^(?:that|this|those|these)(?: ones?)?$|^(?:it|them|es[aeo]s?|est[aeo]s?)$/iu;

/** What has been named so far, in the order in which it is read out; of a whole order, all of it; asked which items, those that can be meant. */
function itemsOf({ asks, items, offered }: Flow, { lineItems }: Order): readonly LineItem[] {
  const ids = asks === "items" ? offered : items.map(({ lineItemId }) => lineItemId);
  const named = ids.flatMap((id) => lineItems.find((item) => item.id === id) ?? []);
  return named.length === 0 ? lineItems : named;
}

/** By pronoun, by place or by name, with no word beside it that could be a reason ("not the right boots"). */
function meantBy(thing: string, listed: readonly LineItem[]): readonly LineItem[] {
  if (PRONOUN.test(thing)) return listed;
  const placed = listed.length > 1 ? placesIn(withOrdinals(thing), listed) : [];
  if (placed.length > 0) return placed;
  if (!onlyNames(thing, listed)) return [];
  return readItems(thing, listed).chosen.map(({ item }) => item);
}

/** Of several orders that were to be gone through one after the other, without those that are named. */
function withoutOrders(flow: Flow, thing: string, context: FlowContext): FlowStep | undefined {
  const ids = flow.orderId === undefined ? [] : [flow.orderId, ...flow.otherOrderIds];
  const listed = ids.flatMap((id) => context.orders.find((order) => order.id === id) ?? []);
  const placed = placesIn(withOrdinals(thing).replace(/\border\b/gi, " "), listed);
  const out =
    placed.length > 0
      ? placed
      : listed.filter((order) => meantBy(thing, order.lineItems).length > 0);
  const [first, ...others] = listed.filter((order) => !out.includes(order));
  if (out.length === 0 || !first) return undefined;
  const otherOrderIds = others.map(({ id }) => id);
  if (first.id === flow.orderId) return nextStep({ ...flow, otherOrderIds, tries: 0 }, context);
  const begun = { ...flow, orderId: first.id, otherOrderIds, items: [], offered: [], tries: 0 };
  return nextStep(fillFromWish(begun, context), context);
}

/** Nothing that was named is meant: what else it could be, and no word of the wish, which named the wrong thing. */
function meantInstead(flow: Flow, order: Order, context: FlowContext): FlowStep {
  const { words: _, reason: __, orderId: ___, ...rest } = flow;
  const isNamed = (id: string) =>
    flow.items.length === 0 || flow.items.some(({ lineItemId }) => lineItemId === id);
  const here = eligibleItems(flow, order, context).filter(({ id }) => !isNamed(id));
  const elsewhere = eligibleOrders(flow, context).filter(({ id }) => id !== order.id);
  const begun = { ...rest, items: [], tries: 0 };
  if (elsewhere.length === 0) {
    if (here.length === 0) return dropped(context);
    const offered = here.map(({ id }) => id);
    return nextStep({ ...begun, orderId: order.id, offered }, context);
  }
  const [only, ...more] = elsewhere;
  if (only && more.length + here.length === 0)
    return nextStep({ ...begun, orderId: only.id, offered: [] }, context);
  const orders = here.length > 0 ? [order, ...elsewhere] : elsewhere;
  return nextStep({ ...begun, offered: orders.map(({ id }) => id) }, context);
}

function asWhole({ id, quantity }: LineItem): Flow["items"][number] {
  return { lineItemId: id, quantity, wanted: {} };
}

/** "El segundo" in the words that lists are read by. */
function withOrdinals(text: string): string {
  return text
    .replace(/\bprimer[oa]?\b/gi, "first")
    .replace(/\bsegund[oa]\b/gi, "second")
    .replace(/\btercer[oa]?\b/gi, "third")
    .replace(/(?<!\p{L})[uú]ltim[oa]\b/giu, "last")
    .replace(/^(?:el|la|los|las)\b/i, "the");
}
