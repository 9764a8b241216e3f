import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { inventionsIn } from "./founded.ts";
import { isRetold } from "./retold.ts";

const returns = {
  title: "Returns and exchanges",
  text: 'You can return or exchange anything within 30 days of delivery, as long as it is unworn. A return label costs DKK 39 within Denmark and Sweden. Items marked "final sale" cannot come back, unless they arrived faulty. Write to help@harbour-pine.example or see https://harbour-pine.example/returns. We answer by Monday 10:00.',
};
const facts = [returns.title, returns.text];

describe("a text that a model wrote for a customer", () => {
  it.each([
    ["A return label costs DKK 39.", []],
    ["A return label costs DKK 29.", ["amount", "number"]],
    ["A return label costs 39 EUR.", ["amount", "name"]],
    ["A return label costs $39.", ["amount"]],
    ["You have sixty days.", ["number"]],
    ["You have ３０ days of delivery.", []],
    ["You have ４５ days.", ["number"]],
    ["You have ٤٥ days.", ["number"]],
    ["Only ½ of it.", ["number"]],
    ["We answer by Tuesday.", ["date", "name"]],
    ["it arrives tomorrow", ["date"]],
    ["See https://harbour-pine.example/returns.", []],
    ["See https://harbour-pine.example/refunds", ["link"]],
    ["See harbour-p1ne.com", ["link", "number"]],
    ["write to mallory@evil.example", ["link"]],
    ["go to evil\u200b.\u200bexample now", ["link"]],
    ["Your order 1042 is on its way.", ["number"]],
    ["Ask for Mette.", ["name"]],
    ["ask for mеtte", ["name"]], // a Cyrillic letter makes it a name that nobody wrote
    ["You get 20 % off.", ["amount", "number"]],
  ])("is looked through: %s", (text, kinds) => {
    expect([...new Set(inventionsIn(text, facts).map(({ kind }) => kind))].sort()).toEqual(
      [...kinds].sort(),
    );
  });

  it("may not carry any number that it was not given, wherever it stands and however it is grouped", () => {
    const known = new Set(["30", "39", "10"]);
    fc.assert(
      fc.property(fc.nat({ max: 9_999_999 }), fc.nat({ max: 4 }), (number, place) => {
        fc.pre(!known.has(String(number)));
        const words = "A return label costs something".split(" ");
        const plain = words.toSpliced(place, 0, String(number)).join(" ");
        const grouped = words.toSpliced(place, 0, number.toLocaleString("en")).join(" ");
        expect(inventionsIn(plain, facts)).not.toEqual([]);
        expect(inventionsIn(grouped, facts)).not.toEqual([]);
      }),
    );
  });

  it("may not carry any link or address that it was not given", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.emailAddress(), fc.domain()), (link) => {
        expect(inventionsIn(`see ${link} for more`, facts)).not.toEqual([]);
      }),
    );
  });

  it("may not carry any date or any amount in another currency than it was given", () => {
    const date = fc.date({
      min: new Date("2020-01-01"),
      max: new Date("2035-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, fc.constantFrom("EUR", "USD", "£", "SEK"), (day, currency) => {
        const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
        expect(inventionsIn(`it comes on ${words.format(day)}`, facts)).not.toEqual([]);
        expect(inventionsIn(`it comes on ${day.toISOString().slice(0, 10)}`, facts)).not.toEqual(
          [],
        );
        expect(inventionsIn(`it costs 39 ${currency}`, facts)).not.toEqual([]);
      }),
    );
  });

  it("is let through when it only repeats what the shop wrote, in any order", () => {
    const sentences = returns.text.split(/(?<=[.!?]) /);
    fc.assert(
      fc.property(fc.shuffledSubarray(sentences, { minLength: 1 }), (chosen) => {
        expect(inventionsIn(chosen.join(" "), facts)).toEqual([]);
        expect(isRetold(chosen.join(" "), [returns])).toBe(true);
      }),
    );
  });
});

describe("an answer retold from the shop's documents", () => {
  it.each([
    "You can return or exchange anything within 30 days of delivery, as long as it is unworn.",
    "Within 30 days of delivery you can exchange it, as long as it is unworn.",
    "The label costs DKK 39 within Denmark and Sweden.",
  ])("may choose and shorten: %s", (text) => {
    expect(isRetold(text, [returns])).toBe(true);
  });

  it.each([
    ["drops the condition", "You can return anything."],
    ["drops the number", "You can return anything, as long as it is unworn."],
    [
      "turns a no into a yes",
      'Items marked "final sale" can come back, unless they arrived faulty.',
    ],
    [
      "turns a yes into a no",
      "You cannot return anything within 30 days of delivery, as long as it is unworn.",
    ],
    ["approves something", "Your return is approved."],
    ["claims that somebody is verified", "You are verified now."],
    ["promises money", "We refund you at once."],
    ["claims that something was done", "I have cancelled your order."],
    ["says nothing", " … "],
  ])("is refused when it %s", (_, text) => {
    expect(isRetold(text, [returns])).toBe(false);
  });
});
