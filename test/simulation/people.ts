import { type Address, addressKind, addressValue } from "../../core/message.ts";
import { type Order, orderSchema } from "../../core/order.ts";
import type { Carrier } from "./carrier.ts";
import type { Person, Written } from "./records.ts";
import type { World } from "./world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const HOMES = [
  { prefix: "+4520", zone: "Europe/Copenhagen", country: "DK" },
  { prefix: "+447700", zone: "Europe/London", country: "GB" },
  { prefix: "+1212555", zone: "America/New_York", country: "US", region: "NY" },
] as const;

/** Who lives in this world and what they bought: each order is known by an item that nobody else has. */
export function settle(world: World, options: { people: number; nightMs: number }): void {
  const { random, records, schedule } = world;
  for (let n = 0; n < options.people; n += 1) {
    const { prefix, ...home } = random.pick(HOMES);
    const digits = String(100_000 + n).slice(0, 12 - prefix.length);
    const person: Person = {
      ...home,
      phone: `${prefix}${digits}${n}`,
      writes: random.chance(0.8),
      dead: random.chance(0.03),
    };
    records.people.push(person);
    for (let count = random.pick([0, 1, 1, 1, 2]); count > 0; count -= 1) {
      const order = orderFor(person, records.orders.length, random.chance(0.1), random.chance(0.7));
      const arrives = schedule.now() + random.between(-6 * HOUR_MS, options.nightMs);
      records.orders.push(deliveredOn(order, arrives, schedule.now()));
    }
    if (random.chance(NOT_PACKED)) {
      const order = orderFor(person, records.orders.length, false, false);
      records.orders.push({ ...order, ...OPEN, placedAt: schedule.now() - HOUR_MS });
    }
  }
}

function orderFor(person: Person, n: number, old: boolean, thankYouConsent: boolean): Order {
  const price = { amount: 8_900, currency: "EUR" };
  return orderSchema.parse({
    id: `o${n}`,
    number: String(1_000 + n),
    status: "completed",
    paymentStatus: "paid",
    fulfillmentStatus: "delivered",
    placedAt: old ? -200 * DAY_MS : -3 * DAY_MS,
    phone: person.phone,
    total: price,
    shippingAddress: {
      line1: "1",
      city: "X",
      postcode: "1",
      country: person.country,
      ...(person.region ? { region: person.region } : {}),
    },
    lineItems: [{ id: "l", title: itemOf(`o${n}`), quantity: 1, unitPrice: price }],
    thankYouConsent,
  });
}

/** So many have ordered something that is not packed yet. */
const NOT_PACKED = 0.3;
const OPEN = { status: "open", fulfillmentStatus: "unfulfilled" } as const;

/** The thing that tells an order from every other one, wherever its name turns up. */
export function itemOf(orderId: string): string {
  return `Lamp ${orderId}x`;
}

function deliveredOn(order: Order, at: number, now: number): Order {
  return {
    ...order,
    placedAt: now + order.placedAt,
    fulfillments: [
      {
        id: "f",
        items: [{ lineItemId: "l", quantity: 1 }],
        method: "parcel",
        trackingStatus: "delivered",
        carrier: "GLS",
        shippedAt: now - DAY_MS,
        deliveredAt: at,
        events: [],
      },
    ],
  };
}

/** Words that kill whatever process reads them. */
export const POISON = "poison";

/** Asks for the explicit yes without which nothing is changed. */
const CONFIRMS = /Reply YES/;
const CHANGES_MIND = 0.1;

/** Lets everybody write through the night: bursts, small talk, calls for a person, STOP and START, from two channels. */
export function writeThroughTheNight(
  world: World,
  carrier: Carrier,
  options: { nightMs: number; visits: number },
): void {
  const { random, records, schedule } = world;
  const stops = random.pick([0, 0.1, 0.3]);
  const hops = random.pick([0, 0.3]);
  let markers = 9_000_000;
  carrier.watch((to, text) => {
    if (!CONFIRMS.test(text) || random.chance(CHANGES_MIND)) return;
    schedule.after(random.between(1_000, 90_000), () =>
      carrier.text({ from: to, text: "YES", about: "yes" }),
    );
  });
  for (const person of records.people) {
    if (!person.writes) continue;
    for (let visit = random.between(1, options.visits); visit > 0; visit -= 1) {
      const from: Address = random.chance(hops)
        ? `whatsapp:${person.phone}`
        : `sms:${person.phone}`;
      schedule.after(random.between(0, options.nightMs), () => visitFrom(from));
    }
  }

  function visitFrom(from: Address): void {
    let wait = 0;
    for (let line = random.pick([1, 1, 2, 4]); line > 0; line -= 1) {
      schedule.after(wait, () => carrier.text(wordsFrom(from)));
      wait += random.pick([random.between(1, 40), random.between(500, 8_000), 120_000]);
    }
  }

  function wordsFrom(from: Address): Omit<Written, "sid" | "writtenAt"> {
    if (random.chance(stops)) return { from, text: "STOP", about: "stop" };
    if (isStopped(from) && random.chance(0.5)) return { from, text: "START", about: "start" };
    if (random.chance(world.faults().poison)) return { from, text: POISON, about: "poison" };
    if (hasOpenOrder(from) && random.chance(0.4)) {
      return { from, text: "please cancel my order", about: "cancel" };
    }
    const about = random.pick(["order", "order", "order", "talk", "person", "nonsense"] as const);
    const marker = String(++markers);
    switch (about) {
      case "order":
        return { from, text: `where is my order ${marker}`, about, marker };
      case "talk":
        return { from, text: random.pick(["hello", "can I send things back"]), about };
      case "person":
        return { from, text: "I want a person", about };
      case "nonsense":
        return { from, text: "blorp", about };
      default:
        return about satisfies never;
    }
  }

  function hasOpenOrder(from: Address): boolean {
    return records.orders.some(
      ({ phone, status }) => phone === addressValue(from) && status === "open",
    );
  }

  function isStopped(from: Address): boolean {
    const last = records.written.findLast(
      ({ from: who, about }) => who === from && (about === "stop" || about === "start"),
    );
    return last?.about === "stop" && addressKind(from) === "sms";
  }
}
