import type { IntentName } from "../../../core/understanding.ts";
import { isUnderWay } from "../../../intents/orders/under-way.ts";
import { toldOfChange } from "../../../intents/told-of-change.ts";
import type { Brief } from "../brief.ts";
import { orderJustTold } from "./follow-up.ts";
import { asksForSettledMoney, hasOneToCollect, waitsAtCarrier } from "./likely-wish.ts";

/** What a wish means to this customer, with the orders that it may be about. */
export function ofTheirOwn(name: IntentName, text: string, brief: Brief): IntentName {
  return MEANINGS[name]?.(text, brief) ?? name;
}

type Meaning = (text: string, brief: Brief) => IntentName | undefined;

const MEANINGS: Readonly<Record<IntentName, Meaning>> = {
  change_address: (text) => (ABOUT_PROFILE.test(text) ? "account" : undefined),
  cancel_order: toldOfChange,
  return_start: (text, brief) =>
    asksForSettledMoney(text, brief) ? "refund_status" : toldOfChange(text),
  pickup: (_, brief) => (hasOneToCollect(brief) ? "order_status" : undefined),
  shipping_info: (text, brief) =>
    WHEN_IT_LEAVES.test(text) && hasOneToSend(brief) ? "order_status" : undefined,
  // Who keeps a parcel decides what it takes, and that is not always the shop.
  collect_with: (_, brief) => (waitsAtCarrier(brief) ? "collect_from_carrier" : undefined),
  what_if_uncollected: (_, brief) =>
    hasOneToCollect(brief) && !waitsAtCarrier(brief) ? "what_if_kept" : undefined,
  collect_later: (_, brief) => (waitsAtCarrier(brief) ? "collect_later_at_carrier" : undefined),
  store_info: (text, brief) =>
    waitsAtCarrier(brief) && asksOfTheParcelShop(text, brief) ? "collect_hours" : undefined,
};

/** The address in their account is not the one that an order goes to. */
const ABOUT_PROFILE = /\b(?:accounts?|profile|default|user address|future)\b/i;

/** "When does it ship", "has it shipped": not how long shipping takes. */
const WHEN_IT_LEAVES =
  /^\W*(?:(?:so|and|but|ok|hi|hey|hello)\W+)*(?:when|has|have|did|is|will)(?:'?s| is| does| do| will| are)? (?:it|they|my \w+|the order|this)\b.{0,20}\b(?:ship\w*|sent|send|leav\w*|left|dispatch\w*|go(?:es|ing)? out)\b/i;

function hasOneToSend({ orders }: Pick<Brief, "orders">): boolean {
  return orders.kind === "proven" && orders.orders.some(isUnderWay);
}

/** "What are their hours", right after they heard where it waits. */
function asksOfTheParcelShop(text: string, brief: Brief): boolean {
  return orderJustTold(brief, brief) !== undefined && !/\b(?:you|u|your|ur|nyhavn)\b/i.test(text);
}
