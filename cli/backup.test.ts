import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readConfig } from "../config.ts";
import { ConfigurationError } from "../core/errors.ts";
import { serveStoreDesk } from "../integrations/store/socket.ts";
import { openChatLog, openStore } from "../open-ports.ts";
import {
  afterTurn,
  answer,
  fridayNight,
  keysOf,
  nextWork,
  text,
} from "../test/contracts/store-stage.ts";
import { backup } from "./backup.ts";
import { restore } from "./restore.ts";
import { FINE, type Terminal, UsageError } from "./terminal.ts";

let folder: string;
const cleanUps: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nightdesk-backup-"));
});
afterEach(async () => {
  for (const close of cleanUps.splice(0).toReversed()) await close();
  await rm(folder, { recursive: true });
});

const env = (shop: string) => ({ DATA_DIR: join(folder, shop) });
const inFolder = (name: string) => join(folder, name);

function terminal(shop: string, more: Terminal["env"] = {}) {
  const printed: string[] = [];
  const piped: Terminal = {
    print: (line = "") => printed.push(line),
    complain: (line) => printed.push(line),
    paint: (_style, words) => words,
    isTty: false,
    async *lines() {},
    env: { ...env(shop), ...more },
    now: () => fridayNight,
    pause: async () => {},
  };
  return { ...piped, told: () => JSON.parse(printed.at(-1) ?? "") };
}

/** A server's half that matters here: it owns the store, and lets the command line in. */
async function serve(shop: string) {
  const config = readConfig(env(shop));
  const store = await openStore(config);
  const close = await serveStoreDesk(store, config.dataDir);
  const chats = openChatLog(config, fridayNight);
  const stop = async () => {
    await close();
    await chats.close();
    await store.close();
  };
  cleanUps.push(stop);
  return { store, chats, stop };
}

describe("an owner who backs up while customers write", () => {
  it("has every message that was acknowledged before, and no half turn, once it is restored", async () => {
    const { store } = await serve("busy");
    const acknowledged: string[] = [];
    let writing = true;
    const write = async (writer: number) => {
      for (let n = 0; writing; n += 1) {
        const key = `twilio:SM${writer}x${n}`;
        await store.accept([text(key, { from: `sms:+452000000${writer}` })]);
        acknowledged.push(key);
      }
    };
    const writers = [1, 2, 3, 4].map(write);
    while (acknowledged.length < 200) await new Promise(setImmediate);
    const before = [...acknowledged];
    const seen = terminal("busy");
    expect(await backup([inFolder("friday.backup"), "--json"], seen)).toBe(FINE);
    writing = false;
    await Promise.all(writers);
    expect(seen.told()).toMatchObject({ customers: 4, turns: 0 });
    expect(seen.told().messages).toBeGreaterThanOrEqual(before.length);
    expect(seen.told().messages).toBeLessThan(acknowledged.length);

    const anew = terminal("new-machine");
    expect(await restore([inFolder("friday.backup"), "--json"], anew)).toBe(FINE);
    expect(anew.told()).toEqual(seen.told());
    const again = await serve("new-machine");
    const outcomes = await again.store.accept(before.map((key) => text(key)));
    expect(outcomes.filter(({ outcome }) => outcome !== "known")).toEqual([]);
    expect(await again.store.counts()).toMatchObject({ pending: seen.told().messages });
  });

  it("has the web chats and the key they are signed with", async () => {
    const { chats } = await serve("shop");
    const line = { id: "l1", at: fridayNight, who: "visitor", text: "hej" } as const;
    await chats.append("freja", line);
    writeFileSync(join(folder, "shop", "webchat.key"), "secret");
    await backup([inFolder("one")], terminal("shop"));
    await restore([inFolder("one")], terminal("other"));
    const other = await serve("other");
    expect(await other.chats.since("freja", 0, 9)).toEqual([{ ...line, place: 1 }]);
    expect(readFileSync(join(folder, "other", "webchat.key"), "utf8")).toBe("secret");
  });

  it("sends nothing twice: what may have left since the backup is asked about first", async () => {
    const { store } = await serve("shop");
    const later = answer("later", { notBefore: fridayNight + 1, lane: "later" });
    await afterTurn(store, "m1", { sends: [answer("a1"), later] });
    await backup([inFolder("one")], terminal("shop"));
    await restore([inFolder("one")], terminal("other"));
    const other = await serve("other");
    expect(await other.store.takeSends({ now: fridayNight, limit: 9 })).toMatchObject([
      { id: "a1", status: "ambiguous", startedAt: fridayNight },
    ]);
    expect(await other.store.send("later")).toMatchObject({ status: "pending" });
  });

  it("thanks nobody twice: what we would have started ourselves since the backup is let go", async () => {
    const { store } = await serve("shop");
    const dueAt = fridayNight;
    await afterTurn(store, "m1", {
      timers: {
        set: [
          { key: "timer:thanks", timer: "thank_you", subject: "o1042", dueAt },
          { key: "timer:news", timer: "outreach", subject: "refunded o1042", dueAt },
          { key: "timer:promise", timer: "promise_due", subject: "p1", dueAt },
          { key: "timer:later", timer: "thank_you", subject: "o1043", dueAt: dueAt + 1 },
        ],
        cancel: [],
      },
    });
    await store.setCursor("commerce", "before");
    await store.setCursor("other", "stays");
    await backup([inFolder("one")], terminal("shop"));
    await restore([inFolder("one")], terminal("other"));
    const other = await serve("other");
    const work = await nextWork(other.store, dueAt + 1);
    expect(keysOf(work)).toEqual(["timer:promise", "timer:later"]);
    expect(await other.store.cursor("commerce")).toBeUndefined();
    expect(await other.store.cursor("other")).toBe("stays");
  });

  it("may do it without a server, too, and goes back to it as often as he likes", async () => {
    const { store, stop } = await serve("shop");
    await store.accept([text("m1")]);
    await stop();
    await backup([inFolder("one")], terminal("shop"));
    const late = await serve("shop");
    await late.store.accept([text("m2")]);
    await late.stop();
    const seen = terminal("shop");
    await restore([inFolder("one"), "--json"], seen);
    expect(existsSync(seen.told().aside)).toBe(true);
    await restore([inFolder("one")], { ...terminal("shop"), now: () => fridayNight + 1 });
    const again = await serve("shop");
    expect(await again.store.accept([text("m1"), text("m2")])).toMatchObject([
      { outcome: "known" },
      { outcome: "kept" },
    ]);
  });
});

describe("a backup or restore that cannot be", () => {
  it("leaves a running server's data alone", async () => {
    const { store } = await serve("shop");
    await store.accept([text("m1")]);
    await backup([inFolder("one")], terminal("shop"));
    await expect(restore([inFolder("one")], terminal("shop"))).rejects.toThrow(/stop it first/);
    expect(await store.counts()).toMatchObject({ pending: 1 });
  });

  it("leaves the data alone when its owner does not answer the command line", async () => {
    await (await serve("shop")).stop();
    await backup([inFolder("one")], terminal("shop"));
    const store = await openStore(readConfig(env("shop")));
    cleanUps.push(() => store.close());
    await expect(restore([inFolder("one")], terminal("shop"))).rejects.toThrow(/in use/);
  });

  it("overwrites no file", async () => {
    await serve("shop");
    writeFileSync(inFolder("one"), "last week's");
    await expect(backup([inFolder("one")], terminal("shop"))).rejects.toThrow(/there already/);
    expect(readFileSync(inFolder("one"), "utf8")).toBe("last week's");
  });

  it.each([
    ["is damaged", (bytes: Buffer) => bytes.fill(0xff, 8_192, 12_288), /damaged|not a backup/],
    ["was cut off", (bytes: Buffer) => bytes.subarray(0, 10_000), /damaged|not a backup/],
    ["is something else", () => Buffer.from("boots, size 42, walnut\n"), /not a backup/],
  ])("takes nothing from a file that %s", async (_what, spoil, said) => {
    const { store, stop } = await serve("shop");
    await store.accept([text("m1")]);
    await backup([inFolder("one")], terminal("shop"));
    await stop();
    writeFileSync(inFolder("one"), spoil(readFileSync(inFolder("one"))));
    const restored = restore([inFolder("one")], terminal("shop"));
    await expect(restored).rejects.toThrow(ConfigurationError);
    await expect(restored).rejects.toThrow(said);
    const again = await serve("shop");
    expect(await again.store.counts()).toMatchObject({ pending: 1 });
  });

  it("is told when the data cannot be put where the settings say", async () => {
    const { stop } = await serve("shop");
    await backup([inFolder("one")], terminal("shop"));
    await stop();
    const nowhere = terminal("shop", { DATA_DIR: "/proc/nightdesk/data" });
    await expect(restore([inFolder("one")], nowhere)).rejects.toThrow(
      /^DATA_DIR: \/proc\/nightdesk\/data cannot be used/,
    );
  });

  it("is told what it needs", async () => {
    const redis = terminal("shop", { REDIS_URL: "redis://127.0.0.1:6379" });
    await expect(backup([inFolder("one")], redis)).rejects.toThrow(/the data lies in Redis/);
    await expect(backup([inFolder("one")], terminal("shop"))).rejects.toThrow(/nothing to back up/);
    await expect(backup([], terminal("shop"))).rejects.toThrow(UsageError);
    await expect(restore([inFolder("none")], terminal("shop"))).rejects.toThrow(/is not there/);
    await expect(restore(["a", "b"], terminal("shop"))).rejects.toThrow(UsageError);
  });
});
