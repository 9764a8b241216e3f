import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { OrderChange } from "../../core/change.ts";
import type { CommerceProvider } from "../../core/commerce.ts";
import { OutcomeUnknownError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports.ts";
import { vendureCommerce } from "../../integrations/commerce/vendure/commerce.ts";
import { commerceContract } from "../contracts/commerce.ts";
import { commerceChangesContract } from "../contracts/commerce-changes.ts";
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

commerceChangesContract(
  "a shop on a real Vendure",
  {
    changes: ["cancel", "change_address", "change_items", "return", "exchange"],
    returns: "local",
    cancelRefunds: false,
  },
  async () => {
    const signe = somebody();
    const [unpacked, delivered] = [await vendure.buy(signe), await vendure.buy(signe)];
    await vendure.move(await ship(delivered), "Delivered");
    road = await roadTo(vendure.url);
    const { loseAnswer, close, url } = road;
    return {
      provider: connect(url),
      unpacked: unpacked.id,
      delivered: delivered.id,
      loseNextAnswer: async () => loseAnswer(isChange),
      breakDown: close,
    };
  },
);

describe("a return on a real Vendure", () => {
  it("stands once in the shop's own data, though its answer was lost and the server killed in between", async () => {
    const bought = await vendure.buy(somebody(), { quantity: 2 });
    await vendure.move(await ship(bought, 2), "Delivered");
    road = await roadTo(vendure.url);
    road.loseAnswer(isChange);
    const lineItemId = bought.lines[0]?.id ?? "";
    const item = {
      lineItemId,
      quantity: 1,
      reason: "damaged" as const,
      note: "the glass is cracked",
    };
    const change: OrderChange = {
      do: "return",
      orderId: bought.id,
      items: [item],
      outcome: "refund",
    };
    await expect(connect(road.url).change?.(change, "c7-3-0")).rejects.toBeInstanceOf(
      OutcomeUnknownError,
    );
    const restarted = connect(vendure.url);
    expect(await restarted.change?.(change, "c7-3-0")).toEqual({
      kind: "done",
      reference: "c7-3-0",
      refunds: false,
    });
    const notes = await vendure.notes(bought.id);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('1 x Lamp, brass: damaged ("the glass is cracked")');
    expect(await restarted.getOrder(bought.id)).toMatchObject({
      returns: [{ id: "c7-3-0", recordedBy: "local", items: [{ lineItemId, quantity: 1 }] }],
      lineItems: [{ quantity: 2, delivered: 2, returnRequested: 1 }],
    });
  });
});

describe("a change on a real Vendure", () => {
  it.each([1, 2, 3, 4, 5])(
    "that is cut off after its step %i of 5 is taken up there, and made once",
    async (step) => {
      const bought = await vendure.buy(somebody());
      road = await roadTo(vendure.url);
      let steps = 0;
      road.loseAnswer((asked) => {
        if (isChange(asked)) steps++;
        return isChange(asked) && steps === step;
      });
      const address = {
        line1: "Strandvejen 12",
        city: "Hellerup",
        postcode: "2900",
        country: "DK",
      };
      const change: OrderChange = { do: "change_address", orderId: bought.id, address };
      await expect(connect(road.url).change?.(change, "wish-1")).rejects.toThrow();
      expect((await connect(vendure.url).change?.(change, "wish-1"))?.kind).toBe("done");
      expect(await vendure.stateOf(bought.id)).toBe("PaymentSettled");
      expect(await vendure.notes(bought.id)).toHaveLength(1);
    },
  );

  it("is refused, and leaves the order where it was, when the other variant costs more", async () => {
    const bought = await vendure.buy(somebody());
    const shop = connect(vendure.url);
    const before = await shop.getOrder(bought.id);
    const [line] = before?.lineItems ?? [];
    const variants = (await shop.variantsOf?.(line?.productId ?? "")) ?? [];
    const gold = variants.find(({ options }) => options.Finish === "gold");
    const swaps = [{ lineItemId: line?.id ?? "", quantity: 1, variantId: gold?.id ?? "" }];
    const change: OrderChange = { do: "change_items", orderId: bought.id, swaps };
    expect(await shop.change?.(change, "wish-1")).toMatchObject({ reason: "not_allowed" });
    expect(await shop.getOrder(bought.id)).toEqual(before);
    expect(await vendure.stateOf(bought.id)).toBe("PaymentSettled");
  });
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

function isChange({ body }: Asked): boolean {
  return body.includes('"mutation ');
}

async function ship(bought: { lines: { id: string }[] }, quantity = 1): Promise<string> {
  const lines = bought.lines.map(({ id }) => ({ orderLineId: id, quantity }));
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
