import type { DatabaseSync } from "node:sqlite";
import type { ClearedOut, KeptSince, Store } from "../../../core/ports.ts";
import { lastHeard } from "../last-heard.ts";
import type { Book } from "./book.ts";
import { forgetCustomer } from "./erasing.ts";

/** Rows looked at in one go: nobody waits longer for that than a few milliseconds. */
const ROWS_AT_ONCE = 5_000;
const PEOPLE_AT_ONCE = 200;

/** Lets go what was kept for long enough, a little at a time. */
export function clearingOut(
  book: Book,
  db: DatabaseSync,
): { clearOut: NonNullable<Store["clearOut"]> } {
  const { commits, lanes, turns, conversations } = book;

  /** All rows of a table, so many at once, oldest first. */
  async function throughRows(table: string, look: (from: number, to: number) => void) {
    const newest = Number(db.prepare(`SELECT max(seq) AS seq FROM ${table}`).get()?.seq ?? 0);
    for (let from = 0; from < newest; from += ROWS_AT_ONCE) {
      await commits.write({ run: () => look(from, from + ROWS_AT_ONCE) });
    }
  }

  async function rowsOf(which: Which, before: number, trial: boolean): Promise<number> {
    const { table, found, letGo } = ROWS[which];
    const count = db.prepare(found);
    const change = db.prepare(letGo);
    let rows = 0;
    await throughRows(table, (from, to) => {
      if (trial) rows += Number(count.get(from, to, before)?.count ?? 0);
      else rows += Number(change.run(from, to, before).changes);
    });
    return rows;
  }

  function silentAmong(rows: readonly PersonRow[], before: number): readonly PersonRow[] {
    const isOpen = db.prepare(IS_OPEN);
    const lastTurn = db.prepare(LAST_TURN);
    return rows.filter(({ id, conversation }) => {
      if (conversation === null || isOpen.get(id, id)) return false;
      const entry = lastTurn.get(id)?.entry;
      const last = typeof entry === "string" ? JSON.parse(entry) : undefined;
      const at = lastHeard(JSON.parse(conversation), last);
      return at !== undefined && at < before;
    });
  }

  function letPeopleGo(rows: readonly PersonRow[], before: number): Promise<readonly Gone[]> {
    return commits.write({
      run: () =>
        silentAmong(rows, before).map(({ id }) => ({ id, sends: forgetCustomer(id, book, db) })),
      applied(customers) {
        for (const { id, sends } of customers) {
          for (const seq of sends) lanes.remove(seq);
          turns.plan(id, undefined);
          conversations.forget(id);
        }
      },
    });
  }

  async function people(before: number, trial: boolean): Promise<number> {
    const next = db.prepare(PEOPLE);
    let count = 0;
    let after = 0;
    for (;;) {
      const rows = next.all(after, PEOPLE_AT_ONCE) as PersonRow[]; // the STRICT schema vouches for the columns
      after = rows.at(-1)?.rowid ?? after;
      if (rows.length === 0) return count;
      const look = () => silentAmong(rows, before);
      count += (trial ? await commits.read(look) : await letPeopleGo(rows, before)).length;
    }
  }

  return {
    async clearOut(since: KeptSince, { trial = false } = {}): Promise<ClearedOut> {
      db.exec("PRAGMA secure_delete = ON"); // what is let go is overwritten; writing the whole file anew would hold up everybody
      try {
        const messages =
          (await rowsOf("inbounds", since.messages, trial)) +
          (await rowsOf("sends", since.messages, trial));
        const turned = await rowsOf("turns", since.turns, trial);
        const gone = await people(since.people, trial);
        if (!trial) await commits.read(() => db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
        return { messages, turns: turned, people: gone };
      } finally {
        db.exec("PRAGMA secure_delete = OFF");
      }
    },
  };
}

type Which = keyof typeof ROWS;
type Gone = { id: string; sends: readonly number[] };
type PersonRow = { rowid: number; id: string; conversation: string | null };

const SETTLED_INBOUND =
  "seq > ? AND seq <= ? AND received_at < ? AND status = 'done' AND kind <> 'timer' AND body <> '{}'";
const SETTLED_SEND = "seq > ? AND seq <= ? AND created_at < ? AND status IN ('sent', 'cancelled')";
const OLD_TURN = "seq > ? AND seq <= ? AND json_extract(entry, '$.at') < ?";

/** An inbound's key stays, so that a copy that a provider brings later, or somebody plays back, is known. */
const ROWS = {
  inbounds: {
    table: "inbound",
    found: `SELECT count(*) AS count FROM inbound WHERE ${SETTLED_INBOUND}`,
    letGo: `UPDATE inbound SET body = '{}', error = NULL WHERE ${SETTLED_INBOUND}`,
  },
  sends: {
    table: "send",
    found: `SELECT count(*) AS count FROM send WHERE ${SETTLED_SEND}`,
    letGo: `DELETE FROM send WHERE ${SETTLED_SEND}`,
  },
  turns: {
    table: "journal",
    found: `SELECT count(*) AS count FROM journal WHERE ${OLD_TURN}`,
    letGo: `DELETE FROM journal WHERE ${OLD_TURN}`,
  },
} as const;

const PEOPLE =
  "SELECT rowid, id, conversation FROM customer WHERE rowid > ? ORDER BY rowid LIMIT ?";
const IS_OPEN = `
  SELECT 1 WHERE EXISTS (SELECT 1 FROM inbound WHERE customer = ? AND status = 'pending')
  OR EXISTS (SELECT 1 FROM send WHERE customer = ? AND status IN ('pending', 'sending', 'retry', 'ambiguous'))`;
const LAST_TURN = "SELECT entry FROM journal WHERE customer = ? ORDER BY seq DESC LIMIT 1";
