import { z } from "zod";
import { localHour } from "../core/day-words.ts";
import type { Events } from "../core/events.ts";
import type { Clock, KeptSince, Store } from "../core/ports.ts";
import type { Shop } from "../core/shop.ts";
import type { ShopFile } from "../core/shop-file.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** How often it is looked whether the hour has come. */
const LOOK_EVERY_MS = HOUR_MS / 2;

/** When the fewest write, where the shop is; whatever hour it is once that was missed. */
const FROM_HOUR = 3;
const UNTIL_HOUR = 6;
const ONCE_IN_MS = 20 * HOUR_MS;
const MISSED_AFTER_MS = 44 * HOUR_MS;

/** So many nights' clearings are remembered. */
const REMEMBERED = 100;

const clearingSchema = z.object({
  at: z.number(),
  messages: z.number(),
  turns: z.number(),
  people: z.number(),
});

/** What one night let go: for whoever must show that nothing is kept for longer than said. */
export type Clearing = z.infer<typeof clearingSchema>;

/** Where the clearings are written down. */
const CLEARINGS = "clearings";

export type ClearOutPorts = {
  store: Pick<Store, "clearOut" | "cursor" | "setCursor">;
  clock: Clock;
  shop: () => Shop;
};

/** Lets go each night what was kept for as long as shop.yaml says, until `signal` aborts; a failure is told, and tried again. */
export async function clearOutNightly(
  ports: ClearOutPorts & { events: Pick<Events, "failed"> },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await clearOutIfDue(ports);
    } catch (error) {
      ports.events.failed({ what: "letting go what was kept for long enough", error });
    }
    await ports.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

async function clearOutIfDue({ store, clock, shop }: ClearOutPorts): Promise<void> {
  const now = clock.now();
  const { timezone, keep } = shop().file;
  const sinceMs = now - ((await clearings(store)).at(-1)?.at ?? Number.NEGATIVE_INFINITY);
  const hour = localHour({ now, timezone, locale: "en" });
  const isQuiet = hour >= FROM_HOUR && hour < UNTIL_HOUR && sinceMs >= ONCE_IN_MS;
  const isMissed = Number.isFinite(sinceMs) && sinceMs >= MISSED_AFTER_MS;
  if (isQuiet || isMissed) await clearOut(keep, { store, now });
}

/** Lets go now what was kept for long enough, and writes down how much that was. @throws what the store throws; safe to repeat. */
export async function clearOut(
  keep: ShopFile["keep"],
  { store, now }: { store: ClearOutPorts["store"]; now: number },
): Promise<Clearing | undefined> {
  const gone = await store.clearOut?.(keptSince(keep, now));
  if (!gone) return undefined;
  const clearing = { at: now, ...gone };
  const all = [...(await clearings(store)), clearing].slice(-REMEMBERED);
  await store.setCursor(CLEARINGS, JSON.stringify(all));
  return clearing;
}

/** What was let go lately, oldest first. */
export async function clearings(store: Pick<Store, "cursor">): Promise<readonly Clearing[]> {
  const kept = await store.cursor(CLEARINGS);
  return kept === undefined ? [] : z.array(clearingSchema).parse(JSON.parse(kept));
}

/** Before when each class is kept no more; 0 days: it is kept for ever. */
export function keptSince(keep: ShopFile["keep"], now: number): KeptSince {
  const since = (days: number) => (days === 0 ? 0 : now - days * DAY_MS);
  return {
    messages: since(keep.messages_days),
    turns: since(keep.turns_days),
    people: since(keep.people_days),
  };
}
