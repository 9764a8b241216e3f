import { afterEach, describe, expect, it } from "@jest/globals";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { commerceContract } from "../../../test/contracts/commerce.ts";
import { outagesContract } from "../../../test/contracts/commerce-outages.ts";
import { sleepersClock } from "../../../test/fakes/shop-evening.ts";
import { type Shopify, startShopify } from "../../../test/fakes/shopify.ts";
import { type OrderSketch, shopifyOrder } from "../../../test/fakes/shopify-orders.ts";
import { shopOn, signe } from "../../../test/fakes/shopify-shop.ts";
import { shopifyStates } from "../../../test/fixtures/shopify-states.ts";

const AN_HOUR_LATER = "2026-11-21T22:00:00Z";
const onItsWay: OrderSketch = {
  number: 1042,
  placedAt: "2026-11-18T10:00:00Z",
  customer: signe,
  parcels: [{ id: 61, status: "IN_TRANSIT", lines: [[1, 1]] }],
};
const justPlaced: OrderSketch = {
  number: 1050,
  placedAt: "2026-11-21T18:00:00Z",
  customer: signe,
};
const somebodyElses: OrderSketch = {
  number: 1043,
  placedAt: "2026-11-19T10:00:00Z",
  customer: { phone: "+4520304051", email: "bo@example.com" },
};

let shopify: Shopify | undefined;

afterEach(() => shopify?.close());

async function open(
  ...sketches: OrderSketch[]
): Promise<{ shopify: Shopify; shop: CommerceProvider; slept: number[] }> {
  const orders = sketches.length > 0 ? sketches : [onItsWay, justPlaced, somebodyElses];
  shopify = await startShopify(orders.map(shopifyOrder));
  const slept: number[] = [];
  return { shopify, shop: shopOn(shopify, { clock: sleepersClock(slept) }), slept };
}

commerceContract("a shop on Shopify", async () => {
  const { shopify: server, shop } = await open();
  const [arriving] = server.orders;
  return {
    provider: shop,
    customer: { ...signe, numbers: ["1050", "1042"] },
    arriving: { id: arriving?.legacyResourceId ?? "", event: "delivered" },
    letTimePass: async () => deliver(server, 1042, AN_HOUR_LATER),
    breakDown: async () => server.fail("error"),
  };
});

describe("a customer of a shop on Shopify", () => {
  it.each(shopifyStates)("%s", async (_, sketch, order) => {
    const { shop } = await open({ ...justPlaced, ...sketch });
    const [found] = await shop.findOrders({ number: "1050" });
    expect(found).toMatchObject({ number: "1050", ...order });
  });

  it("is found by phone through the customer, for orders cannot be searched by phone", async () => {
    const { shopify: server, shop } = await open();
    await shop.findOrders({ phone: signe.phone });
    expect(server.asked[0]?.body).toContain("customerByIdentifier");
    expect(server.asked.map(({ body }) => body).join()).not.toContain('"phone:');
  });

  it("does not see an order that the same customer gave another phone for", async () => {
    const { shop } = await open(onItsWay, { ...justPlaced, phone: "+4599999999" });
    const found = await shop.findOrders({ phone: signe.phone });
    expect(found.map(({ number }) => number)).toEqual(["1042"]);
  });

  it("waits a moment when Shopify is throttled, as long as it says", async () => {
    const { shopify: server, shop, slept } = await open();
    server.throttle(500, 1);
    expect(await shop.getOrder("5001042")).toBeDefined();
    expect(slept).toHaveLength(1);
    // At 100 points a second, and an order costs more than 500 and less than 1,000.
    expect(slept[0]).toBeGreaterThan(0);
    expect(slept[0]).toBeLessThan(5_000);
  });

  it("hears that it cannot be found out now when the throttle outlasts a customer's patience", async () => {
    const { shopify: server, shop } = await open();
    server.throttle(0, 10);
    await expect(shop.getOrder("5001042")).rejects.toThrow("throttled");
  });

  it("hears the same of an order too large to be read whole", async () => {
    const { shopify: server, shop } = await open();
    const [order] = server.orders;
    if (order) order.lineItems.pageInfo.hasNextPage = true;
    await expect(shop.getOrder("5001042")).rejects.toThrow("too large to be read whole");
  });
});

describe("a shop whose Shopify is in trouble", () => {
  outagesContract(async () => {
    const { shopify: server, shop } = await open();
    return { server, shop, id: "5001042", number: "1042" };
  });

  it("is told that its token is refused", async () => {
    const { shopify: server } = await open();
    const shop = shopOn({ ...server, accessToken: "old" });
    await expect(shop.getOrder("5001042")).rejects.toThrow("Shopify refuses our key");
  });

  it("learns from doctor which scopes the app lacks and that its version is no more", async () => {
    const { shopify: server } = await open();
    const shop = shopOn(server, { apiVersion: "2024-10" });
    server.scopes("read_orders", "read_customers", "read_fulfillments");
    server.fallForward("2026-01");
    expect(await shop.check?.()).toEqual([
      "the app lacks the scope read_returns",
      "the app lacks the scope read_products",
      "the app lacks the scope write_orders",
      "the app lacks the scope write_order_edits",
      "the app lacks the scope write_returns",
      "without the scope read_all_orders, orders older than 60 days are not found",
      "SHOPIFY_API_VERSION: asked for 2024-10, Shopify answers in 2026-01",
    ]);
  });
});

describe("what Shopify could not tell us", () => {
  it("comes late when it got lost, and costs one small question while nothing arrived", async () => {
    const { shopify: server, shop } = await open();
    const { cursor } = await shop.changesSince(undefined);
    const before = server.asked.length;
    touch(server, 1050, AN_HOUR_LATER);
    const quiet = await shop.changesSince(cursor);
    expect(quiet.events).toEqual([]);
    expect(server.asked.length - before).toBe(1);
    deliver(server, 1042, AN_HOUR_LATER);
    const { events } = await shop.changesSince(quiet.cursor);
    expect(events.map(({ order }) => order.number)).toEqual(["1042"]);
  });

  it("comes late too when it was a refund, or a parcel that waits to be collected", async () => {
    const { shopify: server, shop } = await open();
    const { cursor } = await shop.changesSince(undefined);
    const refunds = [{ amount: "20.00", status: "SUCCESS", lines: [] }];
    const paidBack = shopifyOrder({ ...onItsWay, placedAt: AN_HOUR_LATER, refunds });
    const [parcel] = find(server, 1042)?.fulfillments ?? [];
    Object.assign(parcel ?? {}, { displayStatus: "READY_FOR_PICKUP" });
    Object.assign(find(server, 1042) ?? {}, {
      updatedAt: AN_HOUR_LATER,
      displayFinancialStatus: "PARTIALLY_REFUNDED",
      refunds: paidBack.refunds,
      totalRefundedSet: paidBack.totalRefundedSet,
    });
    const { events } = await shop.changesSince(cursor);
    expect(events.map(({ event }) => event).sort()).toEqual(["ready_for_pickup", "refunded"]);
  });

  it("is read on in order through more changes than fit a page, many of them of one instant", async () => {
    const { shopify: server, shop } = await open(
      ...Array.from({ length: 60 }, (_, index) => ({ ...onItsWay, number: 2000 + index })),
    );
    const { cursor } = await shop.changesSince(undefined);
    for (const { name } of server.orders) deliver(server, Number(name.slice(1)), AN_HOUR_LATER);
    const { events, cursor: next } = await shop.changesSince(cursor);
    expect(new Set(events.map(({ order }) => order.id)).size).toBe(60);
    expect((await shop.changesSince(next)).events).toEqual([]);
  });
});

function deliver(server: Shopify, number: number, at: string): void {
  touch(server, number, at);
  for (const parcel of find(server, number)?.fulfillments ?? []) {
    Object.assign(parcel, { displayStatus: "DELIVERED", deliveredAt: at, updatedAt: at });
  }
}

function touch(server: Shopify, number: number, at: string): void {
  Object.assign(find(server, number) ?? {}, { updatedAt: at });
}

function find(server: Shopify, number: number) {
  return server.orders.find(({ name }) => name === `#${number}`);
}
