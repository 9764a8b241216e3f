import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ConfigurationError, StoreUnavailableError } from "../../../core/errors.ts";
import { storeContract } from "../../../test/contracts/store.ts";
import { afterTurn, answer, leaving, text } from "../../../test/contracts/store-stage.ts";
import { openDatabase } from "./open.ts";
import { sqliteStore, storeIn } from "./store.ts";

storeContract("SQLite in a file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-store-"));
  const file = join(folder, "nightdesk.db");
  let db: DatabaseSync | undefined;
  return {
    async open() {
      db = openDatabase(file);
      return storeIn(db, file);
    },
    breakDown: async () => db?.exec("PRAGMA query_only = ON"),
    repair: async () => db?.exec("PRAGMA query_only = OFF"),
    remove: async () => rmSync(folder, { recursive: true }),
  };
});

describe("the database file", () => {
  let folder = "";
  let file = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightdesk-store-"));
    file = join(folder, "deep", "data", "nightdesk.db");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is made with its folder where there is none", async () => {
    const store = sqliteStore({ file });
    expect(await store.accept([text("m1")])).toMatchObject([{ outcome: "kept" }]);
    expect(store.guarantee()).toContain("synchronous=FULL");
    await store.close();
  });

  it("flushes every commit to disk and keeps foreign keys", () => {
    const db = openDatabase(file);
    expect(db.prepare("PRAGMA journal_mode").get()).toMatchObject({ journal_mode: "wal" });
    expect(db.prepare("PRAGMA synchronous").get()).toMatchObject({ synchronous: 2 });
    expect(db.prepare("PRAGMA foreign_keys").get()).toMatchObject({ foreign_keys: 1 });
    db.close();
  });

  it("is refused to a second opener, who is told which file and what to do", async () => {
    const store = sqliteStore({ file });
    expect(() => sqliteStore({ file })).toThrow(ConfigurationError);
    expect(() => sqliteStore({ file })).toThrow(/nightdesk\.db is in use.*stop the other/);
    await store.close();
    await sqliteStore({ file }).close();
  });

  it("is refused, untouched, when a newer Nightdesk wrote it", async () => {
    await sqliteStore({ file }).close();
    const db = new DatabaseSync(file);
    db.exec("PRAGMA user_version = 999");
    db.close();
    expect(() => sqliteStore({ file })).toThrow(/newer Nightdesk \(version 999/);
    const again = new DatabaseSync(file);
    expect(again.prepare("PRAGMA user_version").get()).toMatchObject({ user_version: 999 });
    again.close();
  });

  it("is refused when it is something else", () => {
    file = join(folder, "notes.txt");
    writeFileSync(file, "boots, size 42, walnut\n".repeat(100));
    expect(() => sqliteStore({ file })).toThrow(/notes\.txt is not a Nightdesk database/);
    expect(() => sqliteStore({ file })).toThrow(ConfigurationError);
  });

  it("may be full for a while: what fits is kept, the rest is refused until there is room", async () => {
    const db = openDatabase(file);
    const store = storeIn(db, file);
    await store.accept([text("before")]);
    const { page_count } = db.prepare("PRAGMA page_count").get() ?? {};
    db.exec(`PRAGMA max_page_count = ${page_count}`);
    const long = text("long", { says: "boots ".repeat(10_000) });
    await expect(store.accept([long])).rejects.toThrow(StoreUnavailableError);
    db.exec("PRAGMA max_page_count = 1000000");
    expect(await store.accept([long, text("before")])).toMatchObject([
      { outcome: "kept" },
      { outcome: "known" },
    ]);
    expect(await store.counts()).toMatchObject({ pending: 2 });
    await store.close();
  });

  it("lets an answer leave later that could not be marked as leaving", async () => {
    const db = openDatabase(file);
    const store = storeIn(db, file);
    await afterTurn(store, "m1", { sends: [answer("a1")] });
    db.exec(
      "CREATE TEMP TRIGGER bad_sector BEFORE UPDATE ON send BEGIN SELECT RAISE(ABORT, 'bad sector'); END",
    );
    await expect(leaving(store)).rejects.toThrow(StoreUnavailableError);
    db.exec("DROP TRIGGER bad_sector");
    expect(await leaving(store)).toEqual(["a1"]);
    await store.close();
  });

  it("keeps what was being written when it is closed", async () => {
    const store = sqliteStore({ file });
    const kept = store.accept([text("m1")]);
    await store.close();
    expect(await kept).toMatchObject([{ outcome: "kept" }]);
    const again = sqliteStore({ file });
    expect(await again.counts()).toMatchObject({ pending: 1 });
    await again.close();
  });

  it("sets aside a message of a shape that this version does not know, and serves the rest", async () => {
    const db = openDatabase(file);
    await storeIn(db, file).accept([text("m1"), text("m2")]);
    db.exec(`UPDATE inbound SET body = '{"kind":"hologram"}' WHERE key = 'm1'`);
    const store = storeIn(db, file);
    const work = await store.lease({ now: Date.parse("2027-01-01"), leaseMs: 1_000 });
    expect(work?.inbounds).toMatchObject([{ inbound: { key: "m2" } }]);
    expect((await store.inbox()).items[0]).toMatchObject({ key: "m1", status: "dead" });
    await store.close();
  });

  it("stays closed to more than it can hold in memory at once", async () => {
    const store = sqliteStore({ file: ":memory:" });
    const flood = Array.from({ length: 10_001 }, (_, n) => store.accept([text(`m${n}`)]));
    const outcomes = await Promise.allSettled(flood);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(10_000);
    expect(outcomes.at(-1)).toMatchObject({ reason: expect.any(StoreUnavailableError) });
    expect(await store.counts()).toMatchObject({ pending: 10_000 });
    expect(store.guarantee()).toContain("nothing survives");
    await store.close();
  });
});
