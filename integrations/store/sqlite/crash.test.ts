import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { text } from "../../../test/contracts/store-stage.ts";
import { openDatabase } from "./open.ts";
import { storeIn } from "./store.ts";

/** Accepts as fast as it can, a few at a time, and prints each key once the store has acknowledged it. */
const ACCEPT_FOREVER = `
  const { sqliteStore } = await import(${JSON.stringify(import.meta.resolve("./store.ts"))});
  const store = sqliteStore({ file: process.argv[1] });
  for (let n = 0; ; n += 8) {
    await Promise.all(Array.from({ length: 8 }, async (_, m) => {
      const key = process.argv[2] + ":" + (n + m);
      const from = "sms:+4520" + String((n + m) % 50).padStart(6, "0");
      const inbound = { kind: "message", key, receivedAt: 1, from, to: "sms:+4570000000", text: "hi", media: [] };
      await store.accept([{ inbound, route: { kind: "address", address: from, newCustomer: key } }]);
      process.stdout.write(key + "\\n");
    }));
  }
`;

/** After how many acknowledgements each process is killed: seeded, so that a failure can be seen again. */
const KILLED_AFTER = killMoments(20261120, 5);

describe("a server that is killed while customers write", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightdesk-crash-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has every message it acknowledged when it starts again, and a whole file", async () => {
    const file = join(folder, "nightdesk.db");
    const acknowledged: string[] = [];
    for (const [life, moment] of KILLED_AFTER.entries()) {
      acknowledged.push(...(await liveUntilKilled(file, `life${life}`, moment)));
    }
    const db = openDatabase(file);
    const store = storeIn(db, file);
    const again = await store.accept(acknowledged.map((key) => text(key)));
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLED_AFTER.reduce((sum, n) => sum + n, 0));
    expect(again.filter(({ outcome }) => outcome !== "known")).toEqual([]);
    expect(db.prepare("PRAGMA integrity_check").all()).toMatchObject([{ integrity_check: "ok" }]);
    expect(db.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
    const work = await store.lease({ now: Date.now(), leaseMs: 1_000 });
    expect(work?.inbounds.length).toBeGreaterThan(0);
    await store.close();
  });
});

/** Gives every key that the process acknowledged before SIGKILL ended it. */
function liveUntilKilled(file: string, life: string, moment: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const keys: string[] = [];
    const child = spawn(
      process.execPath,
      ["--input-type=module", "--eval", ACCEPT_FOREVER, file, life],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (key) => {
      keys.push(key);
      if (keys.length === moment) child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", (_code, signal) => {
      if (signal === "SIGKILL") resolve(keys);
      else reject(new Error(`the process ended by itself after ${keys.length} messages`));
    });
  });
}

/** A linear congruential generator: enough to spread the moments. Source: Numerical Recipes, 2nd edition, ch. 7.1. */
function killMoments(seed: number, count: number): readonly number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return 1 + Math.floor((state / 2 ** 32) * 2_000);
  });
}
