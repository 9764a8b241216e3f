import type { Flow } from "../../core/flow.ts";
import type { LineItem, Order } from "../../core/order.ts";
import { saysAll, saysYes } from "./answer-words.ts";
import { returnable } from "./eligibility.ts";
import { eligibleItems, type FlowContext, orderOf, type Said } from "./flow-context.ts";
import { readItems, readItemsOrVariants } from "./item-reading.ts";
import { placesIn } from "./places.ts";
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
): { meant: readonly Meant[]; open: readonly LineItem[] } {
  const able = eligibleItems(flow, order, context);
  const read = flow.asks === "items" ? readItemsOrVariants : readItems;
  const { chosen: named, unclear } = read(text, order.lineItems);
  const chosen = withoutExcepted(named, text, order);
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

/** "The scarf and the coat but not the gloves"; who names only what stays means all the rest, or corrects. */
function withoutExcepted<Named extends Meant>(
  named: readonly Named[],
  text: string,
  { lineItems }: Order,
): readonly Named[] {
  const stays = [...text.matchAll(EXCEPTED)].flatMap(([, things = ""]) =>
    readItems(things, lineItems).chosen.map(({ item }) => item.id),
  );
  const rest = named.filter(({ item }) => !stays.includes(item.id));
  return rest.length > 0 ? rest : named;
}

const EXCEPTED =
  /\b(?:not|except(?: for)?|apart from|other than) (?:the|my|those|these) ([^,.;]+)/gi;

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
  return correctsWhat(text) && !saysYes(text);
}

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
