import type { CommerceProvider } from "../core/commerce.ts";
import { livePromise, newConversation, readConversation } from "../core/conversation.ts";
import { type Address, addressKind, addressValue, phoneOf } from "../core/message.ts";
import type { Order } from "../core/order.ts";
import type { Store } from "../core/ports.ts";
import type { Person } from "./person.ts";
import { ordersOfContact, provenOrders } from "./proof.ts";
import { type Moment, timelineOf } from "./timeline.ts";

/** A customer at a glance, for the shop's own people. Names and texts are untrusted. */
export type CustomerCard = {
  customer: string;
  name: string | undefined;
  language: string | undefined;
  addresses: readonly { address: Address; isSilent: boolean }[];
  joined: readonly { customer: string; addresses: readonly Address[]; at: number; by: string }[];
  /** 0: anything typed; 1: a phone of theirs stands on a recent order; 2: a code, until `until`. */
  proof: { level: 0 | 1 | 2; contact?: Address; until?: number };
  holder: string;
  waitsFor: string | undefined;
  promises: readonly { dueAt: number; status: string }[];
  promisedBy: number | undefined;
  /** What they made of their last order, 1 to 5, where they said so. */
  rating: number | undefined;
  consents: readonly { address: Address; status: string; at: number; by: string }[];
  orders: readonly Pick<Order, "number" | "status" | "fulfillmentStatus" | "placedAt">[];
  returns: readonly { order: string; status: string }[];
  timeline: readonly Moment[];
};

/** The card of a person, with the orders that their numbers and what they have proven lead to. @throws what the ports throw. */
export async function customerCard(
  person: Person,
  ports: {
    store: Pick<Store, "isOptedOut">;
    commerce: Pick<CommerceProvider, "findOrders">;
    now: number;
  },
): Promise<CustomerCard> {
  const { customer, dossiers } = person;
  const kept = dossiers[0]?.conversation;
  const conversation = kept === undefined ? newConversation() : readConversation(kept);
  const { proof, handoff, holder } = conversation;
  const addresses = [...new Set(dossiers.flatMap((dossier) => dossier.addresses))];
  const isLive = proof?.proven !== undefined && ports.now < proof.proven.until;
  const proven = isLive ? proof.proven : undefined;
  const orders = await ordersOf(addresses, proven?.contact, ports);
  const level = proven ? 2 : orders.length > 0 ? 1 : 0;
  const isOver = holder.kind === "bot" || holder.kind === "resolved";
  return {
    customer,
    name: conversation.firstName ?? conversation.profileName,
    language: conversation.locale,
    addresses: await Promise.all(
      addresses.map(async (address) => ({
        address,
        isSilent: await ports.store.isOptedOut(address),
      })),
    ),
    joined: conversation.joined ?? [],
    proof: { level, ...(proven ? { contact: proven.contact, until: proven.until } : {}) },
    holder: holder.kind === "agent" ? holder.agent.name : holder.kind,
    waitsFor: isOver ? undefined : handoff?.reason,
    promises: conversation.promises.map(({ dueAt, status }) => ({ dueAt, status })),
    promisedBy: livePromise(conversation)?.dueAt,
    rating: conversation.survey?.rating,
    consents: dossiers
      .flatMap((dossier) => dossier.consents)
      .map(({ address, status, at, by }) => ({ address, status, at, by })),
    orders: orders.map(({ number, status, fulfillmentStatus, placedAt }) => ({
      number,
      status,
      fulfillmentStatus,
      placedAt,
    })),
    returns: orders.flatMap(({ number, returns }) =>
      returns.map(({ status }) => ({ order: number, status })),
    ),
    timeline: timelineOf(person),
  };
}

async function ordersOf(
  addresses: readonly Address[],
  contact: Address | undefined,
  { commerce, now }: { commerce: Pick<CommerceProvider, "findOrders">; now: number },
): Promise<readonly Order[]> {
  const found = new Map<string, Order>();
  for (const address of addresses) {
    const phone = phoneOf(address);
    if (phone === undefined) continue;
    for (const order of provenOrders(address, await commerce.findOrders({ phone }), now))
      found.set(order.id, order);
  }
  if (contact !== undefined) {
    const value = addressValue(contact);
    const query = addressKind(contact) === "email" ? { email: value } : { phone: value };
    for (const order of ordersOfContact(contact, await commerce.findOrders(query), now))
      found.set(order.id, order);
  }
  return [...found.values()].sort((one, other) => other.placedAt - one.placedAt);
}
