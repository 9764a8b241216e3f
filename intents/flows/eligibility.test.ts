import { describe, expect, it } from "@jest/globals";
import type { Order } from "../../core/order.ts";
import { fridayNight, signesOrder, smallShop } from "../../test/fixtures/small-shop.ts";
import {
  addressEligibility,
  cancelEligibility,
  itemEligibility,
  type Policy,
  returnEligibility,
} from "./eligibility.ts";

const DAY_MS = 24 * 60 * 60_000;

function policy(more: Partial<Policy> = {}): Policy {
  const { timezone, ...file } = smallShop().file;
  return { ...file, timezone, ...more };
}

function returnsOf(more: Partial<Policy["returns"]>): Policy {
  return policy({ returns: { ...policy().returns, ...more } });
}

function delivered(deliveredAt: number, line: Partial<Order["lineItems"][number]> = {}): Order {
  const order = signesOrder();
  return {
    ...order,
    lineItems: order.lineItems.map((item) => ({ ...item, ...line })),
    fulfillments: order.fulfillments.map((parcel) => ({ ...parcel, deliveredAt })),
  };
}

const unpacked = signesOrder({
  fulfillmentStatus: "unfulfilled",
  fulfillments: [],
  lineItems: [{ ...signesOrder().lineItems[0], fulfilled: 0, shipped: 0, delivered: 0 }],
});
const packed = { ...unpacked, fulfillmentStatus: "packed" as const };

function gloves(order: Order) {
  const [item] = order.lineItems;
  if (!item) throw new Error("the order has no item");
  return item;
}

function mayComeBack(order: Order, by: Policy, askedAt: number) {
  return returnEligibility(order, gloves(order), by, askedAt);
}

describe("a return, by the shop's own policy", () => {
  it("is judged when its customer asked: a minute before midnight of the last day it may, a minute after it may not", () => {
    const order = delivered(Date.parse("2026-10-21T14:00:00+02:00"));
    const lastMinute = Date.parse("2026-11-20T23:59:00+01:00");
    expect(mayComeBack(order, policy(), lastMinute).kind).toBe("ok");
    expect(mayComeBack(order, policy(), lastMinute + 2 * 60_000)).toMatchObject({
      kind: "no",
      why: "window_closed",
    });
  });

  it("counts from delivery, however long the parcel took", () => {
    const order = { ...delivered(fridayNight - 5 * DAY_MS), placedAt: fridayNight - 60 * DAY_MS };
    expect(mayComeBack(order, policy(), fridayNight).kind).toBe("ok");
    expect(mayComeBack(order, returnsOf({ counted_from: "order" }), fridayNight)).toMatchObject({
      why: "window_closed",
    });
  });

  it("gives days of grace to a parcel that nobody reported as delivered", () => {
    const shipped = (daysAgo: number) => ({
      ...delivered(0, { delivered: 0 }),
      fulfillmentStatus: "shipped" as const,
      fulfillments: delivered(0).fulfillments.map(({ deliveredAt: _, ...parcel }) => ({
        ...parcel,
        trackingStatus: "in_transit" as const,
        shippedAt: fridayNight - daysAgo * DAY_MS,
      })),
    });
    expect(mayComeBack(shipped(2), policy(), fridayNight)).toMatchObject({ why: "not_delivered" });
    expect(mayComeBack(shipped(36), policy(), fridayNight).kind).toBe("ok");
    expect(mayComeBack(shipped(38), policy(), fridayNight)).toMatchObject({ why: "window_closed" });
    const late = shipped(9);
    const seen = { at: fridayNight - 4 * DAY_MS, status: "in_transit" as const };
    const fulfillments = late.fulfillments.map((parcel) => ({ ...parcel, events: [seen] }));
    expect(mayComeBack(late, policy(), fridayNight).kind).toBe("ok");
    expect(mayComeBack({ ...late, fulfillments }, policy(), fridayNight)).toMatchObject({
      why: "not_delivered",
    });
  });

  it("may take longer for some items, and is never taken for others", () => {
    const old = (tag: string) => delivered(fridayNight - 45 * DAY_MS, { tags: [tag] });
    const longer = returnsOf({ window_days_by_tag: { christmas: 60 } });
    expect(mayComeBack(old("christmas"), longer, fridayNight).kind).toBe("ok");
    const fresh = (tag: string) => delivered(fridayNight - DAY_MS, { tags: [tag] });
    const strict = returnsOf({ final_sale_tags: ["sale"], not_returnable_tags: ["underwear"] });
    expect(mayComeBack(fresh("sale"), strict, fridayNight)).toMatchObject({ why: "final_sale" });
    expect(mayComeBack(fresh("underwear"), strict, fridayNight)).toMatchObject({
      why: "not_returnable",
    });
  });

  it("is made once for each piece", () => {
    const one = (line: Partial<Order["lineItems"][number]>) =>
      mayComeBack(delivered(fridayNight - DAY_MS, { quantity: 2, ...line }), policy(), fridayNight);
    expect(one({ returnRequested: 1 }).kind).toBe("ok");
    expect(one({ returnRequested: 2 })).toMatchObject({ why: "already_requested" });
    expect(one({ returned: 2 })).toMatchObject({ why: "already_returned" });
  });
});

describe("an order before it leaves", () => {
  it("may be cancelled until it is packed, or shipped, or never, as the shop says", () => {
    expect(cancelEligibility(unpacked, policy()).kind).toBe("ok");
    expect(cancelEligibility(packed, policy())).toMatchObject({ why: "packed" });
    expect(cancelEligibility(packed, policy({ cancel_until: "shipped" })).kind).toBe("ok");
    expect(cancelEligibility(unpacked, policy({ cancel_until: "never" }))).toMatchObject({
      why: "never",
    });
    expect(cancelEligibility({ ...unpacked, status: "cancelled" }, policy())).toMatchObject({
      why: "cancelled",
    });
  });

  it("may go elsewhere only until it is packed", () => {
    expect(addressEligibility(unpacked, policy()).kind).toBe("ok");
    expect(addressEligibility(signesOrder(), policy())).toMatchObject({ why: "delivered" });
  });

  it("has its items changed before packing and exchanged after delivery, but not in between", () => {
    const swap = (order: Order, by: Policy) =>
      itemEligibility("swap", order, gloves(order), by, fridayNight);
    const exchanging = returnsOf({ outcomes: ["refund", "exchange"] });
    expect(swap(unpacked, exchanging).kind).toBe("ok");
    expect(swap(packed, exchanging)).toMatchObject({ why: "packed" });
    expect(swap(signesOrder(), exchanging).kind).toBe("ok");
    expect(swap(signesOrder(), returnsOf({ outcomes: ["refund"] }))).toMatchObject({
      why: "never",
    });
  });
});
