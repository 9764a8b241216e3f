import { type Address, phoneOf } from "../core/message.ts";
import type { Order } from "../core/order.ts";

/**
 * How recent an order must be for its phone number to prove anything. Numbers are given to other people after a while:
 * Princeton's 2021 study found 215 of 259 numbers on offer recycled and open to abuse.
 */
export const PHONE_PROVES_FOR_MS = 90 * 24 * 60 * 60_000;

/**
 * The orders that a message from `from` may see at proof level L1: the carrier vouches for the number, the number stands
 * on the order, and the order is recent. Everything else stays unsaid, whoever asks.
 */
export function provenOrders(
  from: Address,
  orders: readonly Order[],
  now: number,
): readonly Order[] {
  const phone = phoneOf(from);
  if (phone === undefined) return [];
  return orders.filter(
    (order) => order.phone === phone && now - order.placedAt <= PHONE_PROVES_FOR_MS,
  );
}
