import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ConfigurationError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports.ts";
import { commerceContract } from "../../../test/contracts/commerce.ts";
import { fileCommerce } from "./commerce.ts";

const fridayNight = Date.parse("2026-11-20T22:41:00+01:00");
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const timezone = "Europe/Copenhagen";

let folder = "";
let file = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nightdesk-commerce-"));
  file = join(folder, "commerce.json");
});

afterEach(() => rmSync(folder, { recursive: true }));

commerceContract("a shop in a file", async () => {
  const time = movableClock(fridayNight);
  write({ orders: [order("7001", { placedAt: ago(9) }), parcelDueTomorrow, somebodyElses] });
  return {
    provider: fileCommerce({ file, name: "file", clock: time.clock, timezone }),
    customer: { phone: "+46701740642", email: "signe.holm@example.com", numbers: ["7002", "7001"] },
    arriving: { id: "order-7002", event: "delivered" },
    letTimePass: async () => time.pass(2 * DAY_MS),
    breakDown: async () => writeFileSync(file, "{ half a fi"),
  };
});

describe("the world in a shop's file", () => {
  it("moves a parcel from on its way to out for delivery to delivered as its hours come", async () => {
    const time = movableClock(fridayNight);
    write({ orders: [parcelDueTomorrow] });
    const shop = fileCommerce({ file, name: "demo", clock: time.clock, timezone });
    const seen: unknown[] = [];
    for (let hours = 0; hours <= 16; hours += 8) {
      const [found] = await shop.findOrders({ number: "7002" });
      seen.push([found?.status, found?.fulfillmentStatus, found?.fulfillments[0]?.trackingStatus]);
      time.pass(8 * HOUR_MS);
    }
    expect(seen).toEqual([
      ["open", "shipped", "in_transit"],
      ["open", "shipped", "in_transit"],
      ["completed", "delivered", "delivered"],
    ]);
  });

  it("does not know an order before it is placed, nor a parcel's future", async () => {
    const tomorrow = { ...order("7005", { placedAt: { daysFromNow: 1, at: "09:00" } }) };
    write({ orders: [parcelDueTomorrow, tomorrow] });
    const { clock } = movableClock(fridayNight);
    const shop = fileCommerce({ file, name: "demo", clock, timezone });
    expect(await shop.findOrders({ number: "7005" })).toEqual([]);
    const [found] = await shop.findOrders({ number: "7002" });
    expect(found?.fulfillments[0]?.deliveredAt).toBeUndefined();
    expect(found?.lineItems[0]).toMatchObject({ fulfilled: 1, shipped: 1, delivered: 0 });
  });

  it("counts relative days by the shop's calendar, over the night in which the clocks go back", async () => {
    const clocksGoBack = Date.parse("2026-10-24T23:30:00+02:00");
    write({
      orders: [
        order("7001", {
          placedAt: { daysFromNow: -1, at: "14:05" },
          promisedBy: { daysFromNow: 1, at: "14:05" },
        }),
      ],
    });
    const { clock } = movableClock(clocksGoBack);
    const shop = fileCommerce({ file, name: "demo", clock, timezone });
    const [found] = await shop.findOrders({ number: "7001" });
    expect(found?.placedAt).toBe(Date.parse("2026-10-23T14:05:00+02:00"));
    expect(found?.promisedBy).toBe(Date.parse("2026-10-25T14:05:00+01:00"));
  });

  it("takes what lies before its start for background, so that a demo started again thanks nobody twice", async () => {
    write({ orders: [order("7001", delivered(-1))] });
    const { clock } = movableClock(fridayNight);
    const lastWeek = String(fridayNight - 7 * DAY_MS);
    const demo = fileCommerce({ file, name: "demo", clock, timezone });
    const real = fileCommerce({ file, name: "file", clock, timezone });
    expect((await demo.changesSince(lastWeek)).events).toEqual([]);
    expect((await real.changesSince(lastWeek)).events).toHaveLength(1);
  });

  it("hears of yesterday's delivery when the file is written anew this morning", async () => {
    const time = movableClock(fridayNight);
    write({ orders: [order("7001", { placedAt: ago(3) })] });
    const shop = fileCommerce({ file, name: "file", clock: time.clock, timezone });
    const { cursor } = await shop.changesSince(undefined);
    time.pass(DAY_MS);
    write({ orders: [order("7001", delivered(-1))] });
    const { events } = await shop.changesSince(cursor);
    expect(events.map((event) => event.order.number)).toEqual(["7001"]);
  });

  it("says that the whole order arrived only with its last parcel, and collected if that was collected", async () => {
    const time = movableClock(fridayNight);
    const two = order("7001", {
      placedAt: ago(3),
      lineItems: [line("a"), line("b")],
      fulfillments: [
        { ...parcel("P1", "a"), deliveredAt: { daysFromNow: 1, at: "10:00" } },
        { ...parcel("P2", "b"), method: "pickup", deliveredAt: { daysFromNow: 2, at: "10:00" } },
      ],
    });
    write({ orders: [two] });
    const shop = fileCommerce({ file, name: "demo", clock: time.clock, timezone });
    const { cursor } = await shop.changesSince(undefined);
    time.pass(DAY_MS);
    expect((await shop.changesSince(cursor)).events).toEqual([]);
    expect((await shop.findOrders({ number: "7001" }))[0]?.fulfillmentStatus).toBe(
      "partially_delivered",
    );
    time.pass(DAY_MS);
    expect((await shop.changesSince(cursor)).events).toMatchObject([{ event: "picked_up" }]);
  });

  it("is read again once it is mended after a bad write", async () => {
    write({ orders: [order("7001", { placedAt: ago(3) })] });
    const { clock } = movableClock(fridayNight);
    const shop = fileCommerce({ file, name: "file", clock, timezone });
    writeFileSync(file, "[");
    await expect(shop.findOrders({ number: "7001" })).rejects.toThrow(file);
    write({ orders: [order("7001", { placedAt: ago(3) }), order("7003", { placedAt: ago(2) })] });
    expect(await shop.findOrders({ number: "7003" })).toHaveLength(1);
  });

  it("refuses a cursor that it never gave", async () => {
    write({ orders: [] });
    const { clock } = movableClock(fridayNight);
    const shop = fileCommerce({ file, name: "file", clock, timezone });
    await expect(shop.changesSince("yesterday")).rejects.toThrow('"yesterday"');
  });
});

describe("a shop owner whose file has mistakes", () => {
  const cases: [string, unknown, string[]][] = [
    [
      "is shown a date that is none",
      { orders: [order("7001", { placedAt: "yesterday" })] },
      ["orders[0].placedAt", '"yesterday"', "expected an instant"],
    ],
    [
      "is shown a relative date that is half",
      { orders: [order("7001", { placedAt: { daysFromNow: -1 } })] },
      ["orders[0].placedAt", '{"daysFromNow":-1}', '"at": "HH:MM"'],
    ],
    [
      "is shown an amount with decimals",
      { orders: [order("7001", { placedAt: ago(1), total: { amount: 89.5, currency: "DKK" } })] },
      ["orders[0].total.amount", "89.5", "int"],
    ],
    [
      "is shown a tracking status that nobody knows",
      {
        orders: [
          order("7001", {
            placedAt: ago(1),
            fulfillments: [{ ...parcel("P1", "a"), trackingStatus: "lost" }],
          }),
        ],
      },
      ["orders[0].fulfillments[0].trackingStatus", '"lost"', "out_for_delivery"],
    ],
    [
      "is shown two orders with one number",
      {
        orders: [
          order("7001", { placedAt: ago(1) }),
          { ...order("7001", { placedAt: ago(2) }), id: "x" },
        ],
      },
      ["orders[1].number", '"7001"', "orders[0]"],
    ],
    [
      "is shown a parcel with an item that was not ordered",
      { orders: [order("7001", { placedAt: ago(1), fulfillments: [parcel("P1", "z")] })] },
      ["orders[0]", '"z"'],
    ],
    [
      "is shown an order of nobody",
      { customers: [], orders: [order("7001", { placedAt: ago(1), customerId: "c9" })] },
      ["orders[0].customerId", '"c9"'],
    ],
    ["is shown what is missing", { customers: [] }, ["orders", "missing"]],
    [
      "is shown a key that nobody knows, and none of the people in the file",
      { customers: [], order: [order("7001", { placedAt: ago(1) })] },
      ['the file: unknown key "order"'],
    ],
  ];

  it.each(cases)("%s", (_, content, words) => {
    write(content);
    const { clock } = movableClock(fridayNight);
    const open = () => fileCommerce({ file, name: "file", clock, timezone });
    expect(open).toThrow(ConfigurationError);
    for (const word of [file, ...words]) expect(open).toThrow(word);
  });

  it("is told that there is no such file", () => {
    const { clock } = movableClock(fridayNight);
    expect(() => fileCommerce({ file, name: "file", clock, timezone })).toThrow(ConfigurationError);
  });
});

function write(content: unknown): void {
  writeFileSync(file, JSON.stringify(content));
}

function movableClock(start: number): { clock: Clock; pass(ms: number): void } {
  let now = start;
  return {
    clock: { now: () => now, sleep: async () => {} },
    pass: (ms) => {
      now += ms;
    },
  };
}

function ago(days: number): string {
  return new Date(fridayNight - days * DAY_MS).toISOString();
}

function line(id: string): object {
  return { id, title: "Lamp", quantity: 1, unitPrice: { amount: 89900, currency: "DKK" } };
}

function parcel(id: string, lineItemId: string): object {
  return {
    id,
    items: [{ lineItemId, quantity: 1 }],
    trackingStatus: "in_transit",
    shippedAt: ago(1),
  };
}

function delivered(daysFromNow: number): object {
  return {
    placedAt: ago(5),
    status: "completed",
    fulfillments: [
      {
        ...parcel("P1", "a"),
        trackingStatus: "delivered",
        shippedAt: ago(4),
        deliveredAt: new Date(fridayNight + daysFromNow * DAY_MS).toISOString(),
      },
    ],
  };
}

function order(number: string, more: object): { id: string } {
  return {
    id: `order-${number}`,
    ...{
      number,
      status: "open",
      paymentStatus: "paid",
      phone: "+46 70 174 06 42",
      email: "Signe.Holm@example.com",
      total: { amount: 89900, currency: "DKK" },
      lineItems: [line("a")],
    },
    ...more,
  };
}

const parcelDueTomorrow = {
  ...order("7002", { placedAt: ago(3), status: "completed", fulfillmentStatus: "delivered" }),
  fulfillments: [
    {
      ...parcel("P1", "a"),
      trackingStatus: "delivered",
      deliveredAt: { daysFromNow: 1, at: "11:00" },
    },
  ],
};

const somebodyElses = {
  ...order("7003", { placedAt: ago(2), phone: "+447700900143", email: "oliver@example.com" }),
};
