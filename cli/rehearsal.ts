import type { Channel, Outgoing } from "../bots/channel.ts";
import { shopChannel } from "../bots/commerce/channel.ts";
import { acceptInto } from "../bots/turn/accept.ts";
import { sendOne } from "../bots/turn/outbox.ts";
import { runTurn, type TurnPorts } from "../bots/turn/turn.ts";
import { parseMessage } from "../bots/twilio/parse.ts";
import type { OrderChange } from "../core/change.ts";
import type { CommerceProvider } from "../core/commerce.ts";
import { conversationSchema, type Holder } from "../core/conversation.ts";
import type { DeskCard } from "../core/decision.ts";
import type { Events } from "../core/events.ts";
import {
  type Address,
  type Agent,
  type AgentAction,
  addressKind,
  addressValue,
  type CustomerMessage,
  type Media,
  phoneOf,
} from "../core/message.ts";
import type { Arrival, Clock, Ids, Store } from "../core/ports.ts";
import type { Shop } from "../core/shop.ts";
import { identityOf } from "../customers/identity.ts";
import { hearFromShop } from "../outreach/shop-events.ts";

/** Something that left the house during a rehearsal, when it would have arrived. */
export type Delivered = { at: number; outgoing: Outgoing };

/**
 * The whole road of a message, played on a clock of its own: real store, real turn, real outbox, and channels that only
 * write down what they were given. For `chat`, `demo`, `check` and tests; nothing leaves the machine.
 */
export type Rehearsal = {
  now(): number;
  /** Lets time pass: everything that falls due on the way happens at its own moment. */
  advanceTo(instant: number): Promise<readonly Delivered[]>;
  /** A customer writes now, perhaps several messages that are read as one; resolves with what left the house because of it. */
  text(
    from: Address,
    text: string | readonly string[],
    media?: readonly Media[],
  ): Promise<readonly Delivered[]>;
  /** An agent acts at the desk now on the conversation of `customerAddress`. */
  act(
    customerAddress: Address,
    agent: Agent,
    action: AgentAction["action"],
  ): Promise<readonly Delivered[]>;
  /** What was done in the shop's system so far: "cancel 1048". */
  changesMade(): Promise<readonly string[]>;
  /** Asks the shop's system what happened since the last time, as the server does. */
  hearFromShop(): Promise<readonly Delivered[]>;
  holder(from: Address): Promise<Holder["kind"]>;
  /** The first name on the orders of this phone, for the narration. */
  nameOf(address: Address): Promise<string>;
  close(): Promise<void>;
};

/** Starts a rehearsal at `clock`'s time. `clock` must be the one that `commerce` reads. */
export function rehearse(options: {
  store: Store;
  shop: Shop;
  commerce: CommerceProvider;
  clock: Clock & { set(instant: number): void };
  ids: Ids;
  events: Events;
  /** The shop's own number. */
  own: Address;
}): Rehearsal {
  const { store, clock, ids } = options;
  const delivered: Delivered[] = [];
  const made: OrderChange[] = [];
  const accept = acceptInto(store, options.events);
  const ports: TurnPorts = {
    ...options,
    shop: () => options.shop,
    channels: [
      writingChannel(delivered, clock),
      shopChannel(noting(options.commerce, made), { accept, clock, shop: () => options.shop }),
    ],
    own: { sms: options.own },
    random: () => 0.5, // jitter spreads servers apart; one rehearsal has nobody to be apart from
  };
  let count = 0;
  const key = () => `rehearsal:${++count}`;

  async function settle(): Promise<readonly Delivered[]> {
    const from = delivered.length;
    while (await step(ports)) {}
    return delivered.slice(from);
  }

  return {
    now: () => clock.now(),
    async advanceTo(instant) {
      const from = delivered.length;
      await settle();
      for (;;) {
        const dueAt = await store.nextDueAt();
        if (dueAt === undefined || dueAt > instant) break;
        clock.set(Math.max(dueAt, clock.now()));
        await settle();
      }
      clock.set(Math.max(instant, clock.now()));
      return delivered.slice(from);
    },
    async text(from, text, media = []) {
      const newCustomer = ids.next();
      const receivedAt = clock.now();
      await accept(
        [text].flat().map((each) => ({
          ...arrivalOf(each, media, { key: key(), receivedAt, from, to: options.own }),
          route: { kind: "address", address: from, newCustomer },
        })),
      );
      return settle();
    },
    async act(customerAddress, agent, action) {
      await accept([
        {
          inbound: { kind: "agent", key: key(), receivedAt: clock.now(), agent, action },
          route: { kind: "known_address", address: identityOf(customerAddress) },
        },
      ]);
      return settle();
    },
    async changesMade() {
      const numberOf = async (id: string) => (await options.commerce.getOrder(id))?.number ?? id;
      return Promise.all(
        made.map(async (change) => `${change.do} ${await numberOf(change.orderId)}`),
      );
    },
    async hearFromShop() {
      await hearFromShop({ ...options, accept });
      return settle();
    },
    async holder(from) {
      const customer = await store.customerOf(identityOf(from));
      const stored = customer === undefined ? undefined : await store.conversation(customer);
      return stored === undefined ? "bot" : conversationSchema.parse(stored).holder.kind;
    },
    async nameOf(address) {
      const orders = await options.commerce.findOrders({ phone: addressValue(address) });
      return orders[0]?.firstName ?? "A customer";
    },
    close: () => store.close(),
  };
}

/** As its channel gives it: a phone's STOP and START count as they do with the carrier. */
function arrivalOf(
  text: string,
  files: readonly Media[],
  message: Pick<CustomerMessage, "from" | "to" | "key" | "receivedAt">,
): Pick<Arrival, "inbound" | "consent"> {
  const { from, to, key, receivedAt } = message;
  const media = [...files];
  if (phoneOf(from) === undefined) return { inbound: { kind: "message", ...message, text, media } };
  const asTwilio = (address: Address) => [address.replace(/^sms:/, "")];
  const form = new Map([
    ["MessageSid", [key]],
    ["From", asTwilio(from)],
    ["To", asTwilio(to)],
    ["Body", [text]],
  ]);
  const { inbound, consent } = parseMessage(form, receivedAt);
  return { inbound: { ...inbound, media }, ...(consent ? { consent } : {}) };
}

/** One turn or one send, whatever is due; `false` when nothing is. */
async function step(ports: TurnPorts): Promise<boolean> {
  const now = ports.clock.now();
  const work = await ports.store.lease({ now, leaseMs: 60_000 });
  if (work) await runTurn(work, ports);
  const sends = await ports.store.takeSends({ now, limit: 1 });
  for (const send of sends) await sendOne(send, ports);
  return work !== undefined || sends.length > 0;
}

/** The shop's system, with a note of each change that it made. */
function noting(commerce: CommerceProvider, made: OrderChange[]): CommerceProvider {
  const { change } = commerce;
  if (!change) return commerce;
  return {
    ...commerce,
    async change(wanted, key) {
      const outcome = await change(wanted, key);
      if (outcome.kind === "done") made.push(wanted);
      return outcome;
    },
  };
}

function writingChannel(delivered: Delivered[], clock: Clock): Channel {
  let count = 0;
  return {
    name: "rehearsal",
    carries: ["sms", "whatsapp", "webchat", "email", "desk"],
    mount() {},
    async send(outgoing) {
      delivered.push({ at: clock.now(), outgoing });
      const providerId = `rehearsal:${++count}`;
      const { send, card } = outgoing;
      if (addressKind(send.to) !== "desk" || !card || outgoing.thread)
        return { kind: "accepted", providerId };
      return {
        kind: "accepted",
        providerId,
        binds: { address: threadAddress(card), handoff: card.handoff },
      };
    },
    reconcile: async () => ({ kind: "unknown" }),
    check: async () => [],
  };
}

function threadAddress(card: DeskCard): Address {
  return `desk:${card.team}/${card.customer}.${card.handoff}`;
}
