import type { DatabaseSync } from "node:sqlite";
import { StoreUnavailableError } from "../../../core/errors.ts";
import { isDiskFailure } from "./sqlite-errors.ts";

/**
 * One write. `run` works inside the transaction and may run a second time after a rollback; `applied` follows the
 * COMMIT and must not throw; `undone` follows a rollback of what `run` had begun in memory.
 */
export type Write<Result> = {
  run(): Result;
  applied?(result: Result): void;
  undone?(): void;
};

export type GroupCommit = {
  /** Resolves once the write is on disk. @throws StoreUnavailableError: nothing of it is left behind. */
  write<Result>(write: Write<Result>): Promise<Result>;
  /** Looks at what is committed. @throws StoreUnavailableError */
  read<Result>(look: () => Result): Promise<Result>;
  /** Writes that wait for their commit. */
  backlog(): number;
  /** Commits what waits, then takes nothing more. */
  close(): void;
};

/** One transaction holds the event loop for a few milliseconds at most; what is more comes with the next one. */
const LARGEST_GROUP = 256;

/**
 * A flush costs the same for one write as for many, and nothing else runs meanwhile: while each turn of the event loop
 * brings more writes, they are collected, but over no more turns than these. A write that comes alone waits for one.
 */
const MOST_TURNS = 16;

type Waiting = {
  /** Runs the write and gives what is to be done after the COMMIT. */
  run(): () => void;
  undone(): void;
  reject(error: unknown): void;
};

type Outcome = { kind: "kept" } | { kind: "failed"; error: unknown };

/**
 * Everything that is written in the same moment shares one `BEGIN IMMEDIATE … COMMIT`, and so one flush to disk. If one write of a group throws, the group is rolled back and each write runs alone, so that only the
 * bad one is refused; if the disk itself fails, all of them are refused.
 */
export function groupCommit(db: DatabaseSync): GroupCommit {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  let waiting: Waiting[] = [];
  let collecting = false;
  let closed = false;

  function collect(): void {
    if (collecting) return;
    collecting = true;
    afterTurn(0, 1);
  }

  function afterTurn(before: number, turn: number): void {
    setImmediate(() => {
      const brought = waiting.length - before;
      if (brought > 0 && waiting.length < LARGEST_GROUP && turn <= MOST_TURNS) {
        afterTurn(waiting.length, turn + 1);
      } else flush();
    });
  }

  function flush(): void {
    collecting = false;
    if (waiting.length === 0) return;
    const group = waiting.slice(0, LARGEST_GROUP);
    waiting = waiting.slice(LARGEST_GROUP);
    if (waiting.length > 0) collect();
    commitGroup(group);
  }

  function commitGroup(group: readonly Waiting[]): void {
    const outcome = commitTogether(group);
    if (outcome.kind === "kept") return;
    if (group.length === 1 || isDiskFailure(outcome.error)) {
      for (const write of group) write.reject(outcome.error);
    } else {
      for (const write of group) commitGroup([write]);
    }
  }

  function commitTogether(group: readonly Waiting[]): Outcome {
    const begun: Waiting[] = [];
    const afterwards: (() => void)[] = [];
    try {
      begin.run();
      for (const write of group) {
        begun.push(write);
        afterwards.push(write.run());
      }
      commit.run();
    } catch (error) {
      rollBack(begun);
      return { kind: "failed", error };
    }
    for (const after of afterwards) after();
    return { kind: "kept" };
  }

  function rollBack(begun: readonly Waiting[]): void {
    // Some failures roll back by themselves. Source: https://sqlite.org/lang_transaction.html
    if (db.isOpen && db.isTransaction) rollback.run();
    for (const write of begun.toReversed()) write.undone();
  }

  return {
    write: (write) =>
      new Promise((resolve, reject) => {
        if (closed) throw unavailable(new Error("the store is closed"));
        waiting.push({
          run() {
            const result = write.run();
            return () => {
              write.applied?.(result);
              resolve(result);
            };
          },
          undone: () => write.undone?.(),
          reject: (error) => reject(unavailable(error)),
        });
        collect();
      }),
    async read(look) {
      try {
        return look();
      } catch (error) {
        throw unavailable(error);
      }
    },
    backlog: () => waiting.length,
    close() {
      while (waiting.length > 0) flush();
      closed = true;
    },
  };
}

function unavailable(cause: unknown): StoreUnavailableError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new StoreUnavailableError(`the SQLite store could not do this: ${said}`, { cause });
}
