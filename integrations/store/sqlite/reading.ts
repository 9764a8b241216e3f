import { journalEntrySchema } from "../../../core/decision.ts";
import type { Address } from "../../../core/message.ts";
import type { Allowance } from "../../../core/ports.ts";
import type { Reading } from "../reading.ts";
import { type Book, conversationOf } from "./book.ts";
import { isSilent } from "./silence.ts";
import type { Statements } from "./statements.ts";

/** What others may ask of the store, and the cursors that they keep in it. */
export function reading({ sql, commits, turns, lanes, conversations }: Book): Reading {
  return {
    conversation: (customer) =>
      commits.read(() => conversationOf(customer, { sql, conversations })),
    customerOf: (address) => commits.read(() => sql.customerOf.get(address)?.customer),
    threadOf: (customer, handoff) =>
      // Only addresses are ever written to this column.
      commits.read(() => sql.threadOf.get(customer, handoff)?.address as Address | undefined),
    isOptedOut: (address) => commits.read(() => isSilent(address, sql)),
    consents: (address) =>
      commits.read(() =>
        sql.consentsOf.all(address).map(({ purpose, ...change }) => ({
          address,
          ...change,
          ...(purpose === null ? {} : { purpose }),
        })),
      ),
    waiting: () =>
      commits.read(() =>
        sql.waiting.all().map(({ promiseDueAt, conversation, ...row }) => ({
          ...row,
          promiseDueAt: promiseDueAt ?? undefined,
          conversation: JSON.parse(conversation),
        })),
      ),
    journal: (customer) =>
      commits.read(() =>
        sql.journalOf.all(customer).map(({ entry }) => journalEntrySchema.parse(JSON.parse(entry))),
      ),
    journalSince: (since, limit) =>
      commits.read(() =>
        sql.journalLately
          .all(limit)
          .map(({ customer, entry }) => ({
            customer,
            entry: journalEntrySchema.parse(JSON.parse(entry)),
          }))
          .filter(({ entry }) => entry.at >= since),
      ),
    cursor: (name) => commits.read(() => sql.cursor.get(name)?.value),
    setCursor: (name, value) =>
      commits.write({ run: () => sql.setCursor.run(name, value) }).then(() => undefined),
    async keepOnce(name, fresh) {
      const kept = await commits.read(() => sql.cursor.get(name)?.value);
      if (kept !== undefined) return kept;
      return commits.write({
        run: () => {
          sql.keepOnce.run(name, fresh);
          return sql.cursor.get(name)?.value ?? fresh;
        },
      });
    },
    spend: (allowance, key, now) => commits.write({ run: () => spend(allowance, key, now, sql) }),
    backlog: (now) => commits.read(() => sql.backlog.get(now)?.count ?? 0),
    counts: () =>
      commits.read(() => {
        const counts = sql.counts.get();
        if (!counts) throw new Error("SQLite gave no row for a query that always has one");
        return { ...counts };
      }),
    nextDueAt: (of) =>
      commits.read(() => {
        const both = { turns: turns.nextAt(), sends: lanes.nextAt() };
        if (of) return both[of];
        const times = Object.values(both).filter((at) => at !== undefined);
        return times.length > 0 ? Math.min(...times) : undefined;
      }),
  };
}

function spend({ name, limits }: Allowance, key: string, now: number, sql: Statements): boolean {
  sql.forgetSpent.run(now);
  if (sql.isSpent.get(name, key)) return true;
  const isLeft = limits.every(
    ({ count, withinMs }) => (sql.spentSince.get(name, now - withinMs)?.uses ?? 0) < count,
  );
  if (!isLeft) return false;
  sql.spend.run(name, key, now, now + Math.max(...limits.map(({ withinMs }) => withinMs)));
  return true;
}
