import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Store } from "../../../core/ports.ts";
import {
  afterTurn,
  answer,
  freja,
  fridayNight,
  keysOf,
  LEASE_MS,
  leaving,
  MINUTE,
  nextWork,
  otto,
  text,
  turnOf,
} from "../../../test/contracts/store-stage.ts";
import {
  clusterRedis,
  type PrivateRedis,
  singleRedis,
  until,
} from "../../../test/fakes/redis-server.ts";
import { systemClock } from "../../clock.ts";
import { partitionOf } from "./partitions.ts";
import { redisStore } from "./store.ts";

describe.each([
  ["one Redis", singleRedis],
  ["a Redis Cluster", clusterRedis],
] as const)("two Nightdesks on %s", (_name, start) => {
  let redis: PrivateRedis;
  const open: Store[] = [];
  let opened = 0;

  beforeAll(async () => {
    redis = await start();
  });
  afterAll(() => redis.stop());
  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()));
    for (const port of redis.ports) redis.command(port, "FLUSHALL");
  });

  async function nightdesk(): Promise<Store> {
    opened += 1;
    const store = await redisStore({
      urls: redis.url,
      process: `nightdesk${opened}`,
      clock: systemClock(),
    });
    open.push(store);
    return store;
  }

  /** As if the last one opened had been killed long ago: it shows no life any more. */
  function forgetLast(): void {
    for (const port of redis.ports) {
      redis.command(port, "-c", "ZREM", "nd:{desk}:alive", `nightdesk${opened}`);
    }
  }

  it("make one message of 64 copies that come to both at once, over and over", async () => {
    const [one, other] = [await nightdesk(), await nightdesk()];
    for (let night = 0; night < 25; night++) {
      const copies = Array.from({ length: 64 }, (_, n) =>
        (n % 2 ? one : other).accept([text(`m${night}`, { from: `sms:+45${night}` })]),
      );
      const outcomes = (await Promise.all(copies)).flat();
      expect(outcomes.filter(({ outcome }) => outcome === "kept")).toHaveLength(1);
      expect(new Set(outcomes.map((each) => "customer" in each && each.customer)).size).toBe(1);
    }
    expect(await one.counts()).toMatchObject({ pending: 25 });
  });

  it("serve a customer one at a time, and share the others", async () => {
    const [one, other] = [await nightdesk(), await nightdesk()];
    await one.accept([text("m1"), text("m2", { from: otto })]);
    await until(async () => (await other.nextDueAt("turns")) !== undefined);
    const works = [await nextWork(one), await nextWork(other)];
    expect(works.flatMap((work) => keysOf(work)).toSorted()).toEqual(["m1", "m2"]);
    const asked = { now: fridayNight, leaseMs: LEASE_MS };
    expect(await one.lease(asked)).toBeUndefined();
    expect(await other.lease(asked)).toBeUndefined();
  });

  it("wake each other when a message came to one of them", async () => {
    const [one, other] = [await nightdesk(), await nightdesk()];
    const woken = new Promise<void>((resolve) => other.onWork(resolve));
    await one.accept([text("m1")]);
    await woken;
    expect(keysOf(await nextWork(other))).toEqual(["m1"]);
  });

  it("let nobody commit who was asleep while the other one answered", async () => {
    const [asleep, awake] = [await nightdesk(), await nightdesk()];
    await asleep.accept([text("m1")]);
    const before = await nextWork(asleep);
    await until(async () => (await awake.nextDueAt("turns")) !== undefined);
    const after = await nextWork(awake, fridayNight + MINUTE);
    expect(await asleep.commit(before.lease, turnOf(before, { sends: [answer("a1")] }))).toBe(
      "lost",
    );
    expect(await awake.commit(after.lease, turnOf(after, { sends: [answer("a2")] }))).toBe(
      "committed",
    );
    expect(await asleep.send("a1")).toBeUndefined();
  });

  it("give a customer to the living when the other one has died", async () => {
    const dead = await nightdesk();
    await dead.accept([text("m1")]);
    const before = await nextWork(dead);
    forgetLast();
    const living = await nightdesk();
    const after = await nextWork(living);
    expect(keysOf(after)).toEqual(["m1"]);
    expect(await dead.commit(before.lease, turnOf(before))).toBe("lost");
  });

  it("ask the provider about what a dead one was sending, and believe nothing it says later but that it was sent", async () => {
    const dead = await nightdesk();
    await afterTurn(dead, "m1", { sends: [answer("a1"), answer("a2")] });
    expect(await leaving(dead)).toEqual(["a1"]);
    forgetLast();
    const living = await nightdesk();
    expect(await living.takeSends({ now: fridayNight, limit: 9 })).toMatchObject([
      { id: "a1", status: "ambiguous", startedAt: fridayNight, tries: 2 },
    ]);
    await dead.settle("a1", { kind: "retry", dueAt: fridayNight, error: "429" }, fridayNight);
    expect(await living.send("a1")).toMatchObject({ status: "ambiguous" });
    await dead.settle("a1", { kind: "sent", providerId: "twilio:SM1" }, fridayNight);
    expect(await living.send("a1")).toMatchObject({ status: "sent", providerId: "twilio:SM1" });
    expect(await living.customerOf(freja)).toBeDefined();
  });

  it("leave what a living one is sending to it", async () => {
    const sender = await nightdesk();
    await afterTurn(sender, "m1", { sends: [answer("a1"), answer("a2")] });
    expect(await leaving(sender)).toEqual(["a1"]);
    const other = await nightdesk();
    expect(await leaving(other)).toEqual([]);
    expect(await other.send("a1")).toMatchObject({ status: "sending" });
  });

  /** As a newer Nightdesk would have written it. */
  function makeUnreadable(customer: string, id: string): void {
    const key = `${partitionOf(customer)}:s:${id}`;
    for (const port of redis.ports) {
      const fixed = redis.command(port, "-c", "HGET", key, "fixed");
      const body = { kind: "something new" };
      if (fixed?.trim())
        redis.command(
          port,
          "-c",
          "HSET",
          key,
          "fixed",
          JSON.stringify({ ...JSON.parse(fixed), body }),
        );
    }
  }

  it("leave what only the newer one can read to it, in its place, and send what stands beside it", async () => {
    const old = await nightdesk();
    const next = fridayNight + MINUTE;
    const sends = [answer("a1"), answer("a2"), answer("b1", { lane: "other" })];
    const customer = await afterTurn(old, "m1", { sends });
    makeUnreadable(customer, "a1");
    expect(await leaving(old)).toEqual(["b1"]);
    expect(await old.unsent(customer)).toMatchObject([{ id: "a2" }, { id: "b1" }]);
    expect((await old.inbox()).sends.map(({ id }) => id).toSorted()).toEqual(["a2", "b1"]);
    expect(await leaving(old, next - 1)).toEqual([]);
    expect(await old.nextDueAt("sends")).toBe(next);
    expect(await leaving(old, next)).toEqual([]);
    expect(await old.counts()).toMatchObject({ unsent: 3, deadSends: 0 });
  });

  it("give up what no newer one has taken in a quarter of an hour, and a person hears of it", async () => {
    const old = await nightdesk();
    const customer = await afterTurn(old, "m1", { sends: [answer("a1"), answer("a2")] });
    makeUnreadable(customer, "a1");
    for (let minute = 0; minute < 15; minute += 1) {
      expect(await leaving(old, fridayNight + minute * MINUTE)).toEqual([]);
      expect(await old.counts()).toMatchObject({ deadSends: 0 });
    }
    const late = fridayNight + 15 * MINUTE;
    expect(await leaving(old, late)).toEqual(["a2"]);
    expect(keysOf(await nextWork(old, late))).toEqual(["failed:a1"]);
    const { items } = await old.inbox();
    expect(items[0]).toMatchObject({ key: "a1", kind: "send", status: "dead" });
  });

  it("hear a STOP that one takes in while the other makes one person of two", async () => {
    const [one, other] = [await nightdesk(), await nightdesk()];
    await one.accept([text("m1"), text("m2", { from: otto })]);
    const [hers, his] = await Promise.all([freja, otto].map((each) => one.customerOf(each)));
    if (hers === undefined || his === undefined) throw new Error("both wrote");
    const consent = { address: freja, status: "opted_out", at: fridayNight, by: "STOP" } as const;
    const stop = { ...text("m3", { says: "STOP" }), consent };
    // Whose it is was looked up before they were one person.
    const joining = other.join([freja], his);
    const stopping = one.accept([{ ...stop, route: { kind: "customer", customer: hers } }]);
    await Promise.all([joining, stopping]);
    expect(await one.isOptedOut(freja)).toBe(true);
  });

  it("post the cards of different customers one at a time, the most urgent first", async () => {
    const [one, other] = [await nightdesk(), await nightdesk()];
    const desk = { purpose: "desk", to: "desk:care", lane: "desk:care" } as const;
    await afterTurn(one, "m1", { sends: [answer("later", { ...desk, rank: 2 })] });
    await until(async () => (await other.nextDueAt("sends")) !== undefined);
    await afterTurn(other, "m2", { sends: [answer("sooner", { ...desk, rank: 1 })] }, otto);
    expect(await leaving(other)).toEqual(["sooner"]);
    expect(await leaving(one)).toEqual([]);
    await other.settle("sooner", { kind: "sent", providerId: "slack:1" }, fridayNight);
    expect(await leaving(other)).toEqual(["later"]);
  });

  it("hear at the conversation that a card could not be posted", async () => {
    const one = await nightdesk();
    const desk = { purpose: "desk", to: "desk:care", lane: "desk:care" } as const;
    const customer = await afterTurn(one, "m1", { sends: [answer("card", desk)] });
    await leaving(one);
    await one.settle("card", { kind: "dead", error: "channel_not_found" }, fridayNight);
    const work = await nextWork(one);
    expect(work.lease.customer).toBe(customer);
    expect(keysOf(work)).toEqual(["failed:card"]);
    expect(await one.counts()).toMatchObject({ deadSends: 1, unsent: 0 });
  });
});
