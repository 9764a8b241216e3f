import type { Variant } from "../../core/change.ts";
import { dayWords, formattingLocale } from "../../core/day-words.ts";
import type { Flow } from "../../core/flow.ts";
import { formats } from "../../core/formats.ts";
import { formatMoney } from "../../core/money.ts";
import type { LineItem, Order } from "../../core/order.ts";
import { itemWords } from "../orders/item-words.ts";
import { orderLine } from "../orders/order-words.ts";
import type { Telling } from "../orders/parcel-words.ts";
import { missingParts } from "./address-reading.ts";
import { countryName } from "./country-reading.ts";
import type { Eligibility } from "./eligibility.ts";
import { valuesOf } from "./option-reading.ts";

/** "Which order?", with those it could be, numbered. */
export function orderQuestion(
  kind: Flow["kind"],
  orders: readonly Order[],
  telling: Telling,
): string {
  const { phrase } = telling;
  const lines = orders.map((order, index) => orderLine(order, index + 1, telling));
  return [phrase(`flow.which_order.${kind}`), ...lines, phrase("flow.reply_number")].join("\n");
}

/** "Which items?", with those it could be, numbered. */
export function itemQuestion(
  kind: "return" | "swap",
  items: readonly LineItem[],
  telling: Telling,
): string {
  const { phrase } = telling;
  const lines = items.map((item, index) => `${index + 1}. ${itemName(item, item.quantity)}`);
  return [phrase(`flow.which_items.${kind}`), ...lines, phrase("flow.reply_numbers")].join("\n");
}

/** An item so that its customer tells it from the others: "2 x Skagen coat (size: M, colour: navy)". */
export function itemName({ title, variant }: LineItem, quantity: number): string {
  const name = variant === undefined || variant === "" ? title : `${title} (${variant})`;
  return quantity > 1 ? `${quantity} x ${name}` : name;
}

/** The items of a flow in words: "the boots (size: 42) and 2 x the beanie". */
export function namesOf(flow: Flow, order: Order, telling: Telling): string {
  const names = flow.items.flatMap(({ lineItemId, quantity }) => {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    return line ? [itemName(line, quantity)] : [];
  });
  return formats.list(formattingLocale(telling.locale), {}).format(names);
}

/** A variant as its options tell it. */
export function variantName({ options }: Pick<Variant, "options">): string {
  return Object.entries(options)
    .map(([name, value]) => {
      if (YES_OR_NO.test(value)) return `${name}: ${value}`;
      return SAYS_ITSELF.test(name) ? value : `${name} ${value}`;
    })
    .join(", ");
}

const YES_OR_NO = /^(?:yes|no|none|s[ií])$/i;
/** "Black" needs nobody to say that it is a colour. */
const SAYS_ITSELF = /^(?:colou?r|material|color|farve)$/i;

/** What a product comes in: "size 41, 42 or 43; colour black or tan". Only options that leave a choice. */
export function choicesOf(variants: readonly Variant[], telling: Telling): string {
  const names = [...new Set(variants.flatMap(({ options }) => Object.keys(options)))];
  const list = formats.list(formattingLocale(telling.locale), { type: "disjunction" });
  return names
    .map((name) => ({ name, values: valuesOf(name, variants) }))
    .filter(({ values }) => values.length > 1)
    .map(({ name, values }) => `${name} ${list.format(values)}`)
    .join("; ");
}

/** Asks for what an address still lacks, or for all of it. */
export function addressQuestion(flow: Flow, order: Order, { phrase }: Telling): string {
  const [first, ...others] = missingParts(flow.address);
  const { number } = order;
  if (first === undefined || (flow.address?.line1 === undefined && others.length > 0)) {
    return phrase("flow.address", { number });
  }
  return phrase(`flow.address_part.${first}`, { number });
}

/** An address on one line. */
export function addressLine(
  address: NonNullable<Flow["address"]>,
  country: string | undefined,
  { locale }: Telling,
): string {
  const { line1, line2, city, region, postcode } = address;
  const place = [city, region, postcode].filter(Boolean).join(" ");
  const code = address.country ?? country;
  const named = code === undefined ? undefined : countryName(code, formattingLocale(locale));
  return [line1, line2, place, named].filter(Boolean).join(", ");
}

/** What cannot be done with an order, and why: of its items, these. */
type Refused = {
  kind: Flow["kind"];
  order: Order;
  items: readonly LineItem[];
  verdict: Extract<Eligibility, { kind: "no" }>;
};

/** Why something cannot be done, and what can. Never a bare no: a person can be asked. */
export function refusalWords(refused: Refused, telling: Telling): string {
  const { kind, order, verdict } = refused;
  const { phrase } = telling;
  return [
    cannotWords(refused, telling),
    ...hints(kind, verdict.why, order, telling),
    phrase("next.person"),
    phrase("flow.anything_else"),
  ].join(" ");
}

/** Why something cannot be done beside what is being talked about, and what can. */
export function refusedBeside(refused: Refused, telling: Telling): string {
  const { kind, order, verdict } = refused;
  return [cannotWords(refused, telling), ...hints(kind, verdict.why, order, telling)].join(" ");
}

/** Why something cannot be done, and no more. */
export function cannotWords({ kind, order, items, verdict }: Refused, telling: Telling): string {
  return telling.phrase(`flow.cannot.${kind}`, {
    number: order.number,
    items: itemWords(items, telling),
    because: becauseWords(verdict, telling),
  });
}

/** The obstacle alone, in the middle of a sentence: "it is packed already". */
export function becauseWords(
  { why, deadline }: Extract<Eligibility, { kind: "no" }>,
  telling: Telling,
): string {
  return telling.phrase(`flow.because.${why}`, {
    deadline: deadline === undefined ? "" : dayWords(deadline, telling),
  });
}

function hints(
  kind: Flow["kind"],
  why: Extract<Eligibility, { kind: "no" }>["why"],
  { number, fulfillmentStatus }: Order,
  { phrase }: Telling,
): string[] {
  if (kind === "cancel" && (why === "packed" || why === "shipped" || why === "delivered")) {
    return [
      phrase(why === "delivered" ? "flow.hint.return" : "flow.hint.return_later", { number }),
    ];
  }
  if (kind === "return" && why === "not_delivered") {
    const isHere = fulfillmentStatus === "unfulfilled";
    return [phrase(isHere ? "flow.hint.cancel" : "flow.hint.return_later", { number })];
  }
  return [];
}

/** An amount of an order's money; nothing where the order is a gift: its price is not the recipient's to know. */
export function amountWords(amount: number, order: Order, telling: Telling): string {
  if (order.isGift === true) return "";
  return formatMoney({ amount, currency: order.total.currency }, formattingLocale(telling.locale));
}
