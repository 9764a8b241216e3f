import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { InboundRow, PendingRow, SendRow } from "./rows.ts";

type Statement<Params extends SQLInputValue[], Row> = {
  /** How many rows it changed. */
  run(...params: Params): number;
  get(...params: Params): Row | undefined;
  all(...params: Params): Row[];
};

/** Every statement of the store, prepared once. The row types are what the STRICT tables of schema.ts guarantee. */
export function prepareStatements(db: DatabaseSync) {
  function prepare<Params extends SQLInputValue[], Row = never>(
    sql: string,
  ): Statement<Params, Row> {
    const statement = db.prepare(sql);
    return {
      run: (...params) => Number(statement.run(...params).changes),
      get: (...params) => statement.get(...params) as Row | undefined, // the STRICT schema vouches for the columns
      all: (...params) => statement.all(...params) as Row[], // the same
    };
  }
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

    keepInbound:
      prepare<[key: string, customer: string, kind: string, body: string, receivedAt: number]>(
        KEEP_INBOUND,
      ),
    whoseInbound: prepare<[key: string], { customer: string }>(WHOSE_INBOUND),
    setTimer: prepare<[key: string, customer: string, body: string, dueAt: number]>(SET_TIMER),
    cancelTimer: prepare<[key: string, customer: string]>(CANCEL_TIMER),
    pendingOf: prepare<[customer: string], PendingRow>(PENDING_OF),
    bodyOf: prepare<[seq: number], { body: string }>(BODY_OF),
    soonestOf: prepare<[customer: string], { dueAt: number | null }>(SOONEST_OF),
    soonestOfAll: prepare<[], { customer: string; dueAt: number }>(SOONEST_OF_ALL),
    settleInbound: prepare<[key: string, customer: string]>(SETTLE_INBOUND),
    failInbound:
      prepare<[status: string, dueAt: number, error: string, key: string, customer: string]>(
        FAIL_INBOUND,
      ),
    reviveInbound: prepare<[dueAt: number, key: string], { customer: string }>(REVIVE_INBOUND),
    discardInbound: prepare<[key: string]>(DISCARD_INBOUND),
    newestInbound: prepare<[], { seq: number | null }>(NEWEST_INBOUND),
    diedOver: prepare<[], { customer: string; crashes: number }>(DIED_OVER),
    noteBegun: prepare<[seq: number]>(NOTE_BEGUN),
    noteWaiting: prepare<
      [newest: number, now: number, limit: number],
      { seq: number; customer: string }
    >(NOTE_WAITING),
    forgetBegun: prepare<[seq: number]>(FORGET_BEGUN),
    backlog: prepare<[now: number], { count: number }>(BACKLOG),
    openInbounds: prepare<[limit: number], InboundRow>(OPEN_INBOUNDS),

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

    addSend: prepare<NewSendParams, { seq: number }>(ADD_SEND),
    notBegun: prepare<[seq: number]>(NOT_BEGUN),
    cancelBotSends: prepare<[customer: string], { seq: number; status: string }>(CANCEL_BOT_SENDS),
    markSending: prepare<[startedAt: number, seq: number], SendRow>(MARK_SENDING),
    markFreshSending: prepare<[startedAt: number, seq: number]>(MARK_FRESH_SENDING),
    markAsking: prepare<[seq: number], SendRow>(MARK_ASKING),
    openSend: prepare<[id: string], SendRow>(OPEN_SEND),
    settleSent: prepare<[providerId: string, id: string], { seq: number; lane: string }>(
      SETTLE_SENT,
    ),
    moveSend: prepare<MoveSendParams, SendRow>(MOVE_SEND),
    receiptById: prepare<[status: string, error: string | null, id: string, rank: number], SendRow>(
      RECEIPT_BY_ID,
    ),
    receiptByProvider: prepare<
      [status: string, error: string | null, providerId: string, rank: number],
      SendRow
    >(RECEIPT_BY_PROVIDER),
    foundSent: prepare<[providerId: string | null, id: string], SendRow>(FOUND_SENT),
    whoWasSent: prepare<[providerId: string], { customer: string }>(WHO_WAS_SENT),
    send: prepare<[id: string], SendRow>(SEND),
    unsent: prepare<[], SendRow>(UNSENT),
    openSends: prepare<[limit: number], SendRow>(OPEN_SENDS),
    reviveSend: prepare<[dueAt: number, id: string], SendRow>(REVIVE_SEND),
    discardSend: prepare<[id: string]>(DISCARD_SEND),
    interrupted: prepare<[]>(INTERRUPTED),

    cursor: prepare<[name: string], { value: string }>(CURSOR),
    setCursor: prepare<[name: string, value: string]>(SET_CURSOR),
    keepOnce: prepare<[name: string, value: string]>(KEEP_ONCE),
    forgetSpent: prepare<[now: number]>(FORGET_SPENT),
    spentSince: prepare<[name: string, since: number], { uses: number }>(SPENT_SINCE),
    isSpent: prepare<[name: string, key: string], { at: number }>(IS_SPENT),
    spend: prepare<[name: string, key: string, at: number, countsUntil: number]>(SPEND),
    counts: prepare<[], CountsRow>(COUNTS),
    countOpening: prepare<[], { times: number }>(COUNT_OPENING),
  };
}

export type Statements = ReturnType<typeof prepareStatements>;

type WaitingRow = {
  customer: string;
  team: string;
  since: number;
  promiseDueAt: number | null;
  conversation: string;
};
type CountsRow = {
  pending: number;
  dead: number;
  waiting: number;
  unsent: number;
  deadSends: number;
};
type NewSendParams = [
  id: string,
  customer: string,
  purpose: string,
  author: string,
  to: string,
  from: string | null,
  body: string,
  lane: string,
  rank: number,
  notBefore: number,
  dueAt: number,
  createdAt: number,
  status: "pending" | "sending",
  tries: number,
  startedAt: number | null,
];
type MoveSendParams = [
  status: string,
  notBefore: number,
  dueAt: number,
  tries: number,
  providerId: string | null,
  error: string | null,
  seq: number,
];

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

const INBOUND = `seq, key, customer, kind, body, status, tries, crashes, received_at AS receivedAt, due_at AS dueAt, error`;
const KEEP_INBOUND = `
  INSERT INTO inbound (key, customer, kind, body, received_at, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
  ON CONFLICT (key) DO NOTHING`;
const WHOSE_INBOUND = "SELECT customer FROM inbound WHERE key = ?";
const SET_TIMER = `
  INSERT INTO inbound (key, customer, kind, body, received_at, due_at) VALUES (?1, ?2, 'timer', ?3, ?4, ?4)
  ON CONFLICT (key) DO UPDATE SET body = excluded.body, received_at = excluded.received_at, due_at = excluded.due_at
  WHERE kind = 'timer' AND status = 'pending' AND customer = excluded.customer`;
const CANCEL_TIMER =
  "DELETE FROM inbound WHERE key = ? AND customer = ? AND kind = 'timer' AND status = 'pending'";
const PENDING_OF = `
  SELECT seq, key, customer, kind, tries, crashes, received_at AS receivedAt, due_at AS dueAt
  FROM inbound WHERE customer = ? AND status = 'pending' ORDER BY seq`;
const BODY_OF = "SELECT body FROM inbound WHERE seq = ?";
const SOONEST_OF =
  "SELECT min(due_at) AS dueAt FROM inbound WHERE customer = ? AND status = 'pending'";
const SOONEST_OF_ALL = `
  SELECT customer, min(due_at) AS dueAt FROM inbound WHERE status = 'pending' GROUP BY customer ORDER BY dueAt`;
const SETTLE_INBOUND =
  "UPDATE inbound SET status = 'done' WHERE key = ? AND customer = ? AND status = 'pending'";
const FAIL_INBOUND = `
  UPDATE inbound SET status = ?, tries = tries + 1, crashes = 0, due_at = ?, error = ?
  WHERE key = ? AND customer = ? AND status = 'pending'`;
const REVIVE_INBOUND = `
  UPDATE inbound SET status = 'pending', tries = 0, crashes = 0, due_at = ?, error = NULL
  WHERE key = ? AND status = 'dead' RETURNING customer`;
const DISCARD_INBOUND = "UPDATE inbound SET status = 'done' WHERE key = ? AND status = 'dead'";
const NEWEST_INBOUND = "SELECT max(seq) AS seq FROM inbound";
const DIED_OVER = `
  SELECT customer, max(crashes) AS crashes FROM inbound WHERE status = 'pending' AND crashes > 0
  GROUP BY customer ORDER BY crashes, min(due_at)`;
const NOTE_BEGUN = "UPDATE inbound SET crashes = crashes + 1 WHERE seq = ? AND status = 'pending'";
const NOTE_WAITING = `
  UPDATE inbound SET crashes = 1 WHERE seq IN (
    SELECT seq FROM inbound WHERE status = 'pending' AND crashes = 0 AND seq <= ? AND due_at <= ?
    ORDER BY due_at, seq LIMIT ?)
  RETURNING seq, customer`;
const FORGET_BEGUN =
  "UPDATE inbound SET crashes = crashes - 1 WHERE seq = ? AND status = 'pending' AND crashes > 0";
const BACKLOG = "SELECT count(*) AS count FROM inbound WHERE status = 'pending' AND due_at <= ?";
const OPEN_INBOUNDS = `
  SELECT * FROM (SELECT ${INBOUND} FROM inbound WHERE status = 'dead' ORDER BY seq LIMIT ?1)
  UNION ALL
  SELECT * FROM (SELECT ${INBOUND} FROM inbound WHERE status = 'pending' ORDER BY due_at LIMIT ?1)`;

const SAVE_CONVERSATION = `
  UPDATE customer SET conversation = ?, waiting_team = ?, waiting_since = ?, promise_due_at = ? WHERE id = ?`;
const ADD_JOURNAL = "INSERT INTO journal (customer, entry) VALUES (?, ?)";
const JOURNAL_OF = "SELECT entry FROM journal WHERE customer = ? ORDER BY seq";
const JOURNAL_LATELY = "SELECT customer, entry FROM journal ORDER BY seq DESC LIMIT ?";
const WAITING = `
  SELECT id AS customer, waiting_team AS team, waiting_since AS since, promise_due_at AS promiseDueAt, conversation
  FROM customer WHERE waiting_team IS NOT NULL ORDER BY promise_due_at IS NULL, promise_due_at, waiting_since`;

/** A row of `send` as rows.ts names its columns. */
export const SENDING = `seq, id, customer, purpose, author, to_address AS "to", from_address AS "from", body, lane, rank,
  not_before AS notBefore, due_at AS dueAt, status, revoked, created_at AS createdAt, tries, started_at AS startedAt,
  provider_id AS providerId, receipt, error`;
const NOT_SENT_YET = "status IN ('pending', 'sending', 'retry', 'ambiguous')";
const ADD_SEND = `
  INSERT INTO send (id, customer, purpose, author, to_address, from_address, body, lane, rank, not_before, due_at, created_at,
    status, tries, started_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING seq`;
const NOT_BEGUN = "UPDATE send SET status = 'pending', tries = 0, started_at = NULL WHERE seq = ?";
const CANCEL_BOT_SENDS = `
  UPDATE send SET revoked = 1, status = CASE WHEN status IN ('pending', 'retry') THEN 'cancelled' ELSE status END
  WHERE customer = ? AND ${NOT_SENT_YET} AND author = 'bot' AND to_address NOT GLOB 'desk:*' AND to_address NOT GLOB 'shop:*' RETURNING seq, status`;
const MARK_SENDING = `
  UPDATE send SET status = 'sending', tries = tries + 1, started_at = ?
  WHERE seq = ? AND status IN ('pending', 'retry') RETURNING ${SENDING}`;
const MARK_FRESH_SENDING =
  "UPDATE send SET status = 'sending', tries = 1, started_at = ? WHERE seq = ? AND status = 'pending'";
// It stays ambiguous, and its start stays the first one's: that is what the provider is asked about.
const MARK_ASKING = `UPDATE send SET tries = tries + 1 WHERE seq = ? AND status = 'ambiguous' RETURNING ${SENDING}`;
const OPEN_SEND = `SELECT ${SENDING} FROM send WHERE id = ? AND status IN ('sending', 'ambiguous')`;
const SETTLE_SENT = `
  UPDATE send SET status = 'sent', provider_id = ?, error = NULL
  WHERE id = ? AND status IN ('sending', 'ambiguous') RETURNING seq, lane`;
const MOVE_SEND = `
  UPDATE send SET status = ?, not_before = ?, due_at = ?, tries = ?, provider_id = coalesce(?, provider_id), error = ?
  WHERE seq = ? RETURNING ${SENDING}`;
// Forwards only: a failure ranks with "delivered", so neither overwrites the other, and nothing follows a failure.
const GOES_FORWARD = `(receipt IS NULL OR receipt NOT IN ('undelivered', 'failed') AND ?4 >
  CASE receipt WHEN 'queued' THEN 0 WHEN 'sent' THEN 1 WHEN 'delivered' THEN 2 ELSE 3 END)`;
const RECEIPT_BY_ID = `
  UPDATE send SET receipt = ?1, error = coalesce(?2, error) WHERE id = ?3 AND ${GOES_FORWARD} RETURNING ${SENDING}`;
const RECEIPT_BY_PROVIDER = `
  UPDATE send SET receipt = ?1, error = coalesce(?2, error)
  WHERE provider_id = ?3 AND ${GOES_FORWARD} RETURNING ${SENDING}`;
const FOUND_SENT = `
  UPDATE send SET status = 'sent', provider_id = coalesce(?, provider_id)
  WHERE id = ? AND status = 'ambiguous' RETURNING ${SENDING}`;
const WHO_WAS_SENT = "SELECT customer FROM send WHERE provider_id = ?";
const SEND = `SELECT ${SENDING} FROM send WHERE id = ?`;
const UNSENT = `SELECT ${SENDING} FROM send WHERE ${NOT_SENT_YET} ORDER BY seq`;
const OPEN_SENDS = `
  SELECT * FROM (SELECT ${SENDING} FROM send WHERE status = 'dead' ORDER BY seq LIMIT ?1)
  UNION ALL
  SELECT * FROM (SELECT ${SENDING} FROM send WHERE ${NOT_SENT_YET} ORDER BY due_at LIMIT ?1)`;
const REVIVE_SEND = `
  UPDATE send SET status = 'pending', revoked = 0, tries = 0, not_before = ?1, due_at = ?1, error = NULL
  WHERE id = ?2 AND status = 'dead' RETURNING ${SENDING}`;
const DISCARD_SEND = "UPDATE send SET status = 'cancelled' WHERE id = ? AND status = 'dead'";
const INTERRUPTED = `
  UPDATE send SET status = 'ambiguous', due_at = started_at, error = 'stopped in the middle of sending'
  WHERE status = 'sending'`;

const CURSOR = "SELECT value FROM cursor WHERE name = ?";
const SET_CURSOR =
  "INSERT INTO cursor (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const KEEP_ONCE = "INSERT INTO cursor (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING";
const FORGET_SPENT = "DELETE FROM spent WHERE counts_until <= ?";
const SPENT_SINCE = "SELECT count(*) AS uses FROM spent WHERE name = ? AND at > ?";
const IS_SPENT = "SELECT at FROM spent WHERE name = ? AND key = ?";
const SPEND = "INSERT INTO spent (name, key, at, counts_until) VALUES (?, ?, ?, ?)";
const COUNTS = `SELECT
  (SELECT count(*) FROM inbound WHERE status = 'pending') AS pending,
  (SELECT count(*) FROM inbound WHERE status = 'dead') AS dead,
  (SELECT count(*) FROM customer WHERE waiting_team IS NOT NULL) AS waiting,
  (SELECT count(*) FROM send WHERE ${NOT_SENT_YET}) AS unsent,
  (SELECT count(*) FROM send WHERE status = 'dead') AS deadSends`;
const COUNT_OPENING = "UPDATE opened SET times = times + 1 RETURNING times";
