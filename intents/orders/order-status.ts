import type { OpenQuestion } from "../../core/conversation.ts";
import { daysFromNow } from "../../core/day-words.ts";
import type { Order } from "../../core/order.ts";
import type { Phrase, Shop } from "../../core/shop.ts";
import type { OrderTalk } from "../about-orders.ts";
import { itemWords } from "./item-words.ts";
import { notReceivedWords, orderLine, orderWords } from "./order-words.ts";
import type { Telling } from "./parcel-words.ts";
import { purchaseWords } from "./purchase-words.ts";
import { isUnderWay } from "./under-way.ts";
import { whenWords } from "./when-words.ts";

/** What is told, the question it leaves open, and the order that the talk is about from now on. */
export type OrderStatusAnswer = { text: string; question?: OpenQuestion; topic?: string };

type About = OrderTalk["about"];

/**
 * Where somebody's orders are. Pure; sees only the orders this customer may be told of, so a number that belongs to
 * somebody else and one that does not exist get the same words (G8).
 *
 * The named orders are told; else the one the talk is about; else the one that is under way; else, of several, a
 * numbered list and the question which; else what happened last.
 */
export function orderStatus(request: {
  now: number;
  shop: Pick<Shop, "file">;
  /** What this customer may be told of, in any order. */
  orders: readonly Order[];
  /** As the customer wrote them, without "#". */
  orderNumbers: readonly string[];
  topicOrderId?: string;
  /**
   * `not_received`: it is marked as delivered and not there. `refund`: what became of a return or the money. `purchase`: what
   * it came to, and when it was placed.
   */
  about?: About;
  /** In which words they ask. */
  words?: string;
  /** A person is brought in after this answer anyway. */
  personFollows?: boolean;
  locale?: string;
  phrase: Phrase;
}): OrderStatusAnswer {
  const { shop, now, phrase } = request;
  const locale = request.locale ?? shop.file.locales[0] ?? "en";
  const telling: Telling = { now, timezone: shop.file.timezone, locale, phrase };
  const ending = { personFollows: request.personFollows ?? false };
  const orders = [...request.orders].sort((a, b) => b.placedAt - a.placedAt);
  const tell = (order: Order) => tellAbout(order, request, telling, ending);

  if (orders.length === 0) return { text: phrase("order.none") };
  const unknown = request.orderNumbers.filter((number) => !orders.some(hasNumber(number)));
  const named = orders.filter((order) => request.orderNumbers.some((n) => hasNumber(n)(order)));
  if (unknown.length > 0 && named.length === 0) return notFound(unknown, orders, telling);

  const chosen = named.length > 0 ? named : fitting(orders, request, telling);
  if (chosen.length === 0) return { text: phrase("refund.none") };
  const [first] = chosen;
  if (named.length === 0 && chosen.length > 1) return whichOf(chosen, telling, request.about);
  const missing = unknown.map((number) => phrase("number.unknown", { number }));
  return {
    text: [...missing, ...chosen.map(tell)].join("\n\n"),
    ...(first && chosen.length === 1 ? { topic: first.id } : {}),
  };
}

function tellAbout(
  order: Order,
  request: Parameters<typeof orderStatus>[0],
  telling: Telling,
  ending: { personFollows: boolean },
): string {
  const hint = otherOrder(order, request);
  switch (request.about) {
    case "not_received":
      return notReceivedWords(order, telling, ending);
    case "purchase":
      return purchaseWords(order, telling, { ...hint, words: request.words ?? "" });
    case "refund":
      if (!concernsMoney(order)) return noReturnWords(order, telling, { ...ending, ...hint });
      return orderWords(order, telling, {
        ...ending,
        ...withRefund(hint, order, request, telling),
      });
    default:
      return orderWords(order, telling, { ...ending, ...hint });
  }
}

/** Nothing is known of a return or a refund: that first, and then how it stands where it has not come yet. */
function noReturnWords(
  order: Order,
  telling: Telling,
  ending: { personFollows: boolean; hint?: string },
): string {
  const { phrase } = telling;
  const none = phrase("refund.none_of", { number: order.number });
  if (isUnderWay(order)) return `${none} ${orderWords(order, telling, ending)}`;
  return ending.personFollows ? none : `${none} ${phrase("next.person")}`;
}

/** Of a return that is not settled yet, when and how its money comes. */
function withRefund(
  { hint }: { hint?: string },
  order: Order,
  { shop }: Pick<Parameters<typeof orderStatus>[0], "shop">,
  telling: Telling,
): { hint?: string } {
  const isOpen = order.refunds.length === 0 && !isUnderWay(order);
  const words = isOpen ? whenWords(order, telling, shop.file.returns.refund_days ?? 0) : undefined;
  const more = [words, hint].filter((each) => each !== undefined);
  return more.length === 0 ? {} : { hint: more.join(" ") };
}

/** The way to another order, for somebody who named none and is told the one that is most likely meant. */
function otherOrder(
  told: Order,
  request: Pick<
    Parameters<typeof orderStatus>[0],
    "orders" | "orderNumbers" | "topicOrderId" | "personFollows" | "phrase"
  >,
): { hint?: string } {
  const { orders, orderNumbers, topicOrderId, personFollows, phrase } = request;
  const isGuess = orderNumbers.length === 0 && told.id !== topicOrderId && !personFollows;
  return isGuess && orders.length > 1 ? { hint: phrase("number.another") } : {};
}

export { answerWhichOrder } from "./which-order.ts";

/** How many orders a list names. */
const LISTED_ORDERS = 4;

function hasNumber(number: string): (order: Order) => boolean {
  const form = (text: string) => text.replace("#", "").trim().toLowerCase();
  return (order) => form(order.number) === form(number);
}

/** The orders meant by somebody who names none: one to tell, several to choose from. */
function fitting(
  orders: readonly Order[],
  request: { topicOrderId?: string; about?: About },
  telling: Telling,
): readonly Order[] {
  const topic = orders.find((order) => order.id === request.topicOrderId);
  if (topic) return [topic];
  const latestFirst = orders.toSorted((a, b) => lastMove(b) - lastMove(a));
  if (request.about === "refund") return latestFirst.filter(concernsMoney).slice(0, 1);
  if (request.about === "not_received") {
    const arrived = latestFirst.filter((order) => order.fulfillments.some(isDelivered));
    return [arrived.find((order) => isFresh(order, telling)) ?? latestFirst[0] ?? []].flat();
  }
  const underWay = orders.filter(isUnderWay);
  return underWay.length > 0 ? underWay : latestFirst.slice(0, 1);
}

function isDelivered(parcel: Order["fulfillments"][number]): boolean {
  return parcel.trackingStatus === "delivered";
}

function concernsMoney(order: Order): boolean {
  return order.status === "cancelled" || order.refunds.length > 0 || order.returns.length > 0;
}

/** "It says delivered" is about a delivery of these days. */
const FRESH_DAYS = 14;

function isFresh(order: Order, telling: Telling): boolean {
  return daysFromNow(lastMove(order), telling) >= -FRESH_DAYS;
}

/** When something last happened to it. */
function lastMove(order: Order): number {
  const parcels = order.fulfillments.map((parcel) => parcel.deliveredAt ?? parcel.shippedAt ?? 0);
  const papers = [...order.returns, ...order.refunds].map((paper) => paper.createdAt);
  return Math.max(order.placedAt, order.cancelledAt ?? 0, ...parcels, ...papers);
}

function whichOf(
  orders: readonly Order[],
  telling: Telling,
  about: About | undefined,
): OrderStatusAnswer {
  const { phrase } = telling;
  const opening = [phrase("list.intro", { count: orders.length })];
  const { text, question } = ask(orders, telling, opening, phrase("list.ask"));
  const intent = about === "purchase" ? { intent: "purchase" } : {};
  return {
    text,
    ...(question?.kind === "which_order" ? { question: { ...question, ...intent } } : {}),
  };
}

function notFound(
  numbers: readonly string[],
  orders: readonly Order[],
  telling: Telling,
): OrderStatusAnswer {
  const { phrase } = telling;
  const unknown = numbers.map((number) => phrase("number.unknown", { number }));
  const [only, ...others] = orders;
  if (only && others.length === 0) {
    const values = { number: only.number, items: itemWords(only.lineItems, telling) };
    return {
      text: [...unknown, phrase("number.only", values)].join(" "),
      question: { kind: "which_order", orderIds: [only.id], askedAt: telling.now },
    };
  }
  return ask(orders, telling, [unknown.join(" "), phrase("number.which")], phrase("number.ask"));
}

function ask(
  orders: readonly Order[],
  telling: Telling,
  opening: readonly string[],
  question: string,
): OrderStatusAnswer {
  const listed = orders.slice(0, LISTED_ORDERS);
  const lines = listed.map((order, index) => orderLine(order, index + 1, telling));
  return {
    text: [...opening, ...lines, question].join("\n"),
    question: {
      kind: "which_order",
      orderIds: listed.map((order) => order.id),
      askedAt: telling.now,
    },
  };
}
