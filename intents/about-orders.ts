import type { IntentName } from "../core/understanding.ts";

/** What is told of an order, and whether a person takes over after it. */
export type OrderTalk = {
  about: "status" | "not_received" | "refund" | "purchase";
  person: boolean;
  /** What is said after it, or alone to who was told of it just now: a key of the phrases. */
  says?: string;
};

/** The intents that are answered from the customer's own orders. */
export const ABOUT_ORDERS: Readonly<Record<IntentName, OrderTalk>> = {
  order_status: { about: "status", person: false },
  delivery_wish: { about: "status", person: false, says: "order.delivery_wish" },
  delivery_problem: { about: "status", person: true },
  return_status: { about: "refund", person: false },
  refund_status: { about: "refund", person: false },
  purchase: { about: "purchase", person: false },
};
