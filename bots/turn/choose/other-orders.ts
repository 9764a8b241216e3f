import type { OpenQuestion } from "../../../core/conversation.ts";
import { localeFor } from "../../../core/locale.ts";
import { meansAnotherOrder } from "../../../intents/flows/answer-words.ts";
import { MANNERS } from "../../../intents/manners.ts";
import { placedWords } from "../../../intents/orders/purchase-words.ts";
import { isUnderWay } from "../../../intents/orders/under-way.ts";
import type { Brief } from "../brief.ts";
import { orderJustTold } from "./follow-up.ts";

/**
 * The numbers of the orders that "no, I meant the other order" means, after one was told; none where they were only
 * listed, so that they are listed again. `undefined`: that is not what was said.
 */
export function otherOrders(
  question: OpenQuestion | undefined,
  { text, understanding }: NonNullable<Brief["said"]>,
  { orders, conversation }: Brief,
): readonly string[] | undefined {
  if (orders.kind !== "proven" || !meansAnotherOrder(text) || GOT_OR_MAKES.test(text))
    return undefined;
  const isBare = understanding.intents.every(
    ({ name }) => name === "order_status" || MANNERS.includes(name),
  );
  if (!isBare || text.trim().split(/\s+/).length > MOST_WORDS) return undefined;
  const told = conversation.topic?.orderId;
  if (told === undefined) return question?.kind === "which_order" ? [] : undefined;
  const others = orders.orders.filter(({ id }) => id !== told);
  const open = others.filter(isUnderWay);
  const meant = open.length > 0 ? open : others;
  return meant.length > MOST_TOLD ? [] : meant.map(({ number }) => number);
}

const MOST_WORDS = 7;

/** "And the other one?" asks the same of another: what it came to, or where it is. */
export function askedOfLast({
  conversation,
  orders,
  shop,
  now,
}: Pick<Brief, "conversation" | "orders" | "shop" | "now">): "purchase" | "order_status" {
  const order = orderJustTold({ conversation }, { orders });
  const last = conversation.lines.findLast(({ who }) => who === "bot");
  const { timezone, locales } = shop.file;
  const locale = localeFor(locales, conversation.locale);
  const telling = { now, timezone, locale, phrase: shop.phrases(conversation.locale) };
  const isPurchase = order !== undefined && last?.text.includes(placedWords(order, telling));
  return isPurchase ? "purchase" : "order_status";
}

/** So many orders are told at once. */
const MOST_TOLD = 3;

/** "You sent me the wrong one", "I want to place another order". */
const GOT_OR_MAKES =
  /\b(?:sent|send|got|get|received|came|placed?|make|made|new|cancel|return|change)\b/i;
