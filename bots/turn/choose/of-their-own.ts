import type { IntentName } from "../../../core/understanding.ts";
import { asksHowToPay } from "../../../intents/asks-payment.ts";
import { ordersNamed } from "../../../intents/flows/orders-named.ts";
import { changeWishIn } from "../../../intents/flows/wish-words.ts";
import { isUnderWay } from "../../../intents/orders/under-way.ts";
import { saysSentBack, toldOfChange } from "../../../intents/told-of-change.ts";
import { whatIf, withoutCondition } from "../../../intents/what-if.ts";
import type { Brief } from "../brief.ts";
import { orderJustTold } from "./follow-up.ts";
import { asksForSettledMoney, hasOneToCollect, waitsAtCarrier } from "./likely-wish.ts";

/** What a wish means to this customer, with the orders that it may be about. */
export function ofTheirOwn(name: IntentName, text: string, brief: Brief): IntentName {
  return MEANINGS[name]?.(text, brief) ?? name;
}

type Meaning = (text: string, brief: Brief) => IntentName | undefined;

const MEANINGS: Readonly<Record<IntentName, Meaning>> = {
  payment_problem: asksOfPaying,
  place_order: asksOfPaying,
  change_address: (text) => (ABOUT_PROFILE.test(text) ? "account" : undefined),
  cancel_order: toldOfChange,
  return_start: (text, brief) => {
    if (asksForSettledMoney(text, brief) || ASKS_FOR_MONEY_AFTER.test(text)) return "refund_status";
    return saysSentBack(text) ? "return_status" : toldOfChange(text);
  },
  return_policy: (text, brief) => (asksToReturnOwn(text, brief) ? "return_start" : undefined),
  pickup: (text, brief) => {
    if (hasOneToCollect(brief)) return "order_status";
    return REROUTES.test(text) && hasOneOnItsWay(brief) ? "delivery_wish" : undefined;
  },
  shipping_info: (text, brief) =>
    WHEN_IT_LEAVES.test(text) && hasOneToSend(brief) ? "order_status" : undefined,
  // Who keeps a parcel decides what it takes, and that is not always the shop.
  collect_with: (_, brief) => (waitsAtCarrier(brief) ? "collect_from_carrier" : undefined),
  delivery_wish: (text, brief) =>
    SOMEBODY_TAKES.test(text) && waitsAtCarrier(brief) ? "collect_from_carrier" : undefined,
  what_if_uncollected: (_, brief) =>
    hasOneToCollect(brief) && !waitsAtCarrier(brief) ? "what_if_kept" : undefined,
  collect_later: (_, brief) => (waitsAtCarrier(brief) ? "collect_later_at_carrier" : undefined),
  store_info: (text, brief) =>
    waitsAtCarrier(brief) && asksOfTheParcelShop(text, brief) ? "collect_hours" : undefined,
};

/** Who has an order that is not paid may mean that one, and is helped by a person; a shop's own answer stands. */
function asksOfPaying(text: string, { orders, shop }: Brief): IntentName | undefined {
  if (!asksHowToPay(text) || shop.intent("payment_problem")?.answer !== undefined) return undefined;
  const isOpen =
    orders.kind === "proven" &&
    orders.orders.some((order) => isUnderWay(order) && order.paymentStatus !== "paid");
  return isOpen ? undefined : "pay_with";
}

/** "Can i still return the boots?": whether that can be is told best by beginning it; "if i wore them" is the rule's to say. */
function asksToReturnOwn(text: string, { orders }: Pick<Brief, "orders">): boolean {
  const isSupposed = whatIf(text) !== undefined || withoutCondition(text) !== text;
  if (orders.kind !== "proven" || isSupposed) return false;
  return changeWishIn(text) === "return_start" && ordersNamed(text, orders.orders).length === 1;
}

/** "I returned the boots last week, got the refund?" English. */
const ASKS_FOR_MONEY_AFTER =
  /\b(?:i|we)(?:['’]?ve| have)? (?:already )?(?:returned|sent (?:\S+ ){1,4}?back)\b.{0,60}\b(?:refund(?:ed)?|money)\b.{0,20}\?/i;

/** The address in their account is not the one that an order goes to. */
const ABOUT_PROFILE = /\b(?:accounts?|profile|default|user address|future)\b/i;

/** "Can my brother take it for me", of what waits in a parcel shop. English and Spanish. */
const SOMEBODY_TAKES =
  /\b(?:can|could|may)\b.{0,40}\b(?:take|receive|accept|sign)\b|(?<!\p{L})(?:puede|podr[ií]a)n? (?:recibir|aceptar|coger|firmar)/iu;

/** "When does it ship", "has it shipped": not how long shipping takes. */
const WHEN_IT_LEAVES =
  /^\W*(?:(?:so|and|but|ok|hi|hey|hello)\W+)*(?:when|has|have|did|is|will)(?:'?s| is| does| do| will| are)? (?:it|they|my \w+|the order|this)\b.{0,20}\b(?:ship\w*|sent|send|leav\w*|left|dispatch\w*|go(?:es|ing)? out)\b/i;

/** "Can i change to pick it up at a shop instead", of what a carrier has already. */
const REROUTES =
  /\b(?:change|switch|redirect|re-?route|instead)\b|(?<!\p{L})(?:cambiar|en vez)(?!\p{L})/iu;

function hasOneOnItsWay({ orders }: Pick<Brief, "orders">): boolean {
  return (
    orders.kind === "proven" &&
    orders.orders.some((order) => isUnderWay(order) && order.fulfillments.length > 0)
  );
}

function hasOneToSend({ orders }: Pick<Brief, "orders">): boolean {
  return orders.kind === "proven" && orders.orders.some(isUnderWay);
}

/** "What are their hours", right after they heard where it waits, and no word of the shop's own name or street. */
function asksOfTheParcelShop(text: string, brief: Brief): boolean {
  if (orderJustTold(brief, brief) === undefined || /\b(?:you|u|your|ur)\b/i.test(text))
    return false;
  const { name, address = "" } = brief.shop.file;
  const [street = ""] = address.split(",");
  const ours: readonly string[] = `${name} ${street}`.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  // As it was written: what was understood of it no longer has the shop's name.
  const written = brief.said?.messages.map((message) => message.text) ?? [];
  const words =
    [text, ...written]
      .join(" ")
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  return !words.some((word) => ours.includes(word));
}
