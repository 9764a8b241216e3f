import { languageIn } from "../../core/locale.ts";
import type { LineItem } from "../../core/order.ts";
import { couldName, readItems } from "../flows/item-reading.ts";

/** What stands in for the name of a thing that was ordered, by language. */
const ORDER: Readonly<Record<string, string>> = { en: "order", es: "pedido" };

/**
 * The text with the names of a customer's own things taken as what they are, an order: "where are my stoneware mugs" is
 * "where are my order". No catalogue of phrases knows what a shop sells. `undefined`: it names none of them, or we have
 * no such word in that language.
 */
export function asOrder(
  text: string,
  items: readonly LineItem[],
  locale: string,
): string | undefined {
  const order = ORDER[languageIn(locale)];
  if (order === undefined) return undefined;
  const isNameable = couldName(items);
  let isNamed = false;
  const plain = text.replace(/[\p{L}\d][\p{L}\d'’-]*/gu, (word) => {
    if (!isNameable(word)) return word;
    const { chosen, unclear } = readItems(word, items);
    if (chosen.length + unclear.length === 0) return word;
    isNamed = true;
    return order;
  });
  return isNamed
    ? plain.replace(new RegExp(`\\b${order}(?:\\s+${order})+\\b`, "g"), order)
    : undefined;
}
