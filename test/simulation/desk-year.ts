import { choose } from "../../bots/turn/choose.ts";
import { type Conversation, newConversation } from "../../core/conversation.ts";
import type { Decision } from "../../core/decision.ts";
import type { Agent, Inbound } from "../../core/message.ts";
import type { Shop } from "../../core/shop.ts";
import { briefOn } from "../fixtures/turns.ts";
import { judgeTurn, type Life } from "./judge-desk-year.ts";
import { type Random, seeded } from "./random.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long a conversation is followed: long enough for a desk that forgets it to be found out. */
const FOLLOWED_MS = 10 * DAY_MS;

const AGENTS: readonly Agent[] = ["Mette", "Jonas", "Ida", "Søren", "Lea"].map((name) => ({
  id: `U${name.length}${name}`,
  name,
}));
const PEOPLE_NEEDED = ["human", "return_start", "human my lamp is broken", "maybe human or praise"];
const MORE_WORDS = ["human", "order_status", "yes", "hello??", "store_info", "greeting", "no"];

/** What a year at the desk came to. `broken` holds a sentence for each promise to people that was not held to. */
export type DeskYear = {
  conversations: number;
  turns: number;
  /** Turns after which somebody waited in the queue. */
  waits: number;
  promises: Readonly<Record<Conversation["promises"][number]["status"], number>>;
  broken: readonly string[];
};

/**
 * Conversations that need a person, each begun at some moment of the year and followed for ten days through the pure
 * half of the real turn: customers who write again, agents who claim, answer, put aside, pass on, vanish. Judged after
 * every turn: whoever wrote last and is not answered has a live promise; each live promise is watched by a timer that
 * will still ring, and names a moment at which the team is there; none disappears.
 */
export function deskYear(options: {
  shop: Shop;
  from: number;
  until: number;
  conversations: number;
  seed: number;
  /** When each team is really there; as the shop says it is, unless the judge shall know better. */
  staffed?: Shop["hoursOf"];
}): DeskYear {
  const broken: string[] = [];
  const promises = { live: 0, kept: 0, renewed: 0, broken: 0, released: 0 };
  let turns = 0;
  let waits = 0;
  for (let n = 0; n < options.conversations; n++) {
    const random = seeded(options.seed * 1_000_003 + n);
    const life = follow(`c${n}`, random, options);
    turns += life.turns;
    waits += life.waits;
    for (const { status } of life.conversation.promises) promises[status] += 1;
    broken.push(...life.broken);
  }
  return { conversations: options.conversations, turns, waits, promises, broken };
}

function follow(
  customer: string,
  random: Random,
  {
    shop,
    from,
    until,
    staffed,
  }: { shop: Shop; from: number; until: number; staffed?: Shop["hoursOf"] },
): Life {
  const start = from + Math.floor(random.next() * (until - from));
  const life: Life = {
    conversation: newConversation(),
    turns: 0,
    waits: 0,
    broken: [],
    ahead: [],
    rung: new Set(),
    promised: new Set(),
  };
  customerWrites(life, customer, start, random.pick(PEOPLE_NEEDED));
  if (random.chance(0.6)) {
    const again = start + random.delay(6 * HOUR_MS, 4 * DAY_MS);
    customerWrites(life, customer, again, random.pick(MORE_WORDS));
  }
  for (;;) {
    life.ahead.sort((one, other) => one.at - other.at);
    const next = life.ahead.shift();
    if (!next || next.at > start + FOLLOWED_MS) break;
    turn(life, customer, next, { shop, staffed: staffed ?? shop.hoursOf });
    if (next.inbound.kind !== "agent") agentsAct(life, next.at, random, shop);
  }
  return life;
}

function customerWrites(life: Life, customer: string, at: number, text: string): void {
  const inbound: Inbound = {
    kind: "message",
    key: `twilio:${customer}-${at}`,
    receivedAt: at,
    from: `sms:+45${customer.slice(1).padStart(8, "2")}`,
    to: "sms:+4552525252",
    text,
    media: [],
  };
  life.ahead.push({ at, inbound });
}

function turn(
  life: Life,
  customer: string,
  { at, inbound }: { at: number; inbound: Inbound },
  { shop, staffed }: { shop: Shop; staffed: Shop["hoursOf"] },
): void {
  const before = life.conversation;
  const known = { now: at, customer, conversation: before, shop };
  const unproven = { orders: { kind: "unproven" }, own: {} } as const;
  const decision = choose(briefOn([inbound], { ...known, ...unproven }));
  life.conversation = decision.conversation;
  life.turns += 1;
  life.rung.add(inbound.key);
  keepTimers(life, decision);
  judgeTurn(life, { customer, at, inbound, before, decision, staffed });
}

function keepTimers(life: Life, { timers }: Decision): void {
  for (const { key, timer, subject, dueAt } of timers.set) {
    if (life.rung.has(key)) continue; // as in the stores: what has happened does not happen again
    life.ahead = life.ahead.filter(({ inbound }) => inbound.key !== key);
    const inbound: Inbound = { kind: "timer", key, receivedAt: dueAt, timer, subject };
    life.ahead.push({ at: dueAt, inbound });
  }
  const cancelled = new Set(timers.cancel);
  life.ahead = life.ahead.filter(({ inbound }) => !cancelled.has(inbound.key));
}

/** Agents do something only while their team is there; whoever they do not get to, waits. */
function agentsAct(life: Life, now: number, random: Random, shop: Shop): void {
  const { holder, handoff } = life.conversation;
  if (!handoff || life.ahead.some(({ inbound }) => inbound.kind === "agent")) return;
  const hours = shop.hoursOf(handoff.team);
  const act = (
    after: number,
    agent: Agent,
    action: Extract<Inbound, { kind: "agent" }>["action"],
  ) => {
    const at = hours.addStaffed(now, after);
    if (at === undefined) return;
    const key = `slack:${handoff.number}-${at}-${life.ahead.length}-${life.turns}-${action.do}`;
    const inbound: Inbound = { kind: "agent", key, receivedAt: at, agent, action };
    life.ahead.push({ at, inbound });
  };
  if (holder.kind === "waiting" && random.chance(0.7)) {
    const agent = random.pick(AGENTS);
    const claimed = random.delay(90 * MINUTE_MS, 12 * HOUR_MS);
    act(claimed, agent, { do: "claim" });
    work(random, claimed, (after, action) => act(after, agent, action), now);
  }
}

type AgentDoes = Extract<Inbound, { kind: "agent" }>["action"];

function work(
  random: Random,
  claimed: number,
  act: (after: number, action: AgentDoes) => void,
  now: number,
): void {
  let after = claimed;
  for (let step = 0; step < 3; step++) {
    after += random.delay(20 * MINUTE_MS, 3 * HOUR_MS);
    if (random.chance(0.15)) return; // vanishes
    act(after, random.pick(deedsOf(now + random.between(1, 60) * HOUR_MS)));
  }
}

function deedsOf(later: number): readonly AgentDoes[] {
  const answer: AgentDoes = { do: "say", text: "We are looking at it." };
  return [
    ...[answer, answer, answer, answer],
    { do: "resolve" },
    { do: "resolve" },
    { do: "hand_back" },
    { do: "snooze", until: later },
    { do: "snooze" },
    { do: "pass_on", to: { team: "office" } },
  ];
}
