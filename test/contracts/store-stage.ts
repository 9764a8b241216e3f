import { afterEach, beforeEach } from "@jest/globals";
import { newConversation } from "../../core/conversation.ts";
import type { NewSend } from "../../core/decision.ts";
import type { Address, Inbound } from "../../core/message.ts";
import type { Arrival, Store, TurnChange, Work } from "../../core/ports.ts";

/** Somewhere a store keeps its data, which outlives the process that opened it. */
export type StorePlace = {
  /** Opens the store there, as a process that starts does. */
  open(): Promise<Store>;
  /** From now on the open store can keep nothing (disk full, server gone), until `repair`. */
  breakDown(): Promise<void>;
  repair(): Promise<void>;
  remove(): Promise<void>;
};

/** The store of the test that runs now. */
export type Stage = {
  store: Store;
  place: StorePlace;
  /** The process ends and another one starts on the same data. */
  restart(): Promise<void>;
};

/** Gives every test of the surrounding suite a store of its own, in a new place. */
export function onStage(newPlace: () => Promise<StorePlace>): Stage {
  const stage = {
    async restart() {
      await stage.store.close();
      stage.store = await stage.place.open();
    },
  } as Stage; // store and place are there before any test runs
  beforeEach(async () => {
    stage.place = await newPlace();
    stage.store = await stage.place.open();
  });
  afterEach(async () => {
    await stage.store.close();
    await stage.place.remove();
  });
  return stage;
}

/** Friday 20 November 2026, 22:41 in Copenhagen. */
export const fridayNight = Date.parse("2026-11-20T21:41:00Z");
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const LEASE_MS = 30 * SECOND;

export const shop: Address = "sms:+4570000000";
export const freja: Address = "sms:+4520304050";
export const otto: Address = "sms:+4540506070";

/** A customer's text message. */
export function text(
  key: string,
  { from = freja, at = fridayNight, says = "where is my order" } = {},
): Arrival {
  return {
    inbound: { kind: "message", key, receivedAt: at, from, to: shop, text: says, media: [] },
    route: { kind: "address", address: from, newCustomer: `new${key.replaceAll(/\W/g, "")}` },
  };
}

/** A delivery receipt as its provider reports it. */
export function receipt(key: string, route: Arrival["route"]): Arrival {
  return { inbound: { kind: "receipt", key, receivedAt: fridayNight, status: "delivered" }, route };
}

/** What a turn leaves behind when it settles all of its work and does nothing else. */
export function turnOf(work: Work, change: Partial<TurnChange> = {}): TurnChange {
  const at = change.at ?? fridayNight;
  return {
    at,
    done: work.inbounds.map(({ inbound }) => inbound.key),
    conversation: newConversation(),
    waiting: undefined,
    journal: {
      at,
      turn: 1,
      inbounds: work.inbounds.map(({ inbound: { key, kind } }) => ({ key, kind })),
      reads: [],
      decision: { kind: "answer", rule: "flow.order_status" },
      replies: [],
      holder: { before: "bot", after: "bot" },
      promises: { before: 0, after: 0 },
    },
    sends: [],
    timers: { set: [], cancel: [] },
    consent: [],
    cancelBotSends: false,
    deliveries: [],
    ...change,
  };
}

/** The bot's answer to Freja. */
export function answer(id: string, send: Partial<NewSend> = {}): NewSend {
  return {
    id,
    purpose: "answer",
    author: "bot",
    to: freja,
    from: shop,
    body: { kind: "text", text: "It is out for delivery." },
    lane: freja,
    rank: 0,
    notBefore: fridayNight,
    ...send,
  };
}

/** The next turn's work. @throws when nobody has anything due. */
export async function nextWork(store: Store, now = fridayNight): Promise<Work> {
  const work = await store.lease({ now, leaseMs: LEASE_MS });
  if (!work) throw new Error(`nothing is due at ${new Date(now).toISOString()}`);
  return work;
}

/** One whole turn for whoever writes `key`, which leaves `change` behind; gives the customer. */
export async function afterTurn(
  store: Store,
  key: string,
  change: Partial<TurnChange>,
  from: Address = freja,
): Promise<string> {
  await store.accept([text(key, { from })]);
  const work = await nextWork(store);
  await store.commit(work.lease, turnOf(work, change));
  return work.lease.customer;
}

export function keysOf(work: Work | undefined): readonly string[] | undefined {
  return work?.inbounds.map(({ inbound }) => inbound.key);
}

/** Takes what may leave and gives the ids. */
export async function leaving(
  store: Store,
  now = fridayNight,
  limit = 100,
): Promise<readonly string[]> {
  const sends = await store.takeSends({ now, limit });
  return sends.map(({ id }) => id);
}

export function inboundsOf(work: Work): readonly Inbound[] {
  return work.inbounds.map(({ inbound }) => inbound);
}
