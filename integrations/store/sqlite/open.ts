import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConfigurationError } from "../../../core/errors.ts";
import { migrate } from "./schema.ts";
import { errcodeOf, SQLITE } from "./sqlite-errors.ts";

/**
 * Opens the file (made with its folder where missing; `:memory:` for none), owns it until it is closed or the process
 * dies, and brings it to the newest version.
 * @throws ConfigurationError when another process owns it, a newer Nightdesk wrote it, or it cannot be used.
 */
export function openDatabase(file: string): DatabaseSync {
  try {
    if (file !== ":memory:") mkdirSync(dirname(resolve(file)), { recursive: true });
    const db = new DatabaseSync(file);
    try {
      db.exec(SETTINGS);
      migrate(db, file);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError([whyNot(file, error)]);
  }
}

/**
 * `EXCLUSIVE` before `WAL`: SQLite then locks the file for the life of this connection and keeps the log's index in
 * its own memory. `FULL`: every commit is flushed, so it survives a power cut; `NORMAL` would lose the last ones.
 * Source: https://sqlite.org/wal.html#noshm, https://sqlite.org/pragma.html#pragma_synchronous
 *
 * The log is written back every 4,000 pages (16 MiB) instead of 1,000: a row that several turns touch is then copied
 * once. Page cache: 16 MiB at most.
 */
const SETTINGS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA temp_store = MEMORY;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA cache_size = -16384;
`;

function whyNot(file: string, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  switch (errcodeOf(error)) {
    case SQLITE.busy:
      return `${file} is in use by another process, and only one may own it: stop the other Nightdesk first, or give this one a DATA_DIR of its own`;
    case SQLITE.notADatabase:
      return `${file} is not a Nightdesk database (${said}): move it away, or choose another DATA_DIR`;
    case SQLITE.corrupt:
      return `${file} is damaged (${said}): move it away and put the latest backup in its place`;
    default:
      return `${file} cannot be opened (${said}): check that its folder exists, may be written to and has space left`;
  }
}
