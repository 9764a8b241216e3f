import { type Order, orderSchema } from "../../core/order.ts";
import { seeded } from "./random.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Somebody who buys in the simulated year, and what they do besides. */
export type Buyer = {
  phone: string;
  zone: string;
  sales: readonly Sale[];
  stopsAt?: number;
  stopsInOwnWords: boolean;
  /** From asking for a person until that person is done. */
  complaint?: { from: number; claimedAt: number; until: number };
};

/** One order's way. */
export type Sale = {
  id: string;
  order: Order;
  placedAt: number;
  deliveredAt: number;
  /** When its webhooks come: none (lost), one, or several. */
  webhooksAt: readonly number[];
  /** When the shop's system lists its delivery among its changes, perhaps twice. */
  notedAt: readonly number[];
  cancelled: boolean;
};

const PLACES = [
  { zone: "Europe/Copenhagen", country: "DK", prefix: "+4520" },
  { zone: "America/New_York", country: "US", region: "NY", prefix: "+1212555" },
  { zone: "America/Los_Angeles", country: "US", region: "CA", prefix: "+1310555" },
  { zone: "Asia/Tokyo", country: "JP", prefix: "+8190" },
  { zone: "Australia/Sydney", country: "AU", region: "NSW", prefix: "+614" },
  { zone: "Asia/Kolkata", country: "IN", prefix: "+9198" },
] as const;

/** The same options, the same people. */
export function buyersOf(options: {
  seed: number;
  people: number;
  days: number;
  start: number;
}): readonly Buyer[] {
  const random = seeded(options.seed).next;
  const within = (from: number, to: number) => Math.floor(from + random() * (to - from));
  const often = (chance: number) => random() < chance;
  return Array.from({ length: options.people }, (_, index): Buyer => {
    const place = PLACES[index % PLACES.length] ?? PLACES[0];
    const phone = `${place.prefix}${String(index).padStart(6, "0")}`;
    const orders = 1 + Math.floor(random() * 3);
    const sales = Array.from({ length: orders }, (_order, n): Sale => {
      const id = `o${index}x${n}`;
      const placedAt = options.start + within(0, options.days - 8) * DAY_MS + within(0, DAY_MS);
      const deliveredAt = placedAt + within(DAY_MS, 7 * DAY_MS);
      const late = () => deliveredAt + within(0, often(0.2) ? 3 * DAY_MS : HOUR_MS);
      const isLost = often(0.3);
      const noted = [late(), ...(often(0.3) ? [late()] : [])];
      return {
        id,
        placedAt,
        deliveredAt,
        cancelled: often(0.03),
        webhooksAt: isLost ? [] : Array.from({ length: often(0.3) ? 3 : 1 }, late),
        notedAt: noted,
        order: orderOf({ id, index, place, phone, placedAt, random }),
      };
    });
    const firstDelivery = sales[0]?.deliveredAt ?? options.start;
    const from = firstDelivery + within(-DAY_MS, 6 * HOUR_MS);
    const claimedAt = from + within(HOUR_MS, 2 * DAY_MS);
    return {
      phone,
      zone: place.zone,
      sales,
      stopsInOwnWords: often(0.5),
      ...(often(0.1) ? { stopsAt: firstDelivery + within(-DAY_MS, 5 * DAY_MS) } : {}),
      ...(often(0.15)
        ? { complaint: { from, claimedAt, until: claimedAt + within(HOUR_MS, 4 * DAY_MS) } }
        : {}),
    };
  });
}

function orderOf(options: {
  id: string;
  index: number;
  place: (typeof PLACES)[number];
  phone: string;
  placedAt: number;
  random: () => number;
}): Order {
  const { id, place, phone, placedAt, random } = options;
  const price = { amount: 8900, currency: "EUR" };
  return orderSchema.parse({
    id,
    number: id.slice(1),
    status: "open",
    paymentStatus: "paid",
    fulfillmentStatus: "shipped",
    placedAt,
    promisedBy: placedAt + 5 * DAY_MS,
    firstName: "Ada",
    phone,
    total: price,
    shippingAddress: {
      ...{ line1: "Quay 1", city: "A city", postcode: "1000", country: place.country },
      ...("region" in place ? { region: place.region } : {}),
    },
    lineItems: [{ id: "l1", title: `lamp ${id}`, quantity: 1, unitPrice: price }],
    fulfillments: [],
    returns:
      random() < 0.08
        ? [{ id: `r${id}`, status: "requested", items: [], createdAt: placedAt }]
        : [],
    thankYouConsent: random() < 0.75,
  });
}

/** The order as the shop's system shows it at that moment. */
export function orderSeenAt({ order, deliveredAt, cancelled }: Sale, now: number): Order {
  const items = [{ lineItemId: "l1", quantity: 1 }];
  const parcel = { id: "f1", items, method: "parcel" } as const;
  if (now < deliveredAt) {
    const expected = { estimatedDeliveryAt: deliveredAt, events: [] };
    return { ...order, fulfillments: [{ ...parcel, ...expected, trackingStatus: "in_transit" }] };
  }
  return {
    ...order,
    fulfillmentStatus: "delivered",
    ...(cancelled && now > deliveredAt + HOUR_MS ? { status: "cancelled" as const } : {}),
    fulfillments: [{ ...parcel, trackingStatus: "delivered", deliveredAt, events: [] }],
  };
}
