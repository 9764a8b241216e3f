import { afterEach, describe, expect, it } from "@jest/globals";
import type { CommerceProvider } from "../../../core/commerce.ts";
import { MalformedInboundError, ProviderUnavailableError } from "../../../core/errors.ts";
import { commerceContract } from "../../../test/contracts/commerce.ts";
import { outagesContract } from "../../../test/contracts/commerce-outages.ts";
import { type Medusa, startMedusa } from "../../../test/fakes/medusa.ts";
import { forwarded, saturdayEvening, still } from "../../../test/fakes/shop-evening.ts";
import { medusaCommerce } from "./commerce.ts";

const AN_HOUR_LATER = "2026-11-21T22:00:00.000Z";
const SHIPPED = "order_01M7ZXY7KKTYE3D3M07B9K17TX";
const secret = "shared with the forwarder";

let medusa: Medusa | undefined;

afterEach(() => medusa?.close());

async function open(): Promise<{ medusa: Medusa; shop: CommerceProvider }> {
  medusa = await startMedusa();
  const { url, apiKey } = medusa;
  return { medusa, shop: medusaCommerce({ url, apiKey, webhookSecret: secret, clock: still }) };
}

commerceContract("a shop on Medusa", async () => {
  const { medusa: server, shop } = await open();
  return {
    provider: shop,
    customer: {
      phone: "+15550100001",
      email: "ana@example.test",
      numbers: ["1011", "1006", "1004", "1003", "1002", "1001", "1012"],
    },
    arriving: { id: SHIPPED, event: "delivered" },
    letTimePass: async () => server.deliver(1004, AN_HOUR_LATER),
    breakDown: async () => server.fail("error"),
  };
});

describe("a customer of a shop on Medusa", () => {
  const states: [string, string, Record<string, unknown>][] = [
    [
      "has not paid yet",
      "1001",
      { status: "open", paymentStatus: "authorized", fulfillmentStatus: "unfulfilled" },
    ],
    [
      "has paid and waits for the packers",
      "1002",
      { status: "open", paymentStatus: "paid", fulfillmentStatus: "unfulfilled" },
    ],
    [
      "hears packed, not shipped, though Medusa says fulfilled",
      "1003",
      { status: "open", fulfillmentStatus: "packed" },
    ],
    ["has a parcel on the way", "1004", { status: "open", fulfillmentStatus: "shipped" }],
    ["has half of the order on the way", "1005", { fulfillmentStatus: "partially_fulfilled" }],
    [
      "has everything, though Medusa keeps the order pending",
      "1006",
      { status: "completed", fulfillmentStatus: "delivered" },
    ],
    [
      "cancelled and was paid back",
      "1007",
      {
        status: "cancelled",
        paymentStatus: "refunded",
        total: { amount: 2499, currency: "USD" },
        refunds: [{ amount: { amount: 2499, currency: "USD" }, status: "settled" }],
      },
    ],
    [
      "asked for a return",
      "1008",
      {
        paymentStatus: "paid",
        lineItems: [{ returnRequested: 1, returned: 0 }],
        returns: [{ status: "requested", items: [{ quantity: 1 }] }],
      },
    ],
    [
      "sent one of two back and is told what was paid, though Medusa's total shrank",
      "1010",
      {
        paymentStatus: "partially_refunded",
        total: { amount: 4498, currency: "USD" },
        lineItems: [{ quantity: 2, returnRequested: 1, returned: 1 }],
        returns: [{ status: "received" }],
      },
    ],
    [
      "swaps boots and is told what was paid, though Medusa's total grew",
      "1011",
      {
        status: "open",
        fulfillmentStatus: "partially_delivered",
        total: { amount: 13450, currency: "USD" },
      },
    ],
  ];

  it.each(states)("%s", async (_, number, order) => {
    const { shop } = await open();
    const [found] = await shop.findOrders({ number });
    expect(found).toMatchObject({ number, ...order });
  });

  it("gets the tracking link, the carrier's number and the time it left", async () => {
    const { shop } = await open();
    expect((await shop.getOrder(SHIPPED))?.fulfillments).toMatchObject([
      {
        trackingStatus: "in_transit",
        trackingNumber: "1Z999AA10123456784",
        trackingUrl: "https://track.example/1Z999AA10123456784",
        shippedAt: Date.parse("2026-11-21T20:49:36.587Z"),
        items: [{ quantity: 1 }],
      },
    ]);
  });

  it("who ordered as a guest is found by the phone on the parcel, the only place Medusa keeps it", async () => {
    const { shop } = await open();
    const orders = await shop.findOrders({ phone: "+15550100003" });
    expect(orders.map(({ number, email }) => [number, email])).toEqual([
      ["1013", "guest@example.test"],
      ["1009", "guest@example.test"],
    ]);
  });

  it("is not told of everybody's orders, though Medusa's search for 10 finds them all", async () => {
    const { medusa: server, shop } = await open();
    expect(await shop.findOrders({ number: "10" })).toEqual([]);
    expect(server.asked.map(({ query }) => query.get("q"))).toEqual(["10"]);
  });

  it("is never asked for by a filter that Medusa ignores", async () => {
    const { medusa: server, shop } = await open();
    await shop.findOrders({ number: "1006" });
    await shop.findOrders({ email: "ana@example.test" });
    const filters = server.asked.flatMap(({ query }) => [...query.keys()]);
    expect(filters).not.toContain("display_id");
    expect(filters).not.toContain("email");
  });
});

describe("a shop whose Medusa is in trouble", () => {
  outagesContract(async () => {
    const { medusa: server, shop } = await open();
    return { server, shop, id: SHIPPED, number: "1" };
  });

  it("is told that its key is refused", async () => {
    const { medusa: server } = await open();
    const shop = medusaCommerce({ url: server.url, apiKey: "sk_old", clock: still });
    await expect(shop.findOrders({ number: "1" })).rejects.toThrow("Medusa refuses our key");
  });

  it("is told that the address is wrong, not that orders are missing", async () => {
    const { medusa: server } = await open();
    const { url, apiKey } = server;
    const shop = medusaCommerce({ url: `${url}/app`, apiKey, clock: still });
    server.fail("garbage");
    await expect(shop.getOrder(SHIPPED)).rejects.toBeInstanceOf(ProviderUnavailableError);
  });
});

describe("what Medusa tells us by itself", () => {
  it("is read when our forwarder signed it just now", async () => {
    const { shop } = await open();
    const body = JSON.stringify({ event: "delivery.created", order_id: SHIPPED });
    expect(shop.readWebhook?.(forwarded(body, secret))).toEqual({
      kind: "genuine",
      orderIds: [SHIPPED],
    });
  });

  it("is refused with another secret, another body, another time, an old time or no signature", async () => {
    const { shop } = await open();
    const body = JSON.stringify({ event: "delivery.created", order_id: SHIPPED });
    const genuine = forwarded(body, secret);
    const forged = [
      forwarded(body, "a guess"),
      { ...genuine, body: Buffer.from(body.replace("7KK", "7KL")) },
      { ...genuine, headers: { ...genuine.headers, "x-nightdesk-timestamp": "1795294801" } },
      forwarded(body, secret, saturdayEvening - 6 * 60_000),
      { ...genuine, headers: {} },
    ];
    expect(forged.map((webhook) => shop.readWebhook?.(webhook).kind)).toEqual(
      forged.map(() => "forged"),
    );
  });

  it("is malformed when it names no order", async () => {
    const { shop } = await open();
    for (const body of ["{", "[]", '{"event":"order.placed"}']) {
      expect(() => shop.readWebhook?.(forwarded(body, secret))).toThrow(MalformedInboundError);
    }
  });

  it("is not listened to without a secret", async () => {
    const { medusa: server } = await open();
    const { url, apiKey } = server;
    expect(medusaCommerce({ url, apiKey, clock: still }).readWebhook).toBeUndefined();
  });

  it("comes late when it got lost: a delivery is found by asking, a changed old order is no news", async () => {
    const { medusa: server, shop } = await open();
    const { cursor } = await shop.changesSince(undefined);
    server.touch(1012, AN_HOUR_LATER);
    server.deliver(1004, AN_HOUR_LATER);
    const { events, cursor: next } = await shop.changesSince(cursor);
    expect(events.map(({ event, order }) => [event, order.number])).toEqual([
      ["delivered", "1004"],
    ]);
    server.touch(1004, "2026-11-21T22:02:00.000Z");
    expect((await shop.changesSince(next)).events).toEqual([]);
  });
});
