import type { Inbound } from "../../../core/message.ts";
import { type Address, addressValue, phoneOf } from "../../../core/message.ts";
import type { Order } from "../../../core/order.ts";
import { ordersOfContact, provenOrders } from "../../../customers/proof.ts";
import { momentIn } from "../../../outreach/moment.ts";
import { type Reading, timedRead } from "./timed-read.ts";

/** What is known of the customer's orders. `proven` lists only what this address may be told (G8). */
export type OrdersSeen =
  | { kind: "not_asked" }
  /** `byCode`: the ids of those that a one-time code has proven (L2); the others, their phone number alone (L1). */
  | { kind: "proven"; orders: readonly Order[]; byCode?: ReadonlySet<string> }
  | { kind: "unproven" }
  | { kind: "unavailable" };

/** How well it is proven that this order is the customer's: not at all, by their phone number, by a one-time code. */
export function proofLevel(seen: OrdersSeen, orderId: string): 0 | 1 | 2 {
  if (seen.kind !== "proven" || !seen.orders.some(({ id }) => id === orderId)) return 0;
  return seen.byCode?.has(orderId) ? 2 : 1;
}

/** An order that was asked for by its id: `unavailable` is not the same as `not_found`. */
export type OrderRead = Order | "not_found" | "unavailable";

/** What the number they write from and the contact they have proven may see, together. */
export async function ordersOf(
  { from, proven }: { from: Address; proven: Address | undefined },
  now: number,
  ports: Reading,
): Promise<OrdersSeen> {
  const [byPhone, ofContact] = await Promise.all([
    phoneOf(from) === undefined ? [] : foundFor(from, ports),
    proven === undefined ? [] : foundFor(proven, ports),
  ]);
  if (byPhone === "unavailable" || ofContact === "unavailable") return { kind: "unavailable" };
  const sure = proven === undefined ? [] : ordersOfContact(proven, ofContact, now);
  const byCode = new Set(sure.map(({ id }) => id));
  const others = provenOrders(from, byPhone, now).filter(({ id }) => !byCode.has(id));
  const orders = [...sure, ...others];
  if (orders.length === 0) return { kind: "unproven" };
  return { kind: "proven", orders, ...(byCode.size > 0 ? { byCode } : {}) };
}

function foundFor(contact: Address, ports: Reading): Promise<readonly Order[] | "unavailable"> {
  const phone = phoneOf(contact);
  return phone === undefined
    ? timedRead(
        "orders by e-mail",
        () => ports.commerce.findOrders({ email: addressValue(contact) }),
        ports,
      )
    : timedRead("orders by phone", () => ports.commerce.findOrders({ phone }), ports);
}

/**
 * The orders that events, timers and agents of this turn name, by id or by `orderKey`. Read side by side: one after the
 * other, a slow system's answers would take longer than the turn's lease, and so would those of every turn after it.
 */
export async function ordersNamedBy(
  inbounds: readonly Inbound[],
  ports: Reading,
): Promise<ReadonlyMap<string, OrderRead>> {
  const ids = new Set<string>();
  for (const inbound of inbounds) {
    if (inbound.kind === "shop_event") ids.add(inbound.orderId);
    const moment = inbound.kind === "timer" ? momentIn(inbound) : undefined;
    if (moment) ids.add(moment.orderId);
  }
  const read = await Promise.all([
    ...[...ids].map((id) => orderById(id, ports)),
    ...[...numbersAsked(inbounds)].map((number) => orderByNumber(number, ports)),
  ]);
  return new Map(read);
}

async function orderById(id: string, ports: Reading): Promise<[string, OrderRead]> {
  const order = await timedRead("order by id", () => ports.commerce.getOrder(id), ports);
  return [id, order ?? "not_found"];
}

async function orderByNumber(number: string, ports: Reading): Promise<[string, OrderRead]> {
  const look = () => ports.commerce.findOrders({ number });
  const found = await timedRead("order by number", look, ports);
  const order = found === "unavailable" ? found : found[0];
  return [orderKey(number), order ?? "not_found"];
}

/** Under which name an order that an agent asked for by its number stands in `orderById`. */
export function orderKey(number: string): string {
  return `#${number}`;
}

/** The orders that agents work on in this turn. */
function numbersAsked(inbounds: readonly Inbound[]): ReadonlySet<string> {
  const numbers = inbounds.flatMap((inbound) =>
    inbound.kind === "agent" && inbound.action.do === "order" && inbound.action.what !== "send_code"
      ? [inbound.action.number]
      : [],
  );
  return new Set(numbers);
}
