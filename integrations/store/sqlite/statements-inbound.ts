import type { Prepare } from "./prepare.ts";
import type { InboundRow, PendingRow } from "./rows.ts";

/** What came in, and what is due. */
export function inboundStatements(prepare: Prepare) {
  return {
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
  };
}

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
