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
    ["order # 1042", ["1042"]],
    ["order nr 1042/1043", ["1042", "1043"]],
    ["tracking for order 1042", ["1042"]],
    ["order 10 42 was 1299 kr", ["1042"]],
    ["order1042 where is it", ["1042"]],
    ["order 1042-1 please", ["1042"]],
    ["cancel 1031, not 1048", ["1031"]],
    ["no I meant 1048 instead of order no. 1042", ["1048"]],
    ["I did not order 1042", ["1042"]],
    ["order 1042, my number is 20304050", ["1042"]],
    ["change order 1042 to Vesterbrogade 10, 2100 København", ["1042"]],
    ["1042 to 12 vestergade 8000 aarhus", ["1042"]],
    ["cancel 1048, ring me on 0770 0900 143", ["1048"]],
    ["1042, it is item no. 60012", ["1042"]],
    ["the boots from 1030", ["1030"]],
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
    "my card ending in 4242 was charged",
    "the visa 4571 1234 5678 9012",
    "4571-1234-5678-9012",
    "tracking number 9400 1118 2233",
    "1.299,00 kr on 12/03/2026",
    "I moved to Strandvejen 4, 2900 Hellerup",
    "i live in 2100 København",
    "my mobile is 0770 0900 143",
    "customer number 55501",
    "sku 60012-L",
    "it was 1299,-",
    "deliver it at 1530",
    "I have 5000 points",
    "ordered 2026-11-12",
    "not 1042",
  ])("is not given an order for another number: %s", (text) => {
    expect(numbersIn(text)).toEqual([]);
  });

  it("is heard in the shop's own pattern", () => {
    const named = findEntities("where are HP-20417 and hp-20418?", { orderNumber: "HP-(\\d{5})" });
    expect(named.orderNumbers).toEqual(["20417", "20418"]);
  });

  it.each([
    ["W-?(\\d{5})", "order W 88213", "88213"],
    ["W-?(\\d{5})", "where is W–88213", "88213"],
    ["W-?(\\d{5})", "order 88213", "88213"],
    ["W-?(\\d{5})", "my order number is 88213 thanks", "88213"],
    ["W-?(\\d{5})", "88213", "88213"],
    ["(HP-\\d{4})", "hp1042", "HP-1042"],
    ["(HP-\\d{4})", "order 1042", "HP-1042"],
    ["(HP-\\d{4})", "hp 10 42 please", "HP-1042"],
    ["NL\\d{4}-\\d{5}", "nl2026-00017", "NL2026-00017"],
    ["NL\\d{4}-\\d{5}", "where is NL 2026 00017 2 weeks late", "NL2026-00017"],
    ["NL\\d{4}-\\d{5}", "NL202600017", "NL2026-00017"],
    ["NL\\d{4}-\\d{5}", "order no. 2026-00017", "NL2026-00017"],
  ])("is heard however they space a number like %s: %s", (orderNumber, text, number) => {
    expect(findEntities(text, { orderNumber, country: "DK" }).orderNumbers).toEqual([number]);
  });

  it.each([
    ["W-?(\\d{5})", "I paid 88213 kr, W 12345678"],
    ["W-?(\\d{5})", "it has 88213 stitches"],
    ["(HP-\\d{4})", "in 2026 I paid 1042"],
  ])("is not taken at digits alone that announce no number like %s: %s", (orderNumber, text) => {
    expect(findEntities(text, { orderNumber, country: "DK" }).orderNumbers).toEqual([]);
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

describe("a customer who says which, how many, where and when", () => {
  /** A Friday, half past eleven at night in Copenhagen, where it is Saturday half an hour later. */
  const lateOnFriday = Date.parse("2026-11-20T22:30:00Z");
  const read = (text: string) =>
    findEntities(text, {
      ...shop,
      timezone: "Europe/Copenhagen",
      locale: "en",
      now: lateOnFriday,
    });

  it.each([
    ["size 42.5 please", ["42.5"]],
    ["size M or L", ["M", "L"]],
    ["w32 l34", ["W32 L34"]],
    ["an XL instead", ["XL"]],
    ["42 days ago", undefined],
    ["sz 42", ["42"]],
    ["size 38/40", ["38/40"]],
    ["42 instead of 43", ["42", "43"]],
    ["swap M to L", ["M", "L"]],
    ["I am a large.", ["LARGE"]],
    ["a large parcel", undefined],
  ])("is heard with the size: %s", (text, sizes) => {
    expect(read(text).sizes).toEqual(sizes);
  });

  it.each([
    ["a large in navy blue", ["navy blue"]],
    ["not the dark green one, the Red", ["dark green", "red"]],
    ["I am bored", undefined],
    ["the charcoal one or off-white", ["charcoal", "off-white"]],
    ["bought on black friday", undefined],
  ])("is heard with the colour: %s", (text, colours) => {
    expect(read(text).colours).toEqual(colours);
  });

  it.each([
    ["2 lamps and three rugs", [2, 3]],
    ["x2", [2]],
    ["quantity: 3", [3]],
    ["a couple of lamps and a dozen candles", [2, 12]],
    ["quantity of 4", [4]],
    ["I only need 2", [2]],
    ["a couple of days", undefined],
    ["I paid 2 dollars in 3 days", undefined],
    ["order 1042", undefined],
  ])("is heard with how many: %s", (text, quantities) => {
    expect(read(text).quantities).toEqual(quantities);
  });

  it.each([
    ["my postcode is 8000", ["8000"]],
    ["DK-8000 Aarhus", ["DK-8000"]],
    ["SW1A 1AA", ["SW1A 1AA"]],
    ["m5v 3l9? no, M5V 3L9", ["M5V 3L9"]],
    ["order 1042", undefined],
  ])("is heard with the postcode: %s", (text, postcodes) => {
    expect(read(text).postcodes).toEqual(postcodes);
  });

  it.each([
    ["it should have come last tuesday", "2026-11-17"],
    ["in 2 days", "2026-11-22"],
    ["tomorrow", "2026-11-21"],
    ["on 5/11/2026", "2026-11-05"],
    ["the 3rd of november", "2026-11-03"],
    ["december 31", "2026-12-31"],
    ["on christmas eve", "2026-12-24"],
    ["new year's day", "2027-01-01"],
    ["ordered 2026-11-12", "2026-11-12"],
    ["the day after tomorrow", "2026-11-22"],
    ["day before yesterday", "2026-11-18"],
    ["will i have it 2moro", "2026-11-21"],
    ["a fortnight ago", "2026-11-06"],
    ["tuesday week", "2026-12-01"],
    ["a week on tuesday", "2026-12-01"],
    ["here by the 3rd", "2026-12-03"],
    ["waiting since the 3rd", "2026-11-03"],
    ["since monday", "2026-11-16"],
    ["until thursday", "2026-11-26"],
    ["on black friday", "2026-11-27"],
    ["for valentine's day", "2027-02-14"],
  ])("is heard with the day, by the shop's own calendar: %s", (text, day) => {
    expect(read(text).dates).toEqual([expect.objectContaining({ day })]);
  });

  it.each(["the sun lamp", "my sun hat", "the cat sat on it", "I have waited for 3 weeks"])(
    "is not given a day that they did not name: %s",
    (text) => {
      expect(read(text).dates).toBeUndefined();
    },
  );

  it("is heard with a day and a feast in one breath", () => {
    const days = read("ordered on 5/11/2026, here by christmas?").dates?.map(({ day }) => day);
    expect(days).toEqual(["2026-11-05", "2026-12-25"]);
  });
});
