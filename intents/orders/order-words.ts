import { daysFromNow, dayWords, formattingLocale, timeWords } from "../../core/day-words.ts";
import { formats } from "../../core/formats.ts";
import type { LineItem, Order } from "../../core/order.ts";
import { itemsOf, itemWords } from "./item-words.ts";
import { onDay, parcelState, parcelWords, type Telling, type Told } from "./parcel-words.ts";
import { refundWords } from "./refund-words.ts";

/** `personFollows`: a person is brought in anyway, so nobody is told to ask for one. `hint`: said before any link. */
type Ending = { personFollows: boolean; hint?: string };

/**
 * One order as it stands: its state or its parcels', then returns and refunds, then what to do next; a tracking link
 * comes last, on a line of its own. Never an address, and of the payment only what was refunded.
 */
export function orderWords(order: Order, telling: Telling, ending: Ending): string {
  const { phrase } = telling;
  const parts = stateOf(order, telling);
  const told = [...parts, ...refundWords(order, telling)];
  const sentences = told.map((part) => part.text);
  if (told.some((part) => part.needsPerson)) {
    if (!ending.personFollows) sentences.push(phrase("next.person"));
  } else if (isFreshDelivery(order, telling) && !ending.personFollows) {
    sentences.push(phrase("next.not_there"));
  }
  const numbers = [...new Set(told.flatMap((part) => part.trackingNumber ?? []))];
  if (numbers.length > 0) {
    const list = formats.list(formattingLocale(telling.locale), {}).format(numbers);
    sentences.push(phrase("next.tracking_number", { count: numbers.length, numbers: list }));
  }
  if (ending.hint !== undefined) sentences.push(ending.hint);
  const urls = [...new Set(told.flatMap((part) => part.url ?? []))];
  const lines = parts.length > 1 ? sentences : [sentences.join(" ")];
  return [...lines, ...(urls.length > 0 ? [phrase("next.track"), ...urls] : [])].join("\n");
}

/** Whether somebody has to look after it: it is lost, long late, going back, or its money did not go through. */
export function isInTrouble(order: Order, telling: Telling): boolean {
  return [...stateOf(order, telling), ...refundWords(order, telling)].some(
    ({ needsPerson }) => needsPerson,
  );
}

/** One line of a list of orders: "2. 1051 (Lys table lamp): being prepared". */
export function orderLine(order: Order, n: number, telling: Telling): string {
  return telling.phrase("list.item", {
    n,
    number: order.number,
    items: itemWords(order.lineItems, telling),
    state: stateInShort(order, telling),
  });
}

/** The first step for an order that is marked as delivered and not there; its plain state if it is not so marked. */
export function notReceivedWords(order: Order, telling: Telling, ending: Ending): string {
  const parcel = order.fulfillments.findLast(
    ({ trackingStatus }) => trackingStatus === "delivered",
  );
  if (!parcel) return orderWords(order, telling, ending);
  const { phrase } = telling;
  const text = phrase("not_received", {
    what: orderSubject(order, itemsOf(parcel.items, order.lineItems), telling),
    carrier: parcel.carrier ?? phrase("carrier.unnamed"),
    day: parcel.deliveredAt === undefined ? "" : onDay(parcel.deliveredAt, telling),
    time: parcel.deliveredAt === undefined ? "" : timeWords(parcel.deliveredAt, telling),
  });
  return ending.personFollows ? text : `${text} ${phrase("next.person")}`;
}

function orderSubject(order: Order, items: readonly LineItem[], telling: Telling): string {
  return telling.phrase("order.what", { number: order.number, items: itemWords(items, telling) });
}

function stateOf(order: Order, telling: Telling): Told[] {
  if (order.status === "cancelled") return [cancelled(order, telling)];
  const parcels = order.fulfillments;
  const unpacked = unpackedItems(order);
  if (parcels.length === 0) return [beforePacking(order, telling)];
  const withdrawn = parcels.every((parcel) => parcel.trackingStatus === "cancelled");
  if (parcels.length === 1 && (unpacked.length === 0 || withdrawn)) {
    const subject = orderSubject(order, order.lineItems, telling);
    return parcels.map((parcel) => parcelWords(parcel, subject, order, telling));
  }
  return [
    plain(telling.phrase("order.split", { number: order.number, count: parcels.length })),
    ...parcels.map((parcel, index) => {
      const items = itemWords(itemsOf(parcel.items, order.lineItems), telling);
      const what = telling.phrase("parcel.what", { n: index + 1, items });
      return parcelWords(parcel, what, order, telling);
    }),
    ...(unpacked.length > 0
      ? [plain(telling.phrase("order.unpacked", { items: itemWords(unpacked, telling) }))]
      : []),
  ];
}

function plain(text: string): Told {
  return { text, needsPerson: false };
}

function unpackedItems(order: Order): LineItem[] {
  return order.lineItems
    .map((item) => ({ ...item, quantity: item.quantity - item.fulfilled }))
    .filter((item) => item.quantity > 0);
}

function cancelled(order: Order, telling: Telling): Told {
  return plain(
    telling.phrase("order.cancelled", {
      what: orderSubject(order, order.lineItems, telling),
      day: order.cancelledAt === undefined ? "" : onDay(order.cancelledAt, telling),
    }),
  );
}

/** An order of which nothing is packed. */
function beforePacking(order: Order, telling: Telling): Told {
  const due = order.promisedBy;
  const values = {
    what: orderSubject(order, order.lineItems, telling),
    placed: onDay(order.placedAt, telling),
    due: due === undefined ? "" : dayWords(due, telling),
  };
  switch (stage(order, telling)) {
    case "payment_failed":
      return { text: telling.phrase("order.payment_failed", values), needsPerson: true };
    case "unpaid":
      return plain(telling.phrase("order.unpaid", values));
    case "late":
      return { text: telling.phrase("order.preparing_late", values), needsPerson: true };
    case "preorder":
      return plain(telling.phrase("order.preorder", values));
    case "preparing":
      return plain(telling.phrase("order.preparing", values));
  }
}

type Stage = "payment_failed" | "unpaid" | "late" | "preorder" | "preparing";

function stage(order: Order, telling: Telling): Stage {
  if (order.paymentStatus === "voided") return "payment_failed";
  if (order.paymentStatus === "pending") return "unpaid";
  if (order.promisedBy !== undefined && daysFromNow(order.promisedBy, telling) < 0) return "late";
  return order.lineItems.some((item) => item.tags.includes("preorder")) ? "preorder" : "preparing";
}

const STAGE_STATES: Readonly<Record<Stage, string>> = {
  payment_failed: "state.unpaid",
  unpaid: "state.unpaid",
  late: "state.late",
  preorder: "state.preparing",
  preparing: "state.preparing",
};

function stateInShort(order: Order, telling: Telling): string {
  const { phrase } = telling;
  if (order.status === "cancelled") return phrase("state.cancelled");
  const [first, ...others] = order.fulfillments;
  if (first === undefined) return phrase(STAGE_STATES[stage(order, telling)]);
  if (others.length === 0) return parcelState(first, order, telling);
  const delivered = order.fulfillments.filter((parcel) => parcel.trackingStatus === "delivered");
  return phrase("state.parts", { delivered: delivered.length, count: order.fulfillments.length });
}

function isFreshDelivery(order: Order, telling: Telling): boolean {
  const [parcel, ...others] = order.fulfillments;
  return (
    others.length === 0 &&
    parcel?.method === "parcel" &&
    parcel.deliveredAt !== undefined &&
    order.returns.length === 0 &&
    daysFromNow(parcel.deliveredAt, telling) >= -FRESH_DAYS
  );
}

/** A delivery this fresh may still be looked for at the door. */
const FRESH_DAYS = 3;
