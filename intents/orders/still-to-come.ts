import type { Order } from "../../core/order.ts";
import { readItems } from "../flows/item-reading.ts";
import { isInTrouble } from "./order-words.ts";
import type { Telling } from "./parcel-words.ts";

/** "Only half came", "where's the rest": a part is there, and they name no thing that they miss. English and Spanish. */
export function saysPartCame(text: string): boolean {
  return PART_CAME.test(text);
}

/**
 * Whether all that somebody misses ("the gloves weren't in there") is in parcels that have not come yet, and nothing is wrong
 * with these: then nobody needs to look for it.
 */
export function isStillToCome(text: string, orders: readonly Order[], telling: Telling): boolean {
  if (saysPartCame(text)) {
    const open = orders.filter((order) => isHalfThere(order));
    return open.length > 0 && open.every((order) => !isInTrouble(order, telling));
  }
  if (!MISSES.test(text) || HAS_COME.test(text)) return false;
  const missed = orders.flatMap((order) =>
    readItems(text, order.lineItems).chosen.map(({ item }) => ({ order, item })),
  );
  return (
    missed.length > 0 &&
    missed.every(
      ({ order, item }) =>
        order.status === "open" && item.delivered === 0 && !isInTrouble(order, telling),
    )
  );
}

/** Some of it has come, and the rest is still on its way. */
function isHalfThere({ status, lineItems }: Order): boolean {
  const hasCome = lineItems.some(({ delivered }) => delivered > 0);
  return status === "open" && hasCome && lineItems.some(({ delivered }) => delivered === 0);
}

const PART_CAME =
  /\b(?:only|just) (?:(?:got|received|have|had) )?(?:half|part|some|one (?:of|parcel|package|box))\b(?!.*\b(?:broken|damaged|wrong)\b)|\b(?:where(?:['’]?s| is| are)?|when (?:does|will|is)|what about|and) (?:the )?(?:rest|other half|remaining|remainder)\b|\b(?:half|part|some) of (?:it|them|my (?:order|stuff|things)|the order) (?:is|are|has|have|never|did)\b.{0,20}\b(?:missing|come|came|arrived?)\b|(?<!\p{L})(?:s[oó]lo (?:ha llegado |me lleg[oó] |lleg[oó] )?(?:la mitad|una parte|un paquete)|(?:d[oó]nde est[aá]|y) (?:el resto|lo dem[aá]s))(?!\p{L})/iu;
const MISSES =
  /\b(?:missing|(?:is|are|was|were)(?:n['’]?t| not) (?:in|there|included|with)|not (?:in (?:it|there|the)|there|included)|without|no (?:sign of )?(?:the )?|only (?:got|came|received)|(?:did|have|has)(?:n['’]?t| not) (?:get|got|come|came|received?|arrived?))\b|(?<!\p{L})(?:falta\p{L}*|no (?:estaba\p{L}*|ven[ií]a\p{L}*|ha\p{L}* llegado))(?!\p{L})/iu;
/** Of what has come, one of a pair may be missing. */
const HAS_COME =
  /\b(?:one|half|damaged?|brok[ea]n?|crack\w*|smash\w*|torn|ripped|holes?|stain\w*|wrong|faulty|defective|marked|says? delivered)\b/i;
