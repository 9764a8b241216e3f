import type { Arrival, Store } from "../../core/ports.ts";
import { systemClock } from "../../integrations/clock.ts";
import { redisStore } from "../../integrations/store/redis/store.ts";
import {
  type PrivateRedis,
  replicatedCluster,
  sentinelRedis,
  until,
} from "../fakes/redis-server.ts";
import { slowLink } from "../fakes/slow-link.ts";

export const FAILOVER_KINDS = ["sentinel", "cluster"] as const;
export type FailoverKind = (typeof FAILOVER_KINDS)[number];

export type Failover = {
  acknowledged: number;
  lost: readonly string[];
  acceptingAgainMs: number;
  /** What the store promised when the primary was lost: without a replica it is no more than that one server. */
  promised: string;
  violations: readonly string[];
};

/** Every word between a primary and its replica takes so long. */
const LAG_MS = 20;

/** Customers who write at the same time, their phones spread over all partitions. */
const WRITERS = 32;
const WRITES_BEFORE = 300;
const AGAIN_WITHIN_MS = 15_000;

/**
 * Customers write; the primary (of a Cluster: one of three) is killed and its link cut in the same moment; they go on
 * writing until each has been acknowledged again. Then everything that was ever acknowledged must be known.
 */
export async function playFailover(kind: FailoverKind): Promise<Failover> {
  const { redis, cut, close } = await (kind === "sentinel" ? behindSentinels() : inCluster());
  const opening = redisStore({ urls: redis.url, process: "rig", clock: systemClock() });
  try {
    const store = await opening;
    const crowd = writersInto(store);
    await until(() => crowd.acknowledged.length >= WRITES_BEFORE);
    const before = new Map(crowd.byWriter);
    const promised = store.guarantee();
    cut();
    redis.signal(redis.ports[0] ?? 0, "SIGKILL");
    const lostAt = performance.now();
    await until(() =>
      [...before].every(([who, times]) => (crowd.byWriter.get(who) ?? 0) > times + 1),
    );
    const acceptingAgainMs = Math.round(performance.now() - lostAt);
    await crowd.stop();
    const lost: string[] = [];
    for (const key of crowd.acknowledged) {
      const [{ outcome } = { outcome: "unroutable" }] = await store.accept([fromWriter(key)]);
      if (outcome !== "known") lost.push(key);
    }
    return {
      acknowledged: crowd.acknowledged.length,
      lost,
      acceptingAgainMs,
      promised,
      violations: [
        ...(lost.length > 0
          ? [`${lost.length} acknowledged messages are lost; the store said: ${promised}`]
          : []),
        ...(acceptingAgainMs > AGAIN_WITHIN_MS
          ? [`accepting again after ${acceptingAgainMs} ms`]
          : []),
      ],
    };
  } finally {
    await opening.then(
      (store) => store.close(),
      () => {}, // that it could not be opened is told already
    );
    await close();
  }
}

type Trial = { redis: PrivateRedis; cut(): void; close(): Promise<void> };

async function behindSentinels(): Promise<Trial> {
  const redis = await sentinelRedis();
  const [primary = 0, replica = 0] = redis.ports;
  const link = await slowLink(primary, LAG_MS);
  redis.command(replica, "REPLICAOF", "127.0.0.1", String(link.port));
  await until(() =>
    /master_link_status:up/.test(redis.command(replica, "INFO", "replication") ?? ""),
  );
  return {
    redis,
    cut: link.cut,
    async close() {
      link.close();
      await redis.stop();
    },
  };
}

async function inCluster(): Promise<Trial> {
  const links: Awaited<ReturnType<typeof slowLink>>[] = [];
  const redis = await replicatedCluster(async (port) => {
    const link = await slowLink(port, LAG_MS);
    links.push(link);
    return link.port;
  });
  return {
    redis,
    cut: () => links[0]?.cut(),
    async close() {
      for (const link of links) link.close();
      await redis.stop();
    },
  };
}

function fromWriter(key: string): Arrival {
  const [, writer = ""] = key.split(":");
  const address = `sms:+4520000${writer.padStart(3, "0")}` as const;
  return {
    inbound: {
      kind: "message",
      key,
      receivedAt: Date.parse("2026-11-20T21:41:00Z"),
      from: address,
      to: "sms:+4570000000",
      text: "where is my order",
      media: [],
    },
    route: { kind: "address", address, newCustomer: `new${writer}` },
  };
}

/** Customers whose carrier tries again after every refusal, until `stop`. */
function writersInto(store: Store) {
  const acknowledged: string[] = [];
  const byWriter = new Map<number, number>();
  let stopped = false;

  async function write(writer: number): Promise<void> {
    byWriter.set(writer, 0);
    for (let n = 0; !stopped; n += 1) {
      const key = `crowd:${writer}:${n}`;
      while (!stopped && !(await isAccepted(store, key))) await systemClock().sleep(50);
      if (stopped) return;
      acknowledged.push(key);
      byWriter.set(writer, n + 1);
    }
  }

  const writers = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  return {
    acknowledged,
    byWriter,
    async stop() {
      stopped = true;
      await writers;
    },
  };
}

async function isAccepted(store: Store, key: string): Promise<boolean> {
  return store.accept([fromWriter(key)]).then(
    () => true,
    () => false, // the carrier gets a 503 and comes again
  );
}
