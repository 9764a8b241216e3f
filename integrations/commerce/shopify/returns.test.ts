import { afterEach, describe, expect, it } from "@jest/globals";
import type { OrderChange } from "../../../core/change.ts";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../../core/errors.ts";
import type { Outage } from "../../../test/fakes/shop-server.ts";
import { type Shopify, startShopify } from "../../../test/fakes/shopify.ts";
import { type OrderSketch, shopifyOrder } from "../../../test/fakes/shopify-orders.ts";
import { delivered, loseAnswerTo, shopOn, twoLamps } from "../../../test/fakes/shopify-shop.ts";

const DELIVERED = "5001042";

let shopify: Shopify | undefined;

afterEach(() => shopify?.close());

async function open(...sketches: OrderSketch[]) {
  const orders = sketches.length > 0 ? sketches : [delivered];
  shopify = await startShopify(orders.map(shopifyOrder));
  return { shopify, shop: shopOn(shopify) };
}

const lampsAndShade: OrderSketch = {
  ...delivered,
  lines: [twoLamps, { id: 2, title: "Shade", quantity: 1, price: "30.00" }],
  parcels: [
    ...(delivered.parcels ?? []),
    { id: 63, status: "DELIVERED", lines: [[2, 1]], deliveredAt: "2026-11-20T12:00:00Z" },
  ],
};
const returning: OrderChange = {
  do: "return",
  orderId: DELIVERED,
  items: [{ lineItemId: "1", quantity: 1, reason: "damaged", note: "the glass is cracked" }],
  outcome: "refund",
};
const exchanging: OrderChange = {
  do: "exchange",
  orderId: DELIVERED,
  swaps: [{ lineItemId: "1", quantity: 1, variantId: "112" }],
};

describe("a customer who sends something back to a shop on Shopify", () => {
  it("has an open return, with the reason and their words for the staff", async () => {
    const { shopify: server, shop } = await open();
    const outcome = await shop.change?.(returning, "wish-1");
    expect(outcome).toEqual({ kind: "done", reference: "71", refunds: false });
    expect(server.orders[0]?.returns.nodes).toMatchObject([
      {
        status: "OPEN",
        returnLineItems: {
          nodes: [{ returnReasonNote: "the glass is cracked [nightdesk wish-1 refund]" }],
        },
      },
    ]);
  });

  it("sends back what they name, and nothing else that came with it", async () => {
    const { shop } = await open(lampsAndShade);
    const items = [{ lineItemId: "2", quantity: 1, reason: "other" as const }];
    expect((await shop.change?.({ ...returning, items } as OrderChange, "wish-1"))?.kind).toBe(
      "done",
    );
    const [one] = (await shop.getOrder(DELIVERED))?.returns ?? [];
    expect(one?.items).toEqual([{ lineItemId: "2", quantity: 1 }]);
  });

  it("may have a reason for each piece, the shop's own where it knows it", async () => {
    const { shopify: server, shop } = await open();
    const items = (["damaged", "too_small"] as const).map((reason) => ({
      lineItemId: "1",
      quantity: 1,
      reason,
    }));
    expect((await shop.change?.({ ...returning, items } as OrderChange, "wish-1"))?.kind).toBe(
      "done",
    );
    const { body = "" } = server.asked.find((asked) => asked.body.includes("returnCreate")) ?? {};
    expect(body.match(/ReturnReasonDefinition\/\d/g)).toEqual([
      "ReturnReasonDefinition/2",
      "ReturnReasonDefinition/1",
    ]);
  });

  it("may write a long story: it is cut, and the return is still known again", async () => {
    const { shop } = await open();
    const items = [
      { lineItemId: "1", quantity: 2, reason: "other" as const, note: "é".repeat(400) },
    ];
    const long = { ...returning, items } as OrderChange;
    const outcome = await shop.change?.(long, "wish-1");
    expect(outcome?.kind).toBe("done");
    expect(await shop.change?.(long, "wish-1")).toEqual(outcome);
    const [one] = (await shop.getOrder(DELIVERED))?.returns ?? [];
    expect(one).toMatchObject({ outcome: "refund", items: [{ quantity: 1 }, { quantity: 1 }] });
  });

  it("returns once, though the answer timed out and the process was killed", async () => {
    const { shopify: server, shop } = await open();
    loseAnswerTo(server, "returnCreate");
    await expect(shop.change?.(returning, "wish-1")).rejects.toBeInstanceOf(OutcomeUnknownError);
    const restarted = shopOn(server);
    const outcome = await restarted.change?.(returning, "wish-1");
    expect(outcome).toEqual({ kind: "done", reference: "71", refunds: false });
    expect(server.orders[0]?.returns.nodes).toHaveLength(1);
  });

  it("cannot return a piece twice from two servers: Shopify counts, and its no is ours", async () => {
    const { shopify: server, shop } = await open();
    const items = [{ lineItemId: "1", quantity: 2, reason: "other" as const }];
    const everything = { ...returning, items } as OrderChange;
    const outcomes = await Promise.all([
      shop.change?.(everything, "wish-1"),
      shopOn(server).change?.(everything, "wish-2"),
    ]);
    expect(outcomes.map((outcome) => outcome?.kind).sort()).toEqual(["done", "refused"]);
    expect(server.orders[0]?.returns.nodes).toHaveLength(1);
  });

  it("finds the link to the label where the shop has made one", async () => {
    const { shop } = await open({
      ...delivered,
      returnStatus: "IN_PROGRESS",
      returns: [
        {
          status: "OPEN",
          lines: [{ id: 1, quantity: 1, processed: 0 }],
          labelUrl: "https://labels.example/1.pdf",
        },
      ],
    });
    const [one] = (await shop.getOrder(DELIVERED))?.returns ?? [];
    expect(one?.labelUrl).toBe("https://labels.example/1.pdf");
  });

  it("gets another colour instead, asked for with the return itself", async () => {
    const { shopify: server, shop } = await open();
    expect((await shop.change?.(exchanging, "wish-1"))?.kind).toBe("done");
    expect(server.orders[0]?.returns.nodes).toMatchObject([
      {
        exchangeLineItems: { nodes: [{ variantId: "gid://shopify/ProductVariant/112" }] },
      },
    ]);
  });
});

describe("a change while Shopify is in trouble", () => {
  const broken: Outage[] = ["error", "torn", "garbage", "wrong shape"];

  it.each(broken)("is unknown when the answer to it cannot be read (%s)", async (outage) => {
    const { shopify: server, shop } = await open();
    server.before(
      ({ body }) => body.includes("mutation"),
      () => server.fail(outage),
    );
    await expect(shop.change?.(returning, "wish-1")).rejects.toBeInstanceOf(OutcomeUnknownError);
  });

  it("waits while the bucket is empty, and is not made twice", async () => {
    const { shopify: server, shop } = await open();
    server.throttle(900, 1);
    expect((await shop.change?.(returning, "wish-1"))?.kind).toBe("done");
    expect(server.orders[0]?.returns.nodes).toHaveLength(1);
  });

  it("was not made for sure when the throttle outlasts us, or the app may not make it", async () => {
    const { shopify: server, shop } = await open();
    server.throttle(0, 100);
    await expect(shop.change?.(returning, "wish-1")).rejects.toBeInstanceOf(
      ProviderUnavailableError,
    );
    server.throttle(0, 0);
    server.scopes("read_orders", "read_returns");
    await expect(shop.change?.(returning, "wish-1")).rejects.toThrow("ACCESS_DENIED");
    expect(server.orders[0]?.returns.nodes).toEqual([]);
  });
});
