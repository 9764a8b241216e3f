import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeManyCustomers } from "../../bench/setting.ts";
import { singleRedis } from "../fakes/redis-server.ts";
import { openMachine } from "../journeys/server-process.ts";
import { type Random, seeded } from "../simulation/random.ts";
import { type Crowd, crowd } from "./crowd.ts";
import { type Evidence, gather } from "./evidence.ts";
import { type House, openHouse } from "./house.ts";
import { redisRows } from "./redis-rows.ts";
import { sqliteRows } from "./sqlite-rows.ts";

export type KillPlan = {
  store: "sqlite" | "redis";
  kills: number;
  messages: number;
  seed: number;
  /** The folder of another version of ours, whose server is the second on the same Redis. */
  beside?: string | undefined;
  /** Told after every so many kills. */
  progress?: (kills: number) => void;
  /** Ends the kills early; what happened until then is judged. */
  signal?: AbortSignal;
};

/** Copies of the sample shop's customers; each copy has a handful of phones. */
const SHOP_COPIES = 12;

/** One life in so many is cut short while it starts. */
const KILLED_AT_START = 0.15;
const LONGEST_START_MS = 400;

/** From the last acknowledged text of a life to its end: turns, sends and their answers take such times. */
const USUAL_REST_MS = 60;
const LONGEST_REST_MS = 400;

/**
 * Customers text a shop over real HTTP while its server processes are killed between any two instructions: one process on an
 * SQLite file, two that share a Redis. In the end all faults stop, and everything must come to rest.
 */
export async function playKills(plan: KillPlan): Promise<Evidence> {
  const random = seeded(plan.seed);
  const machine = await openMachine();
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-rig-"));
  const { file, phones } = writeManyCustomers(folder, SHOP_COPIES);
  const redis = plan.store === "redis" ? await singleRedis("appendonly yes") : undefined;
  const env = {
    ...machine.env,
    PORT: "0",
    COMMERCE: "file",
    COMMERCE_FILE: file,
    ...(redis ? { REDIS_URL: redis.url } : {}),
  };
  const { carrier } = machine;
  carrier.receipts({ order: ["delivered"] });
  const house = await openHouse(env, {
    size: redis ? 2 : 1,
    cwd: folder,
    ready: 2,
    beside: plan.beside,
  });
  const writing = crowd({
    carrier,
    phones,
    random,
    aim: () => carrier.connect(`${machine.env.PUBLIC_URL}/twilio/messages`, house.url(random)),
  });
  try {
    await killAgainAndAgain(plan, house, writing, random);
    await writing.finished();
    carrier.mend();
    const watch = await house.settle();
    await carrier.idle();
    await house.stop();
    const stored = redis
      ? await redisRows(redis.ports)
      : sqliteRows(join(machine.env.DATA_DIR ?? "", "nightdesk.db"));
    return gather(stored, writing.acknowledged, carrier, watch);
  } finally {
    await house.clear();
    await machine.clear();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killAgainAndAgain(
  plan: KillPlan,
  house: House,
  writing: Crowd,
  random: Random,
): Promise<void> {
  // The first life learns what customers mean, and leaves it to those that are too short for it.
  await writing.write(1);
  await house.settle();
  let written = 1;
  for (let kill = 0; kill < plan.kills && !plan.signal?.aborted; kill += 1) {
    const which = random.between(0, house.size - 1);
    if (random.chance(KILLED_AT_START)) {
      await house.kill(which);
      await house.start(which);
      await sleep(random.between(0, LONGEST_START_MS));
    } else {
      const left = plan.messages - written;
      const fair = Math.ceil(left / ((plan.kills - kill) * (1 - KILLED_AT_START)));
      const texts = Math.min(left, random.between(0, 2 * fair));
      written += texts;
      await house.serves(which);
      await writing.write(texts);
      await sleep(random.delay(USUAL_REST_MS, LONGEST_REST_MS));
    }
    await house.kill(which);
    await house.start(which);
    plan.progress?.(kill + 1);
  }
  await Promise.all(Array.from({ length: house.size }, (_, n) => house.serves(n)));
  if (!plan.signal?.aborted) await writing.write(plan.messages - written);
}
