import type { Order } from "../../core/order.ts";
import { ordersAnswered } from "../flows/orders-named.ts";

/**
 * The order that an answer to "which one?" means: its number, its place in the list ("the second one", "2", "last"),
 * what is in it ("the lamp"), or a yes where only one was offered. `undefined`: it is no such answer, or fits several.
 * `orderIds` is what was offered, in that order; numbers and items may also name any other of the customer's `orders`.
 */
export function answerWhichOrder(
  text: string,
  orderIds: readonly string[],
  orders: readonly Order[],
): Order | undefined {
  const offered = orderIds.flatMap((id) => orders.find((order) => order.id === id) ?? []);
  return (
    byNumber(text, orders) ??
    byPlace(text, offered) ??
    byYes(text, offered) ??
    byItem(text, offered, orders)
  );
}

function byNumber(text: string, orders: readonly Order[]): Order | undefined {
  const said = new Set(words(text));
  return onlyOne(orders.filter((order) => said.has(order.number.toLowerCase())));
}

const PLACES: Readonly<Record<string, number>> = {
  "1": 0,
  "1st": 0,
  first: 0,
  one: 0,
  top: 0,
  newest: 0,
  latest: 0,
  "2": 1,
  "2nd": 1,
  second: 1,
  two: 1,
  "3": 2,
  "3rd": 2,
  third: 2,
  three: 2,
  "4": 3,
  "4th": 3,
  fourth: 3,
  four: 3,
  last: -1,
  primer: 0,
  primero: 0,
  primera: 0,
  uno: 0,
  una: 0,
  segundo: 1,
  segunda: 1,
  dos: 1,
  tercero: 2,
  tercera: 2,
  tres: 2,
  cuarto: 3,
  cuarta: 3,
  cuatro: 3,
  último: -1,
  última: -1,
  ultimo: -1,
  ultima: -1,
  bottom: -1,
  oldest: -1,
};

/** Words around a place that add nothing: "the second one please". */
const FILLERS = new Set([
  "el",
  "la",
  "lo",
  "del",
  "de",
  "ese",
  "esa",
  "pedido",
  "número",
  "numero",
  "por",
  "favor",
  "es",
  "quiero",
  "the",
  "one",
  "no",
  "nr",
  "number",
  "order",
  "please",
  "pls",
  "plz",
  "that",
  "its",
  "it's",
  "it",
  "is",
  "option",
  "i",
  "mean",
  "meant",
  "thanks",
  "thx",
  "yes",
  "a",
  "my",
  "about",
  "for",
  "um",
  "uh",
  "ok",
  "of",
  "them",
  "list",
  "in",
]);

function byPlace(text: string, offered: readonly Order[]): Order | undefined {
  const all = words(text);
  const telling = all.filter((word) => !FILLERS.has(word));
  const alone = all.length === 1 ? all : telling;
  const places = alone.map((word) => PLACES[word]);
  const [place] = places;
  return places.length === 1 && place !== undefined ? offered.at(place) : undefined;
}

const YES =
  /^\W*(yes|yeah|yep|yup|ya|y|sure|ok|okay|correct|right|exactly|that one|that's (it|the one)|it is|si|ese|esa|eso es|exacto|correcto|claro|vale)\b|^\W*sí/i;

function byYes(text: string, offered: readonly Order[]): Order | undefined {
  return YES.test(text) ? onlyOne(offered) : undefined;
}

/** The order that holds most of what is named; of several that hold as much, the one that was offered. */
function byItem(
  text: string,
  offered: readonly Order[],
  orders: readonly Order[],
): Order | undefined {
  const holding = ordersAnswered(text, orders);
  return onlyOne(holding) ?? onlyOne(holding.filter((order) => offered.includes(order)));
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? [];
}

function onlyOne(orders: readonly Order[]): Order | undefined {
  return orders.length === 1 ? orders[0] : undefined;
}
