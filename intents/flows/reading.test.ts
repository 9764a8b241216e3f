import { describe, expect, it } from "@jest/globals";
import type { Variant } from "../../core/change.ts";
import { type LineItem, orderSchema } from "../../core/order.ts";
import { ending, pumped } from "../../test/fixtures/ending.ts";
import { readAddress, withHouseNumber } from "./address-reading.ts";
import { saysNo, saysYes } from "./answer-words.ts";
import { readItems } from "./item-reading.ts";
import { readOptions } from "./option-reading.ts";
import { placesIn } from "./places.ts";
import { returnReasonIn } from "./reason-reading.ts";
import { chooseVariant } from "./variant-choice.ts";
import { changeWishIn } from "./wish-words.ts";

const price = { amount: 10000, currency: "EUR" };

function line(id: string, title: string, variant?: string): LineItem {
  const item = { id, title, quantity: 1, unitPrice: price, ...(variant ? { variant } : {}) };
  const [parsed] = orderSchema.shape.lineItems.parse([item]);
  if (!parsed) throw new Error("nothing was parsed");
  return parsed;
}

const boots = line("boots", "Birk boots", "size 42, walnut");
const navy = line("navy", "Nord beanie", "navy");
const rust = line("rust", "Nord beanie", "rust");
const kettle = line("kettle", "Tea kettle");
const electric = line("electric", "Electric kettle");
const sneakers = line("sneakers", "Sneakers");
const speaker = line("speaker", "Bluetooth speaker");
const bought = [boots, navy, rust, kettle, electric, sneakers, speaker];

describe("things that a customer names in their own words", () => {
  it.each([
    ["the boots from 1042, too small", ["boots"]],
    ["one boot is torn", ["boots"]],
    ["the bots", ["boots"]],
    ["are you a bot", []],
    ["the boats", []],
    ["my birk boots and the rust beanie", ["boots", "rust"]],
    ["the beanie in navy", ["navy"]],
    ["both beanies", ["navy", "rust"]],
    ["the tea kettle", ["kettle"]],
    ["the sneakers", ["sneakers"]],
    ["bluetooth speeker", ["speaker"]],
    ["I changed my mind", []],
  ])("%j", (text, ids) => {
    expect(readItems(text, bought).chosen.map(({ item }) => item.id)).toEqual(ids);
  });

  it.each([
    ["return one sneaker", 1],
    ["just one of my sneakers", 1],
    ["four sneakers please", 4],
    ["3 torn sneakers", 3],
    ["a couple of sneakers", 2],
    ["2 x sneakers", 2],
    ["all the sneakers", undefined],
    ["size 4 sneakers", undefined],
    ["2 days ago the sneakers", undefined],
  ])("are as many as is said: %j", (text, quantity) => {
    expect(readItems(text, bought).chosen.map((each) => each.quantity)).toEqual([quantity]);
  });

  it("are asked about where two could be meant", () => {
    const { chosen, unclear } = readItems("the beanie", bought);
    expect(chosen).toEqual([]);
    expect(unclear).toEqual([[navy, rust]]);
  });

  it.each([
    ["1 and 3", ["boots", "rust"]],
    ["the second one please", ["navy"]],
    ["last", ["speaker"]],
    ["9", []],
    ["number 1042", []],
  ])("are picked from a list by %j", (text, ids) => {
    expect(placesIn(text, bought).map(({ id }) => id)).toEqual(ids);
  });
});

function variant(id: string, options: Record<string, string>, isAvailable = true): Variant {
  return { id, options, price, isAvailable };
}

const inStock = [
  variant("41w", { size: "41", colour: "walnut" }),
  variant("42w", { size: "42", colour: "walnut" }),
  variant("43w", { size: "43", colour: "walnut" }),
  variant("43b", { size: "43", colour: "black" }, false),
  variant("41b", { size: "41", colour: "black" }),
];
const own = inStock[1];

describe("another size or colour", () => {
  it.each([
    ["size 43 please", { size: "43" }],
    ["a size up", { size: "43" }],
    ["one smaller", { size: "41" }],
    ["from size 42 to 41, in black", { size: "41", colour: "black" }],
    ["the rest the same", {}],
  ])("%j", (text, wanted) => {
    expect(readOptions(text, inStock, own?.options ?? {})).toEqual(wanted);
  });

  it("is found where it is in stock, and what comes nearest where it is not", () => {
    expect(chooseVariant({ size: "43" }, own, inStock)).toMatchObject({ kind: "chosen" });
    expect(chooseVariant({ size: "43", colour: "black" }, own, inStock)).toMatchObject({
      kind: "out_of_stock",
      alternatives: [{ id: "43w" }, { id: "41b" }, { id: "41w" }],
    });
    expect(chooseVariant({ size: "42" }, own, inStock)).toMatchObject({ kind: "same" });
    expect(chooseVariant({ colour: "black" }, own, inStock)).toMatchObject({
      kind: "no_such",
      alternatives: [{ id: "41b" }],
    });
  });
});

describe("a new address", () => {
  it.each([
    ["Please send it to Storgatan 12, 211 22 Malmö", "Storgatan 12|211 22|Malmö"],
    ["12 Elm Street, London SW1A 1AA, UK", "12 Elm Street|SW1A 1AA|London|GB"],
    ["Nyhavn 5\n1050 Copenhagen\nDenmark", "Nyhavn 5|1050|Copenhagen|DK"],
    ["5 High Street, Flat 2, Leeds, LS1 4AP", "5 High Street|Flat 2|LS1 4AP|Leeds|GB"],
    ["Hauptstraße 5, 10115 Berlin, Germany", "Hauptstraße 5|10115|Berlin|DE"],
    ["i moved to germany, Hauptstraße 5, 10115 Berlin", "Hauptstraße 5|10115|Berlin|DE"],
    ["Hauptstraße 5, D-10115 Berlin", "Hauptstraße 5|10115|Berlin|DE"],
    ["Hauptstraße 5\n10115 Berlin\nDeutschland", "Hauptstraße 5|10115|Berlin|DE"],
    ["Karl Johans gate 5, 0154 Oslo Norway", "Karl Johans gate 5|0154|Oslo|NO"],
    ["Karl Johans gate 5 0154 Oslo Norway", "Karl Johans gate 5|0154|Oslo|NO"],
    ["5 rue de la Paix 75002 Paris (France)", "5 rue de la Paix|75002|Paris|FR"],
    ["Vestergade 12, 8000 Aarhus, DK", "Vestergade 12|8000|Aarhus|DK"],
    ["5 rue de la Gare, L-1234 Luxembourg", "5 rue de la Gare|1234|Luxembourg|LU"],
    ["1 Orchard Road, 238841 Singapore", "1 Orchard Road|238841|Singapore|SG"],
    ["5 Main Road, Gibraltar GX11 1AA", "5 Main Road|GX11 1AA|Gibraltar"],
    ["12 Peach Street, Atlanta Georgia 30301", "12 Peach Street|30301|Atlanta Georgia"],
    ["9 Oak Ave, Apt 4, Denver, CO 80279, USA", "9 Oak Ave|Apt 4|80279|Denver|CO|US"],
    ["1 Main St, Springfield", "1 Main St|Springfield"],
    ["where is my order", ""],
    ["no, leave it", ""],
  ])("is read from %j", (text, parts) => {
    const { line1, line2, postcode, city, region, country } = readAddress(text) ?? {};
    const read = [line1, line2, postcode, city, region, country].filter(Boolean).join("|");
    expect(read).toBe(parts);
  });
});

describe("a yes", () => {
  it.each([
    "YES",
    "yes please",
    "Yes, that's correct. Please proceed.",
    "go ahead",
    "ok do it",
    "yep 👍",
  ])("is %j", (text) => {
    expect(saysYes(text)).toBe(true);
  });

  it.each([
    "yes but the blue ones",
    "yes, wait",
    "no",
    "not sure",
    "ok what does it cost?",
    "yesterday",
    "maybe",
  ])("is not %j", (text) => {
    expect(saysYes(text)).toBe(false);
  });

  it.each(["nah leave it", "no dont", "never mind", "I think I'll keep them", "No thank you"])(
    "and %j is a no",
    (text) => {
      expect(saysNo(text)).toBe(true);
    },
  );
});

describe("what is wished for in so many words", () => {
  it.each([
    ["Hello, I need some help with returning the tablet", "return_start"],
    ["can i get my money back", "return_start"],
    ["plz cancle my order", "cancel_order"],
    ["I'd like to swap the lamp for a red one", "exchange"],
    ["i typed the wrong delivery address", "change_address"],
    ["I want to change the colour of the rug in my order", "change_order"],
    ["where is my refund", undefined],
    ["how do returns work", undefined],
    ["what happened to the refund you promised", undefined],
    ["the lamp is lovely", undefined],
  ])("%j", (text, intent) => {
    expect(changeWishIn(text)).toBe(intent);
  });

  it.each([
    ["they are a bit too tight", "too_small"],
    ["one handle is cracked", "damaged"],
    ["it doesn't turn on", "defective"],
    ["not what I ordered", "wrong_item"],
    ["I changed my mind", "changed_mind"],
    ["just because", undefined],
  ])("and why: %j", (text, reason) => {
    expect(returnReasonIn(text)).toBe(reason);
  });
});

describe("a customer who is asked for a yes", () => {
  it.each([
    "alright, yes",
    "very good, yes",
    "ya",
    "uh huh",
    "ok do it",
    "right, go ahead",
    "sure thing",
    "Yes, that's correct. Please proceed.",
    "yes please cancel it and thank you so much for your help tonight",
  ])("gives it with: %s", (text) => {
    expect(saysYes(text)).toBe(true);
  });

  it.each([
    "ok so I bought this lamp last week and it is awful",
    "ok what about the other one",
    "yes but in black",
    "please cancel my order",
    "I am a bit confused",
    "yes if it costs nothing",
    "yes?",
    "thank you",
  ])("does not give it with: %s", (text) => {
    expect(saysYes(text)).toBe(false);
  });
});

describe("a customer who wants a change without naming it", () => {
  it.each([
    ["i dont want #W1234567 anymore", "cancel_order"],
    ["W1234567 cancel pls", "cancel_order"],
    ["a cancellation please", "cancel_order"],
    ["im having second thoughts on an order, please cancel", "cancel_order"],
    ["the kettle needs to go back to you", "return_start"],
    ["could you help me sending the kettle and the clock back please", "return_start"],
    ["we won't be keeping the chair", "return_start"],
    ["please refund me", "return_start"],
    ["so the chair arrived but id rather have another variant", "exchange"],
    ["I'd like to return the chair for a different version", "exchange"],
    ["could the chair be replaced by another type", "exchange"],
    ["can i get the boots in 43 instead", "exchange"],
    ["change my boots to 43", "exchange"],
    ["i moved, need to change where my order goes", "change_address"],
    ["can you redirect my order to another place", "change_address"],
    ["I typed the address wrong on my order", "change_address"],
  ])("is understood: %s", (text, wish) => {
    expect(changeWishIn(text)).toBe(wish);
  });

  it.each([
    "when do i get refunded",
    "where is my return",
    "what is your return policy",
    "don't cancel it",
    "cancel my newsletter",
    "how long does a refund take",
    "is my package delayed",
  ])("is not taken to want one who asks: %s", (text) => {
    expect(changeWishIn(text)).toBeUndefined();
  });
});

describe("a customer whose address could be read in more ways than there is time for", () => {
  it("is read all the same", () => {
    const text = `${" ".repeat(1_500)}12 Elm Street, Leeds`;
    expect(ending(() => readAddress(text))).toMatchObject({ city: "Leeds" });
  });

  it.each([
    pumped("."),
    pumped(" ."),
    pumped(" ", "O"),
    pumped("to \n", "!"),
    pumped("we moved to ", "!"),
    pumped("please send it to ", "!"),
    pumped("direccion es ", "!"),
    pumped("vivo a ", "!"),
    pumped("1 2 ", "y", "12 a "),
  ])("or is not, and keeps nobody waiting: %j", (text) => {
    expect(ending(() => [readAddress(text)])).toHaveLength(1);
  });

  it.each([pumped("no "), pumped("no\n", "\u0001", "ú"), pumped("it's ", "?")])(
    "nor with the number of a house: %j",
    (text) => {
      expect(ending(() => withHouseNumber("Storgatan 12", text))).toBeUndefined();
    },
  );
});

describe("a customer who writes an address as they speak", () => {
  const elm = { line1: "592 Elm Avenue", line2: "Suite 978", city: "Houston", postcode: "77242" };

  it.each([
    "592 Elm Avenue Suite 978 Houston TX 77242",
    "should be 592 Elm Avenue, Suite 978, Houston, TX 77242",
    "sorry, make it 592 Elm Avenue, Suite 978, Houston, TX 77242",
    "592 Elm Avenue\nSuite 978, Houston, TX 77242 thanks",
    "we moved to 592 Elm Avenue, Suite 978, Houston, TX 77242",
    "my new shipping address is 592 Elm Avenue, Suite 978, Houston, TX 77242",
  ])("need not write commas, or leave manners out: %s", (text) => {
    expect(readAddress(text)).toMatchObject(elm);
  });

  it.each([
    ["Storgatan 12", "no sorry, number 14", "Storgatan 14"],
    ["12 Elm Street", "oops, 14 not 12", "14 Elm Street"],
    ["Storgatan 12", "it's 14b", "Storgatan 14b"],
    ["Calle Mayor 3", "perdón, el número 5", "Calle Mayor 5"],
    ["Storgatan 12", "14", undefined],
    ["Storgatan 12", "no, 1042", undefined],
    ["Storgatan 12", "number 12", undefined],
    ["12 Elm Street, flat 3", "no, 4", undefined],
    ["Storgatan 12", "no", undefined],
  ])("corrects the house number of %s alone: %s", (line1, text, corrected) => {
    expect(withHouseNumber(line1, text)).toBe(corrected);
  });

  it("may say the postcode in a sentence", () => {
    expect(readAddress("Sure, my zip code is 95161.", ["postcode"])).toMatchObject({
      postcode: "95161",
    });
  });
});
