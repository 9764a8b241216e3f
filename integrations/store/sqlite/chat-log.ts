import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type ChatLine, type ChatLog, chatOfferSchema } from "../../../core/chat-log.ts";
import { StoreUnavailableError } from "../../../core/errors.ts";

/**
 * Web chats in an SQLite file of their own (`:memory:` for none), which is opened at the first line. Each line is
 * flushed to disk before it counts as kept. Lines older than `keptMs` go when the file is opened.
 */
export function sqliteChatLog(options: { file: string; keptMs: number; now: number }): ChatLog {
  let opened: ReturnType<typeof open> | undefined;
  const use = async <T>(work: (statements: ReturnType<typeof open>) => T): Promise<T> => {
    try {
      opened ??= open(options);
      return work(opened);
    } catch (error) {
      throw new StoreUnavailableError(`the web chats in ${options.file} could not be used`, {
        cause: error,
      });
    }
  };
  return {
    append: (chat, line) => use((sql) => append(sql, chat, line)),
    since: (chat, place, limit) =>
      use(({ since }) => since.all(chat, place, limit).map((row) => lineOf(rowSchema.parse(row)))),
    placeOf: (chat, lineId) => use(({ placeOf }) => placeIn(placeOf.get(chat, lineId))),
    erase: (chat) =>
      use(({ erase, db }) => {
        erase.run(chat);
        db.exec("PRAGMA wal_checkpoint(TRUNCATE)"); // the write-ahead log still holds the lines
      }),
    async close() {
      opened?.db.close();
      opened = undefined;
    },
  };
}

const SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA trusted_schema = OFF;
`;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS line (
    chat      TEXT    NOT NULL,
    place     INTEGER NOT NULL,
    id        TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    who       TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    client_id TEXT,
    offer     TEXT,
    PRIMARY KEY (chat, place),
    UNIQUE (chat, id)
  ) STRICT, WITHOUT ROWID;
`;

const APPEND = `
  INSERT INTO line (chat, place, id, at, who, text, client_id, offer)
  VALUES (:chat, 1 + coalesce((SELECT max(place) FROM line WHERE chat = :chat), 0),
          :id, :at, :who, :text, :clientId, :offer)
  ON CONFLICT (chat, id) DO NOTHING
`;
const SINCE = "SELECT * FROM line WHERE chat = ? AND place > ? ORDER BY place LIMIT ?";
const PLACE_OF = "SELECT place FROM line WHERE chat = ? AND id = ?";
const HAS_OFFER = "SELECT 1 FROM pragma_table_info('line') WHERE name = 'offer'";
const ERASE = "DELETE FROM line WHERE chat = ?";

/** The last line of a chat stays, so that places go on counting where a page has seen them. */
const PRUNE = `
  DELETE FROM line WHERE at < ?
  AND place < (SELECT max(place) FROM line AS newest WHERE newest.chat = line.chat)
`;

function open({ file, keptMs, now }: { file: string; keptMs: number; now: number }) {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  db.exec(SETTINGS + SCHEMA);
  // A file of before lines could offer something.
  if (db.prepare(HAS_OFFER).get() === undefined) db.exec("ALTER TABLE line ADD COLUMN offer TEXT");
  db.prepare(PRUNE).run(now - keptMs);
  return {
    db,
    append: db.prepare(APPEND),
    since: db.prepare(SINCE),
    placeOf: db.prepare(PLACE_OF),
    erase: db.prepare(ERASE),
  };
}

function append(sql: ReturnType<typeof open>, chat: string, line: ChatLine) {
  const { id, at, who, text, clientId = null } = line;
  const offer = line.offer ? JSON.stringify(line.offer) : null;
  const { changes } = sql.append.run({ chat, id, at, who, text, clientId, offer });
  const place = placeIn(sql.placeOf.get(chat, id));
  if (place === undefined) throw new Error("a line that was just written is not there");
  return { place, isNew: changes > 0 };
}

const rowSchema = z.object({
  place: z.number(),
  id: z.string(),
  at: z.number(),
  who: z.enum(["visitor", "shop"]),
  text: z.string(),
  client_id: z.string().nullable(),
  offer: z.string().nullable(),
});

function lineOf({ client_id, offer, ...line }: z.infer<typeof rowSchema>) {
  return {
    ...line,
    ...(client_id === null ? {} : { clientId: client_id }),
    ...(offer === null ? {} : { offer: chatOfferSchema.parse(JSON.parse(offer)) }),
  };
}

function placeIn(row: unknown): number | undefined {
  return row === undefined ? undefined : z.object({ place: z.number() }).parse(row).place;
}
