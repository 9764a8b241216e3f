import { StoreUnavailableError } from "../../core/errors.ts";
import type { Events } from "../../core/events.ts";
import type { CustomerMessage, Inbound } from "../../core/message.ts";
import type { Arrival, Clock, Send, Store, Work } from "../../core/ports.ts";
import { settledPromises } from "../../handoff/promises.ts";
import { notProcessed } from "../../handoff/unanswered.ts";
import type { Channel } from "../channel.ts";
import { askHelper } from "./brief/ask-helper.ts";
import { readVariants } from "./brief/read-variants.ts";
import { type Brief, type BriefPorts, brief } from "./brief.ts";
import { passOnJoined } from "./choose/pass-on-joined.ts";
import { choose } from "./choose.ts";
import { enact } from "./enact.ts";
import { helpDesk } from "./help-desk.ts";
import { isGivenAnew, staleAnswerIn } from "./outbox/stale-answer.ts";
import { type OutboxPorts, sendOne } from "./outbox.ts";
import { rounds } from "./rounds.ts";
import { whileTyping } from "./show-typing.ts";

/** A turn takes milliseconds, and five seconds when the shop's system is slow: longer than this it has died. */
const LEASE_MS = 30_000;

/** Customers served side by side. Turns are short; this bounds how many wait for a slow shop system at once. */
const TURNS_AT_ONCE = 64;
const SENDS_AT_ONCE = 64;

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** After so many tries a message is set aside, and the conversation goes on without it. */
const TRIES = 5;

/** A message over which so many processes died after the first one, five in all, is set aside before a turn of it begins. */
const CRASHES = 4;

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
  if (mostCrashes(work) >= CRASHES) return quarantine(work, ports);
  try {
    const gathered = await whileTyping(gather(work, ports), work, ports);
    const decision = await helpDesk(gathered, choose(gathered), ports);
    await passOnJoined(gathered, ports);
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

async function gather(work: Work, ports: TurnPorts): Promise<Brief> {
  return readVariants(await askHelper(await brief(work, ports), ports), ports);
}

async function giveBack(work: Work, error: unknown, ports: TurnPorts): Promise<void> {
  const tries = Math.max(0, ...work.inbounds.map((item) => item.tries)) + 1;
  // A store that is away says nothing about the message: it is tried until the store is back.
  const dead = tries >= TRIES && !(error instanceof StoreUnavailableError);
  ports.events.turnFailed({ customer: work.lease.customer, tries, dead, error });
  if (dead) await callPerson(work, work.inbounds, ports);
  await ports.store.fail(work.lease, {
    keys: work.inbounds.map(({ inbound }) => inbound.key),
    error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    retryAt: ports.clock.now() + Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS),
    dead,
  });
}

function mostCrashes({ inbounds }: Work): number {
  return Math.max(0, ...inbounds.map(({ crashes = 0 }) => crashes));
}

/** Sets aside what kills whoever reads it; what came with it goes on. A call for a person is made before, and never set aside itself. */
async function quarantine(work: Work, ports: TurnPorts): Promise<void> {
  const deadly = work.inbounds.filter(({ crashes = 0 }) => crashes >= CRASHES);
  const deaths = CRASHES + 1;
  const error = new Error(`${deaths} processes died over a turn of this`);
  ports.events.turnFailed({ customer: work.lease.customer, tries: deaths, dead: true, error });
  await callPerson(work, deadly, ports);
  await ports.store.fail(work.lease, {
    keys: deadly.map(({ inbound }) => inbound.key),
    error: error.message,
    retryAt: ports.clock.now(),
    dead: true,
  });
}

/**
 * Somebody wrote and no turn can answer, or give anew what was held up: a person is told, before it is set aside, so that
 * no crash in between leaves the customer without either. Once, and never about this call itself.
 */
async function callPerson(
  { lease }: Work,
  inbounds: Work["inbounds"],
  ports: TurnPorts,
): Promise<void> {
  const message = inbounds.map(({ inbound }) => inbound).findLast(isMessage);
  const calls: Arrival[] = [];
  for (const { inbound } of inbounds) {
    const reach = inbound.key === message?.key ? message : await reachOfStale(inbound, ports.store);
    if (!reach) continue;
    const key = `unanswered:${inbound.key}`;
    const subject = notProcessed(reach);
    const receivedAt = ports.clock.now();
    calls.push({
      inbound: { kind: "timer", timer: "unanswered", subject, key, receivedAt },
      route: { kind: "customer", customer: lease.customer },
    });
  }
  if (calls.length > 0) await ports.store.accept(calls);
}

function isMessage(inbound: Inbound): inbound is CustomerMessage {
  return inbound.kind === "message";
}

/** Where the answer was to go that could not be given anew, as somebody who writes from there. */
async function reachOfStale(
  inbound: Inbound,
  store: Pick<Store, "send">,
): Promise<Parameters<typeof notProcessed>[0] | undefined> {
  const id = isGivenAnew([inbound]) ? staleAnswerIn(inbound.key) : undefined;
  const { to, from } = (id === undefined ? undefined : await store.send(id)) ?? {};
  return to && from ? { from: to, to: from } : undefined;
}
