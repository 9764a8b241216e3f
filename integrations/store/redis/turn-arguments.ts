import type { NewSend } from "../../../core/decision.ts";
import {
  addressKind,
  type CustomerId,
  type Inbound,
  type ReceiptStatus,
} from "../../../core/message.ts";
import type { TurnChange } from "../../../core/ports.ts";
import { refuseTimeless } from "./accepting.ts";
import { consentField, customerSent } from "./names.ts";
import { isShared } from "./partitions.ts";
import type { Servers } from "./servers.ts";

/** Checked before anything is written, because a script that stops in the middle is not undone. */
export function refuseTimelessChange({ at, timers, sends }: TurnChange): void {
  refuseTimeless(at, ...timers.set.map(({ dueAt }) => dueAt));
  refuseTimeless(...sends.flatMap(({ notBefore, rank }) => [notBefore, rank]));
}

/** What a turn changes beside the conversation, as the COMMIT script reads it. */
export function turnArguments(
  customer: CustomerId,
  change: TurnChange,
  deliveries: readonly Delivery[],
): string {
  const sends = change.sends.map((send) => ({
    send,
    row: sendArgument(customer, send, change.at),
  }));
  return JSON.stringify({
    at: String(Math.ceil(change.at)),
    done: change.done,
    ...(change.waiting ? { waiting: JSON.stringify(change.waiting) } : {}),
    cancel: change.timers.cancel,
    set: change.timers.set.map(({ key, timer, subject, dueAt }) => {
      const due = Math.ceil(dueAt);
      const inbound: Inbound = { kind: "timer", timer, subject, key, receivedAt: due };
      return { key, due: String(due), body: JSON.stringify(inbound) };
    }),
    consent: change.consent.map((consent) => ({
      address: consentField(consent),
      status: consent.status,
      change: JSON.stringify(consent),
    })),
    deliveries,
    silence: change.cancelBotSends,
    takeBack: change.takeBack ?? [],
    sends: sends.filter(({ send }) => !isShared(send.lane)).map(({ row }) => row),
    handover: sends.filter(({ send }) => isShared(send.lane)).map(({ row }) => JSON.stringify(row)),
  });
}

/** A row of the outbox as scripts take it; `bot`: taken back when a person takes over. */
function sendArgument(customer: CustomerId, send: NewSend, at: number) {
  const { notBefore, ...always } = send;
  const earliest = Math.ceil(notBefore);
  return {
    id: send.id,
    customer,
    lane: send.lane,
    rank: send.rank,
    urgent: send.purpose === "thank_you" ? "0" : "1",
    bot: send.author === "bot" && !["desk", "shop"].includes(addressKind(send.to)) ? "1" : "0",
    nb: String(earliest),
    due: String(Math.max(earliest, at)),
    fixed: JSON.stringify({ ...always, customer, createdAt: at }),
  };
}

type Delivery = {
  id: string;
  status: ReceiptStatus;
  error: string | undefined;
  pid: string | undefined;
  /** Whether the provider named our own id, and not only its own. */
  own: boolean;
};

/** Receipts with the send that each is about; those about nothing of ours are left out. */
export async function deliveryArguments(
  deliveries: TurnChange["deliveries"],
  servers: Servers,
): Promise<readonly Delivery[]> {
  const found = await Promise.all(
    deliveries.map(async ({ sendId, providerId, status, errorCode }): Promise<Delivery[]> => {
      const id = sendId ?? (providerId && (await customerSent(providerId, servers))?.sendId);
      if (id === undefined || id === "") return [];
      return [{ id, status, error: errorCode, pid: providerId, own: sendId !== undefined }];
    }),
  );
  return found.flat();
}
