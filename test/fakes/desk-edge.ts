import type { Edge } from "../../bots/channel.ts";
import type { Conversation } from "../../core/conversation.ts";
import { StoreUnavailableError } from "../../core/errors.ts";
import { eventsFor } from "../../core/events.ts";
import type { Address, InboundOf } from "../../core/message.ts";
import type { Arrival, WaitingConversation } from "../../core/ports.ts";

export type DeskEdge = Edge & {
  /** As if nothing had ever come in; from now on these customers and threads are known. */
  forget(known: readonly string[]): void;
  /** Who waits for a person. */
  queue: WaitingConversation[];
  /** What everybody at the desk holds. */
  held: { customer: string; conversation: Conversation }[];
  /** Whose conversation each desk thread is about. */
  talks: Map<string, NonNullable<Awaited<ReturnType<NonNullable<Edge["talkIn"]>>>>>;
  /** What was kept, in order. */
  kept: Arrival[];
  /** Agents' doings among it. */
  doings(): InboundOf<"agent">[];
  /** What was refused, as `status why`. */
  refusals: string[];
  failures: { what: string; error: unknown }[];
  /** Resolves at the next refusal. */
  refusal(): Promise<string>;
  /** The store is away until this is called with `false`. */
  away(isAway: boolean): void;
  /** Holds every keeping until the returned function is called; `begun` resolves when one is being held. */
  hold(): { begun: Promise<void>; release(): void };
  /** Waits for a provider report, e.g. that Slack's socket is unavailable. */
  provider(outcome: "ok" | "unavailable"): Promise<void>;
};

/**
 * Where a channel brings messages in, with a memory: a key is kept once, a customer or thread that is not known is
 * unroutable. Time stands still.
 */
export function deskEdge(now: number, people: readonly string[] = []): DeskEdge {
  let known = people;
  const keys = new Set<string>();
  const queue: WaitingConversation[] = [];
  const held: DeskEdge["held"] = [];
  const talks: DeskEdge["talks"] = new Map();
  const kept: Arrival[] = [];
  const refusals: string[] = [];
  const failures: DeskEdge["failures"] = [];
  let refusalWaiters: ((refusal: string) => void)[] = [];
  let providerWaiters: { outcome: string; tell: () => void }[] = [];
  let isAway = false;
  let gate: { begun: () => void; open: Promise<void> } | undefined;

  const keep = (arrival: Arrival) => {
    const { route, inbound } = arrival;
    const place =
      route.kind === "customer"
        ? route.customer
        : route.kind === "known_address"
          ? route.address
          : "";
    if (!known.includes(place)) return { outcome: "unroutable" } as const;
    if (keys.has(inbound.key)) return { outcome: "known", customer: "c1" } as const;
    keys.add(inbound.key);
    kept.push(arrival);
    return { outcome: "kept", customer: "c1" } as const;
  };

  const events = eventsFor({
    failed: (fact) => void failures.push(fact),
    refused({ status, why }) {
      refusals.push(`${status} ${why}`);
      for (const tell of refusalWaiters) tell(`${status} ${why}`);
      refusalWaiters = [];
    },
    provider({ outcome }) {
      for (const waiter of providerWaiters) if (waiter.outcome === outcome) waiter.tell();
      providerWaiters = providerWaiters.filter((waiter) => waiter.outcome !== outcome);
    },
  });

  return {
    forget(others) {
      known = others;
      keys.clear();
      talks.clear();
      for (const memory of [kept, refusals, failures, queue, held]) memory.length = 0;
    },
    async accept(arrivals) {
      gate?.begun();
      await gate?.open;
      if (isAway) throw new StoreUnavailableError("the store is away");
      return arrivals.map(keep);
    },
    waiting: async () => queue,
    heldBy: async (agentId) =>
      held.filter(
        ({ conversation: { holder } }) => holder.kind === "agent" && holder.agent.id === agentId,
      ),
    talkIn: async (thread) => talks.get(thread),
    threadOf: async (customer) =>
      [...talks].find(([, talk]) => talk.customer === customer)?.[0] as Address | undefined, // as it was put in
    held,
    queue,
    talks,
    clock: { now: () => now, sleep: () => new Promise((resolve) => setImmediate(resolve)) },
    ids: { next: () => "id1" },
    events,
    kept,
    doings: () => kept.flatMap(({ inbound }) => (inbound.kind === "agent" ? [inbound] : [])),
    refusals,
    failures,
    refusal: () => new Promise((resolve) => void refusalWaiters.push(resolve)),
    away: (away) => {
      isAway = away;
    },
    hold() {
      const held = Promise.withResolvers<void>();
      const begun = Promise.withResolvers<void>();
      gate = { begun: begun.resolve, open: held.promise };
      return {
        begun: begun.promise,
        release() {
          gate = undefined;
          held.resolve();
        },
      };
    },
    provider: (outcome) => new Promise((tell) => void providerWaiters.push({ outcome, tell })),
  };
}
