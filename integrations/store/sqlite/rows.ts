import type { Purpose, SendBody } from "../../../core/decision.ts";
import type { Address, ReceiptStatus } from "../../../core/message.ts";
import type { InboxItem, Send, SendStatus } from "../../../core/ports.ts";
import type { Queued } from "./lanes.ts";

/** A row of `inbound`, in schema.ts. */
export type InboundRow = {
  seq: number;
  key: string;
  customer: string;
  kind: string;
  body: string;
  status: "pending" | "done" | "dead";
  tries: number;
  crashes: number;
  receivedAt: number;
  dueAt: number;
  error: string | null;
};

/** What a pending row of `inbound` is due for; what it says is read when it is needed. */
export type PendingRow = Omit<InboundRow, "body" | "status" | "error">;

/** A row of `send`, in schema.ts. */
export type SendRow = {
  seq: number;
  id: string;
  customer: string;
  purpose: Purpose;
  author: "bot" | "agent";
  to: Address;
  from: Address | null;
  body: string;
  lane: string;
  rank: number;
  notBefore: number;
  dueAt: number;
  status: SendStatus;
  revoked: number;
  createdAt: number;
  tries: number;
  startedAt: number | null;
  providerId: string | null;
  receipt: ReceiptStatus | null;
  error: string | null;
};

/** The row in the port's words. */
export function toSend(row: SendRow): Send {
  const { seq: _seq, dueAt: _dueAt, revoked: _revoked, ...send } = row;
  const { from, startedAt, providerId, receipt, error, ...always } = send;
  return {
    ...always,
    body: JSON.parse(row.body) as SendBody, // a newer Nightdesk's file is refused, so this version knows every shape
    ...(from === null ? {} : { from }),
    ...(startedAt === null ? {} : { startedAt }),
    ...(providerId === null ? {} : { providerId }),
    ...(receipt === null ? {} : { receipt }),
    ...(error === null ? {} : { error }),
  };
}

/** The row's place in its lane; `undefined` for one that does not wait to leave. */
export function toQueued(row: SendRow): Queued | undefined {
  const { seq, lane, rank, status, dueAt, purpose } = row;
  if (status !== "pending" && status !== "retry" && status !== "ambiguous") return undefined;
  return { seq, lane, rank, status, dueAt, purpose };
}

/** The row as the inbox shows it; `undefined` for one that is done. */
export function toInboxItem(row: InboundRow): InboxItem | undefined {
  const { key, customer, kind, status, tries, receivedAt, dueAt, error } = row;
  if (status === "done") return undefined;
  const item = { key, customer, kind, status, tries, receivedAt, dueAt };
  return error === null ? item : { ...item, error };
}
