import { afterEach, describe, expect, it } from "@jest/globals";
import { ConfigurationError, StoreUnavailableError } from "../../../core/errors.ts";
import type { Store } from "../../../core/ports.ts";
import {
  afterTurn,
  answer,
  fridayNight,
  keysOf,
  leaving,
  nextWork,
  text,
} from "../../../test/contracts/store-stage.ts";
import {
  type PrivateRedis,
  redisWithReplica,
  singleRedis,
  until,
} from "../../../test/fakes/redis-server.ts";
import { slowLink } from "../../../test/fakes/slow-link.ts";
import { systemClock } from "../../clock.ts";
import { redisStore } from "./store.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function started(starting: Promise<PrivateRedis>): Promise<PrivateRedis> {
  const redis = await starting;
  closing.push(() => redis.stop());
  return redis;
}

async function nightdesk(redis: PrivateRedis, url = redis.url): Promise<Store> {
  const store = await redisStore({ urls: url, process: "nightdesk", clock: systemClock() });
  closing.push(() => store.close());
  return store;
}

async function accepts(store: Store, key: string): Promise<boolean> {
  try {
    await store.accept([text(key)]);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(StoreUnavailableError);
    return false;
  }
}

describe("a Redis that would lose messages by its settings", () => {
  it("is refused when it deletes what it holds to make room, and the owner is told what to do", async () => {
    const redis = await started(singleRedis("maxmemory-policy allkeys-lru"));
    await expect(nightdesk(redis)).rejects.toThrow(ConfigurationError);
    await expect(nightdesk(redis)).rejects.toThrow(/is allkeys-lru, expected noeviction/);
  });

  it("is refused when another version wrote it", async () => {
    const redis = await started(singleRedis());
    redis.command(redis.ports[0] ?? 0, "SET", "nd:{desk}:layout", "99/32");
    await expect(nightdesk(redis)).rejects.toThrow(/another version of Nightdesk .*99\/32/);
  });

  it.each([
    [[], /no append-only file/],
    [["appendonly yes"], /appendfsync everysec: .*a power cut may take the last second/],
    [["appendonly yes", "appendfsync always"], /appendfsync always: .*survives .* a power cut/],
  ])("says in one line what it keeps: %p", async (config, line) => {
    const store = await nightdesk(await started(singleRedis(...config)));
    expect(store.guarantee()).toMatch(line);
    expect(store.guarantee()).toMatch(/no replica/);
    expect(store.guarantee()).not.toContain("\n");
  });
});

describe("a Redis that fails for a while", () => {
  it("is full: what does not fit is refused, and kept when there is room", async () => {
    const redis = await started(singleRedis());
    const [port = 0] = redis.ports;
    const store = await nightdesk(redis);
    redis.command(port, "CONFIG", "SET", "maxmemory", "1mb");
    expect(await accepts(store, "m1")).toBe(false);
    redis.command(port, "CONFIG", "SET", "maxmemory", "0");
    expect(await accepts(store, "m1")).toBe(true);
    expect(keysOf(await nextWork(store))).toEqual(["m1"]);
  });

  it("is turned into a replica: nothing is accepted until it is a primary again", async () => {
    const redis = await started(singleRedis());
    const [port = 0] = redis.ports;
    const store = await nightdesk(redis);
    await afterTurn(store, "m0", { sends: [answer("a1")] });
    redis.command(port, "REPLICAOF", "127.0.0.1", "1");
    expect(await accepts(store, "m1")).toBe(false);
    redis.command(port, "REPLICAOF", "NO", "ONE");
    await until(() => accepts(store, "m1"));
    await until(async () => (await leaving(store)).includes("a1"));
    expect(keysOf(await nextWork(store))).toEqual(["m1"]);
  });

  it("is killed and started again: what was accepted is there, and work goes on by itself", async () => {
    // With everysec, Redis holds writes back for up to two seconds while a slow disk still flushes: kill -9 would lose them.
    const redis = await started(singleRedis("appendonly yes", "appendfsync always"));
    const [port = 0] = redis.ports;
    const store = await nightdesk(redis);
    expect(await accepts(store, "m1")).toBe(true);
    let woken = 0;
    store.onWork(() => {
      woken += 1;
    });
    redis.signal(port, "SIGKILL");
    await until(async () => !(await accepts(store, "m2")));
    await expect(leaving(store)).resolves.toEqual([]);
    await expect(store.counts()).rejects.toThrow(StoreUnavailableError);
    const before = woken;
    await redis.restart(port);
    await until(() => woken > before);
    await until(() => accepts(store, "m2"));
    expect(keysOf(await nextWork(store))).toEqual(["m1", "m2"]);
  });

  it("hangs: askers are told in seconds, not left waiting", async () => {
    const redis = await started(singleRedis());
    const [port = 0] = redis.ports;
    const store = await nightdesk(redis);
    redis.signal(port, "SIGSTOP");
    expect(await accepts(store, "m1")).toBe(false);
    redis.signal(port, "SIGCONT");
    await until(() => accepts(store, "m2"));
    expect(keysOf(await nextWork(store))).toContain("m2");
  }, 20_000);
});

describe("a Redis with a replica", () => {
  it("accepts only what the replica has, too", async () => {
    const links: { cut(): void }[] = [];
    const redis = await started(
      redisWithReplica(async (port) => {
        const link = await slowLink(port, 0);
        links.push(link);
        closing.push(() => link.close());
        return link.port;
      }),
    );
    const store = await nightdesk(redis);
    expect(store.guarantee()).toMatch(/a replica has it before it is acknowledged/);
    expect(await accepts(store, "m1")).toBe(true);
    for (const link of links) link.cut();
    const refused = store.accept([text("m2", { at: fridayNight + 1 })]);
    await expect(refused).rejects.toThrow(/no replica .* had the write within/);
  }, 20_000);
});
