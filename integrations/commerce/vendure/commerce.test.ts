import { afterEach, describe, expect, it } from "@jest/globals";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { commerceContract } from "../../../test/contracts/commerce.ts";
import { outagesContract } from "../../../test/contracts/commerce-outages.ts";
import { forwarded, still } from "../../../test/fakes/shop-evening.ts";
import { startVendure, type Vendure } from "../../../test/fakes/vendure.ts";
import { vendureCommerce } from "./commerce.ts";

const AN_HOUR_LATER = "2026-11-21T22:00:00.000Z";
const SHIPPED = "9XY1AG5GF7Y7DWPH";
const DELIVERED_TO_ANA = "4XCB6ZYYH2ZJ48VQ";
const CANCELLED = "B7JWUTWMM2JANPZD";
const secret = "shared with the forwarder";

let vendure: Vendure | undefined;

afterEach(() => vendure?.close());

async function open(): Promise<{ vendure: Vendure; shop: CommerceProvider }> {
  vendure = await startVendure();
  const { url, apiKey } = vendure;
  return { vendure, shop: vendureCommerce({ url, apiKey, webhookSecret: secret, clock: still }) };
}

commerceContract("a shop on Vendure", async () => {
  const { vendure: server, shop } = await open();
  const shipped = find(server, SHIPPED);
  const theirs = server.orders
    .filter(({ customer }) => customer.emailAddress === shipped.customer.emailAddress)
    .sort((one, other) => other.orderPlacedAt.localeCompare(one.orderPlacedAt));
  return {
    provider: shop,
    customer: {
      phone: shipped.customer.phoneNumber,
      email: shipped.customer.emailAddress,
      numbers: theirs.map(({ code }) => code),
    },
    arriving: { id: shipped.id, event: "delivered" },
    letTimePass: async () => deliver(server, SHIPPED),
    breakDown: async () => server.fail("error"),
  };
});

describe("a customer of a shop on Vendure", () => {
  const states: [string, string, Record<string, unknown>][] = [
    [
      "has not been charged yet",
      "63RRQP71BWPT3B4A",
      { status: "open", paymentStatus: "authorized", fulfillmentStatus: "unfulfilled" },
    ],
    [
      "hears packed while Vendure's order still says payment settled",
      "9ZXQJ97TG9X7GB64",
      { status: "open", paymentStatus: "paid", fulfillmentStatus: "packed" },
    ],
    [
      "has one of two parcels on the way",
      "8764X6DCG44RK5NV",
      { fulfillmentStatus: "partially_fulfilled" },
    ],
    [
      "has everything",
      DELIVERED_TO_ANA,
      { status: "completed", paymentStatus: "paid", fulfillmentStatus: "delivered" },
    ],
    [
      "cancelled and has nothing back: Vendure refunds nothing, and makes the total 0",
      CANCELLED,
      {
        status: "cancelled",
        paymentStatus: "paid",
        total: { amount: 2499, currency: "USD" },
        lineItems: [{ quantity: 1 }],
        cancelledAt: Date.parse("2026-11-21T20:52:15Z"),
      },
    ],
    [
      "waits for a refund",
      "FUHSCWKBFVQSKQQE",
      { paymentStatus: "refund_pending", refunds: [{ status: "pending" }] },
    ],
    [
      "has a part of the money back",
      "NKNPZRP2KE7WNVWA",
      {
        paymentStatus: "partially_refunded",
        refunds: [{ amount: { amount: 1999, currency: "USD" }, status: "settled" }],
      },
    ],
    [
      "ordered as a guest",
      "3ZL8DSKB78WMT4W7",
      { email: "guest@example.test", phone: "+15550100003" },
    ],
  ];

  it.each(states)("%s", async (_, number, order) => {
    const { shop } = await open();
    const [found] = await shop.findOrders({ number });
    expect(found).toMatchObject({ number, ...order });
  });

  it("gets the hour of delivery out of the order's history, the only place that has it", async () => {
    const { shop } = await open();
    const [order] = await shop.findOrders({ number: "CX3D2LFZSPU31QRS" });
    expect(order?.fulfillments[0]).toMatchObject({
      trackingStatus: "delivered",
      carrier: "UPS Ground",
      deliveredAt: expect.any(Number),
    });
  });

  it("does not see a cart, which has a code as well", async () => {
    const { vendure: server, shop } = await open();
    const cart = find(server, SHIPPED);
    cart.active = true;
    expect(await shop.getOrder(cart.id)).toBeUndefined();
  });

  it("may write the e-mail in large letters, though Vendure compares letter by letter", async () => {
    const { shop } = await open();
    expect(await shop.findOrders({ email: "GUEST@EXAMPLE.TEST" })).toHaveLength(1);
  });

  it("reads yen as yen from a server that counts everything in hundredths", async () => {
    const { vendure: server, shop } = await open();
    const order = find(server, SHIPPED);
    order.currencyCode = "JPY";
    expect((await shop.getOrder(order.id))?.total).toEqual({ amount: 135, currency: "JPY" });
  });

  it("reads the same cents from a server that counts in tenths of them", async () => {
    const { vendure: server, shop } = await open();
    server.countIn(3);
    const order = find(server, SHIPPED);
    expect((await shop.getOrder(order.id))?.total).toEqual({ amount: 1345, currency: "USD" });
  });
});

describe("a shop whose Vendure is in trouble", () => {
  outagesContract(async () => {
    const { vendure: server, shop } = await open();
    return { server, shop, id: "4", number: SHIPPED };
  });

  it("asks for the server's decimals again after an outage, and then answers", async () => {
    const { vendure: server, shop } = await open();
    server.fail("error");
    await expect(shop.findOrders({ number: SHIPPED })).rejects.toThrow();
    server.fail(undefined);
    expect(await shop.findOrders({ number: SHIPPED })).toHaveLength(1);
  });

  it("is told that its key may not read orders", async () => {
    const { vendure: server } = await open();
    const shop = vendureCommerce({ url: server.url, apiKey: "old", clock: still });
    await expect(shop.getOrder("4")).rejects.toThrow("FORBIDDEN");
  });
});

describe("what Vendure tells us by itself", () => {
  it("is read when our forwarder signed it, and refused otherwise", async () => {
    const { shop } = await open();
    const body = '{"event":"order.state","order_id":"4"}';
    expect(shop.readWebhook?.(forwarded(body, secret))).toEqual({
      kind: "genuine",
      orderIds: ["4"],
    });
    expect(shop.readWebhook?.(forwarded(body, "a guess"))).toEqual({ kind: "forged" });
  });
});

function find(server: Vendure, code: string) {
  const order = server.orders.find((one) => one.code === code);
  if (!order) throw new Error(`no order ${code} was recorded`);
  return order;
}

function deliver(server: Vendure, code: string): void {
  const order = find(server, code);
  Object.assign(order, { state: "Delivered", updatedAt: AN_HOUR_LATER });
  for (const parcel of order.fulfillments) {
    Object.assign(parcel, { state: "Delivered", updatedAt: AN_HOUR_LATER });
  }
}
