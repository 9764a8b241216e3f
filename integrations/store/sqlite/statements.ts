import type { DatabaseSync } from "node:sqlite";
import { preparer } from "./prepare.ts";
import { inboundStatements } from "./statements-inbound.ts";
import { NOT_SENT_YET, outboxStatements } from "./statements-outbox.ts";
import { peopleStatements } from "./statements-people.ts";

/** Every statement of the store, prepared once. */
export function prepareStatements(db: DatabaseSync) {
  const prepare = preparer(db);
  return {
    ...peopleStatements(prepare),
    ...inboundStatements(prepare),
    ...outboxStatements(prepare),

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

type CountsRow = {
  pending: number;
  dead: number;
  waiting: number;
  unsent: number;
  deadSends: number;
};

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
