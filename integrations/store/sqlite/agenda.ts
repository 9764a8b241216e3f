import { type Due, isSooner, pop, push } from "./heap.ts";

/** What is to be looked at when, soonest first; of the same moment, what was put in first. */
export type Agenda = {
  /** Puts it in, or moves it. */
  set(id: string, at: number): void;
  at(id: string): number | undefined;
  delete(id: string): void;
  soonest(): { id: string; at: number } | undefined;
};

type Entry = Due & { id: string };

/** Stale entries that may lie about before the heap is built anew. */
const SPARE_ENTRIES = 1024;

/** A binary heap whose outdated entries are skipped when they come up, so that moving and deleting cost nothing. */
export function agenda(): Agenda {
  const current = new Map<string, Entry>();
  let heap: Entry[] = [];
  let order = 0;

  function soonest(): Entry | undefined {
    for (let top = heap[0]; top; top = heap[0]) {
      if (current.get(top.id) === top) return top;
      pop(heap);
    }
    return undefined;
  }

  return {
    set(id, at) {
      const entry = { id, at, order: order++ };
      current.set(id, entry);
      if (heap.length > 2 * current.size + SPARE_ENTRIES) {
        heap = [...current.values()].sort((a, b) => (isSooner(a, b) ? -1 : 1));
      } else {
        push(heap, entry);
      }
    },
    at: (id) => current.get(id)?.at,
    delete: (id) => {
      current.delete(id);
    },
    soonest,
  };
}
