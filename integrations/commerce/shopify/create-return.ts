import type { ChangeOutcome, OrderChange } from "../../../core/change.ts";
import { ProviderUnavailableError } from "../../../core/errors.ts";
import type { Order, ReturnReason } from "../../../core/order.ts";
import {
  objectionTo,
  objectionToVariants,
  type Refusal,
  refused,
  variantsFor,
} from "../objection.ts";
import {
  CREATE_RETURN,
  createReturnSchema,
  KNOWN_RETURNS,
  knownReturnsSchema,
  RETURNABLE,
  type Returnable,
  returnableSchema,
  type UserErrors,
} from "./change-queries.ts";
import type { ShopifyClient } from "./client.ts";
import { lineItemId } from "./parcels.ts";
import { gidOf } from "./read-order.ts";
import { hasKey, returnNote } from "./return-note.ts";
import { variantsOf } from "./variants.ts";

/** Shopify's own names for our reasons. Source: Shopify/product-taxonomy, data/return_reasons.yml. */
const REASON_HANDLE: Readonly<Record<ReturnReason, string>> = {
  too_small: "too-small",
  too_large: "too-big",
  changed_mind: "changed-my-mind",
  not_as_described: "item-not-as-described",
  damaged: "damaged-or-defective",
  defective: "damaged-or-defective",
  wrong_item: "received-the-wrong-item",
  late: "arrived-late",
  other: "other-reason",
};

type Wished = { shopify: ShopifyClient; id: string; key: string; order: Order | undefined };
type ReturnChange = Extract<OrderChange, { do: "return" | "exchange" }>;

/**
 * Makes the return, open at once: the shop's policy has agreed to it before it comes here, so that nobody needs to
 * approve it again. Known again by the key in the note at its first item.
 */
export async function createReturn(change: ReturnChange, wished: Wished): Promise<ChangeOutcome> {
  const { shopify, id, key, order } = wished;
  const made = order && (await returnWith(key, id, shopify));
  if (made) return { kind: "done", reference: made, refunds: false };
  const objection = objectionTo(change, order) ?? (await objectionToSwaps(change, wished));
  if (objection) return objection;

  const reasons = change.do === "return" ? change.items.map(({ reason }) => reason) : [];
  const handles = [...new Set([...reasons.map((reason) => REASON_HANDLE[reason]), OTHER])];
  const returnable = await shopify.ask(RETURNABLE, { id, reasons: handles }, returnableSchema);
  const returnLineItems = takeBack(change, key, returnable);
  if (!returnLineItems) return refused("not_allowed", "Shopify lets less of it come back");
  const input = {
    orderId: id,
    returnLineItems,
    ...(change.do === "exchange"
      ? {
          exchangeLineItems: change.swaps.map(({ variantId, quantity }) => ({
            variantId: gidOf("ProductVariant", variantId),
            quantity,
          })),
        }
      : {}),
  };
  const { returnCreate } = await shopify.change(CREATE_RETURN, { input }, createReturnSchema);
  const refusal = refusalOf(returnCreate.userErrors);
  if (refusal) return refusal;
  const reference = returnCreate.return ? lineItemId(returnCreate.return.id) : undefined;
  return { kind: "done", ...(reference ? { reference } : {}), refunds: false };
}

const OTHER = REASON_HANDLE.other;

async function objectionToSwaps(
  change: ReturnChange,
  { order, shopify }: Wished,
): Promise<Refusal | undefined> {
  if (change.do !== "exchange") return undefined;
  const variants = await variantsFor(change.swaps, order, (product) =>
    variantsOf(shopify, product),
  );
  return objectionToVariants(change.swaps, variants);
}

async function returnWith(
  key: string,
  id: string,
  shopify: ShopifyClient,
): Promise<string | undefined> {
  const { order } = await shopify.ask(KNOWN_RETURNS, { id }, knownReturnsSchema);
  const mine = order?.returns.nodes.find(({ returnLineItems }) =>
    returnLineItems.nodes.some(({ returnReasonNote }) => hasKey(returnReasonNote, key)),
  );
  return mine && lineItemId(mine.id);
}

/** What comes back from which parcel; `undefined` where Shopify has less to give back than is asked for. */
function takeBack(change: ReturnChange, key: string, returnable: Returnable) {
  const left = returnable.returnableFulfillments.nodes
    .flatMap(({ returnableFulfillmentLineItems }) => returnableFulfillmentLineItems.nodes)
    .map(({ quantity, fulfillmentLineItem: { id, lineItem } }) => ({
      id,
      lineItemId: lineItemId(lineItem.id),
      quantity,
    }));
  const reasonId = reasonIds(returnable);
  const wanted =
    change.do === "return"
      ? change.items.map((item) => ({
          ...item,
          words: item.note ?? "",
          outcome: change.outcome,
          reasonId: reasonId(REASON_HANDLE[item.reason]),
        }))
      : change.swaps.map((swap) => ({
          ...swap,
          words: "",
          outcome: "exchange" as const,
          reasonId: reasonId(OTHER),
        }));
  const taken = wanted.flatMap((item) => {
    let missing = item.quantity;
    return left
      .filter((part) => part.lineItemId === item.lineItemId)
      .flatMap((part) => {
        const quantity = Math.min(part.quantity, missing);
        part.quantity -= quantity;
        missing -= quantity;
        return quantity === 0
          ? []
          : {
              fulfillmentLineItemId: part.id,
              quantity,
              returnReasonDefinitionId: item.reasonId,
              returnReasonNote: returnNote(item.words, key, item.outcome),
            };
      });
  });
  const sum = (parts: readonly { quantity: number }[]) =>
    parts.reduce((total, { quantity }) => total + quantity, 0);
  return sum(taken) === sum(wanted) ? taken : undefined;
}

/** @throws ProviderUnavailableError where Shopify knows neither the reason nor "other": without one it takes nothing back. */
function reasonIds({ returnReasonDefinitions: { nodes } }: Returnable) {
  return (handle: string): string => {
    const idOf = (name: string) => nodes.find((reason) => reason.handle === name)?.id;
    const id = idOf(handle) ?? idOf(OTHER);
    if (id === undefined) {
      throw new ProviderUnavailableError(`Shopify does not know the return reason ${handle}`);
    }
    return id;
  };
}

/** Shopify refuses a piece that is in another return already by its quantity. */
function refusalOf(errors: UserErrors): Refusal | undefined {
  if (errors.length === 0) return undefined;
  const detail = errors.map(({ message }) => message).join("; ");
  const isTaken = errors.some(({ field }) => field?.at(-1) === "quantity");
  return refused(isTaken ? "already_done" : "not_allowed", detail);
}
