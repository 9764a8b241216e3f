import type { CustomerId, Inbound } from "../../../core/message.ts";
import type { Send, Settlement, Store } from "../../../core/ports.ts";
import { refuseTimeless } from "./accepting.ts";
import type { Book } from "./book.ts";
import { bindAddress, noteSent } from "./names.ts";
import { ALL_PARTITIONS, DESK, isShared, type Partition, partitionOf } from "./partitions.ts";
import {
  acceptReply,
  type ForeignSend,
  flagReply,
  read,
  sendReply,
  unsentReply,
} from "./replies.ts";
import { BIND_THREAD, SEND, UNSENT } from "./scripts-looking.ts";
import { SETTLE } from "./scripts-outbox.ts";
import { ACCEPT } from "./scripts-turns.ts";
import { sendsTaker } from "./take-sends.ts";

/** What this version cannot read is left to a newer one for a quarter of an hour, and looked at each minute. */
const FOREIGN_REST_MS = 60_000;
const FOREIGN_TRIES = 15;

type Held = { place: Partition; customer: CustomerId };

/** Step E's half of the store: what may leave, and what became of it. */
export function outbox(book: Book): Pick<Store, "takeSends" | "settle" | "send" | "unsent"> {
  const { servers, bell, attempts } = book;
  /** What this process has on its way. */
  const held = new Map<string, Held>();
  const take = sendsTaker(book, giveBack);

  async function takeSends(asked: { now: number; limit: number }): Promise<readonly Send[]> {
    const taken = await take(asked);
    for (const row of taken) hold(row);
    return taken;
  }

  function hold({ id, customer, lane }: Pick<Send, "id" | "customer" | "lane">): void {
    held.set(id, { place: isShared(lane) ? DESK : partitionOf(customer), customer });
  }

  /** A newer server may send what this one cannot read, in its place; after a while a person hears of it. */
  async function giveBack(row: ForeignSend, now: number): Promise<void> {
    hold(row);
    const error = "not of a shape that this version knows";
    const kind = row.status === "ambiguous" ? "ambiguous" : "retry";
    const again: Settlement = { kind, dueAt: now + FOREIGN_REST_MS, error };
    const settlement: Settlement = row.tries > FOREIGN_TRIES ? { kind: "dead", error } : again;
    try {
      await settle(row.id, settlement, now);
    } catch {
      held.delete(row.id);
      attempts.settled(row.id); // the next heartbeat finds that nobody here has it, and takes it back
    }
  }

  /** The id begins with its customer, and what is for the desk lies with the desk; else everybody is asked. */
  async function find(sendId: string): Promise<{ place: Partition; send: Send } | undefined> {
    const guessed: Partition[] = [partitionOf(sendId.split("-")[0] ?? ""), DESK];
    const others = ALL_PARTITIONS.filter((place) => !guessed.includes(place));
    return (await findIn(guessed, sendId)) ?? (await findIn(others, sendId));
  }

  async function findIn(places: readonly Partition[], sendId: string) {
    const found = await Promise.all(
      places.map(async (place) => {
        const send = read(sendReply, await servers.ask(place, SEND, sendId));
        return send && { place, send };
      }),
    );
    return found.find(Boolean);
  }

  async function whereIs(sendId: string): Promise<Held | undefined> {
    const known = held.get(sendId);
    if (known) return known;
    const found = await find(sendId);
    return found && { place: found.place, customer: found.send.customer };
  }

  async function settle(sendId: string, settlement: Settlement, now: number): Promise<void> {
    const row = await whereIs(sendId);
    if (!row) return;
    if (settlement.kind === "sent") await noteWhereItLeads(sendId, row.customer, settlement);
    const told = await tellFailure(sendId, row, settlement, now);
    const [isHeard, due] = read(
      flagReply,
      await servers.keep(
        row.place,
        SETTLE,
        sendId,
        attempts.of(sendId) ?? "",
        String(now),
        ...settlementArguments(settlement),
        ...told,
      ),
    );
    held.delete(sendId);
    attempts.settled(sendId);
    book.note(row.place, due);
    if (isHeard > 0) bell.ring();
  }

  /**
   * What the settling script is to tell the conversation: key and body, or two empty texts. A row of the desk lies
   * apart from its customer, who hears of it here, before it is settled: then it cannot be lost.
   */
  async function tellFailure(
    sendId: string,
    { place, customer }: Held,
    settlement: Settlement,
    now: number,
  ): Promise<readonly [string, string]> {
    if (settlement.kind !== "dead") return ["", ""];
    const failure = failureOf(sendId, settlement, now);
    if (place !== DESK) return [failure.key, JSON.stringify(failure)];
    await tell(customer, failure);
    return ["", ""];
  }

  async function noteWhereItLeads(
    sendId: string,
    customer: CustomerId,
    { providerId, binds }: Extract<Settlement, { kind: "sent" }>,
  ): Promise<void> {
    await noteSent(providerId, { customer, sendId }, servers);
    if (!binds) return;
    await bindAddress(binds.address, customer, servers);
    const handoff = String(binds.handoff);
    await servers.keep(partitionOf(customer), BIND_THREAD, customer, handoff, binds.address);
  }

  async function tell(customer: CustomerId, failure: Inbound): Promise<void> {
    const partition = partitionOf(customer);
    const { key, kind, receivedAt } = failure;
    const fields = ["", key, kind, JSON.stringify(failure), String(receivedAt), "", "", ""];
    const answer = await servers.keep(partition, ACCEPT, customer, ...fields);
    book.note(partition, read(acceptReply, answer)[1]);
    bell.ring();
  }

  async function unsent(customer: CustomerId): Promise<readonly Send[]> {
    return read(unsentReply, await servers.ask(partitionOf(customer), UNSENT, customer));
  }

  return { takeSends, settle, send: async (sendId) => (await find(sendId))?.send, unsent };
}

/** Kind, due time or provider's id, error. */
function settlementArguments(settlement: Settlement): readonly [string, string, string] {
  switch (settlement.kind) {
    case "sent":
      return ["sent", settlement.providerId, ""];
    case "retry":
    case "ambiguous":
      return [settlement.kind, moment(settlement.dueAt), settlement.error];
    case "postponed":
      return [
        settlement.inOrder ? "held" : "postponed",
        moment(settlement.notBefore),
        settlement.reason,
      ];
    case "cancelled":
      return ["cancelled", "", settlement.reason];
    case "dead":
      return ["dead", "", settlement.error];
    default:
      return settlement satisfies never;
  }
}

function moment(at: number): string {
  refuseTimeless(at);
  return String(Math.ceil(at));
}

function failureOf(
  sendId: string,
  { errorCode }: Extract<Settlement, { kind: "dead" }>,
  now: number,
): Inbound {
  return {
    kind: "receipt",
    key: `failed:${sendId}`,
    receivedAt: now,
    sendId,
    status: "failed",
    ...(errorCode === undefined ? {} : { errorCode }),
  };
}
