import type { Inbound } from "../../../core/message.ts";
import type { Send, Settlement, Store } from "../../../core/ports.ts";
import type { Book } from "./book.ts";
import type { Queued } from "./lanes.ts";
import { type SendRow, toQueued, toSend } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** Step E's half of the store: what may leave, and what became of it. */
export function outbox(book: Book): Pick<Store, "takeSends" | "settle" | "send" | "unsent"> {
  const { sql, commits, lanes, turns, bell } = book;

  async function takeSends({
    now,
    limit,
  }: {
    now: number;
    limit: number;
  }): Promise<readonly Send[]> {
    const begun = lanes.takeBegun(limit);
    if (begun.length > 0) return begun.map(({ send }) => send);
    if ((lanes.nextAt() ?? Number.POSITIVE_INFINITY) > now) return [];
    let taken: readonly Queued[] = [];
    return commits.write({
      run() {
        taken = lanes.take(now, limit);
        return taken.flatMap((row) => markBegun(row, now, sql) ?? []);
      },
      undone() {
        for (const row of taken) {
          lanes.remove(row.seq);
          lanes.add(row);
        }
      },
    });
  }

  function settle(sendId: string, settlement: Settlement, now: number): Promise<void> {
    if (settlement.kind === "sent" && !settlement.binds) {
      return settleSent(sendId, settlement.providerId);
    }
    return commits
      .write({
        run() {
          const row = sql.openSend.get(sendId);
          // Settled before, or taken back by what a receipt said: of what is over only "sent" is believed, which stays true.
          if (!row || (settlement.kind !== "sent" && !isUnderWay(row))) return undefined;
          return writeSettlement(row, settlement, now, sql);
        },
        applied: (row) => row && requeue(row, now),
      })
      .then(() => undefined);
  }

  function isUnderWay({ status, seq }: SendRow): boolean {
    return status === "sending" || lanes.isUnderWay(seq);
  }

  /** As nearly all of them end, so in one statement: the row itself is not needed. */
  function settleSent(sendId: string, providerId: string): Promise<void> {
    return commits
      .write({
        run: () => sql.settleSent.get(providerId, sendId),
        applied(row) {
          if (!row) return;
          lanes.remove(row.seq);
          if (lanes.isQueued(row.lane)) bell.ring();
        },
      })
      .then(() => undefined);
  }

  function requeue(row: SendRow, now: number): void {
    lanes.remove(row.seq);
    const queued = toQueued(row);
    if (queued) lanes.add(queued);
    if (row.status === "dead") turns.expect(row.customer, now);
    if (row.status === "dead" || lanes.isQueued(row.lane)) bell.ring();
  }

  return {
    takeSends,
    settle,
    send: (sendId) =>
      commits.read(() => {
        const row = sql.send.get(sendId);
        return row && toSend(row);
      }),
    unsent: (customer) => commits.read(() => sql.unsentOf.all(customer).map(toSend)),
  };
}

/** The row as it is now that an attempt begins; `undefined` if it was taken back in the meantime. */
function markBegun({ seq, status, send }: Queued, now: number, sql: Statements): Send | undefined {
  if (send) {
    const marked = sql.markFreshSending.run(now, seq);
    return marked === 0 ? undefined : { ...send, status: "sending", tries: 1, startedAt: now };
  }
  const row = status === "ambiguous" ? sql.markAsking.get(seq) : sql.markSending.get(now, seq);
  return row && toSend(row);
}

function writeSettlement(
  row: SendRow,
  settlement: Settlement,
  now: number,
  sql: Statements,
): SendRow | undefined {
  switch (settlement.kind) {
    case "sent":
      if (settlement.binds)
        sql.bindAddress.run(settlement.binds.address, row.customer, settlement.binds.handoff);
      return move(row, { status: "sent", providerId: settlement.providerId, error: null }, sql);
    case "retry":
      return tryLater(
        row,
        {
          status: "retry",
          dueAt: settlement.dueAt,
          error: settlement.error,
          // What was asked about an unclear attempt, and over how many restarts, is no refusal to wait longer after.
          tries: row.status === "ambiguous" ? 0 : row.tries,
        },
        sql,
      );
    case "ambiguous":
      return move(
        row,
        { status: "ambiguous", dueAt: settlement.dueAt, error: settlement.error },
        sql,
      );
    case "cancelled":
      return move(row, { status: "cancelled", error: settlement.reason }, sql);
    case "postponed":
      return postpone(row, settlement, sql);
    case "dead":
      keepFailure(row, settlement.errorCode, now, sql);
      return move(row, { status: "dead", error: settlement.error }, sql);
    default:
      return settlement satisfies never;
  }
}

type Move = Partial<Pick<SendRow, "notBefore" | "dueAt" | "tries" | "providerId">> &
  Pick<SendRow, "status" | "error">;

function move(row: SendRow, to: Move, sql: Statements): SendRow | undefined {
  const { notBefore, dueAt, tries } = { ...row, ...to };
  return sql.moveSend.get(
    to.status,
    Math.ceil(notBefore),
    Math.ceil(dueAt),
    tries,
    to.providerId ?? null,
    to.error,
    row.seq,
  );
}

/** A person has taken over since this attempt began: the bot's words are not tried again. */
function tryLater(row: SendRow, to: Move, sql: Statements): SendRow | undefined {
  return move(row, row.revoked ? { ...to, status: "cancelled" } : to, sql);
}

/** An unclear attempt stays unclear however long it is put off. */
function postpone(
  row: SendRow,
  { notBefore, reason, inOrder }: Extract<Settlement, { kind: "postponed" }>,
  sql: Statements,
): SendRow | undefined {
  const tries = Math.max(0, row.tries - 1);
  const back = { notBefore, dueAt: notBefore, tries, error: reason };
  if (row.status === "ambiguous") return move(row, { ...back, status: "ambiguous" }, sql);
  return tryLater(row, { ...back, status: inOrder ? "retry" : "pending" }, sql);
}

function keepFailure(
  row: SendRow,
  errorCode: string | undefined,
  now: number,
  sql: Statements,
): void {
  const inbound: Inbound = {
    kind: "receipt",
    key: `failed:${row.id}`,
    receivedAt: now,
    sendId: row.id,
    status: "failed",
    ...(errorCode === undefined ? {} : { errorCode }),
  };
  sql.keepInbound.run(inbound.key, row.customer, inbound.kind, JSON.stringify(inbound), now);
}
