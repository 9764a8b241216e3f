/** Something that comes at its moment: epoch milliseconds, and of the same moment the lower `order` first. */
export type Due = { at: number; order: number };

/** Puts an entry into a binary heap, whose first entry is the soonest. */
export function push<Entry extends Due>(heap: Entry[], entry: Entry): void {
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

/** Takes the soonest entry out. */
export function pop<Entry extends Due>(heap: Entry[]): void {
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

/** Whether one entry comes before another. */
export function isSooner(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function soonerChild(heap: readonly Due[], place: number): number {
  const left = 2 * place + 1;
  const [a, b] = [heap[left], heap[left + 1]];
  return a && b && isSooner(b, a) ? left + 1 : left;
}
