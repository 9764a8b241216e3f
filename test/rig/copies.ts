import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeManyCustomers } from "../../bench/setting.ts";
import {
  clusterRedis,
  type PrivateRedis,
  sentinelRedis,
  singleRedis,
} from "../fakes/redis-server.ts";
import { openMachine } from "../journeys/server-process.ts";
import type { Acknowledged } from "./crowd.ts";
import { type Evidence, gather } from "./evidence.ts";
import { openHouse } from "./house.ts";
import { redisRows } from "./redis-rows.ts";
import { sqliteRows } from "./sqlite-rows.ts";

/** Where the copies are kept; only a Redis can be shared by two processes. */
export const COPY_STORES = ["sqlite", "single", "sentinel", "cluster"] as const;
export type CopyStore = (typeof COPY_STORES)[number];

/** How often each text comes, all at once. */
const COPIES = 64;

/**
 * Each text comes 64 times at the same moment, over real HTTP: to the one server that may own an SQLite file, or half of
 * them to each of two that share a Redis.
 * @throws when a copy is not answered 200.
 */
export async function playCopies(store: CopyStore, texts: number): Promise<Evidence> {
  const machine = await openMachine();
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-rig-"));
  const redis = await redisFor(store);
  const { file, phones } = writeManyCustomers(folder, 4);
  const env = {
    ...machine.env,
    PORT: "0",
    COMMERCE: "file",
    COMMERCE_FILE: file,
    ...(redis ? { REDIS_URL: redis.url } : {}),
  };
  const { carrier } = machine;
  carrier.receipts({ when: "none" });
  const house = await openHouse(env, { size: redis ? 2 : 1, cwd: folder });
  const acknowledged: Acknowledged[] = [];
  try {
    for (let n = 0; n < texts; n += 1) {
      const text = {
        phone: phones[n % phones.length] ?? "",
        sid: `SM${String(n).padStart(32, "0")}`,
      };
      const each = house.urls.map((url) => {
        carrier.connect(`${machine.env.PUBLIC_URL}/twilio/messages`, url);
        const copies = COPIES / house.urls.length;
        return carrier.phone(text.phone).texts("hi wheres my order", { again: text.sid, copies });
      });
      const answers = (await Promise.all(each)).flatMap((tried) => tried.answers);
      const refused = answers.filter(({ status }) => status !== 200);
      if (refused.length > 0)
        throw new Error(`${refused.length} copies of ${text.sid} were refused`);
      acknowledged.push(text);
    }
    const watch = await house.settle();
    await house.stop();
    const stored = redis
      ? await redisRows(store === "cluster" ? redis.ports : redis.ports.slice(0, 1))
      : sqliteRows(join(machine.env.DATA_DIR ?? "", "nightdesk.db"));
    return gather(stored, acknowledged, carrier, watch);
  } finally {
    await house.clear();
    await machine.clear();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function redisFor(store: CopyStore): Promise<PrivateRedis> | undefined {
  switch (store) {
    case "sqlite":
      return undefined;
    case "single":
      return singleRedis("appendonly yes");
    case "sentinel":
      return sentinelRedis();
    case "cluster":
      return clusterRedis();
    default:
      return store satisfies never;
  }
}
