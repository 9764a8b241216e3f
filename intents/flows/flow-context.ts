import type { CommerceAbilities, OrderChange, Variant } from "../../core/change.ts";
import type { ChangeAsked } from "../../core/conversation.ts";
import type { Flow, Refused } from "../../core/flow.ts";
import type { LineItem, Order } from "../../core/order.ts";
import type { Understanding } from "../../core/understanding.ts";
import type { Telling } from "../orders/parcel-words.ts";
import { type Eligibility, itemEligibility, type Policy } from "./eligibility.ts";

/** All that a flow may look at besides its own state: pure data, gathered before. */
export type FlowContext = {
  telling: Telling;
  policy: Policy;
  /** What this customer may be told of, newest first. */
  orders: readonly Order[];
  abilities: CommerceAbilities | undefined;
  /** The variants of a product, those out of stock too; `undefined`: nobody has looked, or could. */
  variantsOf(productId: string): readonly Variant[] | undefined;
  /** Whether a one-time code has proven it, which what sends goods elsewhere needs. */
  isProvenByCode(orderId: string): boolean;
  changesAsked: readonly ChangeAsked[];
  /** The order that the talk is about. */
  topicOrderId?: string;
  /** What the customer said a moment ago, the last words first: "it" may be something in them. */
  saidBefore?: readonly string[];
};

/** What the customer wrote, and what it was understood to mean. */
export type Said = { text: string; understanding: Understanding; hasPicture?: boolean };

/** Where a flow has come to, and what is said about it. */
export type FlowStep =
  /** `isUnanswered`: a question was asked back, to which a flow itself has no answer. */
  | { kind: "ask"; flow: Flow; text: string; isUnanswered?: boolean }
  /** The yes was given: this is to be asked of the shop's system. `what`: the items, in words. */
  | { kind: "act"; flow: Flow; change: OrderChange; order: Order; what: string; text: string }
  /** It cannot be done, or the customer left it: the flow is over. `refused`: with another order it could perhaps be done. */
  | { kind: "over"; why: string; text: string; refused?: Omit<Refused, "at"> }
  | { kind: "person"; reason: string; text?: string }
  /** It needs a one-time code first; the flow waits. */
  | { kind: "prove"; flow: Flow; orderId: string }
  /** The message is about something else; the flow waits. */
  | { kind: "aside" };

export function orderOf(flow: Flow, context: FlowContext): Order | undefined {
  return context.orders.find(({ id }) => id === flow.orderId);
}

export function lineOf(order: Order, lineItemId: string): LineItem | undefined {
  return order.lineItems.find(({ id }) => id === lineItemId);
}

/** Whether an item may be part of this flow, judged when its customer first asked. */
export function eligibilityOf(
  flow: Flow,
  order: Order,
  item: LineItem,
  { policy }: FlowContext,
): Eligibility {
  return itemEligibility(flow.kind, order, item, policy, flow.askedAt);
}

/** The items of an order that may be part of this flow. */
export function eligibleItems(flow: Flow, order: Order, context: FlowContext): readonly LineItem[] {
  return order.lineItems.filter(
    (item) => item.quantity > 0 && eligibilityOf(flow, order, item, context).kind === "ok",
  );
}

/** The orders with which this flow could be gone through, newest first. */
export function eligibleOrders(flow: Flow, context: FlowContext): readonly Order[] {
  return context.orders.filter(
    (order) =>
      eligibleItems(flow, order, context).length > 0 &&
      !context.changesAsked.some(({ orderId }) => orderId === order.id),
  );
}
