import type { Flow } from "../../core/flow.ts";
import type { Order } from "../../core/order.ts";
import { isUnderWay } from "../orders/under-way.ts";
import { saysAll } from "./answer-words.ts";
import { eligibleItems, eligibleOrders, type FlowContext, type Said } from "./flow-context.ts";
import { readItems } from "./item-reading.ts";
import { placesIn } from "./places.ts";

/**
 * The orders with which a text wants the same done, the first one first: named by their numbers ("1042 and 1043"), as a
 * whole ("both orders"), by what is in them ("the boots and the lamp"), or picked from a list. Empty when it means one,
 * or nobody can tell. A swap is made in one order at a time.
 */
export function severalOrders(flow: Flow, said: Said, context: FlowContext): readonly Order[] {
  if (flow.kind === "swap") return [];
  const ways = [byNumber, byPlace, asAWhole, byItems];
  for (const way of ways) {
    const orders = way(flow, said, context);
    if (orders.length > 1) return orders;
  }
  return [];
}

/** Whether a text means orders as a whole, so that nothing in them needs to be named. */
export function meansWholeOrders(text: string): boolean {
  return WHOLE_ORDERS.test(text) || NUMBERED_ORDERS.test(text);
}

type Way = (flow: Flow, said: Said, context: FlowContext) => readonly Order[];

const byNumber: Way = (_, { understanding }, { orders }) => {
  const plain = (number: string) => number.replace("#", "").trim().toLowerCase();
  const numbers = [...new Set(understanding.entities.orderNumbers.map(plain))];
  return numbers.flatMap((number) => orders.find((order) => plain(order.number) === number) ?? []);
};

const byPlace: Way = (flow, { text }, context) => {
  if (flow.asks !== "order") return [];
  const offered = flow.offered.flatMap(
    (id) => context.orders.find((order) => order.id === id) ?? [],
  );
  const isAll = saysAll(text) && !EXCEPT.test(text);
  return isAll ? offered : placesIn(text.replaceAll(/\border\b/gi, ""), offered);
};

const asAWhole: Way = (flow, { text }, context) => {
  const [, both, counted] = WHOLE_ORDERS.exec(text) ?? [];
  const isBoth = both !== undefined || (flow.kind === "cancel" && BOTH.test(text));
  if (!(isBoth || WHOLE_ORDERS.test(text)) || EXCEPT.test(text)) return [];
  const able = eligibleOrders(flow, context);
  if (!isBoth && counted === undefined) return able;
  const count = isBoth ? 2 : COUNTS.indexOf(counted?.toLowerCase() ?? "") + 2;
  // Of two that are under way, one may have left already: they hear that of it, and not nothing.
  const open = context.orders.filter(isUnderWay);
  return [able, open].find((orders) => orders.length === count) ?? [];
};

/** "Cancel both", where nothing but an order can be cancelled. */
const BOTH = /\bboth(?: of (?:them|those|these))?\b/i;

const COUNTS = ["two", "three", "four"];

/** "Both orders", "all my pending orders", "my two orders". */
const WHOLE_ORDERS =
  /\b(?:(both)|(?:all|every)(?: of| one of)?(?: (?:my|the|those|these))?|(?:my|the|those|these) (two|three|four))(?: of)?(?: (?:my|the|those|these))?(?: \p{L}+){0,2} (?:orders|purchases)\b/iu;

/** "Orders 1042 and 1043". */
const NUMBERED_ORDERS = /\borders\W+(?:numbers?\W+)?\p{L}{0,2}\d/iu;

const EXCEPT = /\b(?:except|apart from|all but|but not|other than)\b/i;

/** Named things of which each is in one order only, and no order holds all. */
const byItems: Way = (flow, { text }, context) => {
  if (flow.kind !== "return") return [];
  const able = eligibleOrders(flow, context);
  const all = able.flatMap((order) =>
    eligibleItems(flow, order, context).map((item) => ({
      order,
      item: { ...item, id: `${order.id}\n${item.id}` },
    })),
  );
  const { chosen, unclear } = readItems(
    text,
    all.map(({ item }) => item),
  );
  if (unclear.length > 0) return [];
  const meant = chosen.flatMap(({ item }) => all.filter((one) => one.item === item));
  const isSure = meant.every(({ item, order }) =>
    all.every((other) => other.order === order || other.item.title !== item.title),
  );
  return isSure ? [...new Set(meant.map(({ order }) => order))] : [];
};
