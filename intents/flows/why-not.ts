import type { Refused } from "../../core/flow.ts";
import { itemEligibility, type Obstacle } from "./eligibility.ts";
import type { FlowContext } from "./flow-context.ts";
import { becauseWords } from "./flow-words.ts";

/**
 * Why a change is refused: what stands in its way, as things are now, and whether a rule of the shop's does. `undefined`:
 * nothing does any more, or the order is none of theirs.
 */
export function whyNot(
  refused: Refused,
  context: FlowContext,
): { because: string; isRule: boolean } | undefined {
  const { orders, policy, telling } = context;
  const order = orders.find(({ id }) => id === refused.orderId);
  const items = order?.lineItems.filter(({ id }) => refused.lineItemIds.includes(id)) ?? [];
  if (!order) return undefined;
  for (const item of items) {
    const verdict = itemEligibility(refused.kind, order, item, policy, telling.now);
    if (verdict.kind === "no")
      return { because: becauseWords(verdict, telling), isRule: !DONE.has(verdict.why) };
  }
  return undefined;
}

/** These are facts: no shop takes back what it has already. */
const DONE: ReadonlySet<Obstacle> = new Set(["cancelled", "already_returned", "already_requested"]);
