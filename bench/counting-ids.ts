import type { Ids } from "../core/ports.ts";

/** Ids that are the same in every run. */
export function countingIds(): Ids {
  let count = 0;
  return { next: () => `c${++count}` };
}
