import { ProviderUnavailableError } from "../../core/errors.ts";
import type { Order } from "../../core/order.ts";
import type { Clock, CommerceEvent, CommerceProvider } from "../../core/ports.ts";
import { type Life, whenAwake } from "./life.ts";
import type { World } from "./world.ts";

export type ShopWorld = { commerce(life: Life, clock: Clock): CommerceProvider };

/** The shop's own system: it is slow, silent, down, answers with everybody's orders, and tells its news late and twice. */
export function shopWorld(world: World): ShopWorld {
  const { schedule, random, records } = world;
  const news: CommerceEvent[] = [];
  for (const order of records.orders) {
    const happenedAt = deliveredAt(order);
    if (happenedAt === undefined || happenedAt < schedule.now()) continue;
    const late = random.chance(world.faults().shopEventsLate) ? random.between(0, 600_000) : 0;
    schedule.after(happenedAt - schedule.now() + late, () => {
      const event: CommerceEvent = { event: "delivered", order, happenedAt };
      news.push(event);
      if (random.chance(world.faults().shopEventsDoubled)) news.push(event);
    });
  }

  function answer<T>(life: Life, look: () => T, silent: number): Promise<T> {
    const faults = world.faults();
    return new Promise((resolve, reject) => {
      if (random.chance(silent)) return; // never answers
      const fails = random.chance(faults.shopFails);
      const slowMs = random.chance(faults.slowProvider) ? 8_000 : 300;
      schedule.after(1 + random.delay(60, slowMs), () =>
        whenAwake(world, life, () => {
          if (fails) reject(new ProviderUnavailableError("the shop answered 500"));
          else resolve(look());
        }),
      );
    });
  }

  const read = <T>(life: Life, look: () => T) => answer(life, look, world.faults().shopSilent);

  return {
    commerce: (life, clock) => ({
      name: "sim",
      findOrders: (query) =>
        read(life, () => {
          const orders = records.orders.map((order) => orderNow(order, clock.now()));
          // Seen on real systems: a filter that is not understood is ignored.
          if (random.chance(world.faults().shopAnswersForAll)) return orders;
          return orders.filter((order) => "phone" in query && order.phone === query.phone);
        }),
      getOrder: (id) =>
        read(life, () => {
          const order = records.orders.find((each) => each.id === id);
          return order && orderNow(order, clock.now());
        }),
      // Its adapters give this one a limit of their own; the turn gives one to the others.
      changesSince: (cursor) => {
        const look = () => ({
          events: cursor === undefined ? [] : news.slice(Number(cursor)),
          cursor: String(cursor === undefined ? 0 : news.length),
        });
        return answer(life, look, 0);
      },
    }),
  };
}

/** When an order's last parcel arrives. */
export function deliveredAt(order: Order): number | undefined {
  return order.fulfillments[0]?.deliveredAt;
}

function orderNow(order: Order, now: number): Order {
  const arrived = (deliveredAt(order) ?? Number.POSITIVE_INFINITY) <= now;
  if (arrived) return order;
  return {
    ...order,
    status: "open",
    fulfillmentStatus: "shipped",
    fulfillments: order.fulfillments.map(({ deliveredAt: _later, ...parcel }) => ({
      ...parcel,
      trackingStatus: "in_transit",
    })),
  };
}
