import { afterAll, beforeAll } from "@jest/globals";
import { chatLogContract, KEPT_MS } from "../../../test/contracts/chat-log.ts";
import { type PrivateRedis, singleRedis } from "../../../test/fakes/redis-server.ts";
import { systemClock } from "../../clock.ts";
import { redisChatLog } from "./chat-log.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await singleRedis("appendonly yes");
}, 30_000);
afterAll(() => redis.stop());

chatLogContract("Redis", async () => ({
  open: () => redisChatLog({ urls: redis.url, clock: systemClock(), keptMs: KEPT_MS }),
  remove: async () => {
    for (const port of redis.ports) redis.command(port, "FLUSHALL");
  },
}));
