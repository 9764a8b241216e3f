import type { CommerceEvent } from "../../../core/commerce.ts";
import { completionOf } from "../../../core/completion.ts";
import { type Happening, happeningName, happeningsOf } from "../../../core/happenings.ts";
import type { Order } from "../../../core/order.ts";
import type { StoredOrder } from "./client.ts";

/** Something that became known of an order, as the file alone tells it: what we changed ourselves is no news. */
type News = { orderId: string; happened: Omit<CommerceEvent, "order"> };

/** What has happened to a file's orders, and when that could first be known. */
export type OrderNews = {
  /** Takes in what the file just read says; nothing in it can have been known before `readAt`. */
  learn(orders: readonly StoredOrder[], readAt: number): void;
  /** What became known after `from`, and by `now`. */
  between(orders: readonly StoredOrder[], from: number, now: number): readonly News[];
};

/** The news of a file whose first orders are these; `viewOf` tells an order as somebody sees it who looks at that moment. */
export function orderNews(
  orders: readonly StoredOrder[],
  now: number,
  viewOf: (stored: StoredOrder, now: number) => Order | undefined,
): OrderNews {
  /** When we could first know of each completed order, and of whatever else happened to one. */
  const knownAt = new Map<string, number>();

  function learn(all: readonly StoredOrder[], readAt: number): void {
    for (const order of all) {
      const completion = completionOf(order);
      const known = knownAt.get(order.id) ?? Number.POSITIVE_INFINITY;
      if (completion && known > readAt) {
        knownAt.set(order.id, Math.max(completion.happenedAt, readAt));
      }
    }
  }

  /** All that has happened by now to orders besides their arrival. */
  function besides(all: readonly StoredOrder[], at: number) {
    return all
      .flatMap((stored) => viewOf(stored, at) ?? [])
      .flatMap((order) =>
        happeningsOf(order)
          .filter(isBesideArrival)
          .map((happening) => ({ order, happening })),
      );
  }

  learn(orders, Number.NEGATIVE_INFINITY);
  // What the file does not date was there before we looked.
  for (const { order, happening } of besides(orders, now))
    knownAt.set(newsName(order, happening), happening.happenedAt ?? Number.NEGATIVE_INFINITY);

  return {
    learn,
    between(all, from, until) {
      if (until <= from) return [];
      const isNews = (known: number | undefined) =>
        known !== undefined && known > from && known <= until;
      const arrived = all.flatMap((order): News[] => {
        const happened = isNews(knownAt.get(order.id)) ? completionOf(order) : undefined;
        return happened ? [{ orderId: order.id, happened }] : [];
      });
      const others = besides(all, until).flatMap(({ order, happening }): News[] => {
        const name = newsName(order, happening);
        const known = knownAt.get(name) ?? until;
        knownAt.set(name, known);
        const happenedAt = happening.happenedAt ?? known;
        const happened = { ...happening, happenedAt };
        return isNews(known) ? [{ orderId: order.id, happened }] : [];
      });
      return [...arrived, ...others];
    },
  };
}

function isBesideArrival({ event }: Happening): boolean {
  return event !== "delivered" && event !== "picked_up";
}

function newsName({ id }: Pick<Order, "id">, happening: Happening): string {
  return `${id} ${happeningName(happening)}`;
}
