import type { Store } from "../../core/ports.ts";
import { accepting } from "../../integrations/store/sqlite/accepting.ts";
import type { Book } from "../../integrations/store/sqlite/book.ts";
import { erasing } from "../../integrations/store/sqlite/erasing.ts";
import { groupCommit } from "../../integrations/store/sqlite/group-commit.ts";
import { inbox } from "../../integrations/store/sqlite/inbox.ts";
import { lanes } from "../../integrations/store/sqlite/lanes.ts";
import type { openDatabase } from "../../integrations/store/sqlite/open.ts";
import { outbox } from "../../integrations/store/sqlite/outbox.ts";
import { people } from "../../integrations/store/sqlite/people.ts";
import { reading } from "../../integrations/store/sqlite/reading.ts";
import { remembered } from "../../integrations/store/sqlite/remembered.ts";
import { toQueued } from "../../integrations/store/sqlite/rows.ts";
import { prepareStatements } from "../../integrations/store/sqlite/statements.ts";
import { suspects } from "../../integrations/store/sqlite/suspects.ts";
import { turnOrder } from "../../integrations/store/sqlite/turn-order.ts";
import { turns } from "../../integrations/store/sqlite/turns.ts";

const REMEMBERED = 16;

/** The SQLite store put together from its own parts, one of which `spoil` replaces by a wrong one. */
export function flawedStore(
  db: ReturnType<typeof openDatabase>,
  spoil: (book: Book) => Book,
): Store {
  const sql = prepareStatements(db);
  const listeners = new Set<() => void>();
  const ring = () => {
    for (const listener of listeners) listener();
  };
  const commits = groupCommit(db);
  const order = turnOrder(sql.countOpening.get()?.times ?? 0);
  const book = spoil({
    sql,
    commits,
    turns: order,
    suspects: suspects(sql, commits, order),
    lanes: lanes(),
    bell: { ring: () => queueMicrotask(ring) },
    conversations: remembered(REMEMBERED),
    inbounds: remembered(REMEMBERED),
  });
  book.sql.interrupted.run();
  for (const row of sql.unsent.all()) {
    const queued = toQueued(row);
    if (queued) book.lanes.add(queued);
  }
  for (const { customer, dueAt } of sql.soonestOfAll.all()) book.turns.expect(customer, dueAt);
  for (const { customer, crashes } of sql.diedOver.all()) book.turns.suspect(customer, crashes);
  return {
    ...accepting(book),
    ...turns(book),
    ...outbox(book),
    ...reading(book),
    ...people(book),
    ...erasing(book, db),
    ...inbox(book),
    onWork(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    guarantee: () => "none: this store is wrong on purpose",
    close: async () => book.commits.close(),
  };
}
