import { type Address, inboundSchema } from "../../../core/message.ts";
import type { Lease, Store, TurnChange, Work } from "../../../core/ports.ts";
import { inOrderOfArrival } from "../arrival-order.ts";
import type { Book } from "./book.ts";
import { noteConsent } from "./names.ts";
import { type Partition, partitionOf } from "./partitions.ts";
import { commitReply, failReply, type LeaseRow, leaseReply, read } from "./replies.ts";
import { COMMIT, FAIL, LEASE } from "./scripts-turns.ts";
import { deliveryArguments, refuseTimelessChange, turnArguments } from "./turn-arguments.ts";

type Failure = Parameters<Store["fail"]>[1];

/** Steps B to D's half of the store: whose turn it is, and what a turn leaves behind. */
export function turns(book: Book): Pick<Store, "lease" | "commit" | "fail"> {
  const { servers, board, bell, company, me } = book;

  /** One asks after the other: what must be alone is not asked for while an answer may bring company. */
  let asked: Promise<unknown> = Promise.resolve();

  function lease(options: { now: number; leaseMs: number }): Promise<Work | undefined> {
    const asking = asked.then(() => next(options));
    asked = asking.catch(() => {}); // whoever asked hears it
    return asking;
  }

  async function next(options: { now: number; leaseMs: number }): Promise<Work | undefined> {
    company.forget(options.now);
    for (;;) {
      const [partition] = board.where("turn", options.now);
      if (!partition || company.closedUntil() !== undefined) return undefined;
      const found = await leaseIn(partition, options);
      if (!found) continue;
      if (found.unreadable.length === 0) return found.work;
      // What this version cannot read waits for a person, so that the customer's other messages go on.
      await fail(found.work.lease, {
        keys: found.unreadable,
        error: "not of a shape that this version knows",
        retryAt: 0,
        dead: true,
      });
      company.ended(found.work.lease);
    }
  }

  async function leaseIn(
    partition: Partition,
    { now, leaseMs }: { now: number; leaseMs: number },
  ): Promise<{ work: Work; unreadable: readonly string[] } | undefined> {
    const until = now + leaseMs;
    const answer = await servers.ask(
      partition,
      LEASE,
      String(now),
      String(until),
      me,
      company.isEmpty() ? "1" : "0",
    );
    const [granted, due] = read(leaseReply, answer);
    book.note(partition, due);
    if (granted === "alone") company.makeRoom();
    if (!granted || granted === "alone") return undefined;
    const [customer, epoch, conversation, rows, addresses] = granted;
    company.begun(
      { customer, epoch, until },
      rows.some(({ crashes }) => crashes > 0),
    );
    const { inbounds, unreadable } = readInbounds(rows);
    const kept: unknown = conversation === "" ? undefined : JSON.parse(conversation);
    return {
      work: {
        lease: { customer, epoch, until },
        conversation: kept,
        inbounds,
        addresses: addresses.map(([address]) => address),
        optedOut: addresses.flatMap(([address, said]): Address[] =>
          said === "opted_out" ? [address] : [],
        ),
      },
      unreadable,
    };
  }

  async function commit(
    { customer, epoch }: Lease,
    change: TurnChange,
  ): Promise<"committed" | "lost"> {
    refuseTimelessChange(change);
    if (change.consent.length > 0) await noteConsent(customer, change.consent, servers);
    const partition = partitionOf(customer);
    // Without receipts nothing is waited for: what is asked after this turn also runs after it.
    const deliveries =
      change.deliveries.length > 0 ? await deliveryArguments(change.deliveries, servers) : [];
    const answer = await servers.keep(
      partition,
      COMMIT,
      customer,
      `${epoch}:${me}`,
      JSON.stringify(change.conversation),
      JSON.stringify(change.journal),
      turnArguments(customer, change, deliveries),
    );
    const [outcome, forTheDesk, due] = read(commitReply, answer);
    book.note(partition, due);
    bell.ring();
    if (forTheDesk > 0) await book.handOver(partition);
    return outcome;
  }

  async function fail({ customer, epoch }: Lease, failure: Failure): Promise<void> {
    const partition = partitionOf(customer);
    const answer = await servers.keep(
      partition,
      FAIL,
      customer,
      `${epoch}:${me}`,
      failure.dead ? "dead" : "pending",
      String(Math.ceil(failure.retryAt)),
      failure.error,
      ...failure.keys,
    );
    const [, due] = read(failReply, answer);
    book.note(partition, due);
    bell.ring();
  }

  /** Whatever comes of it, this process does no more about the turn. */
  const ending =
    <Change, Outcome>(end: (lease: Lease, change: Change) => Promise<Outcome>) =>
    (lease: Lease, change: Change) =>
      end(lease, change).finally(() => company.ended(lease));

  return { lease, commit: ending(commit), fail: ending(fail) };
}

function readInbounds(rows: readonly LeaseRow[]) {
  const inbounds: Work["inbounds"][number][] = [];
  const unreadable: string[] = [];
  for (const row of inOrderOfArrival(rows.toSorted((a, b) => a.seq - b.seq))) {
    const { success, data } = inboundSchema.safeParse(parsed(row.body));
    // The first death says nothing: then it was under way with whatever else was.
    const crashes = Math.max(row.crashes - 1, 0);
    if (success) inbounds.push({ inbound: data, tries: row.tries, crashes });
    else unreadable.push(row.key);
  }
  return { inbounds, unreadable };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // not of any shape we know, and set aside as such
  }
}
