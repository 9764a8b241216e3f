import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { inventionsIn } from "./founded.ts";
import { retoldFrom } from "./retold.ts";

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
    ["go to evil\u200b.\u200bexample now", ["link", "mark"]],
    ["Your order 1042 is on its way.", ["number"]],
    ["see evil .example", ["link"]],
    ["see evil[.]example", ["link"]],
    ["see evil dot example", ["link"]],
    ["see evil。example", ["link"]],
    ["[see](here)", ["link"]],
    ["see evil30.example", ["link"]], // thirty is a number that was given
    ["see evil30 .example", ["link"]],
    ["see evil30[.]example", ["link"]],
    ["see evil30 dot example", ["link"]],
    ["within 30. more", []],
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
        expect(retoldFrom(chosen.join(" "), [returns])).toEqual([returns]);
      }),
    );
  });
});

describe("an answer retold from the shop's documents", () => {
  it.each([
    "You can return or exchange anything within 30 days of delivery, as long as it is unworn.",
    "The label costs DKK 39 within Denmark and Sweden.",
  ])("may choose and shorten: %s", (text) => {
    expect(retoldFrom(text, [returns])).toEqual([returns]);
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
    expect(retoldFrom(text, [returns])).toEqual([]);
  });

  it.each([
    [
      "changes two prices round",
      "It costs DKK 39 in Denmark, and DKK 79 elsewhere.",
      "It costs DKK 79 in Denmark, and DKK 39 elsewhere.",
    ],
    [
      "changes two long numbers round",
      "Free over 1000, by courier over 2500.",
      "Free over 2500, by courier over 1000.",
    ],
    [
      "changes two signed amounts round",
      "Free over €50, by courier over €90.",
      "Free over €90, by courier over €50.",
    ],
    [
      "changes two hours round",
      "We open at 10:00 and close at 19:00.",
      "We open at 19:00 and close at 10:00.",
    ],
    [
      "changes round what is not",
      "You can return boots, but not lamps.",
      "You can return lamps, but not boots.",
    ],
    [
      "moves the not",
      "Wool can be washed by hand, but silk cannot.",
      "Wool cannot be washed by hand, but silk can.",
    ],
    [
      "drops what an exception is about",
      "Sale items stay sold, unless they arrived faulty.",
      "Sale items stay sold, unless they arrived.",
    ],
    [
      "puts another condition",
      "It is yours as long as it is unworn.",
      "It is yours as long as you like.",
    ],
    [
      "takes another word of a shop's for it",
      "You have 30 days from delivery.",
      "You have 30 days from dispatch.",
    ],
    ["pays in another currency", "A label costs DKK 39.", "A label costs ₽39."],
    ["leaves the currency out", "A label costs DKK 39.", "A label costs 39."],
    [
      "says what is no longer so sure",
      "We could refund it in 5 days.",
      "We will refund it in 5 days.",
    ],
    [
      "leaves out what limits it",
      "Boots can come back. But worn ones cannot.",
      "Boots can come back.",
    ],
    [
      "tells the limit of something else",
      "Boots can come back. Yarn is cut for you. It cannot come back.",
      "Boots can come back. It cannot come back.",
    ],
    ["says it twenty times", "A label costs DKK 39.", "A label costs DKK 39. ".repeat(20)],
    ["asks it", "You can return boots.", "You can return boots?"],
    ["turns the letters round", "A label costs DKK 39.", "A label costs DKK \u202E39."],
    ["strikes it out", "A label costs DKK 39.", "A label costs DKK 3\u03369\u0336."],
    ["holds half a letter", "A label costs DKK 39.", "A label costs \uD800DKK 39."],
    ["ends a text early", "A label costs DKK 39.", "A label costs DKK 39.\u0000"],
    ["shouts in pictures", "A label costs DKK 39.", "A label costs DKK 39 🎉."],
    [
      "makes a link of it",
      "Write to the desk about returns.",
      "Write to [the desk](about) returns.",
    ],
    ["calls a channel", "Write to the channel.", "Write to <!channel>."],
  ])("is refused when it %s", (_, text, answer) => {
    expect(retoldFrom(text, [{ title: "", text }])).toHaveLength(1);
    expect(retoldFrom(answer, [{ title: "", text }])).toEqual([]);
  });

  it("names the passages that it tells, in its order, and no others", () => {
    const boots = { title: "Boots", text: "Grease boots every four weeks in winter." };
    const wool = { title: "Wool", text: "Wash wool by hand." };
    const told = "Wash wool by hand. Grease boots every four weeks in winter.";
    expect(retoldFrom(told, [returns, boots, wool])).toEqual([wool, boots]);
  });
});
