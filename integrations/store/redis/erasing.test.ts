import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { afterTurn, answer, freja, otto, text } from "../../../test/contracts/store-stage.ts";
import { type PrivateRedis, singleRedis } from "../../../test/fakes/redis-server.ts";
import { randomIds, systemClock } from "../../clock.ts";
import { redisStore } from "./store.ts";

const canary = "xylophonist";
const theirs = [canary, freja, freja.replace("sms:", "")];

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await singleRedis("appendonly yes", "appendfsync everysec", "save 1 1");
});
afterAll(() => redis.stop());

it("leaves nothing of an erased customer in Redis' append-only file or snapshot", async () => {
  const clock = systemClock();
  const store = await redisStore({ urls: redis.url, process: randomIds().next(), clock });
  const body = { kind: "text", text: `hello ${canary}` } as const;
  const her = await afterTurn(store, "twilio:SM1", { sends: [answer("a1", { body })] });
  await store.accept([text("twilio:SM2", { says: canary })]);
  await store.accept([text("twilio:SM3", { from: otto })]);
  expect(filesWith(theirs)).not.toEqual([]);
  await store.erase(her);
  expect(filesWith(theirs)).toEqual([]);
  expect(filesWith([otto])).not.toEqual([]);
  await store.close();
});

/** Redis' own files that hold any of these words. */
function filesWith(words: readonly string[]): readonly string[] {
  const [port = 0] = redis.ports;
  const folder = redis.command(port, "CONFIG", "GET", "dir")?.trim().split("\n").at(-1) ?? "";
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    const file = join(folder, name);
    return statSync(file).isFile() && words.some((word) => readFileSync(file).includes(word));
  });
}
