import { type Conversation, newConversation, readConversation } from "../../core/conversation.ts";
import type { JournalEntry } from "../../core/decision.ts";
import type { Events } from "../../core/events.ts";
import type { CustomerId, CustomerMessage, Inbound } from "../../core/message.ts";
import { type Address, phoneOf } from "../../core/message.ts";
import type { Order } from "../../core/order.ts";
import type { Clock, CommerceProvider, Send, Store, Work } from "../../core/ports.ts";
import type { Shop } from "../../core/shop.ts";
import type { Understanding } from "../../core/understanding.ts";
import { provenOrders } from "../../customers/proof.ts";
import { isAnswered } from "../../intents/answers.ts";
import type { Channel } from "../channel.ts";

/** How long a shop system may take before the night goes on without its answer. */
const READ_LIMIT_MS = 5_000;

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
  /** What the customer's messages of this turn mean, read as one. */
  said?: { messages: readonly CustomerMessage[]; text: string; understanding: Understanding };
  orders: OrdersSeen;
  /** The orders that events and timers of this turn are about, by id; an id that is missing was not found. */
  orderById: ReadonlyMap<string, OrderRead>;
  /** What receipts of this turn say did not arrive, by the id of the send. */
  failedSends: ReadonlyMap<string, Pick<Send, "to" | "purpose">>;
  /** Whether the address that answers would go to has asked for silence. */
  optedOut: boolean;
  /** Our own addresses, by kind, for messages that we start. */
  own: { sms?: Address };
  shop: Shop;
  /** What a provider's error code means, in words for a person. */
  explain(code: string): string | undefined;
  reads: JournalEntry["reads"];
};

/** What a brief is gathered from. */
export type BriefPorts = {
  store: Pick<Store, "isOptedOut" | "send">;
  commerce: CommerceProvider;
  clock: Clock;
  events: Events;
  shop: () => Shop;
  channels: readonly Pick<Channel, "explain">[];
  own: { sms?: Address };
};

/**
 * Step B: gathers what the turn needs. Looks up orders only where an answer could need them, and takes a shop system's
 * silence for silence (`unavailable`), never for "no orders".
 * @throws what the store throws, and StoredConversationError for a state that this version cannot read.
 */
export async function brief(work: Work, ports: BriefPorts): Promise<Brief> {
  const now = ports.clock.now();
  const shop = ports.shop();
  const conversation =
    work.conversation === undefined ? newConversation() : readConversation(work.conversation);
  const inbounds = work.inbounds.map(({ inbound }) => inbound);
  const messages = inbounds.filter(
    (inbound): inbound is CustomerMessage & Inbound => inbound.kind === "message",
  );
  const last = messages.at(-1);
  const words = messages.filter((message) => message.optOut === undefined);
  const text = words
    .map((message) => message.text)
    .filter(Boolean)
    .join("\n");
  if (last) await shop.recogniser.ready;
  const said = last && { messages, text, understanding: shop.recogniser.recognise(text) };
  const reads: JournalEntry["reads"] = [];
  const reading = { ...ports, reads };
  const orders =
    said && last.optOut === undefined && needsOrders(conversation, said.understanding)
      ? await ordersOf(last.from, now, reading)
      : ({ kind: "not_asked" } as const);
  const reachTo = last?.from ?? conversation.reach?.to ?? work.addresses[0];
  return {
    now,
    customer: work.lease.customer,
    conversation,
    inbounds,
    ...(said ? { said } : {}),
    orders,
    orderById: await ordersNamedBy(inbounds, reading),
    failedSends: await failedSends(inbounds, ports),
    optedOut: reachTo !== undefined && (await ports.store.isOptedOut(reachTo)),
    own: ports.own,
    shop,
    explain: (code) => ports.channels.map(({ explain }) => explain?.(code)).find(Boolean),
    reads,
  };
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
function needsOrders(conversation: Conversation, understanding: Understanding): boolean {
  if (conversation.holder.kind === "agent") return false;
  if (conversation.question?.kind === "which_order" || conversation.topic) return true;
  if (understanding.entities.orderNumbers.length > 0) return true;
  const [likeliest] = understanding.verdict === "unsure" ? understanding.candidates : [];
  return (
    [...understanding.intents, ...(likeliest ? [likeliest] : [])].some(
      ({ name }) => !isAnswered(name),
    ) || conversation.question !== undefined
  );
}

type Reading = BriefPorts & { reads: JournalEntry["reads"] };

async function ordersOf(from: Address, now: number, ports: Reading): Promise<OrdersSeen> {
  const phone = phoneOf(from);
  if (phone === undefined) return { kind: "unproven" };
  const found = await timed("orders by phone", () => ports.commerce.findOrders({ phone }), ports);
  if (found === "unavailable") return { kind: "unavailable" };
  const orders = provenOrders(from, found, now);
  return orders.length > 0 ? { kind: "proven", orders } : { kind: "unproven" };
}

async function ordersNamedBy(
  inbounds: readonly Inbound[],
  ports: Reading,
): Promise<Map<string, OrderRead>> {
  const ids = new Set<string>();
  for (const inbound of inbounds) {
    if (inbound.kind === "shop_event") ids.add(inbound.orderId);
    if (inbound.kind === "timer" && inbound.timer === "thank_you") ids.add(inbound.subject);
  }
  const orders = new Map<string, OrderRead>();
  for (const id of ids) {
    const order = await timed("order by id", () => ports.commerce.getOrder(id), ports);
    orders.set(id, order ?? "not_found");
  }
  return orders;
}

/** One read with its limit, noted for the journal; any failure of the shop's system is `unavailable`. */
async function timed<T>(
  what: string,
  read: () => Promise<T>,
  ports: Reading,
): Promise<T | "unavailable"> {
  const startedAt = ports.clock.now();
  const limit = new AbortController();
  const answer = await Promise.race([
    read().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
    ports.clock.sleep(READ_LIMIT_MS, limit.signal).then(() => "too_late" as const),
  ]);
  limit.abort("answered"); // with no reason given, an error with its stack is made each time
  const ms = ports.clock.now() - startedAt;
  const name = ports.commerce.name;
  if (answer === "too_late" || "error" in answer) {
    const error =
      answer === "too_late" ? new Error(`no answer in ${READ_LIMIT_MS} ms`) : answer.error;
    ports.events.provider({ name, outcome: "unavailable", ms, error });
    ports.reads.push({ what, ms, outcome: "unavailable" });
    return "unavailable";
  }
  ports.events.provider({ name, outcome: "ok", ms });
  ports.reads.push({
    what,
    ms,
    outcome: Array.isArray(answer.value) ? `${answer.value.length} found` : "ok",
  });
  return answer.value;
}
