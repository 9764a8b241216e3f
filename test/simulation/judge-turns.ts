import type { Store } from "../../core/ports.ts";
import { groupBy } from "./seen.ts";

/** More turns than a night has. */
const ALL = 100_000;

/**
 * What was accepted once had one turn: a process that was overtaken while it stood still does not leave a second one behind,
 * though the ids of its sends would keep anybody from hearing it twice.
 */
export async function judgeTurns(store: Pick<Store, "journalSince">): Promise<readonly string[]> {
  const turns = await store.journalSince(0, ALL);
  const settled = turns.flatMap(({ entry }) =>
    entry.inbounds.filter(({ kind }) => kind !== "timer"),
  );
  return [...groupBy(settled, ({ key }) => key)]
    .filter(([, times]) => times.length > 1)
    .map(([key, times]) => `${key} had ${times.length} turns`);
}
