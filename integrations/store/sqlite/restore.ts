import { existsSync } from "node:fs";
import { link, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { ConfigurationError } from "../../../core/errors.ts";
import { makeDataFolder } from "../data-folder.ts";
import { type BackupContents, copyDatabase, examine, flush } from "./backup.ts";
import { migrate } from "./schema.ts";
import { errcodeOf, SQLITE } from "./sqlite-errors.ts";

const STORE = "nightdesk.db";

/**
 * Puts what a backup holds into a data folder. What was there stays beside it (`aside`). Until the last step, one
 * rename, the folder is as it was; after it, it is as it was at the backup. Sends that were open then may have left
 * since: their providers are asked before any of them leaves again. What we would have started ourselves since then is let go.
 * @throws ConfigurationError when a server owns the folder, or the file is damaged, none of ours or from a newer version.
 */
export async function restoreBackup(options: {
  dataDir: string;
  file: string;
  now: number;
}): Promise<BackupContents & { aside: string | undefined }> {
  const { dataDir, file, now } = options;
  if (!existsSync(file)) throw new ConfigurationError([`${file} is not there`]);
  const contents = examine(file);
  await makeDataFolder(dataDir);
  settleOldStore(join(dataDir, STORE));
  const coming = join(dataDir, `${STORE}.coming`);
  await rm(coming, { force: true });
  try {
    const others = unpack(file, coming, now);
    await flush(coming);
    const suffix = `before-restore-${new Date(now).toISOString().replaceAll(":", "-")}`;
    for (const { name, body } of others) {
      const own = join(dataDir, name);
      await keepAside(own, suffix);
      await writeFile(`${own}.coming`, body, { mode: 0o600 });
      await flush(`${own}.coming`);
      await rename(`${own}.coming`, own);
    }
    const aside = await keepAside(join(dataDir, STORE), suffix);
    await rename(coming, join(dataDir, STORE));
    await flush(dataDir);
    return { ...contents, bytes: (await stat(file)).size, aside };
  } finally {
    await rm(coming, { force: true });
  }
}

/** Nobody else uses it, and its log is written back into it. A damaged one is left as it is. */
function settleOldStore(file: string): void {
  if (!existsSync(file)) return;
  try {
    const db = new DatabaseSync(file);
    try {
      db.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
    } finally {
      db.close();
    }
  } catch (error) {
    if (errcodeOf(error) !== SQLITE.busy) return;
    throw new ConfigurationError([
      `${file} is in use by another process: stop the Nightdesk that runs on it, then restore`,
    ]);
  }
}

const otherFiles = z.array(
  z.object({ name: z.enum(["webchat.db", "webchat.key"]), body: z.instanceof(Uint8Array) }),
);

/** Makes a store of the backup that this version can open, and gives the other files that were in it. */
function unpack(file: string, to: string, now: number): z.output<typeof otherFiles> {
  const backup = new DatabaseSync(file, { readOnly: true });
  try {
    copyDatabase(backup, to);
    const others = otherFiles.parse(backup.prepare("SELECT name, body FROM other_file").all());
    const db = new DatabaseSync(to);
    try {
      migrate(db, file);
      db.exec("DROP TABLE other_file");
      db.prepare(ASK_FIRST).run(now, now);
      db.prepare(LET_GO).run(now);
      db.exec(HEAR_FROM_NOW_ON);
    } finally {
      db.close();
    }
    return others;
  } finally {
    backup.close();
  }
}

const ASK_FIRST = `
  UPDATE send SET status = 'ambiguous', started_at = coalesce(started_at, created_at), due_at = ?,
    error = 'restored from a backup: perhaps sent since'
  WHERE status IN ('pending', 'sending', 'retry') AND not_before <= ?`;

// Thank-yous and news that were due by now have been said, as a rule: twice is worse than never.
const LET_GO = `
  UPDATE inbound SET status = 'done' WHERE kind = 'timer' AND status = 'pending' AND due_at <= ?
    AND json_extract(body, '$.timer') IN ('thank_you', 'outreach')`;
// What the shop did since the backup was told of then; without a place in its changes they are heard from now on.
const HEAR_FROM_NOW_ON = "DELETE FROM cursor WHERE name = 'commerce'";

/** Under a second name, so that the first one never leads to nothing. The log beside it belongs to it. */
async function keepAside(file: string, suffix: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  await link(file, `${file}.${suffix}`);
  for (const log of ["-wal", "-shm"]) {
    if (existsSync(file + log)) await rename(file + log, `${file}.${suffix}${log}`);
  }
  return `${file}.${suffix}`;
}
