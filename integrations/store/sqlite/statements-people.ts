import type { Prepare } from "./prepare.ts";

/** Who there is, how they are reached, what they said about being written to, and their conversations. */
export function peopleStatements(prepare: Prepare) {
  return {
    addCustomer: prepare<[id: string]>(ADD_CUSTOMER),
    customer: prepare<[id: string], { conversation: string | null }>(CUSTOMER),
    addAddress: prepare<[address: string, customer: string]>(ADD_ADDRESS),
    bindAddress: prepare<[address: string, customer: string, handoff: number]>(BIND_ADDRESS),
    customerOf: prepare<[address: string], { customer: string }>(CUSTOMER_OF),
    addressesOf: prepare<[customer: string], { address: string; optedOut: number }>(ADDRESSES_OF),
    ownAddressesOf: prepare<[customer: string], { address: string }>(OWN_ADDRESSES_OF),
    moveAddress: prepare<[address: string, customer: string]>(MOVE_ADDRESS),
    threadOf: prepare<[customer: string, handoff: number], { address: string }>(THREAD_OF),
    addConsent:
      prepare<[address: string, status: string, purpose: string | null, at: number, by: string]>(
        ADD_CONSENT,
      ),
    consentsOf: prepare<
      [address: string],
      { status: "opted_out" | "opted_in"; purpose: "thanks" | null; at: number; by: string }
    >(CONSENTS_OF),
    consentOf: prepare<[address: string], { status: string }>(CONSENT_OF),
    saveConversation:
      prepare<
        [
          conversation: string,
          team: string | null,
          since: number | null,
          dueAt: number | null,
          customer: string,
        ]
      >(SAVE_CONVERSATION),
    addJournal: prepare<[customer: string, entry: string]>(ADD_JOURNAL),
    journalLately: prepare<[limit: number], { customer: string; entry: string }>(JOURNAL_LATELY),
    journalOf: prepare<[customer: string], { entry: string }>(JOURNAL_OF),
    waiting: prepare<[], WaitingRow>(WAITING),
  };
}

type WaitingRow = {
  customer: string;
  team: string;
  since: number;
  promiseDueAt: number | null;
  conversation: string;
};

const ADD_CUSTOMER = "INSERT INTO customer (id) VALUES (?) ON CONFLICT (id) DO NOTHING";
const CUSTOMER = "SELECT conversation FROM customer WHERE id = ?";
const ADD_ADDRESS =
  "INSERT INTO address (address, customer) VALUES (?, ?) ON CONFLICT (address) DO NOTHING";
// REPLACE gives it a new seq: the desk thread bound last is the latest one.
const BIND_ADDRESS = "INSERT OR REPLACE INTO address (address, customer, handoff) VALUES (?, ?, ?)";
const MOVE_ADDRESS = `
  INSERT INTO address (address, customer) VALUES (?, ?)
  ON CONFLICT (address) DO UPDATE SET customer = excluded.customer WHERE handoff IS NULL`;
const OWN_ADDRESSES_OF =
  "SELECT address FROM address WHERE customer = ? AND handoff IS NULL ORDER BY seq";
const CUSTOMER_OF = "SELECT customer FROM address WHERE address = ?";
const LAST_CONSENT =
  "SELECT status FROM consent WHERE consent.address = address.address AND purpose IS NULL ORDER BY seq DESC LIMIT 1";
const ADDRESSES_OF = `
  SELECT address, coalesce((${LAST_CONSENT}) = 'opted_out', 0) AS optedOut
  FROM address WHERE customer = ? AND handoff IS NULL ORDER BY seq`;
const THREAD_OF =
  "SELECT address FROM address WHERE customer = ? AND handoff = ? ORDER BY seq DESC LIMIT 1";
const ADD_CONSENT = "INSERT INTO consent (address, status, purpose, at, by) VALUES (?, ?, ?, ?, ?)";
const CONSENT_OF =
  "SELECT status FROM consent WHERE address = ? AND purpose IS NULL ORDER BY seq DESC LIMIT 1";
const CONSENTS_OF = "SELECT status, purpose, at, by FROM consent WHERE address = ? ORDER BY seq";

const SAVE_CONVERSATION = `
  UPDATE customer SET conversation = ?, waiting_team = ?, waiting_since = ?, promise_due_at = ? WHERE id = ?`;
const ADD_JOURNAL = "INSERT INTO journal (customer, entry) VALUES (?, ?)";
const JOURNAL_OF = "SELECT entry FROM journal WHERE customer = ? ORDER BY seq";
const JOURNAL_LATELY = "SELECT customer, entry FROM journal ORDER BY seq DESC LIMIT ?";
const WAITING = `
  SELECT id AS customer, waiting_team AS team, waiting_since AS since, promise_due_at AS promiseDueAt, conversation
  FROM customer WHERE waiting_team IS NOT NULL ORDER BY promise_due_at IS NULL, promise_due_at, waiting_since`;
