import { mkdtempSync, statSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { reachStoreDesk, serveStoreDesk } from "./socket.ts";
import { sqliteStore } from "./sqlite/store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nightdesk-desk-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function whileServing(dataDir: string, look: () => Promise<void>): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const store = sqliteStore({ file: join(dataDir, "nightdesk.db") });
  const stop = await serveStoreDesk(store, dataDir);
  try {
    await look();
  } finally {
    await stop();
    await store.close();
  }
}

describe("the command line beside a running server", () => {
  it("reads the inbox of the store that the server owns", async () => {
    await whileServing(folder, async () => {
      const desk = await reachStoreDesk(folder);
      expect(await desk?.inbox()).toEqual({ items: [], sends: [] });
      expect(await desk?.retry("twilio:SM0", 0)).toBe(false);
    });
  });

  it("finds nobody when no server runs, or after one has stopped", async () => {
    expect(await reachStoreDesk(folder)).toBeUndefined();
    await whileServing(folder, async () => {});
    expect(await reachStoreDesk(folder)).toBeUndefined();
  });

  it("is let in by the server's own user only", async () => {
    await whileServing(folder, async () => {
      expect(statSync(join(folder, "nightdesk.sock")).mode & 0o777).toBe(0o600);
    });
  });

  it("works in a data folder whose path is longer than a socket's may be", async () => {
    const deep = join(folder, "d".repeat(120));
    await whileServing(deep, async () => {
      expect(await (await reachStoreDesk(deep))?.waiting()).toEqual([]);
    });
  });
});
