import type { Channel, Edge, Outgoing, SendOutcome } from "../../bots/channel.ts";
import { StoreUnavailableError } from "../../core/errors.ts";
import { type AgentAction, addressValue } from "../../core/message.ts";
import type { Arrival } from "../../core/ports.ts";
import type { Door } from "./carrier.ts";
import type { Life } from "./life.ts";
import { attempt, LISTED_AFTER_MS, lookUp, noteCall, request } from "./network.ts";
import type { Deed, Posted } from "./records.ts";
import { note, type World } from "./world.ts";

/** Slack waits three seconds, and tries again at once, after a minute and after five. */
const EVENT_LIMIT_MS = 3_000;
const RETRY_AFTER_MS = [0, 60_000, 300_000];

export type Desk = {
  channel(life: Life): Channel;
  /** An agent clicks or writes now. A click that finds nobody is not repeated; words are, as Slack does. */
  act(deed: Omit<Deed, "key" | "at">, thread?: string): Deed;
  /** Tells the agents of everything that appears. */
  watch(watcher: (posted: Posted, thread: string) => void): void;
};

/** A workspace with one desk channel: cards, threads, whispers, and agents' deeds on their way to the server. */
export function deskOf(world: World, door: Door): Desk {
  const { schedule, random, records } = world;
  const watchers: ((posted: Posted, thread: string) => void)[] = [];
  const taken = new Map<string, { at: number; outcome: Accepted }>();
  let posts = 0;
  let deeds = 0;

  function post(outgoing: Outgoing): Accepted {
    const { send, card, thread } = outgoing;
    const ts = `${++posts}.0001`;
    const posted = postedOf(outgoing, schedule.now());
    // A mark is shown at a line however often it is set.
    if (send.body.kind !== "mark") records.posted.push(posted);
    note(world, `desk shows ${send.id} ${send.body.kind} of ${send.customer} ${card?.state ?? ""}`);
    const place = thread ? addressValue(thread) : `D/${ts}`;
    schedule.after(random.delay(500, 3_000), () => {
      for (const watcher of watchers) watcher(posted, place);
    });
    const outcome: Accepted = {
      kind: "accepted",
      providerId: `slack:${ts}`,
      ...(posted.opened
        ? { binds: { address: `desk:${place}`, handoff: posted.handoff } as const }
        : {}),
    };
    if (!taken.has(send.id)) taken.set(send.id, { at: schedule.now(), outcome });
    return outcome;
  }

  function deliver(arrival: (at: number) => Arrival, deed: Deed, tries: readonly number[]): void {
    request(world, {
      limitMs: EVENT_LIMIT_MS,
      handle() {
        const open = door();
        return open && take(open.edge, arrival, deed);
      },
      answered(answer) {
        const [wait, ...rest] = tries;
        if (answer === "taken" || wait === undefined) return;
        schedule.after(wait, () => deliver(arrival, deed, rest));
      },
    });
  }

  async function take(
    edge: Edge,
    arrival: (at: number) => Arrival,
    deed: Deed,
  ): Promise<"taken" | "busy"> {
    try {
      const [acceptance] = await edge.accept([arrival(edge.clock.now())]);
      if (deed.acknowledgedAt === undefined) {
        deed.acknowledgedAt = schedule.now();
        deed.outcome = acceptance?.outcome ?? "none";
        note(world, `${deed.key} is acknowledged: ${deed.outcome}`);
      }
      return "taken";
    } catch (error) {
      if (error instanceof StoreUnavailableError) return "busy";
      throw error;
    }
  }

  return {
    watch: (watcher) => watchers.push(watcher),
    act(what, thread) {
      const deed: Deed = { ...what, key: `slack:${++deeds}`, at: schedule.now() };
      records.deeds.push(deed);
      note(
        world,
        `${deed.agent.name} ${deed.do} ${deed.customer}/${deed.handoff} ${deed.text ?? ""}`,
      );
      const { key, agent, handoff } = deed;
      const words = wordsOf(deed);
      const arrival = (receivedAt: number): Arrival => {
        if (words) {
          return {
            inbound: { kind: "agent", key, receivedAt, agent, action: words },
            route: { kind: "known_address", address: `desk:${thread ?? ""}` },
          };
        }
        return {
          inbound: { kind: "agent", key, receivedAt, agent, handoff, action: clickOf(deed) },
          route: { kind: "customer", customer: deed.customer },
        };
      };
      deliver(arrival, deed, words ? RETRY_AFTER_MS : []);
      if (random.chance(world.faults().webhookDoubled)) {
        schedule.after(random.between(0, 5_000), () => deliver(arrival, deed, []));
      }
      return deed;
    },
    channel: (life) => ({
      name: "slack",
      carries: ["desk"],
      mount() {},
      check: async () => [],
      send(outgoing) {
        const { send } = outgoing;
        noteCall(world, send);
        const canBeAsked = send.body.kind !== "whisper";
        return attempt(world, life, send.id, () => post(outgoing), canBeAsked);
      },
      reconcile: ({ send }) => {
        noteCall(world, send);
        // What only one person saw cannot be looked up, and is said again.
        if (send.body.kind === "whisper") {
          records.excuses.set(send.id, (records.excuses.get(send.id) ?? 0) + 1);
          return Promise.resolve({ kind: "unknown" });
        }
        return lookUp(world, life, send.id, () => {
          const hit = taken.get(send.id);
          return hit && schedule.now() - hit.at >= LISTED_AFTER_MS ? hit.outcome : undefined;
        });
      },
    }),
  };
}

/** What was written in the thread, or made of it; `undefined`: it was a click. */
function wordsOf({ do: what, text, mark }: Deed): AgentAction["action"] | undefined {
  if (what === "say") return { do: what, text: text ?? "", ...(mark ? { mark } : {}) };
  if (what !== "amend" || mark === undefined) return undefined;
  return { do: what, mark, ...(text === undefined ? {} : { text }) };
}

function clickOf({ do: what }: Deed): AgentAction["action"] {
  if (what === "say" || what === "amend") throw new Error("words are no click");
  return { do: what };
}

function postedOf({ send, card, thread }: Outgoing, at: number): Posted {
  const { id, customer, body } = send;
  const posted: Posted = {
    at,
    sendId: id,
    customer,
    handoff: "handoff" in body ? body.handoff : 0,
    opened: body.kind === "card" && thread === undefined,
    ...(card ? { card } : {}),
  };
  if (body.kind === "line") return { ...posted, line: body.text };
  if (body.kind === "whisper") return { ...posted, line: body.text, whisperTo: body.agentId };
  return posted;
}

type Accepted = Extract<SendOutcome, { kind: "accepted" }>;
