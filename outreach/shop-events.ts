import type { CommerceEvent, CommerceProvider } from "../core/commerce.ts";
import type { Events } from "../core/events.ts";
import { happeningName, happeningsOf } from "../core/happenings.ts";
import type { Address } from "../core/message.ts";
import type { Acceptance, Arrival, Clock, Ids, Store } from "../core/ports.ts";

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

/** What happened so long ago is no news, even when its order changes again and the system tells us so. */
const NEWS_FOR_MS = 7 * 24 * 60 * 60_000;

/**
 * Takes in what became of orders that a webhook named. Each is read from the shop's system itself, so that a webhook can
 * claim nothing. Safe to repeat; resolves once everything is kept.
 * @throws ProviderUnavailableError or StoreUnavailableError: nothing may be thanked for, the sender must try again.
 */
export async function hearOfOrders(
  orderIds: readonly string[],
  ports: Omit<ShopEventPorts, "store">,
): Promise<void> {
  const arrivals: Arrival[] = [];
  for (const id of orderIds) {
    const now = ports.clock.now();
    const order = await ports.commerce.getOrder(id);
    if (!order) continue;
    for (const { happenedAt = now, ...happening } of happeningsOf(order)) {
      if (happenedAt < now - NEWS_FOR_MS) continue;
      arrivals.push(...arrivalOf({ ...happening, happenedAt, order }, ports));
    }
  }
  if (arrivals.length > 0) await ports.accept(arrivals);
}

/** At the person whose phone (else e-mail address) stands on the order; nobody for an order without either. */
function arrivalOf(event: CommerceEvent, ports: Omit<ShopEventPorts, "store">): readonly Arrival[] {
  const { order, detail } = event;
  const address = addressOn(order);
  if (address === undefined) return [];
  return [
    {
      inbound: {
        kind: "shop_event",
        key: `${ports.commerce.name}:${order.id}:${happeningName(event)}`,
        receivedAt: ports.clock.now(),
        event: event.event,
        orderId: order.id,
        ...(detail === undefined ? {} : { detail }),
        happenedAt: event.happenedAt,
      },
      route: { kind: "address", address, newCustomer: ports.ids.next() },
    },
  ];
}

function addressOn({ phone, email }: CommerceEvent["order"]): Address | undefined {
  if (phone !== undefined) return `sms:${phone}`;
  return email === undefined ? undefined : `email:${email.toLowerCase()}`;
}
