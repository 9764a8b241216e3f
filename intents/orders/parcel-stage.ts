import { type DayTeller, daysFromNow, localHour } from "../../core/day-words.ts";
import type { Fulfillment, Order } from "../../core/order.ts";

/** Where a parcel really is, with the calendar read in: what is said about it follows from this alone. */
export type ParcelStage =
  | "pickup_preparing"
  | "packed"
  | "packed_late"
  | "handed_over"
  | "in_transit"
  | "in_transit_no_date"
  | "due_today"
  | "late"
  | "late_no_date"
  | "out_for_delivery"
  | "out_for_delivery_long"
  | "attempt_failed"
  | "ready"
  | "ready_passed"
  | "delivered"
  | "collected"
  | "exception"
  | "return_to_sender"
  | "expired"
  | "cancelled";

/** The stage and the instants that go with it; an estimate that has passed is none. */
export type ParcelFacts = {
  stage: ParcelStage;
  /** What was promised: the order's date, else the parcel's first estimate. */
  due?: number;
  expected?: number;
  /** When the present status began. */
  since?: number;
  /** When the carrier last said anything. */
  seen?: number;
};

/** What is known of a parcel at that moment. Estimates count by the day: late begins on the day after. */
export function parcelFacts(parcel: Fulfillment, order: Order, teller: DayTeller): ParcelFacts {
  const estimate = parcel.estimatedDeliveryAt;
  const expected = estimate !== undefined && isAhead(estimate, teller) ? estimate : undefined;
  const due = order.promisedBy ?? estimate;
  const since =
    parcel.trackingStatus === "delivered" && parcel.deliveredAt !== undefined
      ? parcel.deliveredAt
      : parcel.events.findLast((event) => event.status === parcel.trackingStatus)?.at;
  const seen = parcel.events.findLast((event) => event.status !== "expired")?.at;
  return {
    stage: stageOf(parcel, { due, expected, since }, teller),
    ...(due === undefined ? {} : { due }),
    ...(expected === undefined ? {} : { expected }),
    ...(since === undefined ? {} : { since }),
    ...(seen === undefined ? {} : { seen }),
  };
}

type Dates = {
  due: number | undefined;
  expected: number | undefined;
  since: number | undefined;
};

/** Today counts as ahead until its hour has passed. */
function isAhead(instant: number, teller: DayTeller): boolean {
  return instant > teller.now;
}

function stageOf(parcel: Fulfillment, dates: Dates, teller: DayTeller): ParcelStage {
  const { trackingStatus } = parcel;
  switch (trackingStatus) {
    case "delivered":
      return parcel.method === "pickup" ? "collected" : "delivered";
    case "available_for_pickup":
      return (parcel.pickupUntil ?? teller.now) < teller.now ? "ready_passed" : "ready";
    case "out_for_delivery":
      return isOutTooLong(parcel, dates, teller) ? "out_for_delivery_long" : "out_for_delivery";
    case "info_received":
    case "unknown":
    case "in_transit":
      if (parcel.method === "pickup") return "pickup_preparing";
      return beforeDelivery({ ...parcel, trackingStatus }, dates, teller);
    default:
      return trackingStatus;
  }
}

function beforeDelivery(
  parcel: Fulfillment & { trackingStatus: "info_received" | "unknown" | "in_transit" },
  dates: Dates,
  teller: DayTeller,
): ParcelStage {
  const late = isLate(dates, teller);
  switch (parcel.trackingStatus) {
    case "info_received":
      return late ? "packed_late" : "packed";
    case "unknown":
      return late ? "late_no_date" : "handed_over";
    case "in_transit":
      return transitStage(parcel, dates, teller);
  }
}

function transitStage(parcel: Fulfillment, dates: Dates, teller: DayTeller): ParcelStage {
  if (isLate(dates, teller)) return dates.expected === undefined ? "late_no_date" : "late";
  if (dates.expected !== undefined) return "in_transit";
  const estimate = parcel.estimatedDeliveryAt;
  return estimate !== undefined && daysFromNow(estimate, teller) === 0
    ? "due_today"
    : "in_transit_no_date";
}

/** Past the promised day, or known to come after it. */
function isLate({ due, expected }: Dates, teller: DayTeller): boolean {
  if (due === undefined) return false;
  const dueDay = daysFromNow(due, teller);
  return dueDay < 0 || (expected !== undefined && daysFromNow(expected, teller) > dueDay);
}

/** After this hour of the shop's day, a parcel that is still out is not simply "coming today". */
const EVENING_HOUR = 21;

function isOutTooLong(parcel: Fulfillment, { since, expected }: Dates, teller: DayTeller): boolean {
  if (since !== undefined && daysFromNow(since, teller) < 0) return true;
  if (expected !== undefined) return false;
  return parcel.estimatedDeliveryAt !== undefined || localHour(teller) >= EVENING_HOUR;
}
