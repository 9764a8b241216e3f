import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { StoreUnavailableError } from "../../../core/errors.ts";
import type { Store } from "../../../core/ports.ts";
import { fridayNight, LEASE_MS, text, turnOf } from "../../../test/contracts/store-stage.ts";
import { openDatabase } from "./open.ts";
import { storeIn } from "./store.ts";

/** Longer than a page: each text needs room of its own. */
const LONG_TEXT = "where is my order? ".repeat(300);

describe("customers who write while the disk is full", () => {
  let folder = "";
  let db: DatabaseSync;
  let store: Store;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightdesk-full-"));
    const file = join(folder, "nightdesk.db");
    db = openDatabase(file);
    store = storeIn(db, file);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  /** Gives the keys that were acknowledged, and those that were refused. */
  async function write(from: number, to: number) {
    const kept: string[] = [];
    const refused: string[] = [];
    for (let n = from; n < to; n += 1) {
      await store.accept([text(`m${n}`, { says: LONG_TEXT })]).then(
        () => kept.push(`m${n}`),
        (error) => {
          expect(error).toBeInstanceOf(StoreUnavailableError);
          refused.push(`m${n}`);
        },
      );
    }
    return { kept, refused };
  }

  it("are refused, and heard when they come again once there is room; nothing acknowledged is lost", async () => {
    const before = await write(0, 10);
    const pages = Number(db.prepare("PRAGMA page_count").get()?.page_count);
    db.exec(`PRAGMA max_page_count = ${pages + 8}`);
    const full = await write(10, 20);
    expect(before.refused).toEqual([]);
    expect(full.refused).toContain("m19");
    db.exec("PRAGMA max_page_count = 1000000");
    const kept = [...before.kept, ...full.kept];
    const again = await store.accept([...kept, ...full.refused].map((key) => text(key)));
    expect(again.map(({ outcome }) => outcome)).toEqual([
      ...kept.map(() => "known"),
      ...full.refused.map(() => "kept"),
    ]);
  });

  it("are answered from what was kept, once a turn can be written again", async () => {
    await write(0, 1);
    const work = await store.lease({ now: fridayNight, leaseMs: LEASE_MS });
    if (!work) throw new Error("nothing is due");
    const pages = Number(db.prepare("PRAGMA page_count").get()?.page_count);
    db.exec(`PRAGMA max_page_count = ${pages}`);
    const turn = turnOf(work);
    const long = {
      ...turn,
      journal: { ...turn.journal, reads: Array(200).fill({ what: LONG_TEXT }) },
    };
    await expect(store.commit(work.lease, long)).rejects.toThrow(StoreUnavailableError);
    expect(await store.counts()).toMatchObject({ pending: 1 });
    db.exec("PRAGMA max_page_count = 1000000");
    expect(await store.commit(work.lease, turn)).toBe("committed");
    expect(await store.counts()).toMatchObject({ pending: 0, dead: 0 });
  });
});
