import { describe, expect, it } from "@jest/globals";
import { findEntities } from "./entities.ts";

const shop = { orderNumber: "#?(\\d{4,})", country: "DK" };
const numbersIn = (text: string) => findEntities(text, shop).orderNumbers;

describe("a customer who names an order", () => {
  it.each([
    ["where is #1042", ["1042"]],
    ["status of 1042?", ["1042"]],
    ["order no. 1042", ["1042"]],
    ["order number is 1042.", ["1042"]],
    ["orders 1042 and 1043 please", ["1042", "1043"]],
    ["1042, 1043", ["1042", "1043"]],
    ["its #10 42", ["1042"]],
    ["Order: 1 0 4 2", ["1042"]],
    ["order 2024 from may", ["2024"]],
  ])("is heard: %s", (text, expected) => {
    expect(numbersIn(text)).toEqual(expected);
  });

  it.each([
    "call me on 20 30 40 50",
    "my number is +45 20304050",
    "i paid 1200 kr for it",
    "it was €1499",
    "i bought it in 2024",
    "on 12 March 2025",
    "2000 pieces please",
    "the 1500 ml bottle",
    "see https://example.com/item/123456",
    "write to jens1042@example.com",
  ])("is not given an order for another number: %s", (text) => {
    expect(numbersIn(text)).toEqual([]);
  });

  it("is heard in the shop's own pattern", () => {
    const named = findEntities("where are HP-20417 and hp-20418?", { orderNumber: "HP-(\\d{5})" });
    expect(named.orderNumbers).toEqual(["20417", "20418"]);
  });

  it("is heard beside a phone number, which stays a phone number", () => {
    const named = findEntities("call 20 30 40 50 about 1042", shop);
    expect(named.orderNumbers).toEqual(["1042"]);
    expect(named.phones).toEqual(["+4520304050"]);
  });
});

describe("a customer who says how to be reached", () => {
  it("is understood whatever the case of the address", () => {
    expect(findEntities("Mail Me: Mette.Holm@Example.COM, thanks", shop).emails).toEqual([
      "mette.holm@example.com",
    ]);
  });

  it("is understood with a country code though the shop's country is unknown", () => {
    expect(findEntities("+44 20 7946 0958", { orderNumber: "#?(\\d{4,})" }).phones).toEqual([
      "+442079460958",
    ]);
  });
});

describe("somebody who sends a text of nothing, to hold the house up", () => {
  it.each(["a", "a.", "a@", " ", "1"])("is read at once, however much of %j it is", (piece) => {
    const text = piece.repeat(8_000 / piece.length);
    const began = performance.now();
    findEntities(`${text} order 1042`, { orderNumber: "#?(\\d{4,})" });
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
