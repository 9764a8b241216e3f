import type { DeskBriefing, SendBody } from "../../../core/decision.ts";
import type { Settlement, Store } from "../../../core/ports.ts";
import type { Shop } from "../../../core/shop.ts";
import { briefingOf } from "../../../handoff/briefing.ts";

/** More turns than this a night are counted as this many: a briefing is read in half a minute, not audited. */
const MOST_TURNS = 5_000;

/** As many as a list at the desk shows. */
const MOST_LINKED = 15;

/**
 * What a team's briefing tells at this moment; stopped where it would call the team to people of whom each has been claimed
 * by now. @throws what the store throws.
 */
export async function gatherBriefing(
  body: Extract<SendBody, { kind: "briefing" }>,
  ports: { store: Pick<Store, "waiting" | "journalSince" | "threadOf">; shop: () => Shop },
): Promise<{ briefing: DeskBriefing; stopped?: Settlement }> {
  const isCall = body.shift === "promised" || body.shift === "broken";
  const [waiting, journal] = await Promise.all([
    ports.store.waiting(),
    isCall ? undefined : ports.store.journalSince(body.since, MOST_TURNS),
  ]);
  const { timezone } = ports.shop().file;
  const briefing = briefingOf({ ...body, waiting, journal, timezone });
  const linked = await Promise.all(
    briefing.waiting.map(async (each, n) => {
      const { customer, handoff } = each;
      if (n >= MOST_LINKED || customer === undefined || handoff === undefined) return each;
      const thread = await ports.store.threadOf(customer, handoff);
      return thread === undefined ? each : { ...each, thread };
    }),
  );
  const stopped = isCall && linked.length === 0 ? { stopped: CLAIMED } : {};
  return { briefing: { ...briefing, waiting: linked }, ...stopped };
}

const CLAIMED: Settlement = { kind: "cancelled", reason: "somebody has claimed them by now" };
