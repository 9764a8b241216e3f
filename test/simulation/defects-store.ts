import type { Edge } from "../../bots/channel.ts";
import type { Arrival, Lease, Store } from "../../core/ports.ts";
import type { Book } from "../../integrations/store/sqlite/book.ts";
import { toQueued } from "../../integrations/store/sqlite/rows.ts";
import type { TurnOrder } from "../../integrations/store/sqlite/turn-order.ts";
import type { Defect, Kit } from "./defect.ts";
import { whenAwake } from "./life.ts";

/** Mistakes about keeping: what is acknowledged, known, leased, committed and woken up for. */
export const storeDefects: readonly Defect[] = [
  { name: "acknowledge before commit", accept: acknowledgeFirst },
  { name: "no dedupe of what arrives", store: forgetKeys },
  { name: "check, then set", store: checkThenSet },
  { name: "no lease", book: (book, kit) => ({ ...book, turns: withoutLease(book.turns, kit) }) },
  { name: "stale fencing", book: (book) => ({ ...book, turns: withoutFence(book.turns) }) },
  { name: "done in another transaction", book: doneLater },
  { name: "replies in another transaction", book: repliesLater },
  { name: "in-memory timers", store: timersInMemory },
  {
    name: "local-time timers",
    store: (store, { zone }) =>
      moveTimers(store, (dueAt, now) => offsetOf(dueAt, zone) - offsetOf(now, zone)),
  },
  { name: "timers too early", store: (store) => moveTimers(store, () => -30 * 60_000) },
  { name: "no timers", store: noTimers },
  { name: "a failing store is acknowledged", accept: swallowFailure },
  { name: "a quarantine that forgets", store: forgetCrashes },
  { name: "set aside at the first crash", store: suspectAll },
  { name: "one failure throws a message away", store: failForGood },
];

type Accept = Edge["accept"];

function acknowledgeFirst(accept: Accept, kit: Kit): Accept {
  return async (arrivals) => {
    later(kit, 20, () => accept(arrivals));
    return arrivals.map(() => ({ outcome: "kept", customer: "unknown" }) as const);
  };
}

/** Does it a little later, unless the process dies; nobody hears of its failure. */
function later(kit: Kit, ms: number, run: () => Promise<unknown>): void {
  kit.world.schedule.after(ms, () =>
    whenAwake(kit.world, kit.life, () => {
      run().catch(() => undefined);
    }),
  );
}

let copies = 0;

function withNewKey(arrival: Arrival): Arrival {
  const key = `${arrival.inbound.key}#${++copies}`;
  return { ...arrival, inbound: { ...arrival.inbound, key } };
}

function forgetKeys(store: Store): Store {
  return { ...store, accept: (arrivals) => store.accept(arrivals.map(withNewKey)) };
}

/** Looks whether a message is known, takes a moment, and writes it down without looking again. */
function checkThenSet(store: Store, kit: Kit): Store {
  const known = new Set<string>();
  return {
    ...store,
    async accept(arrivals) {
      const fresh = arrivals.filter(({ inbound }) => !known.has(inbound.key));
      await pause(kit, 30);
      for (const { inbound } of arrivals) known.add(inbound.key);
      return store.accept(fresh.length > 0 ? fresh.map(withNewKey) : arrivals);
    },
  };
}

function pause(kit: Kit, ms: number): Promise<void> {
  return new Promise((resolve) => {
    kit.world.schedule.after(ms, () => whenAwake(kit.world, kit.life, resolve));
  });
}

/** Two workers may take the same customer, and both may commit. */
function withoutLease(turns: TurnOrder, kit: Kit): TurnOrder {
  return {
    ...turns,
    grant(customer, until) {
      const lease = turns.grant(customer, until);
      turns.plan(customer, kit.wall() + 50);
      return lease;
    },
    end: () => true,
  };
}

/** A lease that ran out still commits. */
function withoutFence(turns: TurnOrder): TurnOrder {
  return {
    ...turns,
    end(lease: Lease) {
      turns.end(lease);
      return true;
    },
  };
}

/** The turn is committed first, and what it was about is ticked off by a second write. */
function doneLater(book: Book, kit: Kit): Book {
  const { settleInbound } = book.sql;
  const tick = (key: string, customer: string) =>
    book.commits.write({ run: () => settleInbound.run(key, customer) });
  const run: typeof settleInbound.run = (key, customer) => {
    later(kit, 15, () => tick(key, customer));
    return 1;
  };
  return { ...book, sql: { ...book.sql, settleInbound: { ...settleInbound, run } } };
}

/** The turn is committed first, and what it wants to say by a second write. */
function repliesLater(book: Book, kit: Kit): Book {
  const { addSend } = book.sql;
  const get: typeof addSend.get = (...params) => {
    later(kit, 15, () =>
      book.commits.write({
        run: () => addSend.get(...params),
        applied() {
          const row = book.sql.send.get(params[0]);
          const queued = row && toQueued(row);
          if (queued) book.lanes.add(queued);
          book.bell.ring();
        },
      }),
    );
    return undefined;
  };
  return { ...book, sql: { ...book.sql, addSend: { ...addSend, get } } };
}

function timersInMemory(store: Store, kit: Kit): Store {
  return {
    ...store,
    async commit(lease, change) {
      const { set, cancel } = change.timers;
      const outcome = await store.commit(lease, { ...change, timers: { set: [], cancel } });
      for (const { key, timer, subject, dueAt } of set) {
        later(kit, dueAt - kit.wall(), () =>
          store.accept([
            {
              inbound: { kind: "timer", key, timer, subject, receivedAt: kit.wall() },
              route: { kind: "customer", customer: lease.customer },
            },
          ]),
        );
      }
      return outcome;
    },
  };
}

function moveTimers(store: Store, slip: (dueAt: number, now: number) => number): Store {
  return {
    ...store,
    commit: (lease, change) =>
      store.commit(lease, {
        ...change,
        timers: {
          ...change.timers,
          set: change.timers.set.map((timer) => ({
            ...timer,
            dueAt: timer.dueAt + slip(timer.dueAt, change.at),
          })),
        },
      }),
  };
}

/** For a wall-clock time that is kept with the offset of the day on which it was written down. */
function offsetOf(instant: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(instant);
  return Date.parse(`${shown.replace(" ", "T")}Z`) - instant;
}

function swallowFailure(accept: Accept): Accept {
  return (arrivals) =>
    accept(arrivals).catch(() => arrivals.map(() => ({ outcome: "unroutable" }) as const));
}

function countCrashesAs(store: Store, count: (crashes: number) => number): Store {
  return {
    ...store,
    async lease(options) {
      const work = await store.lease(options);
      if (!work) return undefined;
      const inbounds = work.inbounds.map(({ crashes = 0, ...rest }) => ({
        ...rest,
        crashes: count(crashes),
      }));
      return { ...work, inbounds };
    },
  };
}

function forgetCrashes(store: Store): Store {
  return countCrashesAs(store, () => 0);
}

const ENOUGH = 5;

function suspectAll(store: Store): Store {
  return countCrashesAs(store, (crashes) => (crashes > 0 ? ENOUGH : 0));
}

function failForGood(store: Store): Store {
  return { ...store, fail: (lease, failure) => store.fail(lease, { ...failure, dead: true }) };
}

function noTimers(store: Store): Store {
  return {
    ...store,
    commit: (lease, change) =>
      store.commit(lease, { ...change, timers: { ...change.timers, set: [] } }),
  };
}
