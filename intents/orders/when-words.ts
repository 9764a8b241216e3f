import type { Order } from "../../core/order.ts";
import { parcelFacts } from "./parcel-stage.ts";
import type { Telling } from "./parcel-words.ts";
import { refundWords } from "./refund-words.ts";
import { isUnderWay } from "./under-way.ts";

/**
 * The answer to "when?" right after an order's state was told: of the money, where nothing is under way any more; an honest
 * "nobody knows", where no day is. `undefined`: the state itself tells the day. `refundDays`: within how many days after
 * its arrival the shop pays a return back, 0 where it does not say.
 */
export function whenWords(order: Order, telling: Telling, refundDays: number): string | undefined {
  const { phrase } = telling;
  if (isUnderWay(order)) return tellsDay(order, telling) ? undefined : phrase("order.no_day");
  const refund = order.refunds.at(-1);
  if (refund?.status === "pending") return phrase("refund.no_day");
  if (refund?.status === "settled") {
    const told = refundWords(order, telling);
    return told.map(({ text }) => text).join(" ");
  }
  const isAwaited = order.returns.some(({ status }) => AWAITED.has(status));
  if (refund || !isAwaited) return undefined;
  return phrase("flow.about_money.return", { days: refundDays, outcome: "refund" });
}

const AWAITED: ReadonlySet<Order["returns"][number]["status"]> = new Set([
  "open",
  "requested",
  "approved",
  "in_transit",
  "partially_received",
  "received",
]);

function tellsDay(order: Order, telling: Telling): boolean {
  const { promisedBy = 0, fulfillments } = order;
  if (promisedBy > telling.now) return true;
  return fulfillments.some((parcel) => {
    const { stage, expected, due = 0 } = parcelFacts(parcel, order, telling);
    return expected !== undefined || due > telling.now || DATED.has(stage);
  });
}

const DATED: ReadonlySet<ReturnType<typeof parcelFacts>["stage"]> = new Set([
  "out_for_delivery",
  "ready",
  "due_today",
]);
