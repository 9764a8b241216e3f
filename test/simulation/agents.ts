import type { Agent } from "../../core/message.ts";
import type { Desk } from "./desk.ts";
import type { Random } from "./random.ts";
import type { Deed, Posted } from "./records.ts";
import type { World } from "./world.ts";

type Temper = {
  agent: Agent;
  /** How soon after a card appears. */
  promptMs: number;
  interested: number;
  writesFirst: number;
  clicksTwice: number;
  fallsSilent: number;
  handsBack: number;
};

const NAMES = ["Mette", "Jonas", "Signe"];
const MINUTE_MS = 60_000;

/** The people of the shift: they race for cards, write too early, click twice, fall silent, hand back and resolve. */
export function workTheDesk(world: World, desk: Desk): void {
  const { schedule, random } = world;
  const staff = NAMES.slice(0, random.between(1, NAMES.length)).map((name, index): Temper => {
    return {
      agent: { id: `U${index}`, name },
      promptMs: random.pick([5_000, 5_000, 2 * MINUTE_MS, 50 * MINUTE_MS]),
      interested: random.pick([0.3, 0.8, 1]),
      writesFirst: random.pick([0, 0.3]),
      clicksTwice: random.pick([0, 0.3]),
      fallsSilent: random.pick([0, 0.1, 0.5]),
      handsBack: random.pick([0, 0.5, 0.9]),
    };
  });
  let words = 0;

  const begun = new Set<string>();
  desk.watch((posted, thread) => {
    const { card, opened } = posted;
    const name = `${posted.customer}/${posted.handoff}`;
    if (card?.state === "waiting") {
      begun.delete(name);
      if (opened || random.chance(0.2)) notice(posted, thread);
    }
    if (card?.state === "claimed" && !begun.has(name)) start(name, posted, thread);
  });

  function notice(posted: Posted, thread: string): void {
    for (const one of staff) consider(one, posted, thread);
  }

  function start(name: string, posted: Posted, thread: string): void {
    const holder = staff.find(({ agent }) => agent.id === posted.card?.agent?.id);
    if (!holder) return;
    begun.add(name);
    serve(holder, posted, thread);
  }

  function consider(one: Temper, { customer, handoff }: Posted, thread: string): void {
    const { agent } = one;
    const claim = (triesLeft: number) => {
      if (begun.has(`${customer}/${handoff}`)) return;
      desk.act({ agent, do: "claim", customer, handoff });
      if (random.chance(one.clicksTwice)) desk.act({ agent, do: "claim", customer, handoff });
      if (triesLeft > 0) schedule.after(30_000, () => claim(triesLeft - 1));
    };
    if (random.chance(one.writesFirst)) {
      schedule.after(random.between(100, one.promptMs), () => say(one, customer, handoff, thread));
    }
    if (random.chance(one.interested)) schedule.after(one.promptMs, () => claim(5));
  }

  function say(one: Temper, customer: string, handoff: number, thread: string): void {
    const text = `${one.agent.name} here, about that (a${++words})`;
    const told = { agent: one.agent, customer, handoff };
    if (!world.amends) return void desk.act({ ...told, do: "say", text }, thread);
    const mark = `D/${words}`;
    desk.act({ ...told, do: "say", text, mark }, thread);
    amend({ ...told, mark }, thread, world.amends);
  }

  const amended = new Set<string>();

  /** Changes their mind about a line, once with each customer: it is deleted, or reads otherwise. */
  function amend(
    told: Pick<Deed, "agent" | "customer" | "handoff" | "mark">,
    thread: string,
    chance: Random,
  ): void {
    const name = `${told.agent.id} ${told.customer}`;
    if (amended.has(name) || !chance.chance(0.5)) return;
    amended.add(name);
    const text = chance.chance(0.5)
      ? { text: `${told.agent.name} here, corrected (a${++words})` }
      : {};
    schedule.after(chance.delay(2_000, 10 * MINUTE_MS), () =>
      desk.act({ ...told, ...text, do: "amend" }, thread),
    );
  }

  function serve(one: Temper, { customer, handoff }: Posted, thread: string): void {
    const { agent } = one;
    let wait = 0;
    for (let line = random.between(0, 3); line > 0; line -= 1) {
      wait += random.between(500, 5 * MINUTE_MS);
      schedule.after(wait, () => say(one, customer, handoff, thread));
    }
    if (random.chance(one.fallsSilent)) return;
    const ends = random.chance(one.handsBack) ? "hand_back" : "resolve";
    const end = (triesLeft: number) => {
      const { acknowledgedAt } = desk.act({ agent, do: ends, customer, handoff });
      if (acknowledgedAt === undefined && triesLeft > 0) {
        schedule.after(30_000, () => end(triesLeft - 1));
      }
    };
    schedule.after(wait + random.between(1_000, 10 * MINUTE_MS), () => end(3));
  }
}
