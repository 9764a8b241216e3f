import { addressValue } from "../../core/message.ts";
import type { Order } from "../../core/order.ts";
import { itemOf } from "./people.ts";
import { isQuietAt } from "./quiet-hour.ts";
import type { Attempt, Person } from "./records.ts";
import type { Seen } from "./seen.ts";
import { deliveredAt } from "./shop-world.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const PROVES_FOR_MS = 90 * 24 * HOUR_MS;
const THANKS = /Thank you for shopping/;

/** Nobody learns of a stranger's order, and thank-yous come once, with consent, at a decent hour, and do come. */
export function judgeOutreach(seen: Seen): readonly string[] {
  const { records } = seen;
  return [
    ...records.orders.flatMap((order) => judgeDisclosure(order, seen)),
    ...records.orders.flatMap((order) => judgeThanks(order, seen)),
    ...records.people.flatMap((person) => judgeThanked(person, seen)),
  ];
}

function judgeDisclosure(order: Order, { records }: Seen): readonly string[] {
  return records.attempts
    .filter(({ text }) => text.includes(itemOf(order.id)))
    .filter(
      ({ to, text, wall }) =>
        addressValue(to) !== order.phone ||
        (!THANKS.test(text) && wall - order.placedAt > PROVES_FOR_MS),
    )
    .map(({ sendId, to }) => `${sendId} told ${to} of order ${order.id}`);
}

/** A send that was right when it was decided may still be under way for so long. */
const GRACE_MS = 5 * MINUTE_MS;

function judgeThanks(order: Order, { records }: Seen): readonly string[] {
  const thanks = records.attempts.filter((attempt) => isThanksFor(order, attempt));
  const found: string[] = [];
  if (new Set(thanks.map(({ sendId }) => sendId)).size > 1) {
    found.push(`order ${order.id} was thanked for twice`);
  }
  const person = records.people.find(({ phone }) => phone === order.phone);
  for (const { sendId, wall } of thanks) {
    if (!order.thankYouConsent) found.push(`${sendId} went out without consent`);
    if (person && isQuietAt(wall, person.zone) && isQuietAt(wall - GRACE_MS, person.zone)) {
      found.push(`${sendId} went out in ${person.zone}'s quiet hours (${new Date(wall).toJSON()})`);
    }
  }
  return found;
}

function isThanksFor(order: Order, { text }: Attempt): boolean {
  return THANKS.test(text) && text.includes(itemOf(order.id));
}

/** How late the shop may tell its news, and we may ask for them. */
const NEWS_MS = 16 * MINUTE_MS;

/** People who never write and have one order are owed their thank-you: nothing may come in its way. */
function judgeThanked(person: Person, seen: Seen): readonly string[] {
  const { records } = seen;
  const orders = records.orders.filter(({ phone }) => phone === person.phone);
  const [order] = orders;
  if (person.writes || person.dead || orders.length !== 1 || !order?.thankYouConsent) return [];
  const arrived = deliveredAt(order) ?? 0;
  const start = records.startedAt;
  if (arrived < start + MINUTE_MS) return [];
  let due = arrived + 3 * HOUR_MS;
  while (isQuietAt(due, person.zone)) due += MINUTE_MS;
  const by = seen.deadline(due + NEWS_MS + seen.clockSteps);
  if (seen.shopMayFail || by > seen.endAt || by - NEWS_MS - seen.clockSteps > seen.endWall)
    return [];
  const thanked = records.received.some((text) => isThanksFor(order, text));
  return thanked ? [] : [`${person.phone} was never thanked for order ${order.id}`];
}
