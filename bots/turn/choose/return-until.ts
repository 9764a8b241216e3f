import { dayWords } from "../../../core/day-words.ts";
import type { Draft } from "../../../core/draft.ts";
import { formats } from "../../../core/formats.ts";
import type { LineItem, Order } from "../../../core/order.ts";
import type { Phrase } from "../../../core/shop.ts";
import { returnEligibility } from "../../../intents/flows/eligibility.ts";
import { openFlow } from "../../../intents/flows/flow.ts";
import type { FlowContext } from "../../../intents/flows/flow-context.ts";
import { readItems } from "../../../intents/flows/item-reading.ts";
import type { Brief } from "../brief.ts";
import { contextOf } from "./flow-turn.ts";

/**
 * Until when what they name, or are about to send back, may come back. `undefined`: they name nothing of theirs that may,
 * so that the rule is told.
 */
export function returnUntil(draft: Draft, brief: Brief, phrase: Phrase): string | undefined {
  const context = contextOf(brief, draft.conversation, phrase);
  if (!context) return undefined;
  const { telling, policy } = context;
  const days = new Map<string, string[]>();
  for (const { order, item } of itemsMeant(draft, brief, context)) {
    const verdict = returnEligibility(order, item, policy, draft.now);
    if (verdict.kind !== "ok" || verdict.deadline === undefined) continue;
    const day = dayWords(verdict.deadline, telling);
    days.set(day, [...(days.get(day) ?? []), item.title]);
  }
  const list = formats.list(telling.locale, {});
  const lines = [...days].map(([day, titles]) =>
    phrase("return.until", { day, items: list.format(titles) }),
  );
  return lines.length === 0 ? undefined : lines.join(" ");
}

type Meant = { order: Order; item: LineItem };

/** By name, else what is being talked of: the items of an open return, or of the order that the talk is about. */
function itemsMeant(
  { conversation, now }: Draft,
  { said }: Brief,
  { orders, topicOrderId }: FlowContext,
): readonly Meant[] {
  const named = orders.flatMap((order) =>
    readItems(said?.text ?? "", order.lineItems).chosen.map(({ item }) => ({ order, item })),
  );
  if (named.length > 0) return named;
  const flow = openFlow(conversation.flow, now);
  const id = flow?.orderId ?? topicOrderId;
  const spokenOf = orders.filter((order) => order.id === id || orders.length === 1);
  const chosen = new Set(flow?.items.map(({ lineItemId }) => lineItemId));
  return spokenOf.flatMap((order) =>
    order.lineItems
      .filter((item) => chosen.size === 0 || chosen.has(item.id))
      .map((item) => ({ order, item })),
  );
}
