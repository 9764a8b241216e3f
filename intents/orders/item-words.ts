import { formattingLocale } from "../../core/day-words.ts";
import { formats } from "../../core/formats.ts";
import type { LineItem } from "../../core/order.ts";
import type { Telling } from "./parcel-words.ts";

/** How many items are named before "and 3 more". */
const NAMED_ITEMS = 2;

/** Items as people list them: "Lys table lamp, 2 x Nord beanie and 2 more". Empty when there are none. */
export function itemWords(items: readonly LineItem[], telling: Telling): string {
  const titles = items
    .filter((item) => item.quantity > 0)
    .map((item) => (item.quantity > 1 ? `${item.quantity} x ${item.title}` : item.title));
  const more = titles.length - NAMED_ITEMS;
  const named =
    more > 1
      ? [...titles.slice(0, NAMED_ITEMS), telling.phrase("items.more", { count: more })]
      : titles;
  return formats.list(formattingLocale(telling.locale), {}).format(named);
}

/** The items that parts of an order name (a parcel's, a return's), with the quantities in that part. */
export function itemsOf(
  parts: readonly { lineItemId: string; quantity: number }[],
  lineItems: readonly LineItem[],
): LineItem[] {
  return parts.flatMap(({ lineItemId, quantity }) => {
    const item = lineItems.find((candidate) => candidate.id === lineItemId);
    return item ? [{ ...item, quantity }] : [];
  });
}
