import type { Events } from "../../core/events.ts";
import type { Clock, Store } from "../../core/ports.ts";

/** How long the rounds rest when nothing is due, so that a clock that jumped is noticed. */
const LONGEST_REST_MS = 60_000;

/** A store that fails is asked again after this. */
const STORE_REST_MS = 1_000;

type RoundPorts = {
  store: Pick<Store, "onWork" | "nextDueAt">;
  clock: Clock;
  events: Pick<Events, "failed">;
};

type Round<T> = {
  /** What it waits for: if it woke for the other's work, it would spin and keep the other from it. */
  of: "turns" | "sends";
  atOnce: number;
  take(free: number): Promise<readonly T[]>;
  handle(item: T): Promise<void>;
};

/**
 * Takes and handles until `signal` aborts, then finishes what is under way and resolves. Wakes when the store has work or
 * something falls due; a failure of either is told, and never ends it.
 */
export async function rounds<T>(
  ports: RoundPorts,
  signal: AbortSignal,
  round: Round<T>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const bell = doorbell();
  const quiet = ports.store.onWork(bell.ring);
  const begin = (item: T) => {
    const handled = handleSafely(round, item, ports).finally(() => {
      underWay.delete(handled);
      bell.ring();
    });
    underWay.add(handled);
  };
  signal.addEventListener("abort", bell.ring, { once: true });
  try {
    while (!signal.aborted) {
      const free = round.atOnce - underWay.size;
      const items = free > 0 ? await takeSafely(round, free, ports) : [];
      for (const item of items) begin(item);
      if (free === 0) await bell.rung();
      else if (items.length === 0) await rest(round.of, ports, bell);
    }
  } finally {
    quiet();
    await Promise.all(underWay);
  }
}

async function takeSafely<T>(
  round: Round<T>,
  free: number,
  ports: RoundPorts,
): Promise<readonly T[]> {
  try {
    return await round.take(free);
  } catch (error) {
    ports.events.failed({ what: "taking work from the store", error });
    await ports.clock.sleep(STORE_REST_MS);
    return [];
  }
}

async function handleSafely<T>(round: Round<T>, item: T, ports: RoundPorts): Promise<void> {
  try {
    await round.handle(item);
  } catch (error) {
    ports.events.failed({ what: "writing down what was done", error }); // the lease or the `sending` mark says it is unsettled
  }
}

/** Until the bell rings or something of its kind falls due. */
async function rest(of: "turns" | "sends", ports: RoundPorts, bell: Doorbell): Promise<void> {
  const dueAt = await ports.store.nextDueAt(of).catch(() => undefined);
  const ms = Math.min(
    Math.max((dueAt ?? Number.POSITIVE_INFINITY) - ports.clock.now(), 0),
    LONGEST_REST_MS,
  );
  const slept = new AbortController();
  await Promise.race([bell.rung(), ports.clock.sleep(ms, slept.signal)]);
  slept.abort("woken"); // with no reason given, an error with its stack is made each time
}

type Doorbell = { ring: () => void; rung: () => Promise<void> };

/** A ring between two rests is heard by the next one. */
function doorbell(): Doorbell {
  let waiting: (() => void) | undefined;
  let ringing = false;
  return {
    ring: () => {
      ringing = true;
      waiting?.();
    },
    rung: () =>
      new Promise((resolve) => {
        const answer = () => {
          ringing = false;
          waiting = undefined;
          resolve();
        };
        if (ringing) answer();
        else waiting = answer;
      }),
  };
}
