/** What is to be looked at when, soonest first; of the same moment, what was put in first. */
export type Agenda = {
  /** Puts it in, or moves it. */
  set(id: string, at: number): void;
  at(id: string): number | undefined;
  delete(id: string): void;
  soonest(): { id: string; at: number } | undefined;
};

type Entry = { id: string; at: number; turn: number };

/** Stale entries that may lie about before the heap is built anew. */
const SPARE_ENTRIES = 1024;

/** A binary heap whose outdated entries are skipped when they come up, so that moving and deleting cost nothing. */
export function agenda(): Agenda {
  const current = new Map<string, Entry>();
  let heap: Entry[] = [];
  let turns = 0;

  function soonest(): Entry | undefined {
    for (let top = heap[0]; top; top = heap[0]) {
      if (current.get(top.id) === top) return top;
      pop(heap);
    }
    return undefined;
  }

  return {
    set(id, at) {
      const entry = { id, at, turn: turns++ };
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

function isSooner(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.turn < b.turn);
}

function push(heap: Entry[], entry: Entry): void {
  let place = heap.length;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (!parent || !isSooner(entry, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const child = soonerChild(heap, place);
    const entry = heap[child];
    if (!entry || !isSooner(entry, last)) break;
    heap[place] = entry;
    place = child;
  }
  heap[place] = last;
}

function soonerChild(heap: readonly Entry[], place: number): number {
  const left = 2 * place + 1;
  const [a, b] = [heap[left], heap[left + 1]];
  return a && b && isSooner(b, a) ? left + 1 : left;
}
