import type { Conversation } from "../../../core/conversation.ts";
import type { DeskCard } from "../../../core/decision.ts";
import type { Order } from "../../../core/order.ts";
import type { Send } from "../../../core/ports.ts";
import type { Shop } from "../../../core/shop.ts";
import { cardOf } from "../../../handoff/card.ts";
import { whoWrites } from "../brief/read-link.ts";
import { ordersOf } from "../brief/read-orders.ts";
import type { Reading } from "../brief/timed-read.ts";
import { suggestedReplies, wordsWaiting } from "./suggested-replies.ts";

type CardPorts = Omit<Reading, "reads"> & { shop: () => Shop };

/** A suggestion is worth no more of an agent's time than this: without the orders the card has fewer of them. */
const ORDERS_WITHIN_MS = 1_000;

/** The card of a handoff as it should look now, for its holder with what they might answer; `undefined`: it has gone on. */
export async function drawCard(
  { customer, body }: Send,
  conversation: Conversation,
  ports: CardPorts,
): Promise<DeskCard | undefined> {
  if (body.kind !== "card") return undefined;
  const shop = ports.shop();
  const now = ports.clock.now();
  const { timezone } = shop.file;
  const card = cardOf({ customer, conversation, handoff: body.handoff, timezone, now });
  if (card?.state !== "claimed") return card;
  const inTheirs = shop.canned?.(conversation.locale) ?? [];
  const canned = inTheirs.length > 0 ? inTheirs : (shop.canned?.(undefined) ?? []);
  const replies = canned.map(({ name }) => name);
  if (wordsWaiting(conversation) === "") return { ...card, replies };
  const orders = await ordersToTell(conversation, ports);
  return { ...card, replies, suggestions: suggestedReplies({ conversation, orders, shop, now }) };
}

/** The orders that are proven to be theirs where they write now; none where the shop's system is slow or away. */
async function ordersToTell(
  conversation: Conversation,
  ports: CardPorts,
): Promise<readonly Order[]> {
  const now = ports.clock.now();
  const { from, proven } = whoWrites([], conversation, undefined, now);
  if (!from) return [];
  const limit = new AbortController();
  const seen = await Promise.race([
    ordersOf({ from, proven: proven?.contact }, now, { ...ports, reads: [] }),
    ports.clock
      .sleep(ORDERS_WITHIN_MS, limit.signal)
      .then(() => ({ kind: "unavailable" }) as const),
  ]);
  limit.abort("answered"); // with no reason given, an error with its stack is made each time
  return seen.kind === "proven" ? seen.orders : [];
}
