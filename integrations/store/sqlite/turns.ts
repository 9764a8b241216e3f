import { asRead } from "../../../core/conversation.ts";
import {
  type Address,
  type CustomerId,
  type Inbound,
  inboundSchema,
} from "../../../core/message.ts";
import type { Lease, Store, TurnChange, Work } from "../../../core/ports.ts";
import { inOrderOfArrival } from "../arrival-order.ts";
import { type Book, conversationOf } from "./book.ts";
import type { Write } from "./group-commit.ts";
import type { PendingRow } from "./rows.ts";
import { writeTurn } from "./turn-writing.ts";

/** Steps B to D's half of the store: whose turn it is, and what a turn leaves behind. */
export function turns(book: Book): Pick<Store, "lease" | "commit" | "fail"> {
  const { sql, commits, turns, lanes, bell, conversations, inbounds, suspects } = book;

  async function lease({
    now,
    leaseMs,
  }: {
    now: number;
    leaseMs: number;
  }): Promise<Work | undefined> {
    for (;;) {
      const found = await commits.read(() => findWork(now, leaseMs, book));
      if (!found) return undefined;
      await begin(found, now);
      if (found.unreadable.length === 0) return found.work;
      await setAside(found.work.lease, found.unreadable);
    }
  }

  /** A turn that cannot be noted, where it must be, does not begin: somebody else may have it. */
  async function begin({ work: { lease }, rows }: Found, now: number): Promise<void> {
    try {
      await suspects.begin(rows, now);
    } catch (error) {
      if (turns.end(lease)) turns.plan(lease.customer, now);
      throw error;
    }
  }

  /** What this version cannot read waits for a person, so that the customer's other messages go on. */
  function setAside({ customer }: Lease, unreadable: readonly string[]): Promise<void> {
    return commits
      .write({
        run() {
          for (const key of unreadable) {
            sql.failInbound.run("dead", 0, "not of a shape that this version knows", key, customer);
          }
          return soonestOf(customer, book);
        },
        applied: (soonest) => turns.plan(customer, soonest),
      })
      .then(() => undefined);
  }

  async function commit(lease: Lease, change: TurnChange): Promise<"committed" | "lost"> {
    const { customer } = lease;
    const texts = {
      conversation: JSON.stringify(change.conversation),
      journal: JSON.stringify(change.journal),
    };
    const written = await commits.write(
      endingLease(
        lease,
        () => writeTurn(customer, change, texts, { sql, lanes }),
        ({ queued, begun, noLongerQueued }) => {
          for (const seq of noLongerQueued) lanes.remove(seq);
          for (const row of begun) lanes.begin(row);
          for (const row of queued) lanes.add(row);
          conversations.keep(customer, asRead(change.conversation));
          for (const key of change.done) inbounds.forget(key);
        },
      ),
    );
    return written ? "committed" : "lost";
  }

  async function fail(lease: Lease, failure: Parameters<Store["fail"]>[1]): Promise<void> {
    const status = failure.dead ? "dead" : "pending";
    const retryAt = Math.ceil(failure.retryAt);
    await commits.write(
      endingLease(lease, () => {
        for (const key of failure.keys) {
          sql.failInbound.run(status, retryAt, failure.error, key, lease.customer);
        }
      }),
    );
  }

  /** A write that ends the lease; nothing is run if the customer is somebody else's by now. */
  function endingLease<Result>(
    lease: Lease,
    run: () => Result,
    applied?: (result: Result) => void,
  ): Write<{ result: Result; soonest: number | undefined; isSuspected: boolean } | undefined> {
    let ended = false;
    return {
      run() {
        ended = turns.end(lease);
        if (!ended) return undefined;
        const result = run();
        const isSuspected = turns.isSuspect(lease.customer) && hasSuspects(lease.customer, book);
        return { result, soonest: soonestOf(lease.customer, book), isSuspected };
      },
      undone() {
        if (ended) turns.restore(lease);
      },
      applied(written) {
        if (!written) return;
        applied?.(written.result);
        if (!written.isSuspected) turns.acquit(lease.customer);
        turns.plan(lease.customer, written.soonest);
        bell.ring();
      },
    };
  }

  return { lease, commit, fail };
}

function soonestOf(customer: CustomerId, { sql }: Book): number | undefined {
  return sql.soonestOf.get(customer)?.dueAt ?? undefined;
}

/** Whether anything of theirs is left over which processes may have died. */
function hasSuspects(customer: CustomerId, { sql }: Book): boolean {
  return sql.pendingOf.all(customer).some(({ crashes }) => crashes > 0);
}

type Found = { work: Work; unreadable: readonly string[]; rows: readonly PendingRow[] };

function findWork(now: number, leaseMs: number, book: Book): Found | undefined {
  const { sql, turns } = book;
  for (let customer = turns.next(now); customer !== undefined; customer = turns.next(now)) {
    const rows = sql.pendingOf.all(customer);
    const startsAt = whenToStart(rows, now);
    if (startsAt === undefined || startsAt > now) {
      turns.plan(customer, startsAt);
      continue;
    }
    const due = apart(inOrderOfArrival(rows.filter((row) => isDue(row, now))));
    const { inbounds, unreadable } = readInbounds(due, book);
    const addresses = sql.addressesOf.all(customer);
    const work = {
      lease: turns.grant(customer, now + leaseMs),
      conversation: conversationOf(customer, book),
      inbounds,
      addresses: addresses.map(toAddress),
      optedOut: addresses.filter(({ optedOut }) => optedOut === 1).map(toAddress),
    };
    return { work, unreadable, rows: due };
  }
  return undefined;
}

/**
 * What a turn takes of what is due: all of it, but one at a time once two processes have died over some of it, so that the
 * one that kills is known from those that came with it.
 */
function apart(due: readonly PendingRow[]): readonly PendingRow[] {
  return due.some(({ crashes }) => crashes >= DEATHS_TOGETHER) ? due.slice(0, 1) : due;
}

/** The first death says nothing, and the second what they are that hold the one. */
const DEATHS_TOGETHER = 2;

/**
 * When these can be served: at the first due time, except that what came later does not overtake a turn that failed
 * and waits for its next try.
 */
function whenToStart(rows: readonly PendingRow[], now: number): number | undefined {
  const failed = rows.filter(({ tries, dueAt }) => tries > 0 && dueAt > now);
  const first = failed.length > 0 ? failed : rows;
  if (first.some((row) => isDue(row, now))) return now;
  return first.length > 0 ? Math.min(...first.map(({ dueAt }) => dueAt)) : undefined;
}

/** What somebody wrote was due when it came, though the clock, set back since, does not show that moment yet. */
function isDue({ dueAt, kind, tries }: PendingRow, now: number): boolean {
  return dueAt <= now || (kind !== "timer" && tries === 0);
}

function readInbounds(rows: readonly PendingRow[], { sql, inbounds: known }: Book) {
  const inbounds: Work["inbounds"][number][] = [];
  const unreadable: string[] = [];
  for (const { seq, key, tries, crashes } of rows) {
    const inbound = known.get(key) ?? readInbound(sql.bodyOf.get(seq)?.body ?? "null");
    if (inbound) inbounds.push({ inbound, tries, crashes });
    else unreadable.push(key);
  }
  return { inbounds, unreadable };
}

function readInbound(body: string): Inbound | undefined {
  return inboundSchema.safeParse(JSON.parse(body)).data;
}

function toAddress({ address }: { address: string }): Address {
  return address as Address; // only addresses are ever written to this column
}
