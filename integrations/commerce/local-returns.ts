import { z } from "zod";
import type { OrderChange } from "../../core/change.ts";
import { type Order, RETURN_OUTCOMES } from "../../core/order.ts";
import { piecesOf } from "./objection.ts";

/** A return or exchange that a customer asked for, of a system that knows neither. */
export type LocalReturn = Extract<OrderChange, { do: "return" | "exchange" }>;

const recordSchema = z.object({
  key: z.string(),
  outcome: z.enum(RETURN_OUTCOMES),
  items: z
    .array(z.object({ lineItemId: z.string(), quantity: z.number().int().positive() }))
    .min(1),
});
/** What such a return is read back from. */
export type ReturnRecord = z.infer<typeof recordSchema> & { createdAt: number };

/** What is kept of the return where only programs read it. */
export function returnRecord(change: LocalReturn, key: string): string {
  const pieces = change.do === "return" ? change.items : change.swaps;
  const items = pieces.map(({ lineItemId, quantity }) => ({ lineItemId, quantity }));
  return JSON.stringify({ key, outcome: outcomeOf(change), items });
}

/** The record, if the text is one: anybody may write where we keep it. */
export function readReturnRecord(text: string, createdAt: number): ReturnRecord[] {
  try {
    return [{ ...recordSchema.parse(JSON.parse(text)), createdAt }];
  } catch {
    return []; // somebody else's words
  }
}

/** What is wanted in words for the people who handle it. `variantNames` says what the wanted variants are called. */
export function returnWords(
  change: LocalReturn | Extract<OrderChange, { do: "change_items" }>,
  order: Order,
  variantNames: ReadonlyMap<string, string> = new Map(),
): string {
  const titleOf = (id: string) => order.lineItems.find((line) => line.id === id)?.title ?? id;
  const lines =
    change.do === "return"
      ? change.items.map(({ lineItemId, quantity, reason, note }) => {
          const words = note ? ` ("${oneLine(note)}")` : "";
          return `${quantity} x ${titleOf(lineItemId)}: ${reason.replaceAll("_", " ")}${words}`;
        })
      : change.swaps.map(({ lineItemId, quantity, variantId }) => {
          const wanted = variantNames.get(variantId) ?? variantId;
          return `${quantity} x ${titleOf(lineItemId)}, wanted instead: ${wanted}`;
        });
  if (change.do === "change_items") return ["The customer wants to change:", ...lines].join("\n");
  const wish = `They would like: ${outcomeOf(change).replaceAll("_", " ")}`;
  return ["The customer wants to send back:", ...lines, wish].join("\n");
}

/** The order with the returns that we noted on it. One that was noted twice, because an answer was lost, is one. */
export function withLocalReturns(order: Order, records: readonly ReturnRecord[]): Order {
  const once = [...new Map(records.map((record) => [record.key, record])).values()];
  const items = once.flatMap((record) => record.items);
  return {
    ...order,
    lineItems: order.lineItems.map((line) => ({
      ...line,
      returnRequested: line.returnRequested + piecesOf(items, line.id),
    })),
    returns: [
      ...order.returns,
      ...once.map(({ key, outcome, items: pieces, createdAt }) => ({
        id: key,
        recordedBy: "local" as const,
        status: "requested" as const,
        outcome,
        items: pieces,
        createdAt,
      })),
    ],
  };
}

function outcomeOf(change: LocalReturn) {
  return change.do === "return" ? change.outcome : ("exchange" as const);
}

/** A customer's words must not look like a record of ours, nor fill the page. */
function oneLine(text: string): string {
  return text
    .replace(/[\s{}[\]]+/g, " ")
    .trim()
    .slice(0, 200);
}
