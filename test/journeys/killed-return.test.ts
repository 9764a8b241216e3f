import { afterEach, describe, expect, it } from "@jest/globals";
import type { Asked } from "../fakes/shop-server.ts";
import { type Shopify, startShopify } from "../fakes/shopify.ts";
import { shopifyOrder } from "../fakes/shopify-orders.ts";
import { type Machine, openMachine } from "./server-process.ts";

const signe = "+4520304050";
const DAY_MS = 24 * 60 * 60_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

let machine: Machine;
let shopify: Shopify;

afterEach(async () => {
  await machine.clear();
  await shopify.close();
});

/** A shop on Shopify whose customer got her lamp the day before yesterday. */
async function openShop() {
  machine = await openMachine();
  shopify = await startShopify([
    shopifyOrder({
      number: 1042,
      placedAt: daysAgo(6),
      customer: { phone: signe, email: "signe.holm@example.com" },
      parcels: [{ id: 61, status: "DELIVERED", lines: [[1, 1]], deliveredAt: daysAgo(2) }],
    }),
  ]);
  const env = {
    COMMERCE: "shopify",
    SHOPIFY_SHOP: "harbour-pine.myshopify.com",
    SHOPIFY_ACCESS_TOKEN: shopify.accessToken,
    SHOPIFY_API_URL: shopify.url,
  };
  return { start: () => machine.start(env), phone: machine.carrier.phone(signe) };
}

const makesReturn = ({ body }: Asked) => body.includes("returnCreate");

describe("a return that was made at night while nobody heard of it", () => {
  it("stands in the shop's own data once, and its customer hears of it once, though the process was killed before the answer came", async () => {
    const { start, phone } = await openShop();
    const first = start();
    await first.started;
    const says = async (text: string) => {
      const before = phone.inbox.length;
      await phone.texts(text);
      return (await phone.receives(before + 1)).at(-1)?.text ?? "";
    };
    expect(await says("I want to return the lamp from order 1042, it is too small")).toMatch(
      /yes/i,
    );
    const made = shopify.holdAnswer(makesReturn);
    await phone.texts("yes");
    await made;
    await first.kill();
    expect(shopify.orders[0]?.returns.nodes).toHaveLength(1);
    const before = phone.inbox.length;

    const second = start();
    await second.started;
    await phone.receives(before + 1);
    await machine.hasSettled();
    expect(shopify.orders[0]?.returns.nodes).toHaveLength(1);
    expect(phone.inbox.slice(before)).toMatchObject([{ text: expect.stringContaining("1042") }]);
    expect(await second.stop()).toBe(0);
  });
});
