import { type Address, addressKind, addressValue, phoneOf } from "../core/message.ts";
import type { Order } from "../core/order.ts";
import type { Challenge, CodeRoad } from "../core/proof.ts";

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
  return orders.filter((order) => order.phone === phone && isRecent(order, now));
}

/** The orders of a contact that a code has proven (L2): all with its e-mail address, or the recent ones with its number. */
export function ordersOfContact(
  contact: Address,
  orders: readonly Order[],
  now: number,
): readonly Order[] {
  if (addressKind(contact) !== "email") return provenOrders(contact, orders, now);
  return orders.filter(({ email }) => email?.toLowerCase() === addressValue(contact).toLowerCase());
}

/**
 * Where the code of this challenge goes, given the orders found for what was named; `undefined`: nowhere, because there
 * is no such order, or no road to whoever placed it. A number on an old order may be somebody else's by now: it gets none.
 */
export function contactFor(
  { about, by, at }: Challenge,
  found: readonly Order[],
  roads: readonly CodeRoad[],
): Address | undefined {
  const orders = found.toSorted((one, other) => other.placedAt - one.placedAt);
  if ("email" in about) {
    const contact: Address = `email:${about.email.toLowerCase()}`;
    return roads.includes("email") && ordersOfContact(contact, orders, at).length > 0
      ? contact
      : undefined;
  }
  const order = orders.find(({ number }) => sameNumber(number, about.number));
  if (!order) return undefined;
  const contacts: Record<CodeRoad, Address | undefined> = {
    sms: order.phone !== undefined && isRecent(order, at) ? `sms:${order.phone}` : undefined,
    email: order.email === undefined ? undefined : `email:${order.email.toLowerCase()}`,
  };
  const inOrder = [...(by ? [by] : []), ...roads].filter((road) => roads.includes(road));
  return inOrder.map((road) => contacts[road]).find((contact) => contact !== undefined);
}

function isRecent({ placedAt }: Order, now: number): boolean {
  return now - placedAt <= PHONE_PROVES_FOR_MS;
}

function sameNumber(one: string, other: string): boolean {
  const form = (text: string) => text.replace("#", "").trim().toLowerCase();
  return form(one) === form(other);
}
