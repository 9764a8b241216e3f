import type { Events } from "../core/events.ts";
import type {
  Acceptance,
  Arrival,
  Clock,
  CommerceEvent,
  CommerceProvider,
  Ids,
  Store,
} from "../core/ports.ts";

/** How often the shop's system is asked for what its webhooks may have lost. */
const ASK_EVERY_MS = 30_000;

/** The name of our place in the shop's changes. */
const CURSOR = "commerce";

export type ShopEventPorts = {
  commerce: CommerceProvider;
  store: Pick<Store, "cursor" | "setCursor">;
  accept(arrivals: readonly Arrival[]): Promise<readonly Acceptance[]>;
  clock: Clock;
  ids: Ids;
};

/** Asks again and again until `signal` aborts; an outage is reported and asked through. */
export async function followShop(
  ports: ShopEventPorts & { events: Events },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await hearFromShop(ports);
    } catch (error) {
      ports.events.failed({ what: "asking the shop's system what happened", error });
    }
    await ports.clock.sleep(ASK_EVERY_MS, signal);
  }
}

/**
 * Takes in what happened in the shop's system since the last time. Safe to repeat: what was kept is known by its key,
 * and our place moves on only after everything before it is kept.
 */
export async function hearFromShop(ports: ShopEventPorts): Promise<void> {
  const { events, cursor } = await ports.commerce.changesSince(await ports.store.cursor(CURSOR));
  const arrivals = events.flatMap((event) => arrivalOf(event, ports));
  if (arrivals.length > 0) await ports.accept(arrivals);
  await ports.store.setCursor(CURSOR, cursor);
}

/** At the person whose phone stands on the order; nobody for an order without one. */
function arrivalOf(event: CommerceEvent, ports: ShopEventPorts): readonly Arrival[] {
  const { order } = event;
  if (order.phone === undefined) return [];
  return [
    {
      inbound: {
        kind: "shop_event",
        key: `${ports.commerce.name}:${order.id}:${event.event}`,
        receivedAt: ports.clock.now(),
        event: event.event,
        orderId: order.id,
        happenedAt: event.happenedAt,
      },
      route: { kind: "address", address: `sms:${order.phone}`, newCustomer: ports.ids.next() },
    },
  ];
}
