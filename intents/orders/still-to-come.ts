import type { Order } from "../../core/order.ts";
import { readItems } from "../flows/item-reading.ts";
import { isInTrouble } from "./order-words.ts";
import type { Telling } from "./parcel-words.ts";

/**
 * Whether all that somebody misses ("the gloves weren't in there") is in parcels that have not come yet, and nothing is wrong
 * with these: then nobody needs to look for it.
 */
export function isStillToCome(text: string, orders: readonly Order[], telling: Telling): boolean {
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

const MISSES =
  /\b(?:missing|(?:is|are|was|were)(?:n['’]?t| not) (?:in|there|included|with)|not (?:in (?:it|there|the)|there|included)|without|no (?:sign of )?(?:the )?|only (?:got|came|received)|(?:did|have|has)(?:n['’]?t| not) (?:get|got|come|came|received?|arrived?))\b|(?<!\p{L})(?:falta\p{L}*|no (?:estaba\p{L}*|ven[ií]a\p{L}*|ha\p{L}* llegado))(?!\p{L})/iu;
/** Of what has come, one of a pair may be missing. */
const HAS_COME =
  /\b(?:one|half|damaged?|brok[ea]n?|crack\w*|smash\w*|torn|ripped|holes?|stain\w*|wrong|faulty|defective|marked|says? delivered)\b/i;
