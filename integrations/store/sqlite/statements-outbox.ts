import type { Prepare } from "./prepare.ts";
import type { SendRow } from "./rows.ts";

/** What is to be sent, and what became of it. */
export function outboxStatements(prepare: Prepare) {
  return {
    addSend: prepare<NewSendParams, { seq: number }>(ADD_SEND),
    notBegun: prepare<[seq: number]>(NOT_BEGUN),
    cancelBotSends: prepare<[customer: string], { seq: number; status: string }>(CANCEL_BOT_SENDS),
    takeBackSend: prepare<[id: string, customer: string], { seq: number; status: string }>(
      TAKE_BACK_SEND,
    ),
    unsentOf: prepare<[customer: string], SendRow>(UNSENT_OF),
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
  };
}

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

/** A row of `send` as rows.ts names its columns. */
export const SENDING = `seq, id, customer, purpose, author, to_address AS "to", from_address AS "from", body, lane, rank,
  not_before AS notBefore, due_at AS dueAt, status, revoked, created_at AS createdAt, tries, started_at AS startedAt,
  provider_id AS providerId, receipt, error`;
/** Which rows of `send` are still to leave, or may have left. */
export const NOT_SENT_YET = "status IN ('pending', 'sending', 'retry', 'ambiguous')";
const ADD_SEND = `
  INSERT INTO send (id, customer, purpose, author, to_address, from_address, body, lane, rank, not_before, due_at, created_at,
    status, tries, started_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING seq`;
const REVOKE =
  "UPDATE send SET revoked = 1, status = CASE WHEN status IN ('pending', 'retry') THEN 'cancelled' ELSE status END";
const BOTS_WORDS =
  "author = 'bot' AND to_address NOT GLOB 'desk:*' AND to_address NOT GLOB 'shop:*'";
const TO_BE_SAID = `customer = ? AND ${NOT_SENT_YET} AND ${BOTS_WORDS}`;
// What is not taken back stays begun: whoever sends it has it in hand, and only so can it be settled.
const NOT_BEGUN = `
  UPDATE send SET status = 'pending', tries = 0, started_at = NULL WHERE seq = ? AND ${BOTS_WORDS}`;
const CANCEL_BOT_SENDS = `${REVOKE} WHERE ${TO_BE_SAID} RETURNING seq, status`;
const TAKE_BACK_SEND = `${REVOKE} WHERE id = ? AND customer = ? AND ${NOT_SENT_YET} RETURNING seq, status`;
const UNSENT_OF = `SELECT ${SENDING} FROM send WHERE ${TO_BE_SAID} ORDER BY seq`;
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
  SELECT * FROM (
    SELECT ${SENDING} FROM send WHERE ${NOT_SENT_YET} ORDER BY status IN ('pending', 'retry'), due_at LIMIT ?1)`;
const REVIVE_SEND = `
  UPDATE send SET status = 'pending', revoked = 0, tries = 0, not_before = ?1, due_at = ?1, error = NULL
  WHERE id = ?2 AND status = 'dead' RETURNING ${SENDING}`;
const DISCARD_SEND = "UPDATE send SET status = 'cancelled' WHERE id = ? AND status = 'dead'";
const INTERRUPTED = `
  UPDATE send SET status = 'ambiguous', due_at = started_at, error = 'stopped in the middle of sending'
  WHERE status = 'sending'`;
