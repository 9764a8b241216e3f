import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { chatLogContract, KEPT_MS } from "../../../test/contracts/chat-log.ts";
import { type PrivateRedis, singleRedis } from "../../../test/fakes/redis-server.ts";
import { systemClock } from "../../clock.ts";
import { redisChatLog } from "./chat-log.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await singleRedis("appendonly yes");
});
afterAll(() => redis.stop());

chatLogContract("Redis", async () => ({
  open: () => redisChatLog({ urls: redis.url, clock: systemClock(), keptMs: KEPT_MS }),
  remove: async () => {
    for (const port of redis.ports) redis.command(port, "FLUSHALL");
  },
}));

describe("a visitor whose page is held by one server while another one answers", () => {
  it("is told at once that there is something new in her chat, and in nobody else's", async () => {
    const heard: (string | undefined)[] = [];
    const told = Promise.withResolvers<void>();
    const open = { urls: redis.url, clock: systemClock(), keptMs: KEPT_MS };
    const here = await redisChatLog({
      ...open,
      told: (chat) => {
        heard.push(chat);
        told.resolve();
      },
    });
    const there = await redisChatLog(open);
    const line = { id: "l1", at: Date.now(), who: "shop", text: "Tomorrow from 10." } as const;
    await there.append("freja", line);
    await told.promise;
    expect(heard).toEqual(["freja"]);
    expect(await here.since("freja", 0, 9)).toEqual([{ ...line, place: 1 }]);
    await Promise.all([here.close(), there.close()]);
  });
});
