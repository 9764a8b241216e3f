import type { NewSend } from "../../../core/decision.ts";
import type { CustomerId, Inbound, ReceiptStatus } from "../../../core/message.ts";
import type { Send, TurnChange } from "../../../core/ports.ts";
import type { Begun, Lanes, Queued } from "./lanes.ts";
import type { Statements } from "./statements.ts";

/** What a turn changed about what waits to leave: what it takes back was there before what it adds. */
export type Written = {
  noLongerQueued: readonly number[];
  queued: readonly Queued[];
  begun: readonly Begun[];
};

/**
 * Writes one turn, within the transaction that the caller holds. What can leave at once is written as begun already: its
 * attempt follows this commit, and needs none of its own.
 */
export function writeTurn(
  customer: CustomerId,
  change: TurnChange,
  texts: { conversation: string; journal: string },
  { sql, lanes }: { sql: Statements; lanes: Pick<Lanes, "isOpen" | "begunOf"> },
): Written {
  const { waiting } = change;
  for (const key of change.done) sql.settleInbound.run(key, customer);
  sql.saveConversation.run(
    texts.conversation,
    waiting?.team ?? null,
    waiting?.since ?? null,
    waiting?.promiseDueAt ?? null,
    customer,
  );
  sql.addJournal.run(customer, texts.journal);
  writeTimers(customer, change.timers, sql);
  for (const { address, status, purpose, at, by } of change.consent)
    sql.addConsent.run(address, status, purpose ?? null, at, by);
  const arrived = change.deliveries.flatMap((delivery) => writeDelivery(delivery, sql));
  const cancelled = takeBack(customer, change, { sql, lanes });
  return {
    ...addSends(customer, change, { sql, lanes }),
    noLongerQueued: [...arrived, ...cancelled],
  };
}

function addSends(
  customer: CustomerId,
  change: TurnChange,
  { sql, lanes }: { sql: Statements; lanes: Pick<Lanes, "isOpen"> },
): Pick<Written, "queued" | "begun"> {
  const leaving = leavingAtOnce(customer, change, lanes);
  const queued: Queued[] = [];
  const begun: Begun[] = [];
  for (const send of change.sends) {
    const startedAt = leaving.has(send) ? change.leavesAt : undefined;
    const row = addSend({ ...send, customer }, change.at, startedAt, sql);
    if (row && startedAt !== undefined) begun.push(asBegun(row, startedAt));
    else if (row) queued.push(row);
  }
  return { queued, begun };
}

/**
 * The first of each free lane of the customer's own: nobody else writes into those in the same moment, as other customers
 * may into the desk's.
 */
function leavingAtOnce(
  customer: CustomerId,
  { sends, leavesAt, cancelBotSends, takeBack = [] }: TurnChange,
  lanes: Pick<Lanes, "isOpen">,
): ReadonlySet<NewSend> {
  const first = new Map<string, NewSend>();
  if (leavesAt === undefined || cancelBotSends || takeBack.length > 0) return new Set();
  for (const send of sends) {
    const { lane, rank, notBefore, purpose } = send;
    const mayLeave = lane.startsWith(`${customer}/`) && notBefore <= leavesAt;
    const isFirst = rank < (first.get(lane)?.rank ?? Number.POSITIVE_INFINITY);
    if (!mayLeave || !isFirst || purpose === "thank_you") continue;
    if (first.has(lane) || lanes.isOpen(lane, leavesAt)) first.set(lane, send);
  }
  return new Set(first.values());
}

function asBegun(row: Queued & { send: Send }, startedAt: number): Begun {
  return { ...row, send: { ...row.send, status: "sending", tries: 1, startedAt } };
}

function writeTimers(customer: CustomerId, timers: TurnChange["timers"], sql: Statements): void {
  for (const key of timers.cancel) sql.cancelTimer.run(key, customer);
  for (const { key, timer, subject, dueAt } of timers.set) {
    const receivedAt = Math.ceil(dueAt);
    const inbound: Inbound = { kind: "timer", timer, subject, key, receivedAt };
    sql.setTimer.run(key, customer, JSON.stringify(inbound), receivedAt);
  }
}

/** Ranks as RECEIPT_STATUSES orders them; a failure stands beside "delivered", which it cannot undo. */
const RANKS: Record<ReceiptStatus, number> = {
  queued: 0,
  sent: 1,
  delivered: 2,
  undelivered: 2,
  failed: 2,
  read: 3,
};

/** Gives the sends that turn out to have left: a provider that reports on an unclear one has had it. */
function writeDelivery(
  delivery: TurnChange["deliveries"][number],
  sql: Statements,
): readonly number[] {
  const { sendId, providerId, status, errorCode = null } = delivery;
  const rank = RANKS[status];
  if (sendId !== undefined) {
    sql.receiptById.run(status, errorCode, sendId, rank);
    const found = sql.foundSent.get(providerId ?? null, sendId);
    return found ? [found.seq] : [];
  }
  if (providerId !== undefined) sql.receiptByProvider.run(status, errorCode, providerId, rank);
  return [];
}

/** Gives what does not wait to leave any more. */
function takeBack(
  customer: CustomerId,
  { cancelBotSends, takeBack = [] }: TurnChange,
  { sql, lanes }: { sql: Statements; lanes: Pick<Lanes, "begunOf"> },
): readonly number[] {
  const touched = takeBack.flatMap((id) => sql.takeBackSend.all(id, customer));
  if (cancelBotSends) {
    // Nobody has taken these yet, so they can still be taken back.
    for (const { seq } of lanes.begunOf(customer)) sql.notBegun.run(seq);
    touched.push(...sql.cancelBotSends.all(customer));
  }
  return touched.filter(({ status }) => status === "cancelled").map(({ seq }) => seq);
}

/** `undefined` for an id that was sent, or is to be sent, already. */
function addSend(
  send: NewSend & { customer: CustomerId },
  at: number,
  startedAt: number | undefined,
  sql: Statements,
): (Queued & { send: Send }) | undefined {
  const notBefore = Math.ceil(send.notBefore);
  const dueAt = Math.max(notBefore, at);
  const row = sql.addSend.get(
    send.id,
    send.customer,
    send.purpose,
    send.author,
    send.to,
    send.from ?? null,
    JSON.stringify(send.body),
    send.lane,
    send.rank,
    notBefore,
    dueAt,
    at,
    startedAt === undefined ? "pending" : "sending",
    startedAt === undefined ? 0 : 1,
    startedAt ?? null,
  );
  if (!row) return undefined;
  const { lane, rank, purpose } = send;
  const kept: Send = { ...send, notBefore, status: "pending", createdAt: at, tries: 0 };
  return { seq: row.seq, lane, rank, purpose, dueAt, status: "pending", send: kept };
}
