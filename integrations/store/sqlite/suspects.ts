import type { GroupCommit } from "./group-commit.ts";
import type { PendingRow } from "./rows.ts";
import type { Statements } from "./statements.ts";
import type { TurnOrder } from "./turn-order.ts";

/**
 * What waited already when this process started: a turn of it may be what ended the process before. Only its turns are
 * noted before they begin, so that what arrives from now on costs no write more. The first note says no more than that
 * it was under way, with whatever else was; from then on it is taken alone (turn-order.ts), and each note is its own.
 */
export type Suspects = {
  /** Resolves once it is on disk that a turn of these begins. @throws StoreUnavailableError: it must not begin. */
  begin(rows: readonly PendingRow[], now: number): Promise<void>;
  /** The process ends as it should: takes the notes back, but for turns that are still under way. */
  end(): void;
};

/** Those who have never been in a turn at a crash are noted ahead with one flush: about as many as are served side by side. */
const NOTED_AHEAD = 64;

export function suspects(sql: Statements, commits: GroupCommit, turns: TurnOrder): Suspects {
  const newest = sql.newestInbound.get()?.seq ?? 0;
  const noted = new Map<number, string>();

  return {
    async begin(rows, now) {
      const open = rows.filter(({ seq }) => seq <= newest && !noted.has(seq));
      if (open.length === 0) return;
      await commits.write({
        run() {
          const isAlone = open.some(({ customer }) => turns.isSuspect(customer));
          const ahead = isAlone ? [] : sql.noteWaiting.all(newest, now, NOTED_AHEAD);
          const others = open.filter((row) => ahead.every(({ seq }) => seq !== row.seq));
          for (const { seq } of others) sql.noteBegun.run(seq);
          return [...ahead, ...others];
        },
        applied(written) {
          for (const { seq, customer } of written) noted.set(seq, customer);
        },
      });
    },
    end() {
      for (const [seq, customer] of noted) {
        if (!turns.isServed(customer)) sql.forgetBegun.run(seq);
      }
      noted.clear();
    },
  };
}
