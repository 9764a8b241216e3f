import type { CommerceAbilities, Variant } from "../../core/change.ts";
import {
  type Conversation,
  newConversation,
  readConversation,
  salvageConversation,
} from "../../core/conversation.ts";
import type { ConsentChange, JournalEntry } from "../../core/decision.ts";
import type { Events } from "../../core/events.ts";
import type { Help, Helper } from "../../core/helper.ts";
import type { CustomerId, CustomerMessage, Inbound } from "../../core/message.ts";
import { type Address, addressValue, phoneOf } from "../../core/message.ts";
import type { Order } from "../../core/order.ts";
import type { Clock, CommerceProvider, Send, Store, Work } from "../../core/ports.ts";
import type { CodeRoad } from "../../core/proof.ts";
import type { Shop } from "../../core/shop.ts";
import type { ReadingHints, Understanding } from "../../core/understanding.ts";
import { ordersOfContact, provenOrders } from "../../customers/proof.ts";
import { isNotProcessed } from "../../handoff/unanswered.ts";
import { isAnswered } from "../../intents/answers.ts";
import { changeWishIn } from "../../intents/flows/wish-words.ts";
import { momentIn } from "../../outreach/moment.ts";
import type { Channel } from "../channel.ts";
import { type CodeGiven, checkCode } from "./check-code.ts";
import type { GatePorts } from "./gate.ts";
import { type LinkPorts, type LinkSeen, readLink, whoWrites } from "./read-link.ts";
import { codeRoads } from "./send-code.ts";
import { wordsHeldUp } from "./stale-answer.ts";
import { type Reading, timedRead } from "./timed-read.ts";

/** What is known of the customer's orders. `proven` lists only what this address may be told (G8). */
export type OrdersSeen =
  | { kind: "not_asked" }
  /** `byCode`: the ids of those that a one-time code has proven (L2); the others, their phone number alone (L1). */
  | { kind: "proven"; orders: readonly Order[]; byCode?: ReadonlySet<string> }
  | { kind: "unproven" }
  | { kind: "unavailable" };

/** How well it is proven that this order is the customer's: not at all, by their phone number, by a one-time code. */
export function proofLevel(seen: OrdersSeen, orderId: string): 0 | 1 | 2 {
  if (seen.kind !== "proven" || !seen.orders.some(({ id }) => id === orderId)) return 0;
  return seen.byCode?.has(orderId) ? 2 : 1;
}

/** An order that was asked for by its id: `unavailable` is not the same as `not_found`. */
export type OrderRead = Order | "not_found" | "unavailable";

/** Everything a decision may rest on; `choose` sees nothing else. */
export type Brief = {
  now: number;
  customer: CustomerId;
  conversation: Conversation;
  inbounds: readonly Inbound[];
  /** What the customer's messages of this turn mean, read as one, with what an answer that was held up was about. */
  said?: { messages: readonly CustomerMessage[]; text: string; understanding: Understanding };
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
  store: Pick<Store, "isOptedOut" | "consents" | "send"> & LinkPorts["store"];
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
  const messages = inbounds.filter(isMessage);
  const last = messages.at(-1);
  const heldUp = wordsHeldUp(inbounds, conversation);
  const isAsked = messages.length + heldUp.length > 0;
  if (isAsked) await shop.recogniser.ready;
  const text =
    code?.outcome === "right" ? interrupted(code.wish, rest, shop) : joined(heldUp, messages);
  const hints = { locale: conversation.locale, now };
  const said = isAsked ? await understood(messages, text, hints, shop) : undefined;
  const isHelped = ports.helper !== undefined && said?.understanding.verdict !== "sure";
  const isTold = said && !last?.optOut && (isHelped || needsOrders(conversation, said));
  const isNeeded = isTold || joins;
  const orders: OrdersSeen =
    isNeeded && from
      ? await ordersOf({ from, proven: proven?.contact }, now, reading)
      : { kind: "not_asked" };
  const orderById = await ordersNamedBy(inbounds, reading);
  return {
    now,
    customer,
    conversation,
    inbounds,
    ...(said ? { said } : {}),
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

async function understood(
  messages: readonly CustomerMessage[],
  text: string,
  hints: ReadingHints,
  { recogniser }: Shop,
): Promise<NonNullable<Brief["said"]>> {
  const understanding = (await recogniser.read?.(text, hints)) ?? recogniser.recognise(text, hints);
  return { messages, text, understanding };
}

function isMessage(inbound: Inbound): inbound is CustomerMessage & Inbound {
  return inbound.kind === "message";
}

function joined(heldUp: readonly string[], messages: readonly CustomerMessage[]): string {
  const words = messages.filter(({ optOut }) => optOut === undefined).map(({ text }) => text);
  return [...heldUp, ...words].filter(Boolean).join("\n");
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

/** Whether the customer's orders could matter to the answer, or to the person who will read the card. */
function needsOrders(
  conversation: Conversation,
  { text, understanding }: NonNullable<Brief["said"]>,
): boolean {
  if (conversation.holder.kind === "agent") return false;
  if (conversation.question?.kind === "which_order" || conversation.topic) return true;
  if (conversation.flow || changeWishIn(text) !== undefined) return true;
  if (understanding.entities.orderNumbers.length > 0) return true;
  const [likeliest] = understanding.verdict === "unsure" ? understanding.candidates : [];
  return (
    [...understanding.intents, ...(likeliest ? [likeliest] : [])].some(
      ({ name }) => !isAnswered(name),
    ) || conversation.question !== undefined
  );
}

/** The words that a code was asked for, and what was said beside the code if it clearly says something. */
function interrupted(wish: string, rest: string, { recogniser }: Pick<Shop, "recogniser">): string {
  const addsSomething = rest.split(/\s+/).length > WORDS_ABOUT_A_CODE;
  const isClear = addsSomething && recogniser.recognise(rest).verdict === "sure";
  return isClear ? `${wish}\n${rest}` : wish;
}

/** "The code is …": no more than this is said about a code itself. */
const WORDS_ABOUT_A_CODE = 4;

/** What the number they write from and the contact they have proven may see, together. */
async function ordersOf(
  { from, proven }: { from: Address; proven: Address | undefined },
  now: number,
  ports: Reading,
): Promise<OrdersSeen> {
  const byPhone = phoneOf(from) === undefined ? [] : await foundFor(from, ports);
  const ofContact = proven === undefined ? [] : await foundFor(proven, ports);
  if (byPhone === "unavailable" || ofContact === "unavailable") return { kind: "unavailable" };
  const sure = proven === undefined ? [] : ordersOfContact(proven, ofContact, now);
  const byCode = new Set(sure.map(({ id }) => id));
  const others = provenOrders(from, byPhone, now).filter(({ id }) => !byCode.has(id));
  const orders = [...sure, ...others];
  if (orders.length === 0) return { kind: "unproven" };
  return { kind: "proven", orders, ...(byCode.size > 0 ? { byCode } : {}) };
}

function foundFor(contact: Address, ports: Reading): Promise<readonly Order[] | "unavailable"> {
  const phone = phoneOf(contact);
  return phone === undefined
    ? timedRead(
        "orders by e-mail",
        () => ports.commerce.findOrders({ email: addressValue(contact) }),
        ports,
      )
    : timedRead("orders by phone", () => ports.commerce.findOrders({ phone }), ports);
}

async function ordersNamedBy(
  inbounds: readonly Inbound[],
  ports: Reading,
): Promise<Map<string, OrderRead>> {
  const ids = new Set<string>();
  for (const inbound of inbounds) {
    if (inbound.kind === "shop_event") ids.add(inbound.orderId);
    const moment = inbound.kind === "timer" ? momentIn(inbound) : undefined;
    if (moment) ids.add(moment.orderId);
  }
  const orders = new Map<string, OrderRead>();
  for (const id of ids) {
    const order = await timedRead("order by id", () => ports.commerce.getOrder(id), ports);
    orders.set(id, order ?? "not_found");
  }
  await readByNumber(numbersAsked(inbounds), orders, ports);
  return orders;
}

/** Under which name an order that an agent asked for by its number stands in `orderById`. */
export function orderKey(number: string): string {
  return `#${number}`;
}

async function readByNumber(
  numbers: ReadonlySet<string>,
  orders: Map<string, OrderRead>,
  ports: Reading,
): Promise<void> {
  for (const number of numbers) {
    const look = () => ports.commerce.findOrders({ number });
    const found = await timedRead("order by number", look, ports);
    const order = found === "unavailable" ? found : found[0];
    orders.set(orderKey(number), order ?? "not_found");
  }
}

/** The orders that agents work on in this turn. */
function numbersAsked(inbounds: readonly Inbound[]): ReadonlySet<string> {
  const numbers = inbounds.flatMap((inbound) =>
    inbound.kind === "agent" && inbound.action.do === "order" && inbound.action.what !== "send_code"
      ? [inbound.action.number]
      : [],
  );
  return new Set(numbers);
}
