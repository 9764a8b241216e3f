import { sendOne } from "../../bots/turn/outbox.ts";
import { runTurn, type TurnPorts } from "../../bots/turn/turn.ts";
import type { JournalEntry } from "../../core/decision.ts";
import type { Inbound } from "../../core/message.ts";
import type { Route } from "../../core/ports.ts";
import { type Fate, fatesIn } from "../../outreach/fate.ts";
import { shopsNumber } from "../fixtures/small-shop.ts";
import { judgeYear } from "./outreach-judge.ts";
import { type Buyer, buyersOf, type Sale } from "./outreach-people.ts";
import { outreachWorld, type YearWorld } from "./outreach-world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The simulated year begins with November's clocks already changed, so that both changes lie in it. */
const START = Date.parse("2026-11-20T00:00:00Z");
/** The last thank-you that has to wait is settled within so long after the last delivery. */
const AFTERGLOW_MS = 40 * DAY_MS;

export type YearReport = {
  people: number;
  orders: number;
  delivered: number;
  thanked: number;
  /** Orders that arrived and were not thanked for, by the reason that the journal kept. */
  held: Readonly<Record<string, number>>;
  /** All that went out, by what it was. */
  sent: Readonly<Record<string, number>>;
  turns: number;
  violations: readonly string[];
};

/**
 * A year of a shop whose customers live in six zones, over the real accept, turn, outbox and store: they buy, say STOP,
 * complain and are answered; the shop's events are lost, doubled and told out of order. The same seed, the same year.
 */
export async function playOutreachYear(options: {
  seed: number;
  people: number;
  days: number;
}): Promise<YearReport> {
  const buyers = buyersOf({ ...options, start: START });
  const sales = new Map(buyers.flatMap(({ sales: own }) => own.map((sale) => [sale.id, sale])));
  const world = outreachWorld(sales, START);
  const { ports, accept } = world;
  const diary = diaryOf(buyers, world).sort((one, other) => one.at - other.at);
  const endAt = START + options.days * DAY_MS + AFTERGLOW_MS;
  let turns = 0;
  let page = 0;
  for (;;) {
    const dueAt = await ports.store.nextDueAt();
    const next = Math.min(diary[page]?.at ?? endAt, dueAt ?? endAt);
    if (next >= endAt) break;
    world.setNow(Math.max(next, ports.clock.now()));
    for (let entry = diary[page]; entry && entry.at <= ports.clock.now(); entry = diary[page]) {
      page += 1;
      await entry.happen(accept);
    }
    turns += await settleAll(ports);
  }
  const fates = await thankYouFates(buyers, ports);
  await ports.store.close();
  const { sent } = world;
  const delivered = [...sales.values()].filter((sale) => sale.deliveredAt < endAt - AFTERGLOW_MS);
  return {
    people: buyers.length,
    orders: sales.size,
    delivered: delivered.length,
    thanked: new Set(sent.filter(({ kind }) => kind === "thank_you").map(({ id }) => id)).size,
    held: countOf([...fates.values()].filter((fate) => fate !== "sent")),
    sent: countOf(sent.map(({ kind }) => kind)),
    turns,
    violations: judgeYear({ buyers, delivered, sent, fates }),
  };
}

type Entry = { at: number; happen(accept: YearWorld["accept"]): Promise<unknown> };

/** Everything that happens in the year, by its moment. */
function diaryOf(buyers: readonly Buyer[], world: YearWorld): Entry[] {
  const asked = buyers.flatMap(({ sales }) => sales.map(({ deliveredAt }) => deliveredAt));
  const [first, last] = [START, Math.max(START, ...asked) + 10 * DAY_MS];
  const asking = Array.from({ length: Math.ceil((last - first) / (6 * HOUR_MS)) }, (_, index) => ({
    at: first + index * 6 * HOUR_MS,
    happen: world.ask,
  }));
  return [...asking, ...buyers.flatMap((buyer) => lifeOf(buyer, world))];
}

function lifeOf(buyer: Buyer, world: YearWorld): Entry[] {
  const from = `sms:${buyer.phone}` as const;
  const route = (): Route => ({ kind: "address", address: from, newCustomer: world.idNow() });
  const writes = (at: number, text: string, more: object = {}): Entry => ({
    at,
    happen: (accept) => {
      const message = { kind: "message", from, to: shopsNumber, text, ...more } as const;
      const key = `sim:${from}:${at}`;
      const inbound: Inbound = { ...message, media: [], key, receivedAt: at };
      const isStop = "optOut" in more;
      const consent = { address: from, status: "opted_out", at, by: "keyword STOP" } as const;
      return accept([{ inbound, route: route(), ...(isStop ? { consent } : {}) }]);
    },
  });
  const agents = (at: number, action: "claim" | "resolve"): Entry => ({
    at,
    happen: (accept) => {
      const agent = { id: "U1", name: "Mette" };
      const key = `sim:${from}:${at}:${action}`;
      const inbound: Inbound = {
        kind: "agent",
        agent,
        action: { do: action },
        key,
        receivedAt: at,
      };
      return accept([{ inbound, route: { kind: "known_address", address: from } }]);
    },
  });
  const { stopsAt, complaint } = buyer;
  return [
    ...(stopsAt === undefined
      ? []
      : [
          buyer.stopsInOwnWords
            ? writes(stopsAt, "pls dont text me")
            : writes(stopsAt, "STOP", { optOut: "stop" }),
        ]),
    ...(complaint
      ? [
          writes(complaint.from, "human"),
          agents(complaint.claimedAt, "claim"),
          agents(complaint.until, "resolve"),
        ]
      : []),
    ...buyer.sales.flatMap((sale) => newsOf(sale, world)),
  ];
}

/** A webhook may be lost, come twice, or long after the next one; what the system notes is asked for every six hours. */
function newsOf(sale: Sale, world: YearWorld): Entry[] {
  return [
    ...sale.webhooksAt.map((at) => ({ at, happen: () => world.hear([sale.id]) })),
    ...sale.notedAt.map((at) => ({
      at,
      happen: async () => {
        const order = world.orderNow(sale.id);
        if (order) world.note({ event: "delivered", order, happenedAt: sale.deliveredAt });
      },
    })),
  ];
}

async function settleAll(ports: TurnPorts): Promise<number> {
  let turns = 0;
  for (;;) {
    const work = await ports.store.lease({ now: ports.clock.now(), leaseMs: 30_000 });
    if (work) {
      await runTurn(work, ports);
      turns += 1;
      continue;
    }
    const sends = await ports.store.takeSends({ now: ports.clock.now(), limit: 64 });
    if (sends.length === 0) return turns;
    for (const send of sends) await sendOne(send, ports);
  }
}

/** What the journals say became of each order's thank-you: "sent", or why it was held for good. */
async function thankYouFates(
  buyers: readonly Buyer[],
  { store }: TurnPorts,
): Promise<ReadonlyMap<string, string>> {
  const fates = new Map<string, string>();
  for (const { phone, sales } of buyers) {
    const customer = await store.customerOf(`sms:${phone}`);
    const journal = customer === undefined ? [] : await store.journal(customer);
    for (const { id } of sales) {
      const fate = fateIn(journal, id);
      if (fate !== undefined) fates.set(id, fate);
    }
  }
  return fates;
}

function fateIn(journal: readonly JournalEntry[], id: string): string | undefined {
  const settled = journal
    .flatMap((entry) => thankYousOf(entry, id))
    .findLast(({ fate, why }) => isLast(fate, why));
  return settled && (settled.fate === "sent" ? "sent" : (settled.why ?? "held"));
}

/** What a turn made of this order's thank-you: it tells one fate for each that it was about, in their order. */
function thankYousOf({ inbounds, decision }: JournalEntry, id: string): readonly Fate[] {
  const about = inbounds.filter(({ key }) => ABOUT_THANK_YOU.test(key));
  const fates = fatesIn(decision.rule).filter(({ kind }) => kind === "thank_you");
  return fates.filter((_, n) => about[n]?.key.split(":").includes(id));
}

const ABOUT_THANK_YOU = /:thank_you:|:(?:delivered|picked_up)$/;

function isLast(fate: string, why: string | undefined): boolean {
  return fate === "sent" || (fate === "held" && why !== SETTLED);
}

const SETTLED = "said or settled before";

function countOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
