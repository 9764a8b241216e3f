import { expect } from "@jest/globals";
import type { OrderChange, Variant } from "../../core/change.ts";
import type { CommerceProvider } from "../../core/commerce.ts";
import type { Order } from "../../core/order.ts";

/** A shop system that changes orders, set up for the suite. */
export type ChangesUnderTest = {
  provider: CommerceProvider;
  /**
   * A paid order that nobody has packed, with an address. Its first line is of a product with variants: the ordered one,
   * another one of the same price that can be had, and (where the system counts stock) one that is sold out.
   */
  unpacked: string;
  /** An order of such a product that arrived completely; none of it has come back. */
  delivered: string;
  /** The next change is made in the shop's system as asked, and its answer lost on the way. */
  loseNextAnswer(): Promise<void>;
  /** From now on the system cannot be reached at all. */
  breakDown(): Promise<void>;
};

/** A change of that kind that can be made, and the order before it. */
export async function wish(kind: OrderChange["do"], shop: ChangesUnderTest) {
  const { provider, unpacked, delivered } = shop;
  const isAfterwards = kind === "return" || kind === "exchange";
  const order = await read(provider, isAfterwards ? delivered : unpacked);
  const [line] = order.lineItems;
  const variants = (await provider.variantsOf?.(line?.productId ?? "")) ?? [];
  const change = changeOf(kind, order, variants);
  return {
    provider,
    order,
    variants,
    change,
    async ask(key: string) {
      const outcome = await provider.change?.(change, key);
      if (!outcome) throw new Error(`${provider.name} makes no changes`);
      return outcome;
    },
  };
}

function changeOf(
  kind: OrderChange["do"],
  order: Order,
  variants: readonly Variant[],
): OrderChange {
  const [line] = order.lineItems;
  const mine = variants.find(({ id }) => id === line?.variantId);
  const wanted = variants.find(
    ({ id, isAvailable, price }) =>
      isAvailable && id !== line?.variantId && price.amount === mine?.price.amount,
  );
  const swaps = [{ lineItemId: line?.id ?? "", quantity: 1, variantId: wanted?.id ?? "none" }];
  const country = order.shippingAddress?.country ?? "DK";
  switch (kind) {
    case "cancel":
      return { do: kind, orderId: order.id, reason: "no_longer_needed" };
    case "change_address":
      return {
        do: kind,
        orderId: order.id,
        address: {
          name: "Signe Holm",
          line1: "Strandvejen 12",
          line2: "2. tv",
          city: "Hellerup",
          postcode: "2900",
          ...(order.shippingAddress?.region ? { region: order.shippingAddress.region } : {}),
          country,
        },
      };
    case "return": {
      const item = { lineItemId: line?.id ?? "", quantity: 1, reason: "too_small" as const };
      return { do: kind, orderId: order.id, items: [item], outcome: "refund" };
    }
    case "change_items":
    case "exchange":
      return { do: kind, orderId: order.id, swaps };
    default:
      return kind satisfies never;
  }
}

/** The same wish about the first line of another order. */
export function about(change: OrderChange, order: Order): OrderChange {
  const lineItemId = order.lineItems[0]?.id ?? "";
  const moved = { ...change, orderId: order.id };
  if ("items" in moved)
    return { ...moved, items: moved.items.map((one) => ({ ...one, lineItemId })) };
  if ("swaps" in moved)
    return { ...moved, swaps: moved.swaps.map((one) => ({ ...one, lineItemId })) };
  return moved;
}

/** The change stands on the order, once. */
export function expectMade(change: OrderChange, before: Order, after: Order): void {
  switch (change.do) {
    case "cancel":
      expect([before.status, after.status]).toEqual(["open", "cancelled"]);
      return;
    case "change_address":
      expect(after.shippingAddress).toMatchObject(change.address);
      return;
    case "change_items": {
      const wanted = change.swaps[0]?.variantId ?? "";
      expect(piecesOf(before, wanted) + 1).toBe(piecesOf(after, wanted));
      expect(piecesOf(before)).toBe(piecesOf(after));
      return;
    }
    case "return":
    case "exchange": {
      const outcome = change.do === "return" ? change.outcome : "exchange";
      const lineItemId = before.lineItems[0]?.id ?? "";
      expect(after.returns).toMatchObject([{ outcome, items: [{ lineItemId, quantity: 1 }] }]);
      const line = after.lineItems.find(({ id }) => id === lineItemId);
      expect(line?.returnRequested).toBe(1);
      return;
    }
    default:
      change satisfies never;
  }
}

function piecesOf(order: Order, variantId?: string): number {
  return order.lineItems
    .filter((line) => variantId === undefined || line.variantId === variantId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

/** How many pieces of that line were ordered. */
export function quantityOf(order: Order, { lineItemId }: { lineItemId: string }): number {
  return order.lineItems.find(({ id }) => id === lineItemId)?.quantity ?? 0;
}

/** The order as the shop tells it now. */
export async function read(provider: CommerceProvider, id: string): Promise<Order> {
  const order = await provider.getOrder(id);
  if (!order) throw new Error(`the suite's order ${id} is not there`);
  return order;
}
