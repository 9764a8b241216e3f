import type { Flow } from "../../core/flow.ts";
import type { LineItem, Order } from "../../core/order.ts";
import { saysAll, saysNo, saysYes } from "./answer-words.ts";
import { returnable } from "./eligibility.ts";
import { eligibleItems, type FlowContext, orderOf, type Said } from "./flow-context.ts";
import { readItems, readItemsOrVariants } from "./item-reading.ts";
import { placePicked, placesIn } from "./places.ts";
import { returnReasonIn } from "./reason-reading.ts";
import { meansWholeOrders } from "./several-orders.ts";
import { plainWishIn } from "./wish-words.ts";

/** The flow with the items of its order that a message names, in the place of those before or beside them. */
export function fillItems(
  flow: Flow,
  said: Pick<Said, "text">,
  context: FlowContext,
  asks: Flow["asks"],
): Flow {
  const order = orderOf(flow, context);
  if (!order || (flow.kind !== "return" && flow.kind !== "swap")) return flow;
  const { text } = said;
  const picked = pickedOf(flow, text, asks);
  if (picked) return { ...flow, items: [picked], offered: [] };
  const instead = asks === "variant" ? namedInstead(flow, order, text, context) : [];
  if (instead.length > 0) return withItemInstead(flow, instead);
  if (!listensForItems(flow, order, text, asks)) return flow;
  return leftOf(flow, order, text) ?? withNamed(flow, order, text, context, asks);
}

function withNamed(
  flow: Flow,
  order: Order,
  text: string,
  context: FlowContext,
  asks: Flow["asks"],
): Flow {
  const { meant, open } = itemsMeant(flow, order, text, context, asks);
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

/** "Just the second one", of several that go back. */
function pickedOf({ items }: Flow, text: string, asks: Flow["asks"]) {
  return asks === "items" || items.length < 2 ? undefined : placePicked(text, items);
}

/** Whether a name that stands in it is a correction, and does not only say what it is about. */
export function correctsWhat(text: string): boolean {
  return CORRECTS.test(text);
}

const CORRECTS =
  /\b(?:no|not|meant?|actually|instead|also|too|as well|only|just|add|and the|plus|sorry)\b/i;

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
  asks: Flow["asks"],
): { meant: readonly Meant[]; open: readonly LineItem[] } {
  const able = eligibleItems(flow, order, context);
  const isAnswer = flow.asks === "items" || (flow.asks === "order" && flow.kind === "return");
  const read = isAnswer ? readItemsOrVariants : readItems;
  const { chosen: named, unclear } = read(text, order.lineItems);
  const chosen = withoutExcepted(named, text, order);
  const isEach = saysEachItem(asks, flow, text) && unclear.length === 0;
  if (isEach && (chosen.length === 0 || EXCEPT.test(text))) {
    const rest = able.filter((item) => !chosen.some((one) => one.item.id === item.id));
    return { meant: rest.map((item) => ({ item })), open: [] };
  }
  const picked = chosen.length + unclear.length === 0 ? pickedFrom(flow, text, able, context) : [];
  if (picked.length > 0) return { meant: picked.map((item) => ({ item })), open: [] };
  const [open = []] = unclear;
  const [only, ...others] = isAnswer ? open.filter((item) => able.includes(item)) : [];
  return only && chosen.length + others.length === 0
    ? { meant: [{ item: only }], open: [] }
    : { meant: chosen, open };
}

/** By its place in the list, or "it" after a moment ago "the coat is a bit snug" was said. */
function pickedFrom(
  { asks, offered }: Flow,
  text: string,
  able: readonly LineItem[],
  { saidBefore = [] }: FlowContext,
): readonly LineItem[] {
  if (asks === "items") {
    const listed = offered.flatMap((id) => able.find((item) => item.id === id) ?? []);
    return placesIn(text, listed);
  }
  if (asks !== undefined || !(POINTS_BACK.test(text) || isBareWish(text))) return [];
  const named = saidBefore.map((words) => readItems(words, able).chosen.map(({ item }) => item));
  const [last = []] = named.filter((items) => items.length > 0);
  return last.length === 1 ? last : [];
}

/** "Exchange", and no more: of what was spoken of. */
function isBareWish(text: string): boolean {
  return text.trim().split(/\s+/).length <= WORDS_OF_A_WISH && plainWishIn(text) !== undefined;
}

const WORDS_OF_A_WISH = 2;

const POINTS_BACK =
  /\b(?:it|that|this|them|these|those|(?:bigger|larger|smaller) (?:one|pair|size))\b/i;

/** "The scarf and the coat but not the gloves", "the coat is too big but the scarf is fine"; who names only what stays means all the rest, or corrects. */
function withoutExcepted<Named extends Meant>(
  named: readonly Named[],
  text: string,
  order: Order,
): readonly Named[] {
  const stays = staysOf(text, order);
  const rest = named.filter(({ item }) => !stays.includes(item.id));
  return rest.length > 0 ? rest : named;
}

/** The items of which a text says that they stay. */
function staysOf(text: string, { lineItems }: Order): readonly string[] {
  const excepted = [EXCEPTED, FINE, KEPT].flatMap((pattern) => [...text.matchAll(pattern)]);
  return excepted.flatMap(([, inEnglish, inSpanish]) =>
    readItems(inEnglish ?? inSpanish ?? "", lineItems).chosen.map(({ item }) => item.id),
  );
}

/** "Yes but keep the scarf": what was to go back, without it. `undefined`: it names more than what stays, or nothing was to go back. */
function leftOf(flow: Flow, order: Order, text: string): Flow | undefined {
  const stays = staysOf(text, order);
  const named = readItems(text, order.lineItems).chosen.map(({ item }) => item.id);
  if (flow.items.length === 0 || stays.length === 0 || !named.every((id) => stays.includes(id)))
    return undefined;
  const items = flow.items.filter(({ lineItemId }) => !stays.includes(lineItemId));
  return items.length === 0 || items.length === flow.items.length
    ? flow
    : { ...flow, items, offered: [] };
}

const EXCEPTED =
  /\b(?:not|except(?: for)?|apart from|other than) (?:the|my|those|these) ((?:(?!\bbut\b)[^,.;])+)|(?<!\p{L})no (?:el|la|los|las|mi|mis) ((?:(?!\bsino\b)[^,.;])+)(?=,| sino)/giu;

/** What somebody is content with; "fine but too big" is not it. */
const FINE =
  /(?:^|[,.;] ?|\b(?:but|and|while|the|my) )((?:(?!(?:the|my|but|and|while)\b)[\p{L}'’-]+ ){0,2}[\p{L}-]+) (?:is|are|seems?) (?:all |totally |really |actually )?(?:fine|ok(?:ay)?|good|great|perfect|lovely|alright)\b(?!,? (?:but|except|just|only))/giu;
const KEPT =
  /(?<!n['’]?t |\bnot |\bto )\bkeep(?:ing)? (?:the|my) ((?:(?!(?:and|but)\b)[^\s,.;]+ ?){1,4})/giu;

/** "Both", to "which order?", means the orders; "everything", all that is in them. */
function saysEachItem(asks: Flow["asks"], { otherOrderIds }: Flow, text: string): boolean {
  if (meansWholeOrders(text)) return otherOrderIds.length > 0 || saysAll(text);
  if (asks === "order" && otherOrderIds.length > 0) return EVERYTHING.test(text);
  return saysAll(text);
}

const EVERYTHING = /\b(?:everything|all of it|the (?:whole )?lot)\b|(?<!\p{L})todo(?!\p{L})/iu;

const EXCEPT = /\b(?:except|apart from|all but|everything but|other than|but not|not the)\b/i;

/** While something else is asked, a name only says what it is about; a correction says so. */
function listensForItems(flow: Flow, order: Order, text: string, asks: Flow["asks"]): boolean {
  if (flow.items.length === 0 || asks === "items") return true;
  if (asks === "variant" || asks === "address") return false;
  if (staysOf(text, order).length > 0) return true;
  return (correctsWhat(text) && !saysYes(text)) || namesAnother(flow, order, text);
}

/** "The scarf then", to "why are you sending back the coat?": the name of another thing in the order, and no more. */
function namesAnother({ items, asks }: Flow, { lineItems }: Order, text: string): boolean {
  if (asks !== "reason" && asks !== "outcome" && asks !== "yes") return false;
  if (text.trim().split(/\s+/).length > BARE_WORDS || saysYes(text) || saysNo(text)) return false;
  const named = readItems(text, lineItems).chosen;
  const isOther = named.every(({ item }) =>
    items.every(({ lineItemId }) => lineItemId !== item.id),
  );
  return named.length > 0 && isOther && returnReasonIn(text) === undefined;
}

const BARE_WORDS = 4;

/** A second item beside the first, or the answer to which of two lookalikes was meant. */
function addsTo(flow: Flow, text: string, asks: Flow["asks"]): boolean {
  if (asks === "items") return flow.items.length > 0;
  return /\b(?:also|too(?! (?!pl(?:ea)?se?|thanks|then)\p{L})|as well|add|plus|and the)\b/iu.test(
    text,
  );
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
