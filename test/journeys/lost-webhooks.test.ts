import { afterEach, describe, expect, it } from "@jest/globals";
import { startMedusa } from "../fakes/medusa.ts";
import { startShopify } from "../fakes/shopify.ts";
import { shopifyOrder } from "../fakes/shopify-orders.ts";
import { startVendure } from "../fakes/vendure.ts";
import { startWooCommerce } from "../fakes/woocommerce.ts";
import { type House, openHouse } from "./house.ts";

const sundayAfternoon = Date.parse("2026-11-22T14:00:00Z");
const arrivesAt = "2026-11-22T14:10:00.000Z";
const evening = Date.parse("2026-11-22T18:30:00Z"); // still a decent hour, there as here
const token = "a token that only the shop has";

/** A shop's own system, one of whose orders reaches its customer; its webhooks never come. */
type System = {
  env: Record<string, string>;
  phone: string;
  arrives(): void;
  close(): Promise<void>;
};

async function shopify(): Promise<System> {
  const phone = "+4520304050";
  const parcel = { id: 61, status: "IN_TRANSIT", lines: [[1, 1]] as [number, number][] };
  const customer = { phone, email: "signe.holm@example.com" };
  const order = { number: 1042, placedAt: "2026-11-18T10:00:00Z", customer, parcels: [parcel] };
  const server = await startShopify([shopifyOrder(order)]);
  return {
    env: {
      COMMERCE: "shopify",
      SHOPIFY_SHOP: "harbour-pine.myshopify.com",
      SHOPIFY_ACCESS_TOKEN: server.accessToken,
      SHOPIFY_API_URL: server.url,
    },
    phone,
    arrives() {
      for (const sold of server.orders) {
        Object.assign(sold, { updatedAt: arrivesAt });
        for (const sent of sold.fulfillments)
          Object.assign(sent, { displayStatus: "DELIVERED", deliveredAt: arrivesAt });
      }
    },
    close: () => server.close(),
  };
}

async function wooCommerce(): Promise<System> {
  const server = await startWooCommerce();
  const phone = "+12125550101";
  const billing = { phone, country: "US", email: "ana@example.test", first_name: "Ana" };
  const placed = { status: "processing", shipping_lines: [{ method_id: "local_pickup" }] };
  const nothing = { last_name: "", company: "", address_1: "", address_2: "", city: "", state: "" };
  server.add({
    ...{ id: 21, date_created_gmt: "2026-11-21T20:58:00", ...placed },
    billing: { ...nothing, postcode: "", ...billing },
  });
  const at = arrivesAt.slice(0, 19);
  return {
    env: {
      COMMERCE: "woocommerce",
      WOOCOMMERCE_URL: server.url,
      WOOCOMMERCE_KEY: server.key,
      WOOCOMMERCE_SECRET: server.secret,
    },
    phone,
    arrives: () =>
      server.change(21, { status: "completed", date_completed_gmt: at, date_modified_gmt: at }),
    close: () => server.close(),
  };
}

async function vendure(): Promise<System> {
  const server = await startVendure();
  const order = server.orders.find(({ code }) => code === "9XY1AG5GF7Y7DWPH");
  if (!order) throw new Error("the recorded order has gone");
  return {
    env: { COMMERCE: "vendure", VENDURE_URL: server.url, VENDURE_API_KEY: server.apiKey },
    phone: order.customer.phoneNumber,
    arrives() {
      Object.assign(order, { state: "Delivered", updatedAt: arrivesAt });
      for (const sent of order.fulfillments ?? [])
        Object.assign(sent, { state: "Delivered", updatedAt: arrivesAt });
    },
    close: () => server.close(),
  };
}

async function medusa(): Promise<System> {
  const server = await startMedusa();
  return {
    env: { COMMERCE: "medusa", MEDUSA_URL: server.url, MEDUSA_API_KEY: server.apiKey },
    phone: "+15550100001",
    arrives: () => server.deliver(1004, arrivesAt),
    close: () => server.close(),
  };
}

let house: House;
let system: System;
afterEach(async () => {
  await house.close();
  await system.close();
});

describe("a customer whose parcel arrived while every webhook was lost", () => {
  it.each([
    ["Shopify", shopify],
    ["WooCommerce", wooCommerce],
    ["Vendure", vendure],
    ["Medusa", medusa],
  ])("is thanked once all the same, for the shop's system is asked (%s)", async (_name, open) => {
    system = await open();
    const env = { ...system.env, CONSOLE_TOKEN: token };
    house = await openHouse({ at: sundayAfternoon, env });
    const said = { at: "2026-11-01T10:00:00Z", by: "newsletter form", answer: "yes" };
    await fetch(`${house.url()}/console/api/consents`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify([{ address: system.phone, purpose: "thanks", ...said }]),
    });
    await house.rests();
    system.arrives();
    await house.passTo(evening);
    const thanked = house.texts(system.phone);
    expect(thanked).toHaveLength(1);
    expect(thanked[0]).toMatch(/thank you/i);
  });
});
