import type { DatabaseSync } from "node:sqlite";
import type { Store } from "../../../core/ports.ts";
import { workBell } from "../work-bell.ts";
import { accepting } from "./accepting.ts";
import type { Book } from "./book.ts";
import { clearingOut } from "./clearing-out.ts";
import { erasing } from "./erasing.ts";
import { groupCommit } from "./group-commit.ts";
import { inbox } from "./inbox.ts";
import { lanes } from "./lanes.ts";
import { openDatabase } from "./open.ts";
import { outbox } from "./outbox.ts";
import { people } from "./people.ts";
import { reading } from "./reading.ts";
import { remembered } from "./remembered.ts";
import { toQueued } from "./rows.ts";
import { prepareStatements } from "./statements.ts";
import { suspects } from "./suspects.ts";
import { turnOrder } from "./turn-order.ts";
import { turns } from "./turns.ts";

/**
 * The store in one SQLite file (`:memory:` for none), which this process owns until `close`. Accepted means flushed to
 * disk; what arrives in the same moment shares one flush.
 * @throws ConfigurationError when another process owns the file, a newer Nightdesk wrote it, or it cannot be used.
 */
export function sqliteStore({ file }: { file: string }): Store {
  return storeIn(openDatabase(file), file);
}

/** The store in a database that `openDatabase` opened; `close` closes it. */
export function storeIn(db: DatabaseSync, file: string): Store {
  const sql = prepareStatements(db);
  const bell = workBell();
  const opening = sql.countOpening.get()?.times ?? 0;
  const commits = groupCommit(db);
  const order = turnOrder(opening);
  const book: Book = {
    sql,
    commits,
    turns: order,
    lanes: lanes(),
    bell,
    suspects: suspects(sql, commits, order),
    conversations: remembered(REMEMBERED),
    inbounds: remembered(REMEMBERED),
  };
  fillIn(book);
  return {
    ...accepting(book),
    ...turns(book),
    ...outbox(book),
    ...reading(book),
    ...people(book),
    ...erasing(book, db),
    ...clearingOut(book, db),
    ...inbox(book),
    onWork: bell.onWork,
    guarantee: () =>
      file === ":memory:"
        ? "SQLite in memory: nothing survives the end of the process"
        : `SQLite in ${file}, WAL with synchronous=FULL: what was accepted survives a killed process and a power cut`,
    async close() {
      book.commits.close();
      if (!db.isOpen) return;
      book.suspects.end();
      db.close();
    },
  };
}

/** As many as may be in the middle of a talk on a busy evening: some ten megabytes then, and nothing on a quiet one. */
const REMEMBERED = 2_048;

/** What is due is found once, here; after this every commit says what it changed. */
function fillIn({ sql, turns, lanes }: Book): void {
  // A row still `sending` was on its way when the last process died: whether it left is for its provider to say.
  sql.interrupted.run();
  for (const row of sql.unsent.all()) {
    const queued = toQueued(row);
    if (queued) lanes.add(queued);
  }
  for (const { customer, dueAt } of sql.soonestOfAll.all()) turns.expect(customer, dueAt);
  for (const { customer, crashes } of sql.diedOver.all()) turns.suspect(customer, crashes);
}
