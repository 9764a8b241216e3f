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
      sends: rows<{ id: string; to: string; body: string; status: string; madeAt: number }>(
        'SELECT id, to_address AS "to", body, status, created_at AS madeAt FROM send',
      ).map(({ body, ...send }) => ({ ...send, words: wordsOf(body) })),
      unsettled: rows<{ key: string; status: string }>(
        "SELECT key, status FROM inbound WHERE status <> 'done' AND kind <> 'timer'",
      ),
    };
  } finally {
    db.close();
  }
}
