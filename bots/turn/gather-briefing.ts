import type { DeskBriefing, SendBody } from "../../core/decision.ts";
import type { Store } from "../../core/ports.ts";
import type { Shop } from "../../core/shop.ts";
import { briefingOf } from "../../handoff/briefing.ts";

/** More turns than this a night are counted as this many: a briefing is read in half a minute, not audited. */
const MOST_TURNS = 5_000;

/** What a team's briefing tells at this moment. @throws what the store throws. */
export async function gatherBriefing(
  body: Extract<SendBody, { kind: "briefing" }>,
  ports: { store: Pick<Store, "waiting" | "journalSince">; shop: () => Shop },
): Promise<DeskBriefing> {
  const [waiting, journal] = await Promise.all([
    ports.store.waiting(),
    ports.store.journalSince(body.since, MOST_TURNS),
  ]);
  return briefingOf({ ...body, waiting, journal, timezone: ports.shop().file.timezone });
}
