import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newConversation } from "../core/conversation.ts";
import type { Store, Work } from "../core/ports.ts";
import { systemClock } from "../integrations/clock.ts";
import { redisStore } from "../integrations/store/redis/store.ts";
import { sqliteStore } from "../integrations/store/sqlite/store.ts";
import { type PrivateRedis, redisWithReplica, singleRedis } from "../test/fakes/redis-server.ts";

/**
 * What each store does by itself on this machine: messages accepted a second, and whole turns a second (accept, lease,
 * commit with one answer, take it, settle it). Nothing is asserted: compare stores of one run, not of two.
 *
 *     node bench/store.ts [seconds per figure, default 3] [which stores, default all of: sqlite everysec always replica]
 */
async function bench(seconds: number, chosen: readonly string[]): Promise<void> {
  for (const [name, open] of Object.entries(STORES)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const { store, close } = await open();
    process.stdout.write(`\n${store.guarantee()}\n`);
    try {
      await figures(store, seconds);
    } finally {
      await store.close();
      await close();
    }
  }
}

const STORES: Record<string, () => Promise<{ store: Store; close(): unknown }>> = {
  async sqlite() {
    const folder = mkdtempSync(join(tmpdir(), "nightdesk-bench-"));
    const store = sqliteStore({ file: join(folder, "bench.db") });
    return { store, close: () => rmSync(folder, { recursive: true }) };
  },
  everysec: () => inRedis(singleRedis("appendonly yes", "appendfsync everysec")),
  always: () => inRedis(singleRedis("appendonly yes", "appendfsync always")),
  replica: () => inRedis(redisWithReplica()),
};

async function inRedis(starting: Promise<PrivateRedis>) {
  const redis = await starting;
  const store = await redisStore({ urls: redis.url, process: "bench", clock: systemClock() });
  return { store, close: redis.stop };
}

async function figures(store: Store, seconds: number): Promise<void> {
  await measure("warm-up", 64, seconds, (n) => accept(store, n));
  for (const inFlight of [1, 16, 64, 128]) {
    await measure("accepts/s", inFlight, seconds, (n) => accept(store, n));
  }
  await drain(store);
  for (const inFlight of [1, 16, 64, 128]) {
    await measure("turns/s", inFlight, seconds, (n) => turn(store, n));
  }
}

let arrivals = 0;
const CUSTOMERS = 20_000;

async function measure(
  what: string,
  inFlight: number,
  seconds: number,
  once: (n: number) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (performance.now() - startedAt < seconds * 1000) {
        const begunAt = performance.now();
        await once(arrivals++);
        times.push(performance.now() - begunAt);
      }
    }),
  );
  const took = (performance.now() - startedAt) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  process.stdout.write(
    `${what.padEnd(10)} ${String(inFlight).padStart(4)} in flight  ${String(Math.round(times.length / took)).padStart(7)}/s  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  rss ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB\n`,
  );
}

async function accept(store: Store, n: number): Promise<void> {
  const from = `sms:+4520${String(n % CUSTOMERS).padStart(6, "0")}` as const;
  await store.accept([
    {
      inbound: {
        kind: "message",
        key: `twilio:SM${n}`,
        receivedAt: Date.now(),
        from,
        to: "sms:+4570000000",
        text: "hi wheres my order 1042, also can i send the boots back",
        media: [],
      },
      route: { kind: "address", address: from, newCustomer: `c${n}` },
    },
  ]);
}

async function turn(store: Store, n: number): Promise<void> {
  await accept(store, n);
  const now = Date.now();
  const work = await store.lease({ now, leaseMs: 30_000 });
  if (work) await commit(store, work, n, now);
  for (const send of await store.takeSends({ now: Date.now(), limit: 1 })) {
    await store.settle(send.id, { kind: "sent", providerId: `twilio:OUT${send.id}` }, Date.now());
  }
}

async function commit(store: Store, work: Work, n: number, at: number): Promise<void> {
  const { customer } = work.lease;
  const to = work.addresses[0] ?? "sms:+4520000000";
  const text = "Order 1042 left yesterday in two parcels; one is out for delivery tomorrow.";
  await store.commit(work.lease, {
    at,
    done: work.inbounds.map(({ inbound }) => inbound.key),
    conversation: { ...newConversation(), turn: n, lines: [{ at, who: "bot", text }] },
    waiting: undefined,
    journal: {
      at,
      turn: n,
      inbounds: work.inbounds.map(({ inbound }) => ({ key: inbound.key, kind: inbound.kind })),
      reads: [],
      decision: { kind: "answer", rule: "flow.order_status" },
      replies: [{ to, text, by: "bot" }],
      holder: { before: "bot", after: "bot" },
      promises: { before: 0, after: 0 },
    },
    sends: [
      {
        id: `${customer}-${n}-0`,
        purpose: "answer",
        author: "bot",
        to,
        from: "sms:+4570000000",
        body: { kind: "text", text },
        lane: to,
        rank: 0,
        notBefore: at,
      },
    ],
    timers: { set: [], cancel: [] },
    consent: [],
    cancelBotSends: false,
    deliveries: [],
  });
}

/** Settles what the accept figures left behind, so that a turn's figure is about that turn. */
async function drain(store: Store): Promise<void> {
  for (;;) {
    const work = await store.lease({ now: Date.now(), leaseMs: 30_000 });
    if (!work) break;
    await commit(store, work, arrivals++, Date.now());
  }
  for (;;) {
    const sends = await store.takeSends({ now: Date.now(), limit: 256 });
    if (sends.length === 0) return;
    await Promise.all(
      sends.map(({ id }) => store.settle(id, { kind: "cancelled", reason: "bench" }, Date.now())),
    );
  }
}

await bench(Number(process.argv[2] ?? 3), process.argv.slice(3));
