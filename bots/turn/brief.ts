import type { CommerceAbilities, Variant } from "../../core/change.ts";
import type { CommerceProvider } from "../../core/commerce.ts";
import {
  type Conversation,
  newConversation,
  readConversation,
  salvageConversation,
} from "../../core/conversation.ts";
import type { ConsentChange, JournalEntry } from "../../core/decision.ts";
import type { Events } from "../../core/events.ts";
import type { Help, Helper } from "../../core/helper.ts";
import type { Address, CustomerId, Inbound } from "../../core/message.ts";
import type { Clock, Send, Store, Work } from "../../core/ports.ts";
import type { CodeRoad } from "../../core/proof.ts";
import type { Shop } from "../../core/shop.ts";
import { isNotProcessed } from "../../handoff/unanswered.ts";
import type { Channel } from "../channel.ts";
import { type CodeGiven, checkCode } from "./brief/check-code.ts";
import { isHandedBack } from "./brief/handed-back.ts";
import { readClauses } from "./brief/read-clauses.ts";
import { readDays } from "./brief/read-days.ts";
import { type LinkPorts, type LinkSeen, readLink, whoWrites } from "./brief/read-link.ts";
import { type OrderRead, type OrdersSeen, ordersNamedBy, ordersOf } from "./brief/read-orders.ts";
import { readThings } from "./brief/read-things.ts";
import { needsOrders, readWords, type Said } from "./brief/read-words.ts";
import type { GatePorts } from "./outbox/gate.ts";
import { codeRoads } from "./outbox/send-code.ts";
import { answersHeldUp } from "./outbox/stale-answer.ts";

/** Everything a decision may rest on; `choose` sees nothing else. */
export type Brief = {
  now: number;
  customer: CustomerId;
  conversation: Conversation;
  inbounds: readonly Inbound[];
  said?: Said;
  /** The bot's answers that were held up until they were stale, and those behind them: this turn takes them back. */
  heldUp: readonly Send[];
  orders: OrdersSeen;
  /** What came of a one-time code they gave; when it is right, `said` is the words that were interrupted for it. */
  code?: CodeGiven;
  /** What the messages have to do with being one person on several channels. */
  link?: LinkSeen;
  /** What the shop's system can change; absent where it only reads. */
  abilities?: CommerceAbilities;
  /** The variants of the products that this turn speaks of, by product; a product that could not be read is not there. */
  variants?: ReadonlyMap<string, readonly Variant[]>;
  /** How a one-time code could be sent at all, the usual road first. */
  codeRoads: readonly CodeRoad[];
  /** The orders that events and timers of this turn are about, by id; an id that is missing was not found. */
  orderById: ReadonlyMap<string, OrderRead>;
  /** What receipts of this turn say did not arrive, by the id of the send. */
  failedSends: ReadonlyMap<string, Pick<Send, "to" | "purpose">>;
  /** Whether the address that answers would go to has asked for silence. */
  optedOut: boolean;
  /** What a language model said about `said`, where there is one and it was asked. Unchecked. */
  help?: Help;
  /** Whether any address of theirs has: then nothing is started with them, wherever it would go. */
  silenced: boolean;
  /** What was said about being written to, by the people whom messages of this turn would go to, oldest first. */
  consents: readonly ConsentChange[];
  /** Our own addresses, by kind, for messages that we start. */
  own: { sms?: Address };
  shop: Shop;
  /** What a provider's error code means, in words for a person. */
  explain(code: string): string | undefined;
  reads: JournalEntry["reads"];
};

/** What a brief is gathered from. */
export type BriefPorts = Pick<GatePorts, "breakers"> & {
  store: Pick<Store, "isOptedOut" | "consents" | "send" | "unsent"> & LinkPorts["store"];
  commerce: CommerceProvider;
  clock: Clock;
  events: Events;
  /** Where there is one, orders are read for what is not understood too. */
  helper?: Helper | undefined;
  shop: () => Shop;
  channels: readonly Pick<Channel, "explain" | "carries">[];
  own: { sms?: Address };
};

/**
 * Step B: gathers what the turn needs. Looks up orders only where an answer could need them, and takes a shop system's
 * silence for silence (`unavailable`), never for "no orders".
 * @throws what the store throws, and ZodError for a state that this version cannot read.
 */
export async function brief(work: Work, ports: BriefPorts): Promise<Brief> {
  const now = ports.clock.now();
  const shop = ports.shop();
  const conversation = conversationOf(work);
  const reads: JournalEntry["reads"] = [];
  const reading = { ...ports, reads };
  const roads = codeRoads(ports);
  const arrived = work.inbounds.map(({ inbound }) => inbound);
  const { inbounds: read, code, rest } = await checkCode(arrived, conversation, roads, reading);
  const { customer } = work.lease;
  const { from, proven, joins } = whoWrites(read, conversation, code, now);
  const { inbounds, link } = await readLink(read, { customer, proven, code }, ports);
  const heldUp = await answersHeldUp(inbounds, customer, ports);
  const heard = await readWords(inbounds, { conversation, heldUp, code, rest, now }, shop);
  const isHeld = conversation.holder.kind === "agent" && !isHandedBack(inbounds, conversation);
  const isTold = heard !== undefined && !isHeld && mayNeedOrders(heard, conversation);
  const orders: OrdersSeen =
    from && (isTold || joins)
      ? await ordersOf({ from, proven: proven?.contact }, now, reading)
      : { kind: "not_asked" };
  const said = heard && withOrders(heard, { orders, conversation, shop, now });
  const orderById = await ordersNamedBy(inbounds, reading);
  return {
    now,
    customer,
    conversation,
    inbounds,
    ...(said ? { said } : {}),
    heldUp,
    orders,
    ...(code ? { code } : {}),
    ...(link ? { link } : {}),
    codeRoads: roads,
    ...(ports.commerce.abilities ? { abilities: ports.commerce.abilities } : {}),
    orderById,
    silenced: work.optedOut.length > 0,
    consents: await consentsFor(orderById, ports),
    failedSends: await failedSends(inbounds, ports),
    optedOut: await isSilenced(from ?? work.addresses[0], ports),
    own: ports.own,
    shop,
    explain: (code) => ports.channels.map(({ explain }) => explain?.(code)).find(Boolean),
    reads,
  };
}

/** What they mean, now that it is known what they have ordered. */
function withOrders(
  heard: Said,
  known: Pick<Brief, "orders" | "conversation" | "shop" | "now">,
): Said {
  return readDays(readClauses(readThings(heard, known), known), known);
}

/** Not for a bare keyword; for what is not clear by itself, which may name something in them. */
function mayNeedOrders(said: Said, conversation: Conversation): boolean {
  if (said.messages.at(-1)?.optOut) return false;
  return said.understanding.verdict !== "sure" || needsOrders(conversation, said);
}

/** The ledger of the numbers on these orders. */
async function consentsFor(
  orders: Brief["orderById"],
  { store }: BriefPorts,
): Promise<readonly ConsentChange[]> {
  const phones = new Set<string>();
  for (const order of orders.values())
    if (typeof order === "object" && order.phone) phones.add(order.phone);
  const addresses = [...phones].flatMap((phone) => [`sms:${phone}`, `whatsapp:${phone}`] as const);
  const said = await Promise.all(addresses.map((address) => store.consents?.(address) ?? []));
  return said.flat().sort((one, other) => one.at - other.at);
}

async function isSilenced(to: Address | undefined, { store }: BriefPorts): Promise<boolean> {
  return to !== undefined && (await store.isOptedOut(to));
}

/** What this version cannot read waits for one that can; if none comes, a person is called and gets what can be read. */
function conversationOf({ conversation, inbounds }: Work): Conversation {
  if (conversation === undefined) return newConversation();
  const isLastResort = inbounds.some(
    ({ inbound }) => inbound.kind === "timer" && isNotProcessed(inbound.subject),
  );
  return isLastResort ? salvageConversation(conversation) : readConversation(conversation);
}

async function failedSends(
  inbounds: readonly Inbound[],
  { store }: Pick<BriefPorts, "store">,
): Promise<Brief["failedSends"]> {
  const failed = new Map<string, Send>();
  for (const inbound of inbounds) {
    if (inbound.kind !== "receipt" || inbound.sendId === undefined) continue;
    if (inbound.status !== "failed" && inbound.status !== "undelivered") continue;
    const send = await store.send(inbound.sendId);
    if (send) failed.set(inbound.sendId, send);
  }
  return failed;
}
