/**
 * Whether a text asks how an order stands in words that say little else: "shipment update please", "whens my package due".
 * For what was not understood otherwise; it says nothing about what is wanted with the order.
 */
export function asksForStatus(text: string): boolean {
  return THING.test(text) && ASKS.test(text);
}

const THING =
  /\b(?:orders?|packages?|parcels?|deliver(?:y|ies|ed)|shipments?|purchases?|items?|stuff|pedido|paquete|env[ií]o)\b/i;

const ASKS =
  /\b(?:where(?:'?s)?|when(?:'?s)?|status|track(?:ing)?|follow|update|news|eta|due|arriv\w*|dispatch\w*|shipped|coming|on its way|happen(?:ed|ing)|progress|how long|d[oó]nde|cu[aá]ndo|estado|seguir|llega)\b/i;
