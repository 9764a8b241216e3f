import { dayWords } from "../core/day-words.ts";
import type { Choice } from "../core/decision.ts";
import { newDateOf } from "../core/happenings.ts";
import { formatMoney } from "../core/money.ts";
import type { Order } from "../core/order.ts";
import type { Phrase, Shop } from "../core/shop.ts";
import type { Moment } from "./moment.ts";

/** What is said at a moment, and which of two texts on trial it is. */
type Words = { text: string; variant: "a" | "b"; variables: Record<string, string> };

/** The words for a moment, in the shop's voice: their first name, what they bought, and what it is about. Pure. */
export function wordsFor(
  moment: Moment,
  order: Order,
  { now, shop, phrase, locale }: { now: number; shop: Shop; phrase: Phrase; locale: string },
): Words {
  const variant = variantOf(moment, shop);
  const values = {
    firstName: order.firstName ?? "",
    items: itemWords(order),
    shop: shop.file.name,
    number: order.number,
    ...detailsOf(moment, order, { now, timezone: shop.file.timezone, locale }),
  };
  return {
    text: phrase(keyOf(moment, order, variant, shop), values),
    variant,
    variables: { 1: values.firstName, 2: values.items || order.number, 3: values.shop },
  };
}

/** What the one question may be answered with. */
export function choicesFor({ kind }: Moment, { file }: Shop): Choice[] | undefined {
  if (kind !== "survey") return undefined;
  const words = file.outreach.survey?.answers === "thumbs" ? ["👍", "👎"] : DIGITS;
  return words.map((word) => ({ label: word, say: word }));
}

const DIGITS = ["1", "2", "3", "4", "5"];

/** Arrived so much later than promised, it is thanked for with an apology. */
const LATE_BY_MS = 12 * 60 * 60_000;

function keyOf(moment: Moment, order: Order, variant: "a" | "b", shop: Shop): string {
  switch (moment.kind) {
    case "thank_you":
      if (cameLate(order)) return "thank_you.late";
      return variant === "b" ? "thank_you.b" : "thank_you.delivered";
    case "survey": {
      const thumbs = shop.file.outreach.survey?.answers === "thumbs";
      if (thumbs) return "survey.ask_thumbs";
      return variant === "b" ? "survey.ask_b" : "survey.ask";
    }
    case "ready_for_pickup":
    case "delayed":
    case "refunded":
    case "return_received":
      return `outreach.${moment.kind}`;
    default:
      return moment.kind satisfies never;
  }
}

function cameLate({ promisedBy, fulfillments }: Order): boolean {
  if (promisedBy === undefined) return false;
  return fulfillments.some(({ deliveredAt = 0 }) => deliveredAt - promisedBy >= LATE_BY_MS);
}

function detailsOf(
  { kind, detail }: Moment,
  order: Order,
  teller: { now: number; timezone: string; locale: string },
): Record<string, string> {
  const parcel = order.fulfillments.find(({ id }) => id === detail);
  const refund = order.refunds.find(({ id }) => id === detail);
  const newDate = kind === "delayed" ? newDateOf(order) : undefined;
  return {
    day: newDate === undefined ? "" : dayWords(newDate, teller),
    place: parcel?.pickupPoint ?? "",
    until: parcel?.pickupUntil === undefined ? "" : dayWords(parcel.pickupUntil, teller),
    amount: refund ? formatMoney(refund.amount, teller.locale) : "",
  };
}

/** Half of the orders, always the same ones, where two texts are on trial. */
function variantOf({ kind, orderId }: Moment, { file }: Shop): "a" | "b" {
  const isOnTrial = file.outreach.two_texts.some((tried) => tried === kind);
  return isOnTrial && hash(`${kind} ${orderId}`) % 2 === 1 ? "b" : "a";
}

/** FNV-1a, folded once more so that its lowest bit hangs on every character. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}

/** "the Skagen boots & the wool socks"; a long order is "your things". */
function itemWords(order: Order): string {
  const titles = order.lineItems.map((item) => item.title);
  if (titles.length === 0 || titles.length > 2) return "";
  return titles.join(" & ");
}
