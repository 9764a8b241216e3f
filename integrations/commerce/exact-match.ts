import type { Order } from "../../core/order.ts";

export type OrderQuery = { phone: string } | { email: string } | { number: string };

/**
 * Whether the order is exactly what was asked for. Shop systems search loosely or ignore a filter and return
 * everybody's orders, so that no order leaves an adapter before it has passed here. Nothing asked matches nothing.
 */
export function matches(
  order: Pick<Order, "phone" | "email" | "number">,
  query: OrderQuery,
): boolean {
  if ("phone" in query) return same(order.phone, query.phone, phoneForm);
  if ("email" in query) return same(order.email, query.email, emailForm);
  return same(order.number, query.number, numberForm);
}

/** The one form of what was asked, or `undefined` where nothing was that could be an e-mail, a phone or a number. */
export function askedFor(
  query: OrderQuery,
): { by: "phone" | "email" | "number"; text: string } | undefined {
  const asked =
    "phone" in query
      ? { by: "phone" as const, text: phoneForm(query.phone) }
      : "email" in query
        ? { by: "email" as const, text: emailForm(query.email) }
        : { by: "number" as const, text: numberForm(query.number) };
  const isEmail = asked.by !== "email" || asked.text.includes("@");
  return asked.text !== "" && isEmail ? asked : undefined;
}

/** Only what was asked for, newest first, each order once. */
export function exactly(orders: readonly Order[], query: OrderQuery): readonly Order[] {
  const seen = new Map(
    orders.filter((order) => matches(order, query)).map((order) => [order.id, order]),
  );
  return [...seen.values()].sort((one, other) => other.placedAt - one.placedAt);
}

function same(stored: string | undefined, asked: string, form: (value: string) => string): boolean {
  if (stored === undefined) return false;
  const wanted = form(asked);
  return wanted !== "" && form(stored) === wanted;
}

function phoneForm(phone: string): string {
  return phone.replace(/[\s().-]/g, "").replace(/^00/, "+");
}

function emailForm(text: string): string {
  return text.trim().toLowerCase();
}

function numberForm(number: string): string {
  return number.trim().toLowerCase().replace(/^#\s*/, "");
}
