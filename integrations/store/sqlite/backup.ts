import { existsSync } from "node:fs";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConfigurationError } from "../../../core/errors.ts";

/** Beside the store's own tables in a backup: the other files of the data folder, as they were. */
const OTHER_FILES = "CREATE TABLE other_file (name TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT";

/** What a data folder holds beside the store and cannot be made anew. */
const WEB_CHATS = "webchat.db";
const KEYS = ["webchat.key"];

/** What is in a backup; `messages` are all that ever came in, timers left out. */
export type BackupContents = { bytes: number; customers: number; messages: number; turns: number };

/**
 * Copies the open database into a file of its own, as it is at this moment, without what was deleted. Nothing else runs
 * in this process meanwhile: about a second for 100 MB.
 */
export function copyDatabase(db: DatabaseSync, to: string): void {
  db.prepare("VACUUM INTO ?").run(to);
}

/**
 * Writes everything that a data folder holds into one new file, which is there whole or not at all.
 * @param options.copyStore puts a copy of the store into the file it is given; whoever owns the store can
 * @throws ConfigurationError when the file is there already or cannot be written.
 */
export async function writeBackup(options: {
  dataDir: string;
  file: string;
  copyStore: (to: string) => Promise<void>;
}): Promise<BackupContents> {
  const { dataDir, file } = options;
  if (existsSync(file)) {
    throw new ConfigurationError([`${file} is there already: choose a name that is not taken`]);
  }
  if (!existsSync(dirname(file))) {
    throw new ConfigurationError([`${dirname(file)} is not there: make the folder first`]);
  }
  const part = `${file}.part`;
  const chats = `${file}.chats`;
  try {
    for (const left of [part, chats]) await rm(left, { force: true }); // of a backup that was killed
    await options.copyStore(part);
    await addOtherFiles(part, dataDir, chats);
    const contents = { bytes: (await stat(part)).size, ...examine(part) };
    await flush(part);
    await rename(part, file);
    await flush(dirname(file));
    return contents;
  } finally {
    for (const left of [part, chats]) await rm(left, { force: true });
  }
}

async function addOtherFiles(part: string, dataDir: string, chats: string): Promise<void> {
  const db = new DatabaseSync(part);
  try {
    db.exec(`PRAGMA journal_mode = DELETE; ${OTHER_FILES}`);
    const add = db.prepare("INSERT INTO other_file VALUES (?, ?)");
    for (const name of KEYS.filter((each) => existsSync(join(dataDir, each)))) {
      add.run(name, await readFile(join(dataDir, name)));
    }
    if (!existsSync(join(dataDir, WEB_CHATS))) return;
    const kept = new DatabaseSync(join(dataDir, WEB_CHATS));
    copyDatabase(kept, chats);
    kept.close();
    add.run(WEB_CHATS, await readFile(chats));
  } finally {
    db.close();
  }
}

/**
 * Looks a backup over, every page of it.
 * @throws ConfigurationError when it is damaged or none of ours.
 */
export function examine(file: string): Omit<BackupContents, "bytes"> {
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      const check = db.prepare("PRAGMA integrity_check").get()?.integrity_check;
      if (check !== "ok") throw new ConfigurationError([`${file} is damaged: ${String(check)}`]);
      const row = db.prepare(COUNTS).get() ?? {};
      const [customers, messages, turns] = [row.customers, row.messages, row.turns].map(Number);
      return { customers: customers ?? 0, messages: messages ?? 0, turns: turns ?? 0 };
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`${file} is not a backup of Nightdesk (${said})`]);
  }
}

const COUNTS = `SELECT
  (SELECT count(*) FROM customer) AS customers,
  (SELECT count(*) FROM inbound WHERE kind <> 'timer') AS messages,
  (SELECT count(*) FROM journal) AS turns,
  (SELECT count(*) FROM other_file) AS files`;

/** A rename counts only once its folder is on disk, too. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
