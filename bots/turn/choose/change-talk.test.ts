import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Rehearsal, rehearse } from "../../../cli/rehearsal.ts";
import { heldClock, silentEvents, textsTo } from "../../../cli/stage.ts";
import type { ChangeOutcome, OrderChange } from "../../../core/change.ts";
import type { CommerceProvider } from "../../../core/commerce.ts";
import type { Order } from "../../../core/order.ts";
import type { Shop } from "../../../core/shop.ts";
import { readShopFiles } from "../../../integrations/shop/shop-files.ts";
import { sqliteStore } from "../../../integrations/store/sqlite/store.ts";
import { learntShop } from "../../../test/fixtures/learnt.ts";
import { fridayNight, signesOrder, signesPhone } from "../../../test/fixtures/small-shop.ts";

const HOUR_MS = 60 * 60_000;
const mette = { id: "U1", name: "Mette" };

let shop: Shop;
let night: Rehearsal;
let orders: Order[];
let asked: { change: OrderChange; key: string }[];
let answer: () => Promise<ChangeOutcome>;

const line = {
  quantity: 1,
  unitPrice: { amount: 10000, currency: "EUR" },
  tags: [],
  fulfilled: 0,
  shipped: 0,
  delivered: 0,
};
const here = { fulfilled: 1, shipped: 1, delivered: 1 };
const sizes = ["41", "42", "43"].map((size) => ({
  id: `boots-${size}`,
  options: { size },
  price: { amount: size === "43" ? 11200 : 10000, currency: "EUR" },
  isAvailable: size !== "41",
}));

function unpacked(): Order {
  return signesOrder({
    id: "o1050",
    number: "1050",
    fulfillmentStatus: "unfulfilled",
    fulfillments: [],
    lineItems: [{ ...line, id: "l1", title: "Lys table lamp" }],
  });
}

function arrived(): Order {
  return signesOrder({
    lineItems: [
      {
        ...line,
        ...here,
        id: "boots",
        title: "Birk boots",
        variant: "size 42",
        productId: "boots",
        variantId: "boots-42",
      },
      { ...line, ...here, id: "beanie", title: "Nord beanie" },
      { ...line, ...here, id: "sale", title: "Fjord towel", tags: ["final-sale"] },
    ],
    fulfillments: [
      {
        id: "f1",
        items: ["boots", "beanie", "sale"].map((lineItemId) => ({ lineItemId, quantity: 1 })),
        trackingStatus: "delivered",
        deliveredAt: fridayNight - 30 * HOUR_MS,
      },
    ],
  });
}

beforeAll(async () => {
  shop = learntShop(await readShopFiles("shop"));
});

beforeEach(() => {
  orders = [unpacked(), arrived()];
  asked = [];
  answer = async () => ({ kind: "done", refunds: true, labelUrl: "https://labels.example/1" });
  const clock = heldClock(fridayNight);
  const commerce: CommerceProvider = {
    name: "file",
    abilities: {
      changes: ["cancel", "change_address", "change_items", "return", "exchange"],
      returns: "native",
      cancelRefunds: true,
    },
    findOrders: async (query) =>
      orders.filter((order) => "phone" in query && order.phone === query.phone),
    getOrder: async (id) => orders.find((order) => order.id === id),
    changesSince: async () => ({ events: [], cursor: "0" }),
    variantsOf: async () => sizes,
    change: async (change, key) => {
      asked.push({ change, key });
      return answer();
    },
  };
  let count = 0;
  night = rehearse({
    store: sqliteStore({ file: ":memory:" }),
    shop,
    commerce,
    clock,
    ids: { next: () => `c${++count}` },
    events: silentEvents(),
    own: "sms:+4570000000",
  });
});

afterEach(() => night.close());

async function says(text: string): Promise<string> {
  return textsTo(signesPhone, await night.text(signesPhone, text)).join("\n");
}

describe("a customer who wants something done to an order at night", () => {
  it("has it cancelled after one question and an explicit yes, once, and hears that it is done", async () => {
    expect(await says("please cancel order 1050")).toMatch(/reason/);
    expect(await says("i dont need it anymore")).toMatch(
      /Cancel order 1050 \(Lys table lamp\).*Reply YES/,
    );
    expect(asked).toEqual([]);
    expect(await says("yes please")).toMatch(/doing that now.*1050 is cancelled.*anything else/s);
    expect(asked.map(({ change }) => change)).toEqual([
      { do: "cancel", orderId: "o1050", reason: "no_longer_needed" },
    ]);
    expect(await night.holder(signesPhone)).toBe("bot");
  });

  it("may say it all at once, and is asked for the yes alone", async () => {
    expect(await says("I want to return the boots from 1042, they are too small")).toMatch(
      /Send back Birk boots \(size 42\) from order 1042/,
    );
    expect(await says("YES")).toMatch(/https:\/\/labels\.example\/1/);
    expect(asked[0]?.change).toMatchObject({
      do: "return",
      items: [{ lineItemId: "boots", quantity: 1, reason: "too_small" }],
    });
  });

  it("may correct themselves before the yes", async () => {
    await says("I want to return the boots from 1042, they are too small");
    expect(await says("no sorry, I meant the beanie")).toMatch(/Send back Nord beanie from/);
    await says("yes");
    expect(asked[0]?.change).toMatchObject({ items: [{ lineItemId: "beanie" }] });
  });

  it("may mean another order than the one that it is too late for", async () => {
    expect(await says("cancel order 1042")).toMatch(/cannot cancel order 1042.*return 1042/);
    expect(await says("no wait, 1050")).toMatch(/reason/);
    await says("cancel order 1042");
    expect(await says("and where is 1050?")).toMatch(/order 1050 .* has not left us yet/);
  });

  it("may ask something else in between, and is brought back", async () => {
    await says("cancel order 1050");
    const aside = await says("what are your opening hours?");
    expect(aside).toMatch(/Opening hours.*Back to what you wanted: May I ask for the reason/s);
    expect(await says("ordered it by mistake")).toMatch(/Reply YES/);
  });

  it("may leave it, and nothing is changed", async () => {
    await says("cancel order 1050, ordered by mistake");
    expect(await says("nah leave it")).toMatch(/nothing is changed/);
    expect(await says("yes")).not.toMatch(/doing that now/);
    expect(asked).toEqual([]);
  });

  it("is not taken at half a word: a yes with a but is no yes", async () => {
    await says("cancel order 1050, ordered by mistake");
    expect(await says("yes but what do you charge for that")).not.toMatch(/doing that now/);
    expect(asked).toEqual([]);
  });

  it("may write their wish twice in their impatience: the second is no yes, for they had not read the question", async () => {
    await says("please cancel order 1050, ordered by mistake");
    expect(await says("please cancel my order")).toMatch(/clear yes/);
    expect(asked).toEqual([]);
    await says("cancel it");
    expect(asked).toMatchObject([{ change: { do: "cancel", orderId: "o1050" } }]);
  });

  it("gets an honest no for a final sale, and a way to ask a person", async () => {
    expect(await says("I'd like to return the towel")).toMatch(
      /Fjord towel.*final sale.*"person"/s,
    );
    expect(asked).toEqual([]);
  });

  it("swaps for what is in stock, and hears what it costs more", async () => {
    expect(await says("I'd like to exchange the boots for size 41")).toMatch(
      /not in stock.*1\. size 43/s,
    );
    expect(await says("1")).toMatch(/to size 43\? That costs €12\.00 more/);
    await says("ok go ahead");
    expect(asked[0]?.change).toEqual({
      do: "exchange",
      orderId: "o1042",
      swaps: [{ lineItemId: "boots", quantity: 1, variantId: "boots-43" }],
    });
  });

  it("hears nothing of prices where the order is a gift", async () => {
    orders = orders.map((order) => ({ ...order, isGift: true }));
    expect(await says("exchange the boots for size 43 please")).not.toMatch(/€/);
    expect(await says("cancel order 1050, ordered by mistake")).not.toMatch(/€/);
  });

  it("never has money sent elsewhere: a person sees to that wish", async () => {
    await says("I want to return the boots from 1042, they are too small");
    expect(await says("can you refund it to my paypal")).toMatch(/the way it was paid/);
    expect(await night.holder(signesPhone)).toBe("waiting");
    expect(asked).toEqual([]);
  });

  it("has two wishes of one message seen to, one after the other", async () => {
    const first = await says(
      "cancel order 1050, ordered by mistake. Also I want to return the boots",
    );
    expect(first).toMatch(/Cancel order 1050/);
    expect(await says("yes")).toMatch(/doing that now.*Why are you sending back/s);
    expect(await says("too small")).toMatch(/Send back Birk boots/);
  });
});

describe("a yes that comes too late", () => {
  it("changes nothing once the parcel is packed, and says so", async () => {
    await says("cancel order 1050, ordered by mistake");
    orders = orders.map((order) =>
      order.id === "o1050" ? { ...order, fulfillmentStatus: "packed" as const } : order,
    );
    expect(await says("yes")).toMatch(/cannot cancel order 1050: it is packed already/);
    expect(asked).toEqual([]);
  });
});

describe("a change that the shop's system refuses", () => {
  it("goes to a person with a promise, and the customer hears that nothing was changed", async () => {
    answer = async () => ({ kind: "refused", reason: "not_allowed", detail: "locked" });
    await says("cancel order 1050, ordered by mistake");
    expect(await says("yes")).toMatch(/Nothing was changed.*Monday/s);
    expect(await night.holder(signesPhone)).toBe("waiting");
  });
});

describe("an agent who has taken the conversation", () => {
  it("is told what came of the change, and the bot says nothing beside them", async () => {
    let finish: (outcome: ChangeOutcome) => void = () => {};
    let tries = 0;
    answer = () => {
      tries++;
      if (tries === 1) return Promise.reject(new Error("away"));
      return new Promise((resolve) => {
        finish = resolve;
        finish({ kind: "done", refunds: true });
      });
    };
    await says("cancel order 1050, ordered by mistake");
    await says("yes");
    await says("can I talk to a person");
    await night.act(signesPhone, mette, { do: "claim" });
    const later = await night.advanceTo(night.now() + 60_000);
    expect(tries).toBe(2);
    expect(textsTo(signesPhone, later)).toEqual([]);
    const toDesk = later.flatMap(({ outgoing: { send } }) =>
      send.body.kind === "line" ? [send.body.text] : [],
    );
    expect(toDesk).toEqual([expect.stringMatching(/1050 is cancelled/)]);
  });
});
