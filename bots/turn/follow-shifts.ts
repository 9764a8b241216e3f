import type { Events } from "../../core/events.ts";
import type { Arrival, Clock, Ids } from "../../core/ports.ts";
import type { Shop } from "../../core/shop.ts";
import { nextShifts, shiftName } from "../../handoff/hours/shifts.ts";
import type { Edge } from "../channel.ts";

/** How soon hours that were changed in shop.yaml are noticed. */
const LOOK_EVERY_MS = 60_000;

/**
 * Plans the briefing of every shift's next beginning and end until `signal` aborts. What is planned is kept like any
 * message, under the shift's own name: servers that all plan the same, or one that starts again, brief it once.
 */
export async function followShifts(
  ports: { clock: Clock; ids: Ids; events: Events; shop: () => Shop; accept: Edge["accept"] },
  signal: AbortSignal,
): Promise<void> {
  const planned = new Map<string, string>();
  while (!signal.aborted) {
    try {
      const arrivals = shiftArrivals(ports).filter(
        ({ inbound: { key }, place }) => planned.get(place) !== key,
      );
      if (arrivals.length > 0) await ports.accept(arrivals);
      for (const { inbound, place } of arrivals) planned.set(place, inbound.key);
    } catch (error) {
      ports.events.failed({ what: "planning the shifts' briefings", error }); // tried again in a minute
    }
    await ports.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

function shiftArrivals({
  clock,
  ids,
  shop,
}: {
  clock: Clock;
  ids: Ids;
  shop: () => Shop;
}): (Arrival & { place: string })[] {
  const now = clock.now();
  return nextShifts(now, shop()).map((shift) => ({
    place: `${shift.turn}/${shift.team}`,
    inbound: {
      kind: "timer",
      timer: "shift",
      subject: shiftName(shift),
      key: `shift:${shiftName(shift)}`,
      receivedAt: now,
    },
    route: {
      kind: "address",
      address: `desk:shift/${encodeURIComponent(shift.team)}`,
      newCustomer: ids.next(),
    },
  }));
}
