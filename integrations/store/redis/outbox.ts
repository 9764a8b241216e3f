import type { CustomerId, Inbound } from "../../../core/message.ts";
import type { Send, Settlement, Store } from "../../../core/ports.ts";
import { refuseTimeless } from "./accepting.ts";
import type { Book } from "./book.ts";
import { bindAddress, noteSent } from "./names.ts";
import { ALL_PARTITIONS, DESK, isShared, type Partition, partitionOf } from "./partitions.ts";
import { acceptReply, flagReply, read, sendReply, takeReply, unsentReply } from "./replies.ts";
import { BIND_THREAD, SEND, UNSENT } from "./scripts-looking.ts";
import { SETTLE, TAKE } from "./scripts-outbox.ts";
import { ACCEPT } from "./scripts-turns.ts";

/** Partitions that are asked side by side; each answer may bring several sends. */
const ASKED_AT_ONCE = 8;

type Held = { place: Partition; customer: CustomerId };

/** Step E's half of the store: what may leave, and what became of it. */
export function outbox(book: Book): Pick<Store, "takeSends" | "settle" | "send" | "unsent"> {
  const { servers, board, bell, me, lostAttempts } = book;
  let attempts = 0;
  /** What this process has on its way. */
  const held = new Map<string, Held>();
  /** Several that ask at once look in different places, as far as there are any. */
  const beingAsked = new Set<Partition>();

  async function takeSends(asked: { now: number; limit: number }): Promise<readonly Send[]> {
    const taken: Send[] = [];
    try {
      // What we start ourselves never delays what somebody waits for.
      await takeAll("urgent", asked, taken);
      await takeAll("patient", asked, taken);
    } catch (error) {
      if (taken.length === 0) throw error; // else: what is marked must be sent; the failure comes again with the next asking
    }
    for (const { id, customer, lane } of taken) {
      held.set(id, { place: isShared(lane) ? DESK : partitionOf(customer), customer });
    }
    return taken;
  }

  async function takeAll(
    kind: "urgent" | "patient",
    { now, limit }: { now: number; limit: number },
    taken: Send[],
  ): Promise<void> {
    for (;;) {
      const left = limit - taken.length;
      const due = board.where(kind, now);
      const free = due.filter((place) => !beingAsked.has(place));
      const places = (free.length > 0 ? free : due).slice(0, Math.min(ASKED_AT_ONCE, left));
      if (places.length === 0) return;
      const share = { now, limit: Math.floor(left / places.length) };
      await takeFromEach(places, kind, share, taken);
    }
  }

  /** What one partition has marked is sent, whatever happens to the others. */
  async function takeFromEach(
    places: readonly Partition[],
    kind: "urgent" | "patient",
    share: { now: number; limit: number },
    taken: Send[],
  ): Promise<void> {
    const answers = await Promise.allSettled(places.map((place) => takeFrom(place, kind, share)));
    for (const answer of answers) if (answer.status === "fulfilled") taken.push(...answer.value);
    const failed = answers.find((answer) => answer.status === "rejected");
    if (failed) throw failed.reason;
  }

  async function takeFrom(
    place: Partition,
    kind: "urgent" | "patient",
    { now, limit }: { now: number; limit: number },
  ): Promise<readonly Send[]> {
    attempts += 1;
    const attempt = `${me}/${attempts}`;
    beingAsked.add(place);
    try {
      const answer = await servers.keep(place, TAKE, String(now), String(limit), attempt, kind);
      const [sends, due] = read(takeReply, answer);
      book.note(place, due);
      return sends;
    } catch (error) {
      lostAttempts.add(attempt);
      throw error;
    } finally {
      beingAsked.delete(place);
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
        me,
        String(now),
        ...settlementArguments(settlement),
        ...told,
      ),
    );
    held.delete(sendId);
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
