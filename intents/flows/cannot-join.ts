import type { Flow } from "../../core/flow.ts";
import { asksForStatus } from "../asks-status.ts";
import { addsMore } from "./fill-order.ts";
import { eligibilityOf, type FlowContext, type FlowStep, type Said } from "./flow-context.ts";
import { refusedBeside } from "./flow-words.ts";
import { nextStep } from "./next-step.ts";
import { ordersNamed } from "./orders-named.ts";

/**
 * "And the blanket", of an order with which the same cannot be done: why not, and what can, before the open question once
 * more. `undefined`: nothing of theirs was named besides, or it is in the order that is being talked about.
 */
export function cannotJoin(flow: Flow, { text }: Said, context: FlowContext): FlowStep | undefined {
  const isShort = text.trim().split(/\s+/).length <= MOST_WORDS;
  if (flow.kind === "swap" || !isShort || !addsMore(text) || asksForStatus(text)) return undefined;
  const [order, ...more] = ordersNamed(text, context.orders);
  if (!order || more.length > 0 || order.id === flow.orderId) return undefined;
  const verdicts = order.lineItems.map((item) => eligibilityOf(flow, order, item, context));
  const verdict = verdicts.find(({ kind }) => kind === "no");
  const step = nextStep(flow, context);
  if (verdict?.kind !== "no" || step.kind !== "ask") return undefined;
  const refused = { kind: flow.kind, order, items: order.lineItems, verdict };
  return { ...step, text: `${refusedBeside(refused, context.telling)}\n\n${step.text}` };
}

const MOST_WORDS = 6;
