import { addressValue } from "../../core/message.ts";
import type { Order } from "../../core/order.ts";
import { groupBy, mayBeSilent, type Seen } from "./seen.ts";

const ASKED = /Reply YES/;
const DONE = /order (\d+) is cancelled|was done already for order (\d+)/;

/** An order is changed once, by its customer's yes alone, and they hear what came of it. */
export function judgeChanges(seen: Seen): readonly string[] {
  const { records } = seen;
  return [...groupBy(records.made, ({ orderId }) => orderId)].flatMap(([id, made]) => {
    const order = records.orders.find((each) => each.id === id);
    const twice = made.length > 1 ? [`order ${id} was cancelled ${made.length} times`] : [];
    return order ? [...twice, ...judgeMade(order, made[0]?.at ?? 0, seen)] : twice;
  });
}

function judgeMade({ id, number, phone }: Order, at: number, seen: Seen): readonly string[] {
  const { records } = seen;
  const isAgreed = records.written.some(
    ({ from, about, writtenAt }) =>
      about === "yes" && addressValue(from) === phone && writtenAt <= at,
  );
  const isAsked = records.received.some(({ to, text }) => {
    return addressValue(to) === phone && ASKED.test(text) && text.includes(number);
  });
  const found = isAgreed && isAsked ? [] : [`order ${id} was cancelled without a yes`];
  const by = seen.deadline(at);
  if (by > seen.endAt || mayBeSilent(records, `sms:${phone}`, by)) return found;
  const person = records.people.find((each) => each.phone === phone);
  const isTold =
    person?.dead ||
    records.received.some(({ to, text, at: when }) => {
      const [, done, before] = DONE.exec(text) ?? [];
      return addressValue(to) === phone && when <= by && (done ?? before) === number;
    }) ||
    records.posted.some(({ line, card }) => {
      const words = [line ?? "", ...(card?.lines.map(({ text }) => text) ?? [])].join("\n");
      const [, done, before] = DONE.exec(words) ?? [];
      return (done ?? before) === number;
    });
  return isTold ? found : [...found, `nobody was told that order ${id} is cancelled`];
}
