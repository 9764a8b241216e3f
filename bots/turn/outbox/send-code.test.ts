import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { eventsFor } from "../../../core/events.ts";
import type { Address } from "../../../core/message.ts";
import type { Order } from "../../../core/order.ts";
import type { Send, Store } from "../../../core/ports.ts";
import { sqliteStore } from "../../../integrations/store/sqlite/store.ts";
import {
  fridayNight,
  shopsNumber,
  signesOrder,
  signesPhone,
  smallShop,
} from "../../../test/fixtures/small-shop.ts";
import { codeToSend } from "./send-code.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Where Signe lives, the clocks show the same as the shop's. */
const atNoon = fridayNight - 11 * HOUR_MS;

describe("a customer whose order strangers ask one-time codes for", () => {
  let store: Store;
  beforeEach(() => {
    store = sqliteStore({ file: ":memory:" });
  });
  afterEach(() => store.close());

  let asked = 0;
  /** One code asked for by a stranger of its own (a web chat costs nothing), or from `asker`. */
  async function codeAt(
    now: number,
    more: { asker?: Address; order?: Partial<Record<keyof Order, unknown>> } = {},
  ) {
    asked += 1;
    const { asker = `webchat:stranger${asked}`, order = {} } = more;
    const found = [signesOrder({ placedAt: now - 24 * HOUR_MS, ...order })];
    const challenge = { id: `c${asked}-code-1`, about: { number: "1042" }, at: now };
    const send: Send = {
      id: challenge.id,
      customer: `c${asked}`,
      purpose: "code",
      author: "bot",
      to: "shop:1042",
      body: { kind: "code", handoff: 0, challenge },
      lane: `c${asked}/code`,
      rank: 0,
      notBefore: now,
      status: "sending",
      createdAt: now,
      tries: 1,
    };
    const { stopped, send: message } = await codeToSend(
      send,
      { challenge, asker },
      {
        store,
        commerce: {
          name: "shop",
          findOrders: async () => found,
          getOrder: async () => found[0],
          changesSince: async () => ({ events: [], cursor: "" }),
        },
        channels: [{ carries: ["sms"] }, { carries: ["email"] }],
        clock: { now: () => now, sleep: async () => {} },
        events: eventsFor({}),
        shop: () => smallShop(),
        own: { sms: shopsNumber },
      },
    );
    return stopped ? "none" : message.to;
  }

  const everyTenMinutes = async (from: number, count: number, more = {}) => {
    const codes: string[] = [];
    for (let n = 0; n < count; n += 1) codes.push(await codeAt(from + n * 10 * MINUTE_MS, more));
    return codes.filter((to) => to !== "none");
  };

  it("is texted three an hour and ten a day at most, however many phones ask", async () => {
    expect(await everyTenMinutes(atNoon, 6)).toEqual([signesPhone, signesPhone, signesPhone]);
    expect(await everyTenMinutes(atNoon + HOUR_MS, 6 * 9)).toHaveLength(7);
  });

  it("is woken twice in a night at most, and has her codes again in the morning", async () => {
    expect(await everyTenMinutes(fridayNight, 6 * 9)).toEqual([signesPhone, signesPhone]);
    expect(await everyTenMinutes(fridayNight + 10 * HOUR_MS, 3)).toHaveLength(3);
  });

  it("sleeps where she lives, not where the shop is", async () => {
    const order = {
      phone: "+12125550123",
      shippingAddress: { line1: "1", city: "X", postcode: "1", country: "US", region: "NY" },
    };
    expect(await everyTenMinutes(fridayNight, 3, { order })).toHaveLength(3);
    expect(await everyTenMinutes(fridayNight + 6 * HOUR_MS, 3, { order })).toHaveLength(2);
  });

  it("is not asleep when she asks from that phone herself", async () => {
    const asker = signesPhone.replace("sms:", "whatsapp:");
    expect(await everyTenMinutes(fridayNight, 3, { asker })).toHaveLength(3);
  });

  it("gets mail as often at night as by day, for that wakes nobody", async () => {
    const order = { phone: undefined, email: "signe@example.com" };
    expect(await everyTenMinutes(fridayNight, 6, { order })).toHaveLength(3);
  });
});
