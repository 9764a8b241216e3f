import type { Order } from "../../core/order.ts";
import { type ItemsRead, itemReader, readItemsOrVariants } from "./item-reading.ts";

/** The orders that hold most of what a text names; empty when it names nothing in them. */
export function ordersNamed(text: string, orders: readonly Order[]): readonly Order[] {
  const read = itemReader(text);
  return holdingMost(orders, (order) => strengthIn(read(order.lineItems)));
}

/** The same for an answer to "which order?", which may name an item by its colour or size alone. */
export function ordersAnswered(text: string, orders: readonly Order[]): readonly Order[] {
  return holdingMost(orders, (order) => strengthIn(readItemsOrVariants(text, order.lineItems)));
}

/** How much of a text names things in this order. */
export function strengthIn({ chosen, unclear }: ItemsRead): number {
  return chosen.reduce((sum, { strength }) => sum + strength, unclear.length);
}

function holdingMost(
  orders: readonly Order[],
  strengthOf: (order: Order) => number,
): readonly Order[] {
  const scored = orders.map((order) => ({ order, strength: strengthOf(order) }));
  const most = Math.max(0, ...scored.map(({ strength }) => strength));
  return most === 0
    ? []
    : scored.filter(({ strength }) => strength === most).map(({ order }) => order);
}
