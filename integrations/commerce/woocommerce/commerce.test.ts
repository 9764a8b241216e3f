import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { MalformedInboundError, ProviderUnavailableError } from "../../../core/errors.ts";
import { commerceContract } from "../../../test/contracts/commerce.ts";
import { outagesContract } from "../../../test/contracts/commerce-outages.ts";
import { still } from "../../../test/fakes/shop-evening.ts";
import { startWooCommerce, type WooCommerce } from "../../../test/fakes/woocommerce.ts";
import { wooCommerce } from "./commerce.ts";

const AN_HOUR_LATER = "2026-11-21T22:00:00";
const webhookSecret = "given to the webhooks";
const ana = { email: "ana@example.test", phone: "+15550100001", country: "US" };

let woo: WooCommerce | undefined;

afterEach(() => woo?.close());

async function open(): Promise<{ woo: WooCommerce; shop: CommerceProvider }> {
  woo = await startWooCommerce();
  const { url, key, secret } = woo;
  return { woo, shop: wooCommerce({ url, key, secret, webhookSecret, clock: still }) };
}

commerceContract("a shop on WooCommerce", async () => {
  const { woo: server, shop } = await open();
  server.add({
    id: 21,
    status: "processing",
    billing: { ...blank, ...ana },
    shipping_lines: [{ method_id: "local_pickup" }],
    date_created_gmt: "2026-11-21T20:58:00",
  });
  return {
    provider: shop,
    customer: { phone: ana.phone, email: ana.email, numbers: ["21", "13"] },
    arriving: { id: "21", event: "picked_up" },
    letTimePass: async () =>
      server.change(21, {
        status: "completed",
        date_completed_gmt: AN_HOUR_LATER,
        date_modified_gmt: AN_HOUR_LATER,
      }),
    breakDown: async () => server.fail("error"),
  };
});

describe("a customer of a shop on WooCommerce", () => {
  it("who sent one of two boots back sees what was paid, what came back and when", async () => {
    const { shop } = await open();
    expect(await shop.getOrder("13")).toMatchObject({
      number: "13",
      status: "completed",
      paymentStatus: "partially_refunded",
      fulfillmentStatus: "shipped",
      placedAt: Date.parse("2026-11-21T20:57:27Z"),
      total: { amount: 26400, currency: "USD" },
      lineItems: [{ quantity: 2, unitPrice: { amount: 12950, currency: "USD" }, refunded: 1 }],
      refunds: [
        {
          amount: { amount: 12950, currency: "USD" },
          createdAt: Date.parse("2026-11-21T20:57:32Z"),
        },
      ],
    });
  });

  it("hears sent, not delivered, when the shop completed a parcel: WooCommerce knows no more", async () => {
    const { shop } = await open();
    const order = await shop.getOrder("12");
    expect(order?.fulfillmentStatus).toBe("shipped");
    expect(order?.fulfillments).toMatchObject([
      { trackingStatus: "in_transit", shippedAt: Date.parse("2026-11-21T20:57:26Z") },
    ]);
  });

  const states: [string, Parameters<WooCommerce["add"]>[0], Record<string, unknown>][] = [
    [
      "has not paid yet",
      { id: 30, status: "pending", date_paid_gmt: null },
      { status: "open", paymentStatus: "pending", fulfillmentStatus: "unfulfilled" },
    ],
    [
      "has paid and waits for the packers",
      { id: 30, status: "processing" },
      { status: "open", paymentStatus: "paid", fulfillmentStatus: "unfulfilled" },
    ],
    [
      "cancelled after paying and has nothing back: WooCommerce refunds nothing by itself",
      { id: 30, status: "cancelled" },
      { status: "cancelled", paymentStatus: "paid" },
    ],
    [
      "has a parcel that a plugin calls delivered",
      { id: 30, status: "delivered" },
      { status: "completed", fulfillmentStatus: "delivered" },
    ],
    [
      "has a part of the order, says a plugin",
      { id: 30, status: "partial-shipped" },
      { status: "open", fulfillmentStatus: "partially_fulfilled" },
    ],
    [
      "has an order in a state of some plugin's own",
      { id: 30, status: "wc-in-the-workshop" },
      { status: "open", fulfillmentStatus: "unfulfilled" },
    ],
    [
      "pays in yen, which have no smaller unit",
      { id: 30, currency: "JPY", total: "26400" },
      { total: { amount: 26400, currency: "JPY" } },
    ],
  ];

  it.each(states)("%s", async (_, stored, told) => {
    const { woo: server, shop } = await open();
    server.add(stored);
    expect(await shop.getOrder("30")).toMatchObject(told);
  });

  it("gets the tracking number and link that a plugin noted, and no link that is no web address", async () => {
    const { woo: server, shop } = await open();
    const tracking = {
      tracking_provider: "",
      custom_tracking_provider: "PostNord",
      custom_tracking_link: "https://track.example/JD01",
      tracking_number: "JD01",
      date_shipped: "1795276800",
    };
    const hostile = { tracking_number: "JD02", custom_tracking_link: "javascript:alert(1)" };
    server.change(12, {
      meta_data: [{ key: "_wc_shipment_tracking_items", value: [tracking, hostile, "nonsense"] }],
    });
    const [first, second, ...others] = (await shop.getOrder("12"))?.fulfillments ?? [];
    expect(first).toMatchObject({
      carrier: "PostNord",
      trackingNumber: "JD01",
      trackingUrl: "https://track.example/JD01",
      shippedAt: 1795276800000,
    });
    expect(second?.trackingNumber).toBe("JD02");
    expect(second?.trackingUrl).toBeUndefined();
    expect(others).toEqual([]);
  });

  it("is found by a phone that was typed the way people type it", async () => {
    const { woo: server, shop } = await open();
    server.add({
      id: 40,
      status: "processing",
      billing: { ...blank, email: "mia@example.test", phone: "20 30 40 50", country: "DK" },
    });
    const found = await shop.findOrders({ phone: "+4520304050" });
    expect(found.map(({ number, phone }) => [number, phone])).toEqual([["40", "+4520304050"]]);
  });

  it("is found by the number that a plugin gave the order, and not by the id behind it", async () => {
    const { woo: server, shop } = await open();
    server.add({ id: 50, status: "processing", number: "2026-0007" });
    expect(await shop.findOrders({ number: "50" })).toEqual([]);
  });

  it("is not shown the orders of everybody of the same name", async () => {
    const { woo: server, shop } = await open();
    expect(await shop.findOrders({ number: "Diaz" })).toEqual([]);
    expect(server.asked.at(-1)?.query.get("search")).toBe("diaz");
  });

  it("is never asked for by a filter that WooCommerce ignores", async () => {
    const { woo: server, shop } = await open();
    await shop.findOrders({ number: "13" });
    await shop.findOrders({ email: ana.email });
    await shop.findOrders({ phone: ana.phone });
    const filters = server.asked.flatMap(({ query }) => [...query.keys()]);
    for (const ignored of ["email", "number", "billing_email", "phone"]) {
      expect(filters).not.toContain(ignored);
    }
  });
});

describe("a shop whose WooCommerce is in trouble", () => {
  outagesContract(async () => {
    const { woo: server, shop } = await open();
    return { server, shop, id: "13", number: "13" };
  });

  it("is told that its key is refused", async () => {
    const { woo: server } = await open();
    const shop = wooCommerce({ url: server.url, key: "ck_night", secret: "old", clock: still });
    await expect(shop.getOrder("13")).rejects.toThrow("WooCommerce refuses our key");
  });

  it("is told when the plugin is off, not that orders are missing", async () => {
    const { woo: server } = await open();
    const { url, key, secret } = server;
    const shop = wooCommerce({ url: `${url}/blog`, key, secret, clock: still });
    await expect(shop.getOrder("13")).rejects.toBeInstanceOf(ProviderUnavailableError);
  });
});

describe("what WooCommerce tells us by itself", () => {
  const body = JSON.stringify({ id: 21, status: "completed" });

  it("is read when it is signed with the webhook's secret", async () => {
    const { shop } = await open();
    expect(shop.readWebhook?.(signed(body))).toEqual({ kind: "genuine", orderIds: ["21"] });
  });

  it("is refused with another secret, another body or no signature", async () => {
    const { shop } = await open();
    const forged = [
      signed(body, "a guess"),
      { ...signed(body), body: Buffer.from(body.replace("21", "22")) },
      { headers: {}, body: Buffer.from(body) },
    ];
    expect(forged.map((webhook) => shop.readWebhook?.(webhook).kind)).toEqual(
      forged.map(() => "forged"),
    );
  });

  it("starts with a ping that nobody signed, and that says nothing", async () => {
    const { shop } = await open();
    const ping = { headers: {}, body: Buffer.from("webhook_id=7") };
    expect(shop.readWebhook?.(ping)).toEqual({ kind: "genuine", orderIds: [] });
  });

  it("may be about something that is no order", async () => {
    const { shop } = await open();
    const about = (topic: string) => {
      const webhook = signed(body);
      return { ...webhook, headers: { ...webhook.headers, "x-wc-webhook-topic": topic } };
    };
    for (const topic of ["customer.created", "order.deleted"]) {
      expect(shop.readWebhook?.(about(topic))).toEqual({ kind: "genuine", orderIds: [] });
    }
  });

  it("is malformed when it names no order", async () => {
    const { shop } = await open();
    for (const text of ["{", "[]", '{"id":"twelve"}']) {
      expect(() => shop.readWebhook?.(signed(text))).toThrow(MalformedInboundError);
    }
  });
});

function signed(text: string, secret = webhookSecret) {
  const signature = createHmac("sha256", secret).update(text).digest("base64");
  return {
    headers: { "x-wc-webhook-signature": signature, "x-wc-webhook-topic": "order.updated" },
    body: Buffer.from(text),
  };
}

const blank = {
  first_name: "Ana",
  last_name: "Diaz",
  company: "",
  address_1: "12 Elm St",
  address_2: "",
  city: "Albany",
  state: "NY",
  postcode: "12207",
};
