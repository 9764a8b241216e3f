import { afterEach, describe, expect, it } from "@jest/globals";
import { StoreUnavailableError } from "../../../core/errors.ts";
import type { Store } from "../../../core/ports.ts";
import {
  afterTurn,
  answer,
  fridayNight,
  leaving,
  text,
} from "../../../test/contracts/store-stage.ts";
import { type PrivateRedis, sentinelRedis, until } from "../../../test/fakes/redis-server.ts";
import { slowLink } from "../../../test/fakes/slow-link.ts";
import { systemClock } from "../../clock.ts";
import { redisStore } from "./store.ts";

/** Every word between the primary and its replica takes so long. */
const LAG_MS = 20;
/** Customers who write at the same time. */
const WRITERS = 32;
const WRITES_BEFORE = 300;

describe("a shop whose primary Redis is lost", () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  it("has every message that was acknowledged, goes on accepting, and sends nothing twice", async () => {
    const { redis, cut } = await behindSentinels();
    const store = await redisStore({
      urls: redis.url,
      process: "nightdesk",
      clock: systemClock(),
    });
    closing.push(() => store.close());
    expect(store.guarantee()).toMatch(/^Redis with Sentinel, .*a replica has it before/);
    await afterTurn(store, "twilio:SM1", { sends: [answer("on-its-way"), answer("next")] });
    expect(await leaving(store)).toEqual(["on-its-way"]);

    const crowd = customersWriting(store);
    await until(() => crowd.acknowledged.length >= WRITES_BEFORE);
    const [primary = 0] = redis.ports;
    cut();
    redis.signal(primary, "SIGKILL");
    const lostAt = performance.now();
    const before = crowd.acknowledged.length;
    await until(() => crowd.acknowledged.length >= before + WRITES_BEFORE);
    const acceptingAgainMs = performance.now() - lostAt;
    await crowd.stop();

    const again = await Promise.all(
      crowd.acknowledged.map((key) => store.accept([crowdText(key)])),
    );
    expect(again.flat().filter(({ outcome }) => outcome !== "known")).toEqual([]);
    expect(acceptingAgainMs).toBeLessThan(15_000);
    expect(await store.send("on-its-way")).toMatchObject({ status: "sending", tries: 1 });
    expect(await leaving(store)).toEqual([]);
    await store.settle("on-its-way", { kind: "sent", providerId: "twilio:SM9" }, fridayNight);
    expect(await leaving(store)).toEqual(["next"]);
  });

  async function behindSentinels(): Promise<{ redis: PrivateRedis; cut(): void }> {
    const redis = await sentinelRedis();
    closing.push(() => redis.stop());
    const [primary = 0, replica = 0] = redis.ports;
    const link = await slowLink(primary, LAG_MS);
    closing.push(() => link.close());
    redis.command(replica, "REPLICAOF", "127.0.0.1", String(link.port));
    await until(() =>
      /master_link_status:up/.test(redis.command(replica, "INFO", "replication") ?? ""),
    );
    return { redis, cut: link.cut };
  }
});

function crowdText(key: string) {
  const writer = Number(key.split(":")[1]) % WRITERS;
  return text(key, { from: `sms:+4520000${String(writer).padStart(3, "0")}` });
}

/** Customers whose carrier tries again after every refusal, until `stop`. */
function customersWriting(store: Store) {
  const acknowledged: string[] = [];
  let stopped = false;
  let written = 0;

  async function write(): Promise<void> {
    while (!stopped) {
      written += 1;
      const key = `crowd:${written}`;
      while (!stopped && !(await isAccepted(store, key))) await systemClock().sleep(50);
      if (!stopped) acknowledged.push(key);
    }
  }

  const writers = Promise.all(Array.from({ length: WRITERS }, write));
  return {
    acknowledged,
    async stop() {
      stopped = true;
      await writers;
    },
  };
}

async function isAccepted(store: Store, key: string): Promise<boolean> {
  try {
    await store.accept([crowdText(key)]);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(StoreUnavailableError);
    return false;
  }
}
