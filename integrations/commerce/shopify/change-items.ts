import { createHash } from "node:crypto";
import { z } from "zod";
import type { ChangeOutcome, OrderChange } from "../../../core/change.ts";
import { ProviderUnavailableError } from "../../../core/errors.ts";
import type { Order } from "../../../core/order.ts";
import { objectionTo, objectionToVariants, refused, variantsFor } from "../objection.ts";
import {
  BEFORE_EDIT,
  BEGIN_EDIT,
  beforeEditSchema,
  beginEditSchema,
  type CalculatedLine,
  COMMIT_EDIT,
  commitEditSchema,
  EDIT_ADD,
  EDIT_QUANTITY,
  editAddSchema,
  editQuantitySchema,
  UPDATE_ORDER,
  type UserErrors,
  updateOrderSchema,
} from "./change-queries.ts";
import type { ShopifyClient } from "./client.ts";
import { lineItemId } from "./parcels.ts";
import { gidOf } from "./read-order.ts";
import { variantsOf } from "./variants.ts";

type Wished = { shopify: ShopifyClient; id: string; key: string; order: Order | undefined };
type Swaps = Extract<OrderChange, { do: "change_items" }>["swaps"];

/** How many pieces the order had before it was touched: of each line, and of each variant. */
const beforeSchema = z.object({
  lines: z.record(z.string(), z.number()),
  variants: z.record(z.string(), z.number()),
});
type Before = z.infer<typeof beforeSchema>;

/**
 * Swaps variants before packing by an order edit. An edit carries no key that could be read again, so that how the order
 * was is noted on it first, under the key: what differs from that afterwards was this edit.
 */
export async function changeItems(
  change: Extract<OrderChange, { do: "change_items" }>,
  wished: Wished,
): Promise<ChangeOutcome> {
  const { shopify, id, order } = wished;
  const { swaps } = change;
  if (!order) return refused("not_found", "there is no such order");
  const noteKey = createHash("sha256").update(wished.key).digest("hex").slice(0, 32);
  const known = await shopify.ask(BEFORE_EDIT, { id, key: noteKey }, beforeEditSchema);
  const note = known.order?.metafield?.value;
  if (note !== undefined && isSwapped(swaps, readNote(note), piecesOf(order))) {
    return { kind: "done", refunds: false };
  }
  const objection =
    objectionTo(change, order) ??
    objectionToVariants(
      swaps,
      await variantsFor(swaps, order, (product) => variantsOf(shopify, product)),
    );
  if (objection) return objection;
  if (!known.order?.merchantEditable) {
    return refused("not_allowed", known.order?.merchantEditableErrors.join("; ") ?? "");
  }
  if (note === undefined) {
    const value = JSON.stringify(piecesOf(order));
    const metafields = [{ namespace: "nightdesk", key: noteKey, type: "json", value }];
    const input = { id, metafields };
    const { orderUpdate } = await shopify.change(UPDATE_ORDER, { input }, updateOrderSchema);
    if (orderUpdate.userErrors.length > 0) return editRefusal(orderUpdate.userErrors);
  }
  return edit(swaps, wished);
}

async function edit(swaps: Swaps, { shopify, id, key, order }: Wished): Promise<ChangeOutcome> {
  const { orderEditBegin } = await shopify.change(BEGIN_EDIT, { id }, beginEditSchema);
  const { calculatedOrder } = orderEditBegin;
  if (!calculatedOrder) return editRefusal(orderEditBegin.userErrors);
  const session = calculatedOrder.id;
  const before = calculatedOrder.totalPriceSet.presentmentMoney;
  let after = before;
  for (const [line, quantity] of leaving(swaps)) {
    const calculated = lineOf(line, order, calculatedOrder.lineItems.nodes);
    if (!calculated) return refused("not_allowed", "Shopify does not let this line be edited");
    const { orderEditSetQuantity: set } = await shopify.change(
      EDIT_QUANTITY,
      { id: session, line: calculated.id, quantity: calculated.quantity - quantity },
      editQuantitySchema,
    );
    if (!set.calculatedOrder) return editRefusal(set.userErrors);
  }
  for (const { variantId, quantity } of swaps) {
    const variant = gidOf("ProductVariant", variantId);
    const { orderEditAddVariant: added } = await shopify.change(
      EDIT_ADD,
      { id: session, variant, quantity },
      editAddSchema,
    );
    if (!added.calculatedOrder) return editRefusal(added.userErrors);
    after = added.calculatedOrder.totalPriceSet.presentmentMoney;
  }
  if (Number(after.amount) !== Number(before.amount)) {
    // Left uncommitted, the edit is as if it had never been.
    const words = `${before.amount} to ${after.amount} ${after.currencyCode}`;
    return refused("not_allowed", `the total would change from ${words}`);
  }
  const committed = await shopify.change(
    COMMIT_EDIT,
    { id: session, note: `Swapped for the customer. [nightdesk ${key}]` },
    commitEditSchema,
  );
  const { userErrors } = committed.orderEditCommit;
  return userErrors.length > 0 ? editRefusal(userErrors) : { kind: "done", refunds: false };
}

/** How many pieces leave each line. */
function leaving(swaps: Swaps): ReadonlyMap<string, number> {
  const leaves = new Map<string, number>();
  for (const { lineItemId: line, quantity } of swaps) {
    leaves.set(line, (leaves.get(line) ?? 0) + quantity);
  }
  return leaves;
}

/** An edit numbers its lines as the order does; where it does not, the variant tells which one is meant. */
function lineOf(
  line: string,
  order: Order | undefined,
  calculated: readonly CalculatedLine[],
): CalculatedLine | undefined {
  const editable = calculated.filter(({ editableQuantity }) => editableQuantity > 0);
  const byNumber = editable.find(({ id }) => lineItemId(id) === line);
  if (byNumber) return byNumber;
  const variantId = order?.lineItems.find(({ id }) => id === line)?.variantId;
  const [only, ...others] = editable.filter(
    ({ variant }) => variantId !== undefined && variant?.legacyResourceId === variantId,
  );
  return others.length === 0 ? only : undefined;
}

function piecesOf({ lineItems }: Order): Before {
  const before: Before = { lines: {}, variants: {} };
  for (const { id, variantId, quantity } of lineItems) {
    before.lines[id] = quantity;
    if (variantId !== undefined) {
      before.variants[variantId] = (before.variants[variantId] ?? 0) + quantity;
    }
  }
  return before;
}

function isSwapped(swaps: Swaps, before: Before, now: Before): boolean {
  return swaps.every(
    ({ lineItemId: line, variantId, quantity }) =>
      (now.lines[line] ?? 0) <= (before.lines[line] ?? 0) - quantity &&
      (now.variants[variantId] ?? 0) >= (before.variants[variantId] ?? 0) + quantity,
  );
}

function readNote(value: string): Before {
  try {
    return beforeSchema.parse(JSON.parse(value));
  } catch (error) {
    throw new ProviderUnavailableError("our own note on the order cannot be read", {
      cause: error,
    });
  }
}

function editRefusal(errors: UserErrors): ChangeOutcome {
  return refused("not_allowed", errors.map(({ message }) => message).join("; "));
}
