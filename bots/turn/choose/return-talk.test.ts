import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { arrived, photo, returnsNight } from "../../../test/fixtures/returns-night.ts";
import { signesPhone } from "../../../test/fixtures/small-shop.ts";

const shop = returnsNight();
beforeAll(() => shop.learn());
beforeEach(() => shop.begin());
afterEach(() => shop.end());

describe("a customer of a shop that gives more than money for what comes back", () => {
  beforeEach(() => shop.open({ outcomes: ["refund", "store_credit", "replacement"] }));

  it("is asked what they would like, and hears who sees to it", async () => {
    expect(await shop.says("I want to return the boots from 1042, they are too small")).toMatch(
      /What would you like for Birk boots\?\n1\. a refund\n2\. store credit\n3\. a replacement/,
    );
    expect(await shop.says("2")).toMatch(
      /Our team gives you store credit once it has reached us.*YES/,
    );
    expect(await shop.says("yes")).toMatch(/our team gives you the store credit/);
    expect(shop.asked).toMatchObject([{ do: "return", outcome: "store_credit" }]);
  });

  it("is not asked what they have said already", async () => {
    expect(
      await shop.says(
        "the boots from 1042 are broken, i want to return them, could you send me a replacement",
      ),
    ).toMatch(/Our team sends you a new one once it has reached us/);
  });

  it("may change their mind about it before the yes", async () => {
    await shop.says("I want to return the boots from 1042, they are too small");
    await shop.says("store credit");
    expect(await shop.says("actually I'd rather have my money back")).toMatch(
      /The refund goes to the original payment method/,
    );
    await shop.says("yes");
    expect(shop.asked).toMatchObject([{ outcome: "refund" }]);
  });
});

describe("a customer of a shop that gives one thing for what comes back", () => {
  it("is asked nothing about it", async () => {
    shop.open({ outcomes: ["store_credit", "exchange"] });
    expect(await shop.says("I want to return the boots from 1042, they are too small")).toMatch(
      /store credit once it has reached us.*Reply YES/,
    );
  });

  it("hears an honest no where there are exchanges only", async () => {
    shop.open({ outcomes: ["exchange"] });
    expect(await shop.says("I want to return the boots from 1042, they are too small")).toMatch(
      /cannot take back.*the shop does not offer that/,
    );
  });
});

describe("a customer whose thing is broken, in a shop that wants to see it", () => {
  beforeEach(() => shop.open({ photo_for: ["damaged"] }));

  it("sends a photo, which no person has to look at first", async () => {
    expect(await shop.says("I want to return the beanie from 1042, it is torn")).toMatch(
      /photo of Nord beanie/,
    );
    expect(await shop.says("", [photo])).toMatch(/Send back Nord beanie.*Reply YES/);
    await shop.says("yes");
    expect(shop.asked).toMatchObject([
      { items: [{ lineItemId: "beanie", note: expect.stringContaining("photo sent") }] },
    ]);
    expect(await shop.night?.holder(signesPhone)).toBe("bot");
  });

  it("may take a moment for it", async () => {
    await shop.says("I want to return the beanie from 1042, it is torn");
    expect(await shop.says("ok one sec")).toMatch(/Take your time/);
    expect(await shop.says("here it is", [photo])).toMatch(/Reply YES/);
  });

  it.each(["I don't have one", "no", "sorry my camera is broken"])(
    "gets a person where they have none: %s",
    async (answer) => {
      await shop.says("I want to return the beanie from 1042, it is torn");
      expect(await shop.says(answer)).toMatch(/A colleague decides without one.*Monday/s);
      expect(await shop.night?.holder(signesPhone)).toBe("waiting");
      expect(shop.asked).toEqual([]);
    },
  );

  it("may leave it instead", async () => {
    await shop.says("I want to return the beanie from 1042, it is torn");
    expect(await shop.says("never mind, I'll keep it")).toMatch(/nothing is changed/);
  });

  it("is not asked for one where it is only too small", async () => {
    expect(await shop.says("I want to return the beanie from 1042, it is too small")).toMatch(
      /Reply YES/,
    );
  });
});

describe("a customer whose return is made", () => {
  it("reads how it goes back and when the money is there, as the policy says", async () => {
    const send_back = "Print your label at https://back.example/{order} and hand it in.";
    shop.open({ send_back, refund_days: 5 }, "local");
    await shop.says("I want to return the boots from 1042, they are too small");
    const told = await shop.says("yes");
    expect(told).toMatch(/https:\/\/back\.example\/1042 and hand it in/);
    expect(told).toMatch(/original payment method within 5 days\./);
    expect(await shop.night?.holder(signesPhone)).toBe("bot");
  });

  it("gets a person where nobody has said how it goes back", async () => {
    shop.open({}, "local");
    await shop.says("I want to return the boots from 1042, they are too small");
    expect(await shop.says("yes")).toMatch(/We write to you with how to send it back.*Monday/s);
  });
});

describe("a customer who wants the same with several orders", () => {
  beforeEach(() => shop.open());

  it.each([
    "I want to return both orders, i changed my mind",
    "please return orders 1042 and 1029, i don't need them",
    "I want to send back everything in my two orders, changed my mind",
  ])("is asked for a yes for each: %s", async (wish) => {
    expect(await shop.says(wish)).toMatch(/Send back .* from order (?:1042|1029)\?/);
    expect(await shop.says("yes")).toMatch(
      /doing that now.*Send back .* from order (?:1042|1029)\?/s,
    );
    await shop.says("yes");
    expect(shop.asked.map(({ orderId }) => orderId).sort()).toEqual(["o1029", "o1042"]);
    expect(
      shop.asked.flatMap((change) => (change.do === "return" ? change.items : [])),
    ).toHaveLength(3);
  });

  it("may mean one thing of each", async () => {
    const step = await shop.says(
      "I want to return the beanie and the table lamp, I don't like them",
    );
    expect(step).toMatch(/Send back (?:Nord beanie|Lys table lamp) from order/);
    await shop.says("yes");
    await shop.says("yes");
    expect(
      shop.asked.flatMap((change) => (change.do === "return" ? change.items : [])),
    ).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ lineItemId: "beanie" }),
        expect.objectContaining({ lineItemId: "lamp" }),
      ]),
    );
  });

  it("hears of the one that is too late, and goes on with the other", async () => {
    shop.orders = [arrived("1042", [["boots", "Birk boots"]], 90), ...shop.orders.slice(1)];
    const told = await shop.says("please return orders 1042 and 1029, i don't need them");
    expect(told).toMatch(/cannot take back Birk boots.*Send back Lys table lamp from order 1029/s);
  });

  it("leaves all of it with one no", async () => {
    await shop.says("I want to return both orders, i changed my mind");
    expect(await shop.says("no, leave it")).toMatch(/nothing is changed/);
    expect(shop.asked).toEqual([]);
  });
});
