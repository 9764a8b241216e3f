import { asksForStatus } from "../../../intents/asks-status.ts";
import { readItems } from "../../../intents/flows/item-reading.ts";
import type { Brief } from "../brief.ts";

/**
 * Whether words that were not understood tell something of a thing that they have: "the scarf has a pulled thread" does not
 * ask how its order stands.
 */
export function tellsOfThing(
  { text, understanding }: NonNullable<Brief["said"]>,
  { orders }: Pick<Brief, "orders">,
): boolean {
  if (orders.kind !== "proven" || understanding.verdict === "sure") return false;
  const isLong = text.trim().split(/\s+/).length > WORDS_OF_A_NAME;
  if (!isLong || understanding.entities.orderNumbers.length > 0) return false;
  if (asksForStatus(text) || IS_ON_ITS_WAY.test(text)) return false;
  const named = orders.orders.flatMap(({ lineItems }) => readItems(text, lineItems).chosen);
  return named.length > 0 && named.every(({ item }) => item.delivered > 0);
}

/** "My wool coat please" */
const WORDS_OF_A_NAME = 4;

const IS_ON_ITS_WAY =
  /\b(?:where|when|arriv\w*|deliver\w*|came|come|coming|comes|track\w*|ship\w*|sent|status|parcel|package|order(?:ed)?|here|news|update|know|talk|about)\b|(?<!\p{L})(?:d[oó]nde|cu[aá]ndo|lleg\p{L}*|pedido|paquete|env[ií]\p{L}*)(?!\p{L})/iu;
