import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Rehearsal, rehearse } from "../../cli/rehearsal.ts";
import { heldClock, silentEvents, textsTo } from "../../cli/stage.ts";
import type { ChangeOutcome, CommerceAbilities, OrderChange } from "../../core/change.ts";
import { ProviderUnavailableError } from "../../core/errors.ts";
import type { Order } from "../../core/order.ts";
import type { Shop } from "../../core/shop.ts";
import type { ShopFile } from "../../core/shop-file.ts";
import { readShopFiles, type ShopFiles } from "../../integrations/shop/shop-files.ts";
import { sqliteStore } from "../../integrations/store/sqlite/store.ts";
import { learntShop } from "../../test/fixtures/learnt.ts";
import { fridayNight, signesOrder, signesPhone } from "../../test/fixtures/small-shop.ts";

const DAY_MS = 24 * 60 * 60_000;
const photo = { url: "https://carrier.example/1", contentType: "image/jpeg" };
const money = { amount: 10000, currency: "EUR" };

let files: ShopFiles;
let plain: Shop;
let night: Rehearsal | undefined;
let asked: OrderChange[];
let orders: Order[];
let change: () => Promise<ChangeOutcome>;

beforeAll(async () => {
  files = await readShopFiles("shop");
  plain = learntShop(files);
});

beforeEach(() => {
  asked = [];
  change = async () => ({ kind: "done", refunds: false });
  orders = [
    arrived("1042", [
      ["boots", "Birk boots"],
      ["beanie", "Nord beanie"],
    ]),
    arrived("1029", [["lamp", "Lys table lamp"]]),
  ];
});

afterEach(() => night?.close());

function arrived(number: string, items: readonly [id: string, title: string][], daysAgo = 3) {
  return signesOrder({
    id: `o${number}`,
    number,
    lineItems: items.map(([id, title]) => ({
      id,
      title,
      quantity: 1,
      unitPrice: money,
      fulfilled: 1,
      shipped: 1,
      delivered: 1,
    })),
    fulfillments: [
      {
        id: `f${number}`,
        items: items.map(([lineItemId]) => ({ lineItemId, quantity: 1 })),
        trackingStatus: "delivered",
        deliveredAt: fridayNight - daysAgo * DAY_MS,
      },
    ],
  });
}

/** The sample shop with other rules for returns, at night. */
function open(
  returns: Partial<ShopFile["returns"]> = {},
  kept: CommerceAbilities["returns"] = "native",
) {
  let count = 0;
  const file = { ...plain.file, returns: { ...plain.file.returns, ...returns } };
  night = rehearse({
    store: sqliteStore({ file: ":memory:" }),
    shop: { ...plain, file },
    commerce: {
      name: "file",
      abilities: { changes: ["cancel", "return"], returns: kept, cancelRefunds: true },
      findOrders: async (query) =>
        orders.filter((order) => "phone" in query && order.phone === query.phone),
      getOrder: async (id) => orders.find((order) => order.id === id),
      changesSince: async () => ({ events: [], cursor: "0" }),
      change: async (wanted) => {
        asked.push(wanted);
        return change();
      },
    },
    clock: heldClock(fridayNight),
    ids: { next: () => `c${++count}` },
    events: silentEvents(),
    own: "sms:+4570000000",
  });
}

async function says(text: string, media: readonly (typeof photo)[] = []): Promise<string> {
  return textsTo(signesPhone, (await night?.text(signesPhone, text, media)) ?? []).join("\n");
}

describe("a customer of a shop that gives more than money for what comes back", () => {
  beforeEach(() => open({ outcomes: ["refund", "store_credit", "replacement"] }));

  it("is asked what they would like, and hears who sees to it", async () => {
    expect(await says("I want to return the boots from 1042, they are too small")).toMatch(
      /What would you like for Birk boots\?\n1\. a refund\n2\. store credit\n3\. a replacement/,
    );
    expect(await says("2")).toMatch(/Our team gives you store credit once it has reached us.*YES/);
    expect(await says("yes")).toMatch(/our team gives you the store credit/);
    expect(asked).toMatchObject([{ do: "return", outcome: "store_credit" }]);
  });

  it("is not asked what they have said already", async () => {
    expect(
      await says(
        "the boots from 1042 are broken, i want to return them, could you send me a replacement",
      ),
    ).toMatch(/Our team sends you a new one once it has reached us/);
  });

  it("may change their mind about it before the yes", async () => {
    await says("I want to return the boots from 1042, they are too small");
    await says("store credit");
    expect(await says("actually I'd rather have my money back")).toMatch(
      /The refund goes to the original payment method/,
    );
    await says("yes");
    expect(asked).toMatchObject([{ outcome: "refund" }]);
  });
});

describe("a customer of a shop that gives one thing for what comes back", () => {
  it("is asked nothing about it", async () => {
    open({ outcomes: ["store_credit", "exchange"] });
    expect(await says("I want to return the boots from 1042, they are too small")).toMatch(
      /store credit once it has reached us.*Reply YES/,
    );
  });

  it("hears an honest no where there are exchanges only", async () => {
    open({ outcomes: ["exchange"] });
    expect(await says("I want to return the boots from 1042, they are too small")).toMatch(
      /cannot take back.*the shop does not offer that/,
    );
  });
});

describe("a customer whose thing is broken, in a shop that wants to see it", () => {
  beforeEach(() => open({ photo_for: ["damaged"] }));

  it("sends a photo, which no person has to look at first", async () => {
    expect(await says("I want to return the beanie from 1042, it is torn")).toMatch(
      /photo of Nord beanie/,
    );
    expect(await says("", [photo])).toMatch(/Send back Nord beanie.*Reply YES/);
    await says("yes");
    expect(asked).toMatchObject([
      { items: [{ lineItemId: "beanie", note: expect.stringContaining("photo sent") }] },
    ]);
    expect(await night?.holder(signesPhone)).toBe("bot");
  });

  it("may take a moment for it", async () => {
    await says("I want to return the beanie from 1042, it is torn");
    expect(await says("ok one sec")).toMatch(/Take your time/);
    expect(await says("here it is", [photo])).toMatch(/Reply YES/);
  });

  it.each(["I don't have one", "no", "sorry my camera is broken"])(
    "gets a person where they have none: %s",
    async (answer) => {
      await says("I want to return the beanie from 1042, it is torn");
      expect(await says(answer)).toMatch(/A colleague decides without one.*Monday/s);
      expect(await night?.holder(signesPhone)).toBe("waiting");
      expect(asked).toEqual([]);
    },
  );

  it("may leave it instead", async () => {
    await says("I want to return the beanie from 1042, it is torn");
    expect(await says("never mind, I'll keep it")).toMatch(/nothing is changed/);
  });

  it("is not asked for one where it is only too small", async () => {
    expect(await says("I want to return the beanie from 1042, it is too small")).toMatch(
      /Reply YES/,
    );
  });
});

describe("a customer whose return is made", () => {
  it("reads how it goes back and when the money is there, as the policy says", async () => {
    const send_back = "Print your label at https://back.example/{order} and hand it in.";
    open({ send_back, refund_days: 5 }, "local");
    await says("I want to return the boots from 1042, they are too small");
    const told = await says("yes");
    expect(told).toMatch(/https:\/\/back\.example\/1042 and hand it in/);
    expect(told).toMatch(/original payment method within 5 days\./);
    expect(await night?.holder(signesPhone)).toBe("bot");
  });

  it("gets a person where nobody has said how it goes back", async () => {
    open({}, "local");
    await says("I want to return the boots from 1042, they are too small");
    expect(await says("yes")).toMatch(/We write to you with how to send it back.*Monday/s);
  });
});

describe("a customer who wants the same with several orders", () => {
  beforeEach(() => open());

  it.each([
    "I want to return both orders, i changed my mind",
    "please return orders 1042 and 1029, i don't need them",
    "I want to send back everything in my two orders, changed my mind",
  ])("is asked for a yes for each: %s", async (wish) => {
    expect(await says(wish)).toMatch(/Send back .* from order (?:1042|1029)\?/);
    expect(await says("yes")).toMatch(/doing that now.*Send back .* from order (?:1042|1029)\?/s);
    await says("yes");
    expect(asked.map(({ orderId }) => orderId).sort()).toEqual(["o1029", "o1042"]);
    expect(asked.flatMap((change) => (change.do === "return" ? change.items : []))).toHaveLength(3);
  });

  it("may mean one thing of each", async () => {
    const step = await says("I want to return the beanie and the table lamp, I don't like them");
    expect(step).toMatch(/Send back (?:Nord beanie|Lys table lamp) from order/);
    await says("yes");
    await says("yes");
    expect(asked.flatMap((change) => (change.do === "return" ? change.items : []))).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ lineItemId: "beanie" }),
        expect.objectContaining({ lineItemId: "lamp" }),
      ]),
    );
  });

  it("hears of the one that is too late, and goes on with the other", async () => {
    orders = [arrived("1042", [["boots", "Birk boots"]], 90), ...orders.slice(1)];
    const told = await says("please return orders 1042 and 1029, i don't need them");
    expect(told).toMatch(/cannot take back Birk boots.*Send back Lys table lamp from order 1029/s);
  });

  it("leaves all of it with one no", async () => {
    await says("I want to return both orders, i changed my mind");
    expect(await says("no, leave it")).toMatch(/nothing is changed/);
    expect(asked).toEqual([]);
  });
});

describe("a customer who is asked which order they mean", () => {
  it("need not name the thing again", async () => {
    orders = [
      arrived("1042", [
        ["boots", "Birk boots"],
        ["beanie", "Nord beanie"],
      ]),
      arrived("1029", [
        ["boots2", "Birk boots"],
        ["lamp", "Lys table lamp"],
      ]),
    ];
    open();
    expect(await says("I want to return the boots, they are too small")).toMatch(/Which order/);
    expect(await says("1029")).toMatch(/Send back Birk boots from order 1029/);
  });
});

describe("a customer in the middle of a change", () => {
  beforeEach(() => open({ refund_days: 5 }));

  it.each(["what?", "👍", "1048"])("is asked again when they give no reason: %s", async (text) => {
    await says("I want to return the boots from 1042");
    expect(await says(text)).toMatch(/Why are you sending back Birk boots/);
    expect(asked).toEqual([]);
  });

  it("hears when the money comes, and is asked for the yes once more", async () => {
    await says("I want to return the boots from 1042, they are too small");
    expect(await says("when do i get the money")).toMatch(
      /goes back the way you paid, once it has reached us and within 5 days\. Send back Birk boots.*YES/,
    );
    expect(await says("will i get it back on my card?")).toMatch(/the way you paid.*YES/);
    expect(await night?.holder(signesPhone)).toBe("bot");
  });

  it("corrects the reason with a no that is none", async () => {
    await says("I want to return the boots from 1042, they are too small");
    expect(await says("no wait, they are too big")).toMatch(/Send back Birk boots.*YES/);
    await says("yes");
    expect(asked).toMatchObject([{ items: [{ reason: "too_large" }] }]);
  });

  it("adds a thing of another order before the yes", async () => {
    await says("I want to return the boots from 1042, they are too small");
    expect(await says("and the table lamp too")).toMatch(
      /Send back Birk boots.*After that I ask you about order 1029\./,
    );
    expect(await says("yes")).toMatch(/Send back Lys table lamp from order 1029/);
  });

  it("turns to another order by naming what is in it", async () => {
    await says("I want to return the boots from 1042");
    expect(await says("the table lamp")).toMatch(/sending back Lys table lamp from order 1029/);
  });

  it("who says yes hours later hears that nothing was changed, and is asked once more", async () => {
    await says("I want to return the boots from 1042, they are too small");
    await night?.advanceTo(fridayNight + 8 * 60 * 60_000);
    expect(await says("yes")).toMatch(/nothing has been changed yet\. Send back Birk boots.*YES/);
    expect(asked).toEqual([]);
    await says("yes");
    expect(asked).toHaveLength(1);
  });

  it("who says yes days later is not taken at that word", async () => {
    await says("I want to return the boots from 1042, they are too small");
    await night?.advanceTo(fridayNight + 3 * DAY_MS);
    expect(await says("yes")).not.toMatch(/Send back/);
  });
});

describe("a customer whose return never reached the shop's system", () => {
  it("hears that it could not be done and by when a person sees to it", async () => {
    open();
    change = () => Promise.reject(new ProviderUnavailableError("away"));
    await says("I want to return the boots from 1042, they are too small");
    await says("yes");
    const later = await night?.advanceTo(fridayNight + 24 * 60 * 60_000);
    expect(textsTo(signesPhone, later ?? []).join("\n")).toMatch(
      /could not get that done for order 1042.*Monday/s,
    );
    expect(await night?.holder(signesPhone)).toBe("waiting");
    expect(asked.every(({ do: what }) => what === "return")).toBe(true);
  });
});
