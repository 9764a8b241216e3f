import { z } from "zod";
import type recorded from "../fixtures/commerce/vendure-orders.json";

/** An order as the real one answered. */
export type Answered = (typeof recorded)["delivered"];
/** With what the recording did not ask for. */
export type Recorded = Answered & {
  notes: { items: { createdAt: string; data: { note: string } }[] };
  modifications: { note: string }[];
};

export const modificationSchema = z.object({
  orderId: z.string(),
  dryRun: z.boolean(),
  note: z.string(),
  updateShippingAddress: z.record(z.string(), z.string()).optional(),
  addItems: z.array(z.object({ productVariantId: z.string(), quantity: z.number() })).default([]),
  adjustOrderLines: z
    .array(z.object({ orderLineId: z.string(), quantity: z.number() }))
    .default([]),
});
type Wish = {
  reason?: string | undefined;
  note?: string | undefined;
  state?: string | undefined;
  input?: z.output<typeof modificationSchema> | undefined;
};
type Line = Recorded["lines"][number];

const NOW = "2026-11-21T21:00:00.000Z";

/** What the recorded shop sold; the last of the boots and of the tees cost more, and some are sold out. */
const VARIANTS = [
  ["1", "BOOT-8", "Trail Boot 8", 12950, "IN_STOCK"],
  ["2", "BOOT-9", "Trail Boot 9", 12950, "IN_STOCK"],
  ["3", "BOOT-10", "Trail Boot 10", 12950, "IN_STOCK"],
  ["8", "BOOT-11", "Trail Boot 11", 12950, "OUT_OF_STOCK"],
  ["9", "BOOT-15", "Trail Boot 15", 14950, "IN_STOCK"],
  ["4", "TEE-S", "Cotton Tee S", 1999, "IN_STOCK"],
  ["5", "TEE-M", "Cotton Tee M", 1999, "LOW_STOCK"],
  ["6", "TEE-L", "Cotton Tee L", 1999, "IN_STOCK"],
  ["10", "TEE-XL", "Cotton Tee XL", 1999, "OUT_OF_STOCK"],
  ["11", "TEE-XXL", "Cotton Tee XXL", 1499, "IN_STOCK"],
  ["12", "TEE-3XL", "Cotton Tee 3XL", 2499, "IN_STOCK"],
  ["7", "MUG-BLUE", "Camp Mug Blue", 1200, "IN_STOCK"],
] as const;

/** From where an order goes where. Source: Vendure's default order process. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  PaymentAuthorized: ["PaymentSettled", "Cancelled", "Modifying"],
  PaymentSettled: ["Shipped", "PartiallyShipped", "Delivered", "Cancelled", "Modifying"],
  PartiallyShipped: ["Shipped", "PartiallyDelivered", "Cancelled", "Modifying"],
  Shipped: ["PartiallyDelivered", "Delivered", "Cancelled", "Modifying"],
  Delivered: ["Cancelled"],
  Modifying: ["PaymentAuthorized", "PaymentSettled", "PartiallyShipped", "Shipped"],
};

/** Which product a variant is of: the first part of its sku. */
export function productIdOf({ sku }: { sku: string }): string {
  return String(["BOOT", "TEE", "MUG"].indexOf(sku.split("-")[0] ?? "") + 1);
}

/** The product as the Admin API tells it. */
export function productOf(id: string | undefined) {
  const variants = VARIANTS.filter(([, sku]) => productIdOf({ sku }) === id).map(
    ([variantId, sku, name, priceWithTax, stockLevel]) => ({
      id: variantId,
      name,
      enabled: true,
      priceWithTax,
      currencyCode: "USD",
      stockLevel,
      options: [{ name: sku.split("-")[1], group: { name: "size" } }],
    }),
  );
  return variants.length > 0 ? { variants } : null;
}

/**
 * Changes an order as Vendure does, with its habits: a shipped order is cancelled without complaint, nothing is
 * refunded and the total becomes 0; only an order that is Modifying can be modified; one that then costs more stays so.
 */
export function changeVendureOrder(
  mutation: string,
  order: Recorded,
  wish: Wish,
): object | undefined {
  switch (mutation) {
    case "NightdeskCancel":
      return cancel(order, wish.reason ?? "");
    case "NightdeskNote":
      order.notes.items.push({ createdAt: NOW, data: { note: wish.note ?? "" } });
      return order;
    case "NightdeskTransition":
      return transition(order, wish.state ?? "");
    case "NightdeskModify":
      return wish.input && modify(order, wish.input);
    default:
      return undefined;
  }
}

function cancel(order: Recorded, reason: string): object {
  if (order.lines.every(({ quantity }) => quantity === 0)) {
    return refusal("EMPTY_ORDER_LINE_SELECTION_ERROR", "At least one OrderLine must be specified");
  }
  for (const line of order.lines) line.quantity = 0;
  enter(order, "ORDER_CANCELLATION", { reason });
  const moved = transition(order, "Cancelled");
  order.totalWithTax = 0;
  return moved;
}

function transition(order: Recorded, state: string): object {
  if (!WAYS[order.state]?.includes(state)) {
    const words = `Cannot transition Order from "${order.state}" to "${state}"`;
    return refusal("ORDER_STATE_TRANSITION_ERROR", words);
  }
  if (order.state === "Modifying" && order.totalWithTax > paid(order)) {
    return refusal(
      "ORDER_STATE_TRANSITION_ERROR",
      "cannot transition without modification payment",
    );
  }
  enter(order, "ORDER_STATE_TRANSITION", { from: order.state, to: state });
  order.state = state;
  return order;
}

function modify(order: Recorded, input: z.output<typeof modificationSchema>): object {
  if (order.state !== "Modifying") {
    return refusal("ORDER_MODIFICATION_STATE_ERROR", "The Order must be in the Modifying state");
  }
  const after = structuredClone(order);
  for (const { orderLineId, quantity } of input.adjustOrderLines)
    adjust(after, orderLineId, quantity);
  for (const { productVariantId, quantity } of input.addItems) {
    const sold = VARIANTS.find(([id]) => id === productVariantId);
    if (sold?.[4] === "OUT_OF_STOCK") return refusal("INSUFFICIENT_STOCK_ERROR", "Only 0 are left");
    if (sold) add(after, sold, quantity);
  }
  if (input.dryRun) return after;
  if (after.totalWithTax < order.totalWithTax) {
    return refusal("REFUND_PAYMENT_ID_MISSING_ERROR", "A payment for the refund must be named");
  }
  Object.assign(order, after);
  Object.assign(order.shippingAddress, input.updateShippingAddress);
  order.modifications.push({ note: input.note });
  return order;
}

function adjust(order: Recorded, lineId: string, quantity: number): void {
  const line = order.lines.find(({ id }) => id === lineId);
  if (!line) return;
  order.totalWithTax += (quantity - line.quantity) * line.proratedUnitPriceWithTax;
  line.quantity = quantity;
}

function add(order: Recorded, [id, sku, name, price]: (typeof VARIANTS)[number], quantity: number) {
  order.totalWithTax += quantity * price;
  const known = order.lines.find(({ productVariant }) => productVariant.id === id);
  if (known) {
    known.quantity += quantity;
    return;
  }
  const [template] = order.lines;
  const line = {
    ...template,
    id: `9${id}`,
    quantity,
    orderPlacedQuantity: 0,
    proratedUnitPriceWithTax: price,
    productVariant: { id, sku, name },
  };
  order.lines.push(line as Line); // what the template lacks is never asked for
}

function paid(order: Recorded): number {
  return order.payments.reduce((sum, { amount }) => sum + amount, 0);
}

function enter(order: Recorded, type: string, data: object): void {
  const entry = { type, isPublic: true, createdAt: NOW, data };
  order.history.items.unshift(entry as Recorded["history"]["items"][number]); // the recorded data are of other types
}

function refusal(errorCode: string, message: string): object {
  return { errorCode, message };
}
