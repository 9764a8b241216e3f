import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Channel, Edge } from "../../bots/channel.ts";
import { shopChannel } from "../../bots/commerce/channel.ts";
import { acceptInto } from "../../bots/turn/accept.ts";
import { breakers } from "../../bots/turn/outbox/breaker.ts";
import { pacer } from "../../bots/turn/outbox/pacer.ts";
import { runRounds, type TurnPorts } from "../../bots/turn/turn.ts";
import { ProviderUnavailableError, StoreUnavailableError } from "../../core/errors.ts";
import { type Events, eventsFor } from "../../core/events.ts";
import type { Store } from "../../core/ports.ts";
import type { Shop } from "../../core/shop.ts";
import { openDatabase } from "../../integrations/store/sqlite/open.ts";
import { storeIn } from "../../integrations/store/sqlite/store.ts";
import { followShop } from "../../outreach/shop-events.ts";
import { type Carrier, type Door, OWN_NUMBER } from "./carrier.ts";
import type { Defect, Kit } from "./defect.ts";
import type { Desk } from "./desk.ts";
import { flawedStore } from "./flawed-store.ts";
import { clockOf, IDLE_REST_MS, type Life, type Machine, storeOf } from "./life.ts";
import { POISON } from "./people.ts";
import type { ShopWorld } from "./shop-world.ts";
import { type TurnsUnderWay, turnsUnderWay } from "./turns-under-way.ts";
import { note, type World } from "./world.ts";

export type ServerMachine = Machine & {
  /** What the clock was set by so far, all steps added up without their signs. */
  clockSteps: number;
  door: Door;
  boot(): void;
  /** Stands still, as under SIGSTOP, until `ms` have passed. */
  freeze(ms: number): void;
  /** Sets the clock, forwards or back. */
  setClock(byMs: number): void;
  crash(why: string): void;
  /** The store as it is, without faults, for the judges. */
  store(): Store;
  wall(): number;
  close(): void;
};

/** How much slower than the server this one asks the shop what happened; nights would be nothing but asking otherwise. */
const ASKS_SLOWER = 10;

/** A night's traffic is a few texts a minute: a breaker that asks for a shop's twenty calls would never open. */
const FEW_CALLS = 4;

/** A machine with a disk that outlives its processes. Each boot runs the product's own rounds on the same data. */
export function serverMachine(
  world: World,
  parts: {
    shop: Shop;
    shopWorld: () => ShopWorld;
    carrier: () => Carrier;
    desk: () => Desk;
    defect: Defect | undefined;
  },
): ServerMachine {
  const { schedule, random, records } = world;
  const db = preparedOnce(openDatabase(":memory:"));
  const { defect } = parts;
  let lives = 0;
  let ids = 0;
  let running: { life: Life; edge: Edge; store: Store; turns: TurnsUnderWay } | undefined;

  const machine: ServerMachine = {
    clockOffset: 0,
    clockSteps: 0,
    diskFailsUntil: 0,
    resting: new Set(),
    wall: () => schedule.now() + machine.clockOffset,
    door: () => (running && running.life.frozenUntil <= schedule.now() ? running : undefined),
    boot,
    die(life) {
      if (!life.alive) return;
      life.alive = false;
      running?.turns.died();
      running = undefined;
      machine.resting.clear();
      records.crashes += 1;
      schedule.after(random.delay(3_000, 90_000) + 200, boot);
    },
    freeze(ms) {
      if (!running) return;
      note(world, `process ${running.life.number} stands still for ${ms} ms`);
      running.life.frozenUntil = schedule.now() + ms;
    },
    setClock(byMs) {
      note(world, `the server's clock is set by ${byMs} ms`);
      machine.clockOffset += byMs;
      machine.clockSteps += Math.abs(byMs);
      world.records.clockSetAt = schedule.now();
      for (const wake of machine.resting) schedule.after(IDLE_REST_MS, wake);
    },
    crash(why) {
      if (!running) return;
      note(world, `process ${running.life.number} dies: ${why}`);
      machine.die(running.life);
    },
    store() {
      if (!running) throw new Error("no process runs");
      return running.store;
    },
    close() {
      if (running) running.life.alive = false;
      db.close();
    },
  };

  function boot(): void {
    if (running) return;
    const life: Life = { number: ++lives, alive: true, frozenUntil: 0 };
    note(world, `process ${life.number} starts`);
    const dueAt = { turns: 0, sends: 0 };
    const clock = clockOf(world, machine, life, () => Math.min(dueAt.turns, dueAt.sends));
    const zone = parts.shop.file.timezone;
    const channels: Channel[] = [parts.carrier().channel(life, clock), parts.desk().channel(life)];
    const kit: Kit = { world, life, wall: machine.wall, zone, channels };
    const spoil = defect?.book;
    const bare = spoil ? flawedStore(db, (book) => spoil(book, kit)) : storeIn(db, ":memory:");
    const turns = turnsUnderWay(bare, records.diedAlone, machine.wall);
    const flawed = defect?.store?.(turns.store, kit) ?? turns.store;
    const reached = storeOf(world, machine, life, flawed);
    const store: Store = {
      ...reached,
      async nextDueAt(of) {
        // Who was told nothing looks again after the usual rest.
        if (of !== undefined) dueAt[of] = 0;
        const at = await reached.nextDueAt(of);
        if (of !== undefined) dueAt[of] = at ?? Number.POSITIVE_INFINITY;
        return at;
      },
    };
    const events = eventsOf(world);
    const commerce = parts.shopWorld().commerce(life, clock);
    const accept = acceptInto(store, events);
    const shop = mortal(life, defect?.shop?.(parts.shop) ?? parts.shop);
    const asked = defect?.commerce?.(commerce, kit) ?? commerce;
    channels.push(shopChannel(asked, { accept, clock, shop: () => shop }));
    const kept = breakers(
      ({ name, state }) => note(world, `process ${life.number}: ${name} is ${state}`),
      FEW_CALLS,
    );
    const ports: TurnPorts & { ids: Edge["ids"] } = {
      store,
      commerce: asked,
      channels: channels.map((channel) => defect?.channel?.(channel, kit) ?? channel),
      clock,
      events,
      ids: { next: () => `n${++ids}` },
      random: random.next,
      breakers: defect?.breakers?.(kept) ?? kept,
      pacer: pacer(),
      shop: () => shop,
      own: { sms: `sms:${OWN_NUMBER}` },
    };
    const edge: Edge = {
      accept: defect?.accept?.(accept, kit) ?? accept,
      clock,
      ids: ports.ids,
      events,
    };
    running = { life, edge, store: bare, turns };
    const { signal } = new AbortController();
    const asking = {
      ...ports,
      accept: edge.accept,
      clock: { ...clock, sleep: (ms: number) => clock.sleep(ms * ASKS_SLOWER) },
    };
    Promise.all([runRounds(ports, signal), followShop(asking, signal)]).catch((error: unknown) => {
      records.mistakes.push(`the rounds ended: ${String(error)}`);
    });
  }

  /** A process that dies of what it reads. */
  function mortal(life: Life, shop: Shop): Shop {
    const { recogniser } = shop;
    return {
      ...shop,
      recogniser: {
        ...recogniser,
        recognise(text) {
          if (text.includes(POISON)) dieOf(life, "what it reads");
          return recogniser.recognise(text);
        },
      },
    };
  }

  function dieOf(life: Life, what: string): void {
    if (life.alive) note(world, `process ${life.number} dies of ${what}`);
    machine.die(life);
  }

  return machine;
}

/** A process that starts anew prepares the same statements; a night has dozens, and preparing took a tenth of it. */
function preparedOnce(db: DatabaseSync): DatabaseSync {
  const prepare = db.prepare.bind(db);
  const known = new Map<string, StatementSync>();
  db.prepare = (sql) => {
    const statement = known.get(sql) ?? prepare(sql);
    known.set(sql, statement);
    return statement;
  };
  return db;
}

const AMENDED = /desk: line (?:edited|deleted)/;

/** Failures that the world itself caused are part of the night; every other one is a mistake of ours. */
function eventsOf(world: World): Events {
  const { records } = world;
  const unlessExpected = (what: string, error: unknown) => {
    if (error instanceof StoreUnavailableError || error instanceof ProviderUnavailableError) return;
    records.mistakes.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
  };
  return eventsFor({
    accepted({ channel, kind, outcome }) {
      if (kind === "shop_event") note(world, `news from ${channel}: ${outcome}`);
    },
    turned({ customer, rule }) {
      note(world, `turn of ${customer}: ${rule}`);
      if (AMENDED.test(rule)) records.amended.push({ customer, at: world.schedule.now() });
    },
    turnFailed({ customer, error, dead }) {
      note(world, `turn of ${customer} failed: ${String(error)}`);
      if (!dead) unlessExpected("a turn failed", error);
      const diedAlone = records.diedAlone.get(customer) ?? 0;
      if (dead) records.setAside.push({ customer, diedAlone });
    },
    failed: ({ what, error }) => unlessExpected(what, error),
  });
}
