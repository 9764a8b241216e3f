import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Clock, CommerceProvider } from "../../core/ports.ts";
import { vendureCommerce } from "../../integrations/commerce/vendure/commerce.ts";
import { commerceContract } from "../contracts/commerce.ts";
import { type Asked, type ShopServer, startShopServer } from "../fakes/shop-server.ts";
import { type Buyer, startVendure, type VendureShop } from "./vendure-shop.ts";

let vendure: VendureShop;
let road: ShopServer | undefined;
let people = 0;

/** Where the forwarder posts to; whoever waits for an order's next post is woken by it. */
let letterbox: ShopServer;
let heard: (post: Asked) => void = () => {};
const secret = "shared with the forwarder";

beforeAll(async () => {
  letterbox = await startShopServer((post) => {
    heard(post);
    return { body: "kept" };
  });
  vendure = await startVendure({ to: letterbox.url, secret });
}, 60_000);

afterEach(() => road?.close());
afterAll(async () => {
  await vendure?.close();
  await letterbox?.close();
});

commerceContract("a shop on a real Vendure", async () => {
  const signe = somebody();
  const first = await vendure.buy(signe);
  const second = await vendure.buy(signe);
  const parcel = await ship(second);
  road = await roadTo(vendure.url);
  const { fail, url } = road;
  return {
    provider: connect(url),
    customer: { ...signe, numbers: [second.code, first.code] },
    arriving: { id: second.id, event: "delivered" },
    letTimePass: () => vendure.move(parcel, "Delivered"),
    breakDown: async () => fail("error"),
  };
});

describe("a customer of a shop on a real Vendure", () => {
  it("is told each state as it is", async () => {
    const shop = connect(vendure.url);
    const bought = await vendure.buy(somebody(), { quantity: 2 });
    const [line] = bought.lines;
    const seen = async () => {
      const order = await shop.getOrder(bought.id);
      return [order?.status, order?.paymentStatus, order?.fulfillmentStatus];
    };
    expect(await seen()).toEqual(["open", "paid", "unfulfilled"]);
    const one = [{ orderLineId: line?.id ?? "", quantity: 1 }];
    const first = await vendure.pack(one);
    const second = await vendure.pack(one);
    expect(await seen()).toEqual(["open", "paid", "packed"]);
    await vendure.move(first, "Shipped");
    expect(await seen()).toEqual(["open", "paid", "partially_fulfilled"]);
    await vendure.move(second, "Shipped");
    expect(await seen()).toEqual(["open", "paid", "shipped"]);
    await vendure.move(first, "Delivered");
    expect(await seen()).toEqual(["open", "paid", "partially_delivered"]);
    await vendure.move(second, "Delivered");
    expect(await seen()).toEqual(["completed", "paid", "delivered"]);
    await vendure.refund(bought.id, 5_000);
    expect(await seen()).toEqual(["completed", "refund_pending", "delivered"]);
  });

  it("gets the tracking code, the carrier and the hour each parcel moved", async () => {
    const before = Date.now();
    const bought = await vendure.buy(somebody());
    const parcel = await ship(bought);
    await vendure.move(parcel, "Delivered");
    const order = await connect(vendure.url).getOrder(bought.id);
    expect(order?.fulfillments).toMatchObject([
      { carrier: "PostNord", trackingNumber: "JD01", trackingStatus: "delivered" },
    ]);
    const [{ shippedAt = 0, deliveredAt = 0 } = {}] = order?.fulfillments ?? [];
    for (const at of [shippedAt, deliveredAt]) {
      expect(at).toBeGreaterThan(before - 1_000);
      expect(at).toBeLessThanOrEqual(Date.now());
    }
  });

  it("who cancelled reads what was paid and placed, though Vendure makes both 0 and refunds nothing", async () => {
    const bought = await vendure.buy(somebody());
    const shop = connect(vendure.url);
    const paid = (await shop.getOrder(bought.id))?.total;
    await ship(bought);
    await vendure.cancel(bought.id);
    expect(await shop.getOrder(bought.id)).toMatchObject({
      status: "cancelled",
      paymentStatus: "paid",
      total: paid,
      lineItems: [{ quantity: 1, title: "Lamp, brass" }],
      cancelledAt: expect.any(Number),
    });
    expect(paid?.amount).toBeGreaterThan(10_000);
  });

  it("has a cart that is no order", async () => {
    const signe = somebody();
    const cart = await vendure.buy(signe, { pay: false });
    const shop = connect(vendure.url);
    expect(await shop.findOrders({ number: cart.code })).toEqual([]);
    expect(await shop.findOrders({ email: signe.email })).toEqual([]);
    expect(await shop.getOrder(cart.id)).toBeUndefined();
  });

  it("is found by an order code in small letters", async () => {
    const { code } = await vendure.buy(somebody());
    const [found] = await connect(vendure.url).findOrders({ number: code.toLowerCase() });
    expect(found?.number).toBe(code);
  });
});

describe("a delivery on a real Vendure", () => {
  it("is told by the forwarder of the docs, signed, when it can already be read", async () => {
    const bought = await vendure.buy(somebody());
    const parcel = await ship(bought);
    const told = new Promise<Asked>((resolve) => {
      heard = (post) => {
        if (post.body.includes("Delivered")) resolve(post);
      };
    });
    await vendure.move(parcel, "Delivered");
    const { headers, body } = await told;
    const shop = connect(vendure.url);
    const reading = shop.readWebhook?.({
      headers: {
        "x-nightdesk-timestamp": String(headers["x-nightdesk-timestamp"]),
        "x-nightdesk-signature": String(headers["x-nightdesk-signature"]),
      },
      body: Buffer.from(body),
    });
    expect(reading).toEqual({ kind: "genuine", orderIds: [bought.id] });
    expect((await shop.getOrder(bought.id))?.fulfillmentStatus).toBe("delivered");
  });
});

describe("a shop whose Vendure key was revoked", () => {
  it("is told so, and no customer that there is no order", async () => {
    const { url } = vendure;
    const shop = vendureCommerce({ url, apiKey: "revoked", clock });
    await expect(shop.findOrders({ number: "1" })).rejects.toThrow("Vendure refuses");
  });
});

function connect(url: string): CommerceProvider {
  return vendureCommerce({ url, apiKey: vendure.apiKey, webhookSecret: secret, clock });
}

function somebody(): Buyer {
  people++;
  return { email: `signe${people}@example.com`, phone: `+45203040${50 + people}` };
}

async function ship(bought: { id: string; lines: { id: string }[] }): Promise<string> {
  const lines = bought.lines.map(({ id }) => ({ orderLineId: id, quantity: 1 }));
  const parcel = await vendure.pack(lines);
  await vendure.move(parcel, "Shipped");
  return parcel;
}

/** The way to the real server, which may be cut. */
function roadTo(url: string): Promise<ShopServer> {
  return startShopServer(async ({ path, body, headers }) => {
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "vendure-api-key": String(headers["vendure-api-key"]),
      },
      body,
    });
    return { status: answer.status, body: await answer.json() };
  });
}

const clock: Clock = { now: () => Date.now(), sleep: async () => {} };
