import type { CommerceEvent } from "./commerce.ts";
import { completionOf } from "./completion.ts";
import type { Order } from "./order.ts";

/** Something that has happened to an order; without `happenedAt` where the order does not say when. */
export type Happening = Omit<CommerceEvent, "order" | "happenedAt"> & { happenedAt?: number };

/** Estimates wander by hours; only what comes so much later than promised is late. */
const LATE_BY_MS = 12 * 60 * 60_000;

/**
 * All that an order says has happened to it and its customer may want to hear of: it arrived, waits to be collected, is
 * expected later than promised, was refunded, or what they sent back has come in. Pure; the same order says the same.
 */
export function happeningsOf(order: Order): readonly Happening[] {
  const completion = completionOf(order);
  return [
    ...(completion ? [completion] : []),
    ...readyParcels(order),
    ...delayOf(order),
    ...order.refunds
      .filter(({ status }) => status === "settled")
      .map(({ id, createdAt }) => ({
        event: "refunded" as const,
        detail: id,
        happenedAt: createdAt,
      })),
    ...order.returns
      .filter(({ status }) => status === "received")
      .map(({ id }) => ({ event: "return_received" as const, detail: id })),
  ];
}

/** A happening's name among all of its order's: what is told under the same name is the same. */
export function happeningName({ event, detail }: Pick<Happening, "event" | "detail">): string {
  return detail === undefined ? event : `${event}:${detail}`;
}

/** The day ("2026-11-24", UTC) on which a late order is expected by now; `undefined` for one that is not late, or has no new date. */
export function newDayOf(order: Order): string | undefined {
  const expected = newDateOf(order);
  return expected === undefined ? undefined : new Date(expected).toISOString().slice(0, 10);
}

/** When a late order is expected by now. */
export function newDateOf(order: Order): number | undefined {
  const { promisedBy, status, fulfillments } = order;
  if (promisedBy === undefined || status === "cancelled") return undefined;
  const underWay = fulfillments.filter(
    ({ trackingStatus }) =>
      !["cancelled", "delivered", "available_for_pickup"].includes(trackingStatus),
  );
  const dates = underWay.flatMap(({ estimatedDeliveryAt }) => estimatedDeliveryAt ?? []);
  const expected = Math.max(...dates);
  return dates.length > 0 && expected - promisedBy >= LATE_BY_MS ? expected : undefined;
}

function delayOf(order: Order): readonly Happening[] {
  const detail = newDayOf(order);
  return detail === undefined ? [] : [{ event: "delayed", detail }];
}

function readyParcels({ status, fulfillments }: Order): readonly Happening[] {
  if (status === "cancelled") return [];
  return fulfillments
    .filter(({ trackingStatus }) => trackingStatus === "available_for_pickup")
    .map(({ id, events }) => {
      const at = events.findLast((event) => event.status === "available_for_pickup")?.at;
      return {
        event: "ready_for_pickup",
        detail: id,
        ...(at === undefined ? {} : { happenedAt: at }),
      };
    });
}
