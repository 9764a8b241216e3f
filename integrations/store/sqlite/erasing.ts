import type { DatabaseSync } from "node:sqlite";
import type { Address, CustomerId } from "../../../core/message.ts";
import type { Dossier, Store } from "../../../core/ports.ts";
import type { Book } from "./book.ts";
import { type SendRow, toSend } from "./rows.ts";
import { isSilent, keepSilence } from "./silence.ts";
import { SENDING } from "./statements-outbox.ts";

/** Whoever is erased leaves the keys of what they sent behind, so that a copy of it is still known: under this name. */
const NOBODY = "erased";

/** What is kept about one customer, to be shown to them or to be let go. */
export function erasing(book: Book, db: DatabaseSync): Pick<Store, "dossier" | "erase"> {
  const { sql, commits, lanes, turns, conversations } = book;

  function dossier(customer: CustomerId): Dossier {
    const addresses = ownAddresses(customer, book);
    const stored = sql.customer.get(customer)?.conversation;
    const rows = db.prepare(INBOUNDS_OF).all(customer) as InboundText[]; // the STRICT schema vouches for the columns
    const sends = db.prepare(SENDS_OF).all(customer) as SendRow[]; // the same
    return {
      customer,
      addresses,
      conversation: typeof stored === "string" ? JSON.parse(stored) : undefined,
      journal: sql.journalOf.all(customer).map(({ entry }) => JSON.parse(entry)),
      inbounds: rows.map(({ body, ...row }) => ({ ...row, body: JSON.parse(body) })),
      sends: sends.map(toSend),
      consents: addresses.flatMap((address) =>
        sql.consentsOf.all(address).map(({ purpose, ...change }) => ({
          address,
          ...change,
          ...(purpose === null ? {} : { purpose }),
        })),
      ),
    };
  }

  return {
    dossier: (customer) => commits.read(() => dossier(customer)),
    async erase(customer) {
      await commits.write({
        run: () => forgetCustomer(customer, book, db),
        applied(sends) {
          for (const seq of sends) lanes.remove(seq);
          turns.plan(customer, undefined);
          conversations.forget(customer);
        },
      });
      // Free pages and the write-ahead log still hold what was deleted: the file is written anew.
      await commits.read(() => db.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)"));
    },
  };
}

/** Inside a transaction: deletes all rows of a customer, and gives the places of their sends in memory's lanes. */
export function forgetCustomer(
  customer: CustomerId,
  { sql }: Pick<Book, "sql">,
  db: DatabaseSync,
): readonly number[] {
  if (customer === NOBODY) return [];
  const sends = db.prepare("SELECT seq FROM send WHERE customer = ?").all(customer);
  for (const address of ownAddresses(customer, { sql })) {
    if (isSilent(address, sql)) keepSilence(address, sql);
    db.prepare("DELETE FROM consent WHERE address = ?").run(address);
  }
  sql.addCustomer.run(NOBODY);
  for (const statement of ERASE) db.prepare(statement).run(customer);
  return sends.map(({ seq }) => Number(seq));
}

function ownAddresses(customer: CustomerId, { sql }: Pick<Book, "sql">): readonly Address[] {
  return sql.ownAddressesOf.all(customer).map(({ address }) => address as Address); // only addresses are written there
}

type InboundText = { key: string; status: string; body: string };

const INBOUNDS_OF = "SELECT key, status, body FROM inbound WHERE customer = ? ORDER BY seq";
const SENDS_OF = `SELECT ${SENDING} FROM send WHERE customer = ? ORDER BY seq`;

const ERASE = [
  "DELETE FROM journal WHERE customer = ?",
  "DELETE FROM send WHERE customer = ?",
  "DELETE FROM inbound WHERE customer = ? AND kind = 'timer'",
  `UPDATE inbound SET customer = '${NOBODY}', kind = '${NOBODY}', body = '{}', status = 'done', error = NULL
   WHERE customer = ?`,
  "DELETE FROM address WHERE customer = ?",
  "DELETE FROM customer WHERE id = ?",
];
