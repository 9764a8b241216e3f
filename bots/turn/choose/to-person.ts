import type { Draft } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import { handOver } from "../../../handoff/hand-over.ts";
import type { RuleThatFired } from "../../../handoff/rules.ts";
import type { Brief } from "../brief.ts";
import { withoutFlow } from "./flow-turn.ts";

/** Hands the conversation to people, with the orders it is about; what the bot was asking about is theirs from now on. */
export function toPerson(
  draft: Draft,
  brief: Brief,
  options: { rule: RuleThatFired; reason: string; opening?: string; phrase: Phrase },
): void {
  const orderNumbers = orderNumbersFor(draft, brief);
  draft.conversation = { ...withoutFlow(draft.conversation), nextWishes: [] };
  handOver(draft, { ...options, orderNumbers, shop: brief.shop });
}

/** The orders an agent will want to open: those the customer named or talks about, if they are theirs; else all of theirs. */
function orderNumbersFor(draft: Draft, brief: Brief): readonly string[] {
  if (brief.orders.kind !== "proven") return [];
  const { orders } = brief.orders;
  const named = brief.said?.understanding.entities.orderNumbers ?? [];
  const meant = orders.filter(
    (order) => named.includes(order.number) || order.id === draft.conversation.topic?.orderId,
  );
  return (meant.length > 0 ? meant : orders).map((order) => order.number);
}
