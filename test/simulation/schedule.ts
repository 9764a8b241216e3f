import { type Due, pop, push } from "../../integrations/store/sqlite/heap.ts";

/** The world's time: everything that happens is on one list, and happens in the order of its moments. */
export type Schedule = {
  /** True time, epoch milliseconds; a server's own clock may be wrong about it. */
  now(): number;
  after(ms: number, happen: () => void): void;
  /** Lets everything happen until `instant`; what one moment woke is done before the next one comes. */
  play(instant: number): Promise<"played" | "never at rest">;
  /** Real work that must be done before the next moment comes. */
  waitFor(work: Promise<unknown>): void;
  /** How many things happened so far. */
  happened(): number;
};

type Entry = Due & { happen: () => void };

/** More than a commit takes; a store that is wrong on purpose may wait for the world itself. */
const MOST_TURNS = 12;

/** Several times what the busiest night takes: beyond it somebody is busy with nothing. */
const MOST_EVENTS = 200_000;
/** So much may happen in one moment before what it woke gets its turn. */
const SAME_MOMENT = 1_000;

/** A schedule that begins at `start`. Of the same moment, what was planned first happens first. */
export function scheduleFrom(start: number): Schedule {
  const heap: Entry[] = [];
  let now = start;
  let order = 0;
  let count = 0;
  let underWay = 0;

  /**
   * A tick comes when no promise has anything left to do. Only a group commit takes more: it waits some turns of the event
   * loop for company, and what it wakes runs before the next turn.
   */
  async function everythingWoken(): Promise<void> {
    await new Promise<void>((resolve) => process.nextTick(resolve));
    for (let turns = 0; underWay > 0 && turns < MOST_TURNS; turns += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  return {
    now: () => now,
    after(ms, happen) {
      push(heap, { at: now + Math.max(0, Math.round(ms)), order: order++, happen });
    },
    async play(instant) {
      await undefined; // a tick comes after all promises only for who was woken by one
      for (let top = heap[0]; top && top.at <= instant; top = heap[0]) {
        pop(heap);
        now = top.at;
        count += 1;
        if (count > MOST_EVENTS) return "never at rest";
        top.happen();
        if (heap[0]?.at !== now || count % SAME_MOMENT === 0) await everythingWoken();
      }
      now = Math.max(now, instant);
      return "played";
    },
    waitFor(work) {
      underWay += 1;
      const done = () => {
        underWay -= 1;
      };
      work.then(done, done);
    },
    happened: () => count,
  };
}
