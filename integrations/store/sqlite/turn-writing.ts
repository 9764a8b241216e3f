import type { NewSend } from "../../../core/decision.ts";
import type { CustomerId, Inbound, ReceiptStatus } from "../../../core/message.ts";
import type { Send, TurnChange } from "../../../core/ports.ts";
import type { Queued } from "./lanes.ts";
import type { Statements } from "./statements.ts";

/** What a turn changed about what waits to leave. */
export type Written = { queued: readonly Queued[]; noLongerQueued: readonly number[] };

/** Writes one turn, within the transaction that the caller holds. What it takes back was there before what it adds. */
export function writeTurn(
  customer: CustomerId,
  change: TurnChange,
  texts: { conversation: string; journal: string },
  sql: Statements,
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
  const cancelled = change.cancelBotSends ? cancelBotSends(customer, sql) : [];
  const queued = change.sends.flatMap((send) => addSend(customer, send, change.at, sql));
  return { queued, noLongerQueued: [...arrived, ...cancelled] };
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

function cancelBotSends(customer: CustomerId, sql: Statements): readonly number[] {
  const touched = sql.cancelBotSends.all(customer);
  return touched.filter(({ status }) => status === "cancelled").map(({ seq }) => seq);
}

/** Nothing is queued for an id that was sent, or is to be sent, already. */
function addSend(
  customer: CustomerId,
  send: NewSend,
  at: number,
  sql: Statements,
): readonly Queued[] {
  const notBefore = Math.ceil(send.notBefore);
  const dueAt = Math.max(notBefore, at);
  const row = sql.addSend.get(
    send.id,
    customer,
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
  );
  if (!row) return [];
  const { lane, rank, purpose } = send;
  const kept: Send = { ...send, customer, notBefore, status: "pending", createdAt: at, tries: 0 };
  return [{ seq: row.seq, lane, rank, purpose, dueAt, status: "pending", send: kept }];
}
