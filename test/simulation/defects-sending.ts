import type { Channel } from "../../bots/channel.ts";
import type { Breakers } from "../../bots/turn/outbox/breaker.ts";
import type { CommerceProvider } from "../../core/commerce.ts";
import { type Address, addressKind } from "../../core/message.ts";
import type { Settlement, Store } from "../../core/ports.ts";
import type { Book } from "../../integrations/store/sqlite/book.ts";
import type { Defect, Kit } from "./defect.ts";

/** Mistakes about sending: twice, too early, never, out of order, to the wrong person, against their will. */
export const sendingDefects: readonly Defect[] = [
  { name: "send before commit", store: sendFirst },
  { name: "retry in the SDK", channel: retryInside },
  {
    name: "blind resend",
    channel: (channel) => ({ ...channel, reconcile: async () => ({ kind: "not_sent" }) }),
  },
  { name: "unclear taken for sent", channel: unclearIsSent },
  { name: "unclear taken for refused", channel: unclearIsRefused },
  { name: "a refusal is final", channel: refusedForGood },
  { name: "not marked before sending", book: unmarked },
  { name: "marked as sent before it is", store: settleFirst },
  {
    name: "wrong lane order",
    book: (book) => lanesBy(book, (row) => ({ ...row, rank: -row.seq })),
  },
  {
    name: "a lane that does not wait",
    book: (book) => lanesBy(book, (row) => ({ ...row, lane: `${row.lane} ${row.seq}` })),
  },
  { name: "opt-out only in the queue", store: optOutInQueue },
  {
    name: "opt-out not looked at",
    store: (store) => ({ ...store, isOptedOut: async () => false }),
  },
  { name: "proof check skipped", commerce: everybodysOrders },
  {
    name: "old orders prove",
    commerce: (commerce, kit) => changeOrders(commerce, () => ({ placedAt: kit.wall() })),
  },
  {
    name: "quiet hours ignored",
    shop: (shop) => ({
      ...shop,
      file: { ...shop.file, thank_you: { ...shop.file.thank_you, quiet: "00:00-00:00" } },
    }),
  },
  {
    name: "consent not asked",
    commerce: (commerce) => changeOrders(commerce, () => ({ thankYouConsent: true })),
  },
  { name: "thank-yous without a memory", store: thankAgain },
  { name: "a change asked for under a new key", commerce: newKeys },
  { name: "a breaker that never closes", breakers: stuckOpen },
  { name: "an open breaker takes the message back", store: dropAtGate },
  { name: "an open breaker spends tries", store: spendTries },
  { name: "a stale answer goes out as it is", store: neverStale },
];

/** Says it while it decides it. */
function sendFirst(store: Store, kit: Kit): Store {
  return {
    ...store,
    async commit(lease, change) {
      const isText = (to: Address) => addressKind(to) !== "desk";
      for (const send of change.sends.filter(({ to }) => isText(to))) {
        const row = {
          ...send,
          customer: lease.customer,
          status: "sending" as const,
          createdAt: change.at,
          tries: 1,
        };
        await kit.channels[0]?.send({ send: row });
      }
      const sends = change.sends.filter(({ to }) => !isText(to));
      return store.commit(lease, { ...change, sends });
    },
  };
}

const SDK_TRIES = 3;

function retryInside(channel: Channel): Channel {
  return {
    ...channel,
    async send(outgoing) {
      let outcome = await channel.send(outgoing);
      for (let tries = 1; outcome.kind === "unclear" && tries < SDK_TRIES; tries += 1) {
        outcome = await channel.send(outgoing);
      }
      return outcome;
    },
  };
}

function unclearIsSent(channel: Channel): Channel {
  return {
    ...channel,
    async send(outgoing) {
      const outcome = await channel.send(outgoing);
      return outcome.kind === "unclear" ? { kind: "accepted", providerId: "none" } : outcome;
    },
  };
}

function unclearIsRefused(channel: Channel): Channel {
  return {
    ...channel,
    async send(outgoing) {
      const outcome = await channel.send(outgoing);
      if (outcome.kind !== "unclear") return outcome;
      return { kind: "refused", code: "500", message: outcome.message, reaction: "retry_later" };
    },
  };
}

function refusedForGood(channel: Channel): Channel {
  return {
    ...channel,
    async send(outgoing) {
      const outcome = await channel.send(outgoing);
      return outcome.kind === "refused" ? { ...outcome, reaction: "give_up" } : outcome;
    },
  };
}

/** What was on its way when a process died is simply sent again. */
function unmarked(book: Book): Book {
  const { sql } = book;
  const run = () => {
    const sending = sql.unsent.all().filter(({ status }) => status === "sending");
    for (const { notBefore, dueAt, tries, seq } of sending) {
      sql.moveSend.get("retry", notBefore, dueAt, tries, null, null, seq);
    }
    return sending.length;
  };
  return { ...book, sql: { ...sql, interrupted: { ...sql.interrupted, run } } };
}

function settleFirst(store: Store): Store {
  return {
    ...store,
    async takeSends(options) {
      const sends = await store.takeSends(options);
      for (const { id, status } of sends) {
        if (status === "ambiguous") continue;
        await store.settle(id, { kind: "sent", providerId: `early:${id}` }, options.now);
      }
      return sends;
    },
  };
}

type Row = Parameters<Book["lanes"]["add"]>[0];

function lanesBy(book: Book, change: (row: Row) => Row): Book {
  return { ...book, lanes: { ...book.lanes, add: (row) => book.lanes.add(change(row)) } };
}

/** STOP is one more message, and counts when its turn is done. */
function optOutInQueue(store: Store): Store {
  const waiting = new Map<string, Parameters<Store["accept"]>[0][number]["consent"][]>();
  return {
    ...store,
    async accept(arrivals) {
      const acceptances = await store.accept(
        arrivals.map(({ consent: _later, ...arrival }) => arrival),
      );
      arrivals.forEach(({ consent }, index) => {
        const acceptance = acceptances[index];
        if (!consent || acceptance?.outcome !== "kept") return;
        const known = waiting.get(acceptance.customer) ?? [];
        waiting.set(acceptance.customer, [...known, consent]);
      });
      return acceptances;
    },
    async commit(lease, change) {
      const asked = (waiting.get(lease.customer) ?? []).flatMap((consent) => consent ?? []);
      waiting.delete(lease.customer);
      return store.commit(lease, { ...change, consent: [...change.consent, ...asked] });
    },
  };
}

function everybodysOrders(commerce: CommerceProvider, { world }: Kit): CommerceProvider {
  return {
    ...commerce,
    findOrders: async (query) =>
      "phone" in query ? world.records.orders.map((order) => ({ ...order, ...query })) : [],
  };
}

type OrderChange = Partial<Awaited<ReturnType<CommerceProvider["findOrders"]>>[number]>;

function changeOrders(commerce: CommerceProvider, change: () => OrderChange): CommerceProvider {
  return {
    ...commerce,
    async findOrders(query) {
      const orders = await commerce.findOrders(query);
      return orders.map((order) => ({ ...order, ...change() }));
    },
    async getOrder(id) {
      const order = await commerce.getOrder(id);
      return order && { ...order, ...change() };
    },
  };
}

let keys = 0;

/** An unclear change is asked for as if it were another one. */
function newKeys(commerce: CommerceProvider): CommerceProvider {
  const { change } = commerce;
  if (!change) return commerce;
  return { ...commerce, change: (what, key) => change(what, `${key}#${++keys}`) };
}

const FOR_EVER_MS = 10_000;

function stuckOpen(breakers: Breakers): Breakers {
  const opened = new Set<string>();
  return {
    ...breakers,
    ask(name, now) {
      const asked = opened.has(name) ? { go: false as const, until: now } : breakers.ask(name, now);
      if (!asked.go) opened.add(name);
      return asked.go ? asked : { go: false, until: now + FOR_EVER_MS };
    },
  };
}

function dropAtGate(store: Store): Store {
  return {
    ...store,
    settle: (id, settlement, now) =>
      store.settle(
        id,
        isAtGate(settlement) ? { kind: "cancelled", reason: settlement.reason } : settlement,
        now,
      ),
  };
}

/** Waiting for a provider that is left alone counts as a refusal. */
function spendTries(store: Store): Store {
  return {
    ...store,
    async settle(id, settlement, now) {
      const isFirstWord = (await store.send(id))?.status === "sending";
      if (!isAtGate(settlement) || !isFirstWord) return store.settle(id, settlement, now);
      const { notBefore: dueAt, reason: error } = settlement;
      return store.settle(id, { kind: "retry", dueAt, error }, now);
    },
  };
}

function isAtGate(
  settlement: Settlement,
): settlement is Extract<Settlement, { kind: "postponed" }> {
  return settlement.kind === "postponed" && settlement.inOrder === true;
}

/** Every answer looks as if it had just been given. */
function neverStale(store: Store): Store {
  return {
    ...store,
    takeSends: async (options) =>
      (await store.takeSends(options)).map((send) => ({ ...send, createdAt: options.now })),
  };
}

let thanks = 0;

/** Each thank-you is woken up for twice, and nothing says that it was sent. */
function thankAgain(store: Store): Store {
  return {
    ...store,
    commit: (lease, change) =>
      store.commit(lease, {
        ...change,
        conversation: { ...change.conversation, outreachDone: [], lastOutreachAt: 0 },
        timers: {
          ...change.timers,
          set: change.timers.set.flatMap((timer) => [
            timer,
            { ...timer, key: `${timer.key} again`, dueAt: timer.dueAt + 1_000 },
          ]),
        },
        sends: change.sends.map((send) =>
          send.purpose === "thank_you" ? { ...send, id: `${send.id}.${++thanks}` } : send,
        ),
      }),
  };
}
