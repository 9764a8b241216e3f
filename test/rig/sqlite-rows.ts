import { DatabaseSync } from "node:sqlite";
import { type Stored, turnFrom, wordsOf } from "./evidence.ts";

/** Reads the tables of a file that no server owns any more. */
export function sqliteRows(file: string): Stored {
  const db = new DatabaseSync(file);
  const rows = <Row>(sql: string) => db.prepare(sql).all() as Row[]; // the tables are STRICT
  try {
    const [integrity] = rows<{ integrity_check: string }>("PRAGMA integrity_check");
    const damage = [
      ...(integrity?.integrity_check === "ok" ? [] : [`integrity: ${integrity?.integrity_check}`]),
      ...rows("PRAGMA foreign_key_check").map((row) => `foreign key: ${JSON.stringify(row)}`),
    ];
    return {
      damage,
      turns: rows<{ address: string; entry: string }>(
        "SELECT address, entry FROM journal JOIN address USING (customer) WHERE handoff IS NULL ORDER BY journal.seq",
      ).map(({ address, entry }) => turnFrom(address, entry)),
      sends: rows<Omit<Stored["sends"][number], "words"> & { body: string }>(
        `SELECT id, to_address AS "to", body, started_at AS startedAt, ${STANDING} FROM send`,
      ).map(({ body, ...send }) => ({ ...send, words: wordsOf(body) })),
      unsettled: rows(
        `SELECT key, ${STANDING} FROM inbound WHERE status <> 'done' AND kind <> 'timer'`,
      ),
    };
  } finally {
    db.close();
  }
}

const STANDING = "status, tries, due_at AS dueAt, error";
