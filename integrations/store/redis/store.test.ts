import { afterAll, beforeAll } from "@jest/globals";
import { storeContract } from "../../../test/contracts/store.ts";
import type { StorePlace } from "../../../test/contracts/store-stage.ts";
import { clusterRedis, type PrivateRedis, singleRedis } from "../../../test/fakes/redis-server.ts";
import { randomIds, systemClock } from "../../clock.ts";
import { redisStore } from "./store.ts";

onRedis("a single Redis", () => singleRedis("appendonly yes", "appendfsync everysec"));
onRedis("a Redis Cluster", clusterRedis);

function onRedis(name: string, start: () => Promise<PrivateRedis>): void {
  let redis: PrivateRedis;
  beforeAll(async () => {
    redis = await start();
  });
  afterAll(() => redis.stop());

  storeContract(name, async (): Promise<StorePlace> => {
    const everywhere = (...args: string[]) => {
      for (const port of redis.ports) redis.command(port, ...args);
    };
    return {
      open: () =>
        redisStore({ urls: redis.url, process: randomIds().next(), clock: systemClock() }),
      // A primary that must have replicas and has none takes no write.
      breakDown: async () => everywhere("CONFIG", "SET", "min-replicas-to-write", "1"),
      repair: async () => everywhere("CONFIG", "SET", "min-replicas-to-write", "0"),
      remove: async () => everywhere("FLUSHALL"),
    };
  });
}
