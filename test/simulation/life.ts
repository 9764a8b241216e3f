import { StoreUnavailableError } from "../../core/errors.ts";
import type { Clock, Store } from "../../core/ports.ts";
import { note, type World } from "./world.ts";

/** One process from its start to its end. Nothing that it waits for ever comes once it has died. */
export type Life = { number: number; alive: boolean; frozenUntil: number };

/** The machine that processes run on: its clock, and whether its disk can be written. */
export type Machine = {
  /** How far the machine's clock is ahead of true time. */
  clockOffset: number;
  diskFailsUntil: number;
  /** Ends the long rests of idle processes, which a clock that is set cuts short. */
  resting: Set<() => void>;
  die(life: Life): void;
};

/** Does it when the process runs: later if it stands still, never if it has died. */
export function whenAwake(world: World, life: Life, happen: () => void): void {
  if (!life.alive) return;
  const left = life.frozenUntil - world.schedule.now();
  if (left > 0) world.schedule.after(left, () => whenAwake(world, life, happen));
  else happen();
}

/** What the rounds rest for when nothing is due; they only look whether something is, so many rests may be one. */
export const IDLE_REST_MS = 60_000;
const LONGEST_IDLE_MS = 15 * 60_000;

/**
 * The machine's clock as one process uses it. A sleep ends when the clock has shown its end, as the real one does.
 * `dueAt`: when an idle process has something to do next, as far as it can know.
 */
export function clockOf(world: World, machine: Machine, life: Life, dueAt: () => number): Clock {
  const wall = () => world.schedule.now() + machine.clockOffset;
  return {
    now: wall,
    sleep(ms, signal) {
      if (ms <= 0 || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        let over = false;
        const wake = () => {
          if (over || !life.alive) return;
          over = true;
          machine.resting.delete(cutShort);
          resolve();
        };
        const cutShort = () => whenAwake(world, life, wake);
        signal?.addEventListener("abort", wake, { once: true });
        const isIdle = ms === IDLE_REST_MS;
        if (isIdle) machine.resting.add(cutShort);
        const idle = Math.max(ms, Math.min(dueAt() - wall(), LONGEST_IDLE_MS));
        const end = wall() + (isIdle ? idle : ms);
        const wait = (left: number) =>
          world.schedule.after(left, () => {
            if (over) return;
            whenAwake(world, life, () => {
              const still = end - wall();
              if (still > 0) wait(still);
              else wake();
            });
          });
        wait(end - wall());
      });
    },
  };
}

/** A little less than a lease, or much more. */
const STALL_MS = [25_000, 90_000] as const;

/** Asked all the time; only a call that finds something is worth crashing at. */
const IDLE_CALLS: ReadonlySet<string> = new Set(["lease", "takeSends", "nextDueAt", "cursor"]);
/** Writes after which the disk may fail to say that it has written. */
const MAY_LIE: ReadonlySet<string> = new Set(["accept", "commit", "fail", "settle", "setCursor"]);

/**
 * The store as a process reaches it: every call takes a moment, may fail, and may be the last one before the process
 * dies, with or without having happened.
 */
export function storeOf(world: World, machine: Machine, life: Life, store: Store): Store {
  const { schedule, random } = world;

  function failure(): StoreUnavailableError | undefined {
    const fails =
      machine.diskFailsUntil > schedule.now() || random.chance(world.faults().storeFails);
    return fails ? new StoreUnavailableError("the disk cannot be written") : undefined;
  }

  function call<T>(name: string, really: () => Promise<T>): Promise<T> {
    const idle = IDLE_CALLS.has(name);
    return new Promise((resolve, reject) => {
      const answer = (found: boolean, give: () => void) => {
        if (!life.alive) return;
        const crash = world.faults().crash / 2;
        if ((found || !idle) && random.chance(crash)) return die(`after ${name}`);
        give();
      };
      const perform = () => {
        if (!idle && random.chance(world.faults().crash / 2)) return die(`before ${name}`);
        const failed = failure();
        const lies = failed && MAY_LIE.has(name) && random.chance(0.2);
        if (failed && !lies) return reject(failed);
        const work = really();
        schedule.waitFor(work);
        work.then(
          (value) => {
            const found = Array.isArray(value) ? value.length > 0 : value !== undefined;
            answer(found, () => (failed ? reject(failed) : resolve(value)));
          },
          (error: unknown) => answer(true, () => reject(error)),
        );
      };
      const begin = () => {
        if (!idle && random.chance(world.faults().stalls)) stall(name);
        whenAwake(world, life, perform);
      };
      schedule.after(1 + random.delay(3, 40), () => whenAwake(world, life, begin));
    });
  }

  /** For longer than a lease lasts: whatever it was in the middle of may be somebody else's by then. */
  function stall(name: string): void {
    note(world, `process ${life.number} stands still at ${name}`);
    life.frozenUntil = schedule.now() + random.between(...STALL_MS);
  }

  function die(where: string): void {
    note(world, `process ${life.number} dies ${where}`);
    machine.die(life);
  }

  const calls = Object.entries(store).map(([name, method]) => {
    if (name === "onWork" || name === "guarantee" || name === "close") return [name, method];
    const ask = method as (...args: unknown[]) => Promise<unknown>; // every other method of the port is asynchronous
    return [name, (...args: unknown[]) => call(name, () => ask(...args))];
  });
  return Object.fromEntries(calls) as Store; // each method under its own name
}
