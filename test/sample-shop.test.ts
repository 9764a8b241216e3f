import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { SegmentedMessage } from "sms-segments-calculator";
import { parse } from "yaml";
import { conversationTestsSchema } from "../core/conversation-test.ts";
import { handoffFileSchema } from "../core/handoff-file.ts";
import { intentsFileSchema } from "../core/intents-file.ts";
import { type Order, TRACKING_STATUSES } from "../core/order.ts";
import { phrasesFileSchema } from "../core/phrases-file.ts";
import { shopFileSchema } from "../core/shop-file.ts";
import { fileCommerce } from "../integrations/commerce/file/commerce.ts";
import { orderStatus } from "../intents/orders/order-status.ts";
import { phraseBook, phraseMistakes, shippedPhrases } from "../intents/phrases.ts";

const folder = new URL("../shop/", import.meta.url);
const timezone = "Europe/Copenhagen";
const fridayNight = Date.parse("2026-11-20T22:41:00+01:00");
const DAY_MS = 24 * 60 * 60_000;

describe("the sample shop", () => {
  it("has files in the form that every shop's files have", () => {
    expect(shopFileSchema.parse(read("shop.yaml")).name).toBe("Harbour & Pine");
    expect(handoffFileSchema.parse(read("handoff.yaml")).rules.length).toBeGreaterThan(0);
    expect(Object.keys(intentsFileSchema.parse(read("intents.yaml")).intents)).toContain(
      "order_status",
    );
  });

  it("has texts of its own that can all be used, and one for every answer that names one", () => {
    const own = phrasesFileSchema.parse(read("phrases/en.yaml"));
    expect(phraseMistakes({ locale: "en", timezone, shipped: shippedPhrases("en"), own })).toEqual(
      [],
    );
    const { intents } = intentsFileSchema.parse(read("intents.yaml"));
    const answers = Object.values(intents).flatMap((intent) => intent.answer ?? []);
    expect(answers.filter((answer) => own[answer] === undefined)).toEqual([]);
  });

  it("has at least two hundred conversations that must go so, each with a name of its own", () => {
    const tests = readdirSync(new URL("tests/", folder)).flatMap((name) =>
      conversationTestsSchema.parse(read(`tests/${name}`)),
    );
    expect(new Set(tests.map((test) => test.name)).size).toBe(tests.length);
    expect(tests.length).toBeGreaterThanOrEqual(200);
  });

  it("has orders in every state that a night can bring", async () => {
    const orders = await ordersAt(fridayNight);
    const seen = new Set(
      orders.flatMap((order) => order.fulfillments.map((f) => f.trackingStatus)),
    );
    expect([...seen].sort()).toEqual([...TRACKING_STATUSES].sort());
    expect(new Set(orders.map((order) => order.paymentStatus))).toEqual(
      new Set(["paid", "pending", "partially_refunded", "refunded", "refund_pending"]),
    );
    expect(orders.length).toBeGreaterThanOrEqual(25);
    const has = (what: (order: Order) => boolean) => expect(orders.filter(what)).not.toEqual([]);
    has((order) => order.fulfillments.length === 2);
    has((order) => order.customerId === undefined);
    has((order) => order.phone === undefined);
    has((order) => order.placedAt < fridayNight - 90 * DAY_MS);
    has((order) => order.lineItems.some((item) => item.tags.includes("preorder")));
    has((order) => order.returns.some((one) => one.status === "requested"));
  });

  it("calls nobody who exists: every phone is from a range kept for fiction", async () => {
    const phones = (await ordersAt(fridayNight)).flatMap((order) => order.phone ?? []);
    expect(
      phones.filter((phone) => !/^(\+447700900\d{3}|\+467017406(0[5-9]|[1-9]\d))$/.test(phone)),
    ).toEqual([]);
  });

  const evenings = [
    "2026-11-20T22:41:00+01:00",
    "2026-12-31T23:59:00+01:00",
    "2026-03-29T03:01:00+02:00",
    "2027-07-01T06:00:00+02:00",
  ];
  it.each(evenings)(
    "can tell every order on %s in a text message or two that is honest about dates",
    async (evening) => {
      const now = Date.parse(evening);
      const phrase = phraseBook({ locale: "en", timezone, shipped: shippedPhrases("en"), own: {} });
      for (const order of await ordersAt(now)) {
        const shop = { file: shopFileSchema.parse(read("shop.yaml")) };
        const { text } = orderStatus({
          now,
          shop,
          orders: [order],
          orderNumbers: [order.number],
          phrase,
        });
        expect(text).toContain(order.number);
        expect(text.length).toBeLessThanOrEqual(320);
        expect(text).not.toMatch(/undefined|NaN|Invalid|\{|\}|should reach you yesterday/);
        expect([...new SegmentedMessage(text.replace("ö", "o")).getNonGsmCharacters()]).toEqual([]);
      }
    },
  );

  it("delivers Signe's gloves tomorrow at eleven, once", async () => {
    const time = { now: fridayNight };
    const shop = sampleShop(() => time.now);
    const { cursor } = await shop.changesSince(undefined);
    time.now += DAY_MS;
    const first = await shop.changesSince(cursor);
    const gloves = first.events.filter((event) => event.order.number === "1042");
    expect(gloves.map((event) => new Date(event.happenedAt).toISOString())).toEqual([
      "2026-11-21T10:00:00.000Z",
    ]);
    expect((await shop.changesSince(first.cursor)).events).toEqual([]);
  });
});

function read(name: string): unknown {
  return parse(readFileSync(new URL(name, folder), "utf8"));
}

function sampleShop(now: () => number) {
  const file = new URL("commerce.json", folder).pathname;
  return fileCommerce({ file, name: "demo", clock: { now, sleep: async () => {} }, timezone });
}

async function ordersAt(now: number): Promise<Order[]> {
  const raw = JSON.parse(readFileSync(new URL("commerce.json", folder), "utf8")) as {
    orders: { number: string }[];
  };
  const shop = sampleShop(() => now);
  const found = await Promise.all(raw.orders.map(({ number }) => shop.findOrders({ number })));
  return found.flat();
}
