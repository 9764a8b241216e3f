import { StoreUnavailableError } from "../../core/errors.ts";
import type { Events } from "../../core/events.ts";
import type { Clock, Send, Store, Work } from "../../core/ports.ts";
import { settledPromises } from "../../handoff/promises.ts";
import { NOT_PROCESSED } from "../../handoff/unanswered.ts";
import type { Channel } from "../channel.ts";
import { type BriefPorts, brief } from "./brief.ts";
import { choose } from "./choose.ts";
import { enact } from "./enact.ts";
import { type OutboxPorts, sendOne } from "./outbox.ts";

/** A turn takes milliseconds, and five seconds when the shop's system is slow: longer than this it has died. */
const LEASE_MS = 30_000;

/** Customers served side by side. Turns are short; this bounds how many wait for a slow shop system at once. */
const TURNS_AT_ONCE = 64;
const SENDS_AT_ONCE = 64;

/** How long the rounds rest when nothing is due, so that a clock that jumped is noticed. */
const LONGEST_REST_MS = 60_000;

/** A store that fails is asked again after this. */
const STORE_REST_MS = 1_000;

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** After so many tries a message is set aside, and the conversation goes on without it. */
const TRIES = 5;

export type TurnPorts = BriefPorts &
  OutboxPorts & {
    store: Store;
    channels: readonly Channel[];
    clock: Clock;
    events: Events;
  };

/**
 * Runs turns and sends until `signal` aborts, then finishes those under way and resolves. Wakes when the store has
 * work or something falls due. Rejects only on a mistake of ours.
 */
export async function runRounds(ports: TurnPorts, signal: AbortSignal): Promise<void> {
  await Promise.all([
    rounds<Work>(ports, signal, {
      of: "turns",
      atOnce: TURNS_AT_ONCE,
      take: async () => {
        const work = await ports.store.lease({ now: ports.clock.now(), leaseMs: LEASE_MS });
        return work ? [work] : [];
      },
      handle: (work) => runTurn(work, ports),
    }),
    rounds<Send>(ports, signal, {
      of: "sends",
      atOnce: SENDS_AT_ONCE,
      take: (free) =>
        ports.store.takeSends({ now: ports.clock.now(), limit: free }).then((sends) => [...sends]),
      handle: (send) => sendOne(send, ports),
    }),
  ]);
}

/** Steps B to D for one customer. A failure is tried again later, then set aside; it never stops the others. */
export async function runTurn(work: Work, ports: TurnPorts): Promise<void> {
  const startedAt = ports.clock.now();
  try {
    const gathered = await brief(work, ports);
    const decision = choose(gathered);
    const outcome = await enact(work.lease, gathered, decision, ports);
    if (outcome === "lost") return;
    for (const fact of settledPromises(gathered, decision.conversation)) ports.events.promise(fact);
    ports.events.turned({
      customer: work.lease.customer,
      decision: decision.kind,
      rule: decision.rule,
      ms: ports.clock.now() - startedAt,
      waitedMs: startedAt - (work.inbounds[0]?.inbound.receivedAt ?? startedAt),
    });
  } catch (error) {
    await giveBack(work, error, ports);
  }
}

async function giveBack(work: Work, error: unknown, ports: TurnPorts): Promise<void> {
  const tries = Math.max(0, ...work.inbounds.map((item) => item.tries)) + 1;
  // A store that is away says nothing about the message: it is tried until the store is back.
  const dead = tries >= TRIES && !(error instanceof StoreUnavailableError);
  ports.events.turnFailed({ customer: work.lease.customer, tries, dead, error });
  await ports.store.fail(work.lease, {
    keys: work.inbounds.map(({ inbound }) => inbound.key),
    error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    retryAt: ports.clock.now() + Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS),
    dead,
  });
  if (dead) await callPerson(work, ports);
}

/** Somebody wrote and no turn could answer: a person is told. Once, and never about this call itself. */
async function callPerson({ lease, inbounds }: Work, ports: TurnPorts): Promise<void> {
  const message = inbounds.find(({ inbound }) => inbound.kind === "message");
  if (!message) return;
  const inbound = {
    kind: "timer",
    timer: "unanswered",
    subject: NOT_PROCESSED,
    key: `unanswered:${message.inbound.key}`,
    receivedAt: ports.clock.now(),
  } as const;
  await ports.store.accept([{ inbound, route: { kind: "customer", customer: lease.customer } }]);
}

type Round<T> = {
  /** What it waits for: if it woke for the other's work, it would spin and keep the other from it. */
  of: "turns" | "sends";
  atOnce: number;
  take(free: number): Promise<readonly T[]>;
  handle(item: T): Promise<void>;
};

async function rounds<T>(ports: TurnPorts, signal: AbortSignal, round: Round<T>): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const bell = doorbell();
  const quiet = ports.store.onWork(bell.ring);
  signal.addEventListener("abort", bell.ring, { once: true });
  try {
    while (!signal.aborted) {
      const free = round.atOnce - underWay.size;
      const items = free > 0 ? await takeSafely(round, free, ports) : [];
      for (const item of items) {
        const handled = handleSafely(round, item, ports).finally(() => {
          underWay.delete(handled);
          bell.ring();
        });
        underWay.add(handled);
      }
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
  ports: TurnPorts,
): Promise<readonly T[]> {
  try {
    return await round.take(free);
  } catch (error) {
    ports.events.failed({ what: "taking work from the store", error });
    await ports.clock.sleep(STORE_REST_MS);
    return [];
  }
}

async function handleSafely<T>(round: Round<T>, item: T, ports: TurnPorts): Promise<void> {
  try {
    await round.handle(item);
  } catch (error) {
    ports.events.failed({ what: "writing down what was done", error }); // the lease or the `sending` mark says it is unsettled
  }
}

/** Until the bell rings or something of its kind falls due. */
async function rest(of: "turns" | "sends", ports: TurnPorts, bell: Doorbell): Promise<void> {
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
