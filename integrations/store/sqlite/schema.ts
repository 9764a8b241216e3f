import type { DatabaseSync } from "node:sqlite";
import { ConfigurationError } from "../../../core/errors.ts";

/**
 * Brings the file to the newest version in one transaction: a start that dies in the middle leaves the old version.
 * @throws ConfigurationError when a newer Nightdesk wrote the file; nothing is changed.
 */
export function migrate(db: DatabaseSync, file: string): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    const version = versionOf(db);
    if (version > MIGRATIONS.length) {
      throw new ConfigurationError([
        `${file} was written by a newer Nightdesk (version ${version}; this one knows up to ${MIGRATIONS.length}): start the newer Nightdesk, or give this one a DATA_DIR of its own`,
      ]);
    }
    for (const migration of MIGRATIONS.slice(version)) db.exec(migration);
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.user_version);
}

/**
 * One entry a version, never edited once released. Instants are epoch milliseconds; `body`, `entry` and
 * `conversation` are the JSON of core's own shapes. The partial indexes hold open work only, so that they stay small
 * however long the shop has been running.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE customer (
    id TEXT PRIMARY KEY,
    conversation TEXT,
    waiting_team TEXT,
    waiting_since INTEGER,
    promise_due_at INTEGER
  ) STRICT;
  CREATE INDEX customer_waiting ON customer (promise_due_at, waiting_since) WHERE waiting_team IS NOT NULL;

  -- handoff: set for a desk thread, which leads to the customer but is not the customer's own.
  CREATE TABLE address (
    seq INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    customer TEXT NOT NULL REFERENCES customer (id),
    handoff INTEGER
  ) STRICT;
  CREATE INDEX address_customer ON address (customer);

  -- Every change is kept, as the proof of consent; the last one holds.
  CREATE TABLE consent (
    seq INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('opted_out', 'opted_in')),
    at INTEGER NOT NULL,
    by TEXT NOT NULL
  ) STRICT;
  CREATE INDEX consent_address ON consent (address, seq);

  CREATE TABLE inbound (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    customer TEXT NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'dead')),
    tries INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    error TEXT
  ) STRICT;
  CREATE INDEX inbound_pending ON inbound (customer, due_at) WHERE status = 'pending';
  CREATE INDEX inbound_dead ON inbound (seq) WHERE status = 'dead';

  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customer (id),
    entry TEXT NOT NULL
  ) STRICT;
  CREATE INDEX journal_customer ON journal (customer, seq);

  -- revoked: a person took over while this was on its way; it must not be tried again.
  CREATE TABLE send (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    customer TEXT NOT NULL REFERENCES customer (id),
    purpose TEXT NOT NULL,
    author TEXT NOT NULL CHECK (author IN ('bot', 'agent')),
    to_address TEXT NOT NULL,
    from_address TEXT,
    body TEXT NOT NULL,
    lane TEXT NOT NULL,
    rank INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending'
      CHECK (status IN ('pending', 'sending', 'retry', 'ambiguous', 'sent', 'cancelled', 'dead')),
    revoked INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER,
    provider_id TEXT,
    receipt TEXT,
    error TEXT
  ) STRICT;
  CREATE INDEX send_unsent ON send (customer) WHERE status IN ('pending', 'sending', 'retry', 'ambiguous');
  CREATE INDEX send_dead ON send (seq) WHERE status = 'dead';
  CREATE INDEX send_provider ON send (provider_id) WHERE provider_id IS NOT NULL;

  CREATE TABLE cursor (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- Counts how often the file was opened, so that no lease of an earlier process can ever fit again.
  CREATE TABLE opened (times INTEGER NOT NULL) STRICT;
  INSERT INTO opened VALUES (0);
  `,
  `
  -- Uses of an allowance, let go once they no longer count.
  CREATE TABLE spent (
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    counts_until INTEGER NOT NULL,
    PRIMARY KEY (name, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX spent_counts_until ON spent (counts_until);
  `,
  `
  -- How many processes have begun a turn of it and did not live to end it, or to end as they should.
  ALTER TABLE inbound ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- What a consent is about: 'thanks', or (NULL) whatever we would write.
  ALTER TABLE consent ADD COLUMN purpose TEXT;
  `,
];
