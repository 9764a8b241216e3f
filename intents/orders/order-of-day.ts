import { formats } from "../../core/formats.ts";
import type { Order } from "../../core/order.ts";
import type { Entities } from "../../core/understanding.ts";
import { DAYS_IN_WEEK, dayAfter } from "../entities/named-days.ts";

/**
 * The one order that "the order of 12 November", "the one i placed on monday" means: placed that day, else arrived that day.
 * `isAnswer`: they were asked which one, so that a day is enough. `undefined`: none, or several, or no such words.
 */
export function orderOfDay(
  {
    text,
    dates = [],
    isAnswer,
  }: { text: string; dates?: Entities["dates"] | undefined; isAnswer: boolean },
  orders: readonly Order[],
  { now, timezone }: { now: number; timezone: string },
): Order | undefined {
  const [date, ...more] = dates;
  if (!date || date.to !== undefined || more.length > 0) return undefined;
  if (!speaksOfOrder(text, date.text) && !(isAnswer && isShort(text))) return undefined;
  const dayOf = (instant: number) => formats.date("en-CA", { timeZone: timezone }).format(instant); // as ISO 8601 writes it
  // An order lies behind us, whichever monday the words would be read as.
  const isAhead = date.day > dayOf(now);
  const day = isAhead && WEEKDAY.test(date.text) ? dayAfter(date.day, -DAYS_IN_WEEK) : date.day;
  const isThatDay = (instant: number | undefined) =>
    instant !== undefined && dayOf(instant).slice(MONTH_AT) === day.slice(MONTH_AT);
  const placed = orders.filter(({ placedAt }) => isThatDay(placedAt));
  const meant =
    placed.length > 0
      ? placed
      : orders.filter((order) =>
          order.fulfillments.some(
            ({ deliveredAt = Infinity }) => deliveredAt <= now && isThatDay(deliveredAt),
          ),
        );
  const [only, ...others] = meant;
  return others.length === 0 ? only : undefined;
}

/** Nobody names the year of what they ordered this autumn. */
const MONTH_AT = "2026-".length;

const WEEKDAY =
  /(?:mon|tue|wed|thu|fri|sat|sun)|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo/i;

function isShort(text: string): boolean {
  return text.trim().split(/\s+/).length <= FEW_WORDS;
}

const FEW_WORDS = 7;

function speaksOfOrder(text: string, day: string): boolean {
  const at = text.indexOf(day);
  const [before, after] = [text.slice(0, at), text.slice(at + day.length)];
  return (
    BEFORE_A_DAY.test(before) || (/\b(?:the|my|el)\W*$/i.test(before) && BEHIND_A_DAY.test(after))
  );
}

const BEFORE_A_DAY =
  /(?<!\p{L})(?:(?:orders?|one|purchase|parcel|package|pedido|compra)\W+(?:(?:that\W+)?(?:i|we)\W+)?(?:(?:placed|made|ordered|bought)\W+(?:on\W+)?|(?:of|from|dated|del?)\W+)|(?:ordered|bought|placed|ped[ií]|compr[eé]|hice)\W+(?:(?:it|this|that|them|my order|lo|el pedido)\W+)?(?:on|el)\W+)(?:(?:the|el)\W+)?$/iu;
const BEHIND_A_DAY = /^(?:['’]s)?\W*(?:order|one|purchase)\b/i;
