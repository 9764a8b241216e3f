import type { ChangeOutcome } from "../../core/change.ts";
import type { CommerceEvent, CommerceProvider } from "../../core/commerce.ts";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../core/errors.ts";
import type { Order } from "../../core/order.ts";
import type { Clock } from "../../core/ports.ts";
import { type Life, whenAwake } from "./life.ts";
import { note, type World } from "./world.ts";

export type ShopWorld = { commerce(life: Life, clock: Clock): CommerceProvider };

/** How long an adapter waits for its system; a turn gives it less. */
const ADAPTERS_LIMIT_MS = 8_000;

/** A system tells only so many news at once; who has them all must ask again. */
const TOLD_AT_ONCE = 2;

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
      if (random.chance(silent)) {
        schedule.after(ADAPTERS_LIMIT_MS, () =>
          whenAwake(world, life, () => reject(new ProviderUnavailableError("no answer"))),
        );
        return;
      }
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

  /** Asked with a key that it knows, it says again what came of it; anything else it does, as systems without a policy do. */
  function cancel(orderId: string, key: string): ChangeOutcome {
    if (!records.made.some((made) => made.key === key)) {
      records.made.push({ orderId, key, at: schedule.now() });
      note(world, `the shop cancels ${orderId} for ${key}`);
    }
    return { kind: "done", refunds: true };
  }

  function change(life: Life, orderId: string, key: string): Promise<ChangeOutcome> {
    const isUnclear = random.chance(world.faults().changeUnclear);
    const isMade = !isUnclear || random.chance(0.7);
    return answer(life, () => undefined, 0).then(() => {
      const outcome = isMade ? cancel(orderId, key) : undefined;
      if (!isUnclear && outcome) return outcome;
      note(world, `the shop's answer about ${orderId} for ${key} is lost`);
      throw new OutcomeUnknownError("the answer was lost");
    });
  }

  const isCancelled = (id: string) => records.made.some(({ orderId }) => orderId === id);
  const stateOf = (order: Order, now: number): Order =>
    isCancelled(order.id) ? { ...order, status: "cancelled" } : orderNow(order, now);
  const read = <T>(life: Life, look: () => T) => answer(life, look, world.faults().shopSilent);

  return {
    commerce: (life, clock) => ({
      name: "sim",
      abilities: { changes: ["cancel"], returns: "native", cancelRefunds: true },
      change: ({ orderId }, key) => change(life, orderId, key),
      findOrders: (query) =>
        read(life, () => {
          const orders = records.orders.map((order) => stateOf(order, clock.now()));
          // Seen on real systems: a filter that is not understood is ignored.
          if (random.chance(world.faults().shopAnswersForAll)) return orders;
          return orders.filter((order) => "phone" in query && order.phone === query.phone);
        }),
      getOrder: (id) =>
        read(life, () => {
          const order = records.orders.find((each) => each.id === id);
          return order && stateOf(order, clock.now());
        }),
      changesSince: (cursor) => {
        const look = () => {
          const from = Number(cursor ?? 0);
          const events = cursor === undefined ? [] : news.slice(from, from + TOLD_AT_ONCE);
          return { events, cursor: String(from + events.length) };
        };
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
  if (order.status === "open") return order;
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
