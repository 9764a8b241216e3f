import type { ConsentChange } from "../core/decision.ts";
import type { Order } from "../core/order.ts";

/**
 * Whether the buyer of this order agrees to messages that nobody needs to have: by the last word that the ledger has of
 * it, else by the yes given with the order. A yes with an order is worth more than an earlier no. `changes`: oldest first.
 */
export function agreesToThanks(
  order: Pick<Order, "thankYouConsent" | "placedAt">,
  changes: readonly ConsentChange[],
): boolean {
  const last = changes.findLast(({ purpose }) => purpose === "thanks");
  if (!last) return order.thankYouConsent;
  if (last.status === "opted_in") return true;
  return order.thankYouConsent && order.placedAt > last.at;
}

/** Whether an address asked for silence, and its word on thanks, as the ledger stands; `changes`: oldest first. */
export function consentNow(changes: readonly ConsentChange[]): {
  messages: ConsentChange | undefined;
  thanks: ConsentChange | undefined;
} {
  return {
    messages: changes.findLast(({ purpose }) => purpose === undefined),
    thanks: changes.findLast(({ purpose }) => purpose === "thanks"),
  };
}
