import type { ChangeOutcome, OrderChange } from "../../core/change.ts";
import type { Order } from "../../core/order.ts";
import {
  addressEligibility,
  cancelEligibility,
  changeEligibility,
  type Eligibility,
  type Policy,
  returnable,
  returnEligibility,
} from "./eligibility.ts";

type Refusal = Extract<ChangeOutcome, { kind: "refused" }>;

/**
 * What speaks against a confirmed change at the moment it is made: the order may have been packed, cancelled or returned
 * since. A window that closed since then does not: that was judged when its customer asked.
 */
export function obstacleNow(
  change: OrderChange,
  order: Order | undefined,
  policy: Policy,
  now: number,
): Refusal | undefined {
  if (!order) return { kind: "refused", reason: "not_found", detail: "there is no such order" };
  for (const verdict of verdictsOn(change, order, policy, now)) {
    if (verdict.kind === "no" && verdict.why !== "window_closed") {
      return { kind: "refused", reason: reasonOf(verdict.why), detail: `policy: ${verdict.why}` };
    }
  }
  return undefined;
}

function verdictsOn(
  change: OrderChange,
  order: Order,
  policy: Policy,
  now: number,
): readonly Eligibility[] {
  switch (change.do) {
    case "cancel":
      return [cancelEligibility(order, policy)];
    case "change_address":
      return [addressEligibility(order, policy)];
    case "change_items":
      return linesOf(order, change.swaps).map(({ item }) => changeEligibility(order, item));
    case "return":
      return linesOf(order, change.items).map((line) => backOf(order, line, policy, now));
    case "exchange":
      return linesOf(order, change.swaps).map((line) => backOf(order, line, policy, now));
    default:
      return change satisfies never;
  }
}

type Line = { item: Order["lineItems"][number]; quantity: number };

function linesOf(
  order: Order,
  parts: readonly { lineItemId: string; quantity: number }[],
): readonly Line[] {
  return parts.flatMap(({ lineItemId, quantity }) => {
    const item = order.lineItems.find(({ id }) => id === lineItemId);
    return item ? [{ item, quantity }] : [];
  });
}

function backOf(order: Order, { item, quantity }: Line, policy: Policy, now: number): Eligibility {
  if (quantity > returnable(item)) return { kind: "no", why: "already_requested" };
  return returnEligibility(order, item, policy, now);
}

function reasonOf(why: Extract<Eligibility, { kind: "no" }>["why"]): Refusal["reason"] {
  switch (why) {
    case "packed":
    case "shipped":
    case "delivered":
    case "window_closed":
      return "too_late";
    case "cancelled":
    case "already_returned":
    case "already_requested":
      return "already_done";
    case "never":
    case "not_delivered":
    case "final_sale":
    case "not_returnable":
      return "not_allowed";
    default:
      return why satisfies never;
  }
}
