import { z } from "zod";
import type { CommerceEvent } from "../../core/commerce.ts";
import { ProviderUnavailableError } from "../../core/errors.ts";
import { happeningName, happeningsOf } from "../../core/happenings.ts";
import type { Order } from "../../core/order.ts";

/** A changed order; without `read` where it is clear that nothing has happened to it that is told. */
export type ChangedOrder = {
  id: string;
  changedAt: number;
  /** The order as it now is. Called only where the answer can be news. */
  read?(): Promise<Order | undefined>;
};

/** One page of orders changed at or after `from`, least recently changed first; `after` is the `next` of the page before. */
export type ChangedOrders = (
  from: number,
  after: string | undefined,
) => Promise<{
  orders: readonly ChangedOrder[];
  /** Leads to the page that follows; absent on the last. */
  next?: string;
}>;

/** Changes are read again for this long: clocks differ, and a system may show a change later than it dates it. */
const OVERLAP_MS = 5 * 60_000;

/** An arrival that happened so long before we last looked is no news, even when its order changes again. */
const NEWS_FOR_MS = 7 * 24 * 60 * 60_000;

/** Pages read at one asking; a longer backlog goes on at the next one. */
const PAGES_AT_ONCE = 20;

const cursorSchema = z.object({
  /** When we began to listen: what arrived before is nobody's news. */
  start: z.number(),
  /** Ask for changes from here on. */
  from: z.number(),
  /** What has been told, of the time that is read again: an order's id for its arrival, else with the happening's name. */
  told: z.array(z.string()),
});
type Cursor = z.infer<typeof cursorSchema>;

/**
 * What happened to orders (core/happenings.ts) since `cursor`, from a system that can only list its orders by their last change.
 * Without a cursor nothing is news yet; arrivals of the last minutes are noted, so that they are not told either.
 * @throws ProviderUnavailableError when the system cannot be asked; the old cursor stays good.
 */
export async function changesFrom(
  cursor: string | undefined,
  options: { now: number; changed: ChangedOrders; system: string },
): Promise<{ events: readonly CommerceEvent[]; cursor: string }> {
  const { now, changed, system } = options;
  const since = cursor === undefined ? undefined : readCursor(cursor, system);
  const position = since ?? { start: now, from: now - OVERLAP_MS, told: [] };
  const { seen, complete } = await readPages(changed, position.from, system);
  const latest = Math.max(position.from, ...seen.map(({ changedAt }) => changedAt));
  // A backlog goes on exactly where it stopped; only what is up to date reads the last minutes again.
  const from = complete ? Math.max(position.from, latest - OVERLAP_MS) : latest;
  const told = new Set(position.told);
  const happened = await happenedTo(seen);
  const untold = happened.filter((event) => !told.has(toldName(event)));
  for (const event of untold) told.add(toldName(event));
  const news = untold
    .filter(() => since !== undefined)
    .filter(({ happenedAt }) => happenedAt >= position.start - OVERLAP_MS)
    .filter(({ happenedAt }) => happenedAt >= position.from - NEWS_FOR_MS)
    .sort((one, other) => one.happenedAt - other.happenedAt)
    .map(({ changedAt: _ours, ...event }) => event);
  const next: Cursor = {
    start: position.start,
    from,
    told: happened
      .map(toldName)
      .filter((name, index) => told.has(name) && (happened[index]?.changedAt ?? 0) >= from),
  };
  return { events: news, cursor: JSON.stringify(next) };
}

/** Reads one order after the other: the shop's system has customers to answer as well. */
async function happenedTo(changed: readonly ChangedOrder[]): Promise<Happened[]> {
  const events: Happened[] = [];
  for (const { read, changedAt } of changed) {
    const order = await read?.();
    if (!order) continue;
    for (const happening of happeningsOf(order))
      events.push({ happenedAt: changedAt, ...happening, order, changedAt });
  }
  return events;
}

type Happened = CommerceEvent & { changedAt: number };

function toldName(event: CommerceEvent): string {
  const isArrival = event.event === "delivered" || event.event === "picked_up";
  return isArrival ? event.order.id : `${event.order.id} ${happeningName(event)}`;
}

async function readPages(changed: ChangedOrders, start: number, system: string) {
  const seen = new Map<string, ChangedOrder>();
  let from = start;
  let after: string | undefined;
  for (let page = 0; page < PAGES_AT_ONCE; page++) {
    const { orders, next } = await changed(from, after);
    for (const changedOrder of orders) seen.set(changedOrder.id, changedOrder);
    const last = orders.at(-1)?.changedAt ?? from;
    if (next === undefined) return { seen: [...seen.values()], complete: true };
    // Asking by time is steady while orders change under us; counting pages is only for a heap of one instant.
    after = last > from ? undefined : next;
    from = Math.max(from, last);
  }
  const all = [...seen.values()];
  if (from === start && all.length > 0) {
    throw new ProviderUnavailableError(
      `${system}: more than ${all.length} orders changed in one instant; they cannot be read in order`,
    );
  }
  return { seen: all, complete: false };
}

function readCursor(cursor: string, system: string): Cursor {
  try {
    return cursorSchema.parse(JSON.parse(cursor));
  } catch (error) {
    throw new Error(`not a cursor of ${system}: ${JSON.stringify(cursor)}`, { cause: error });
  }
}
