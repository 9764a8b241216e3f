import { describe, expect, it } from "@jest/globals";
import { SegmentedMessage } from "sms-segments-calculator";
import { phraseBook, phraseMistakes, shippedPhrases, UnknownPhraseError } from "./phrases.ts";

const base = { locale: "en", timezone: "Europe/Copenhagen", shipped: shippedPhrases("en") };

describe("the texts that come with Nightdesk", () => {
  it("have nothing wrong in them", () => {
    expect(phraseMistakes({ ...base, own: base.shipped })).toEqual([]);
  });

  it("keep to the alphabet that fits a text message in one piece", () => {
    const strange = Object.values(base.shipped).filter(
      (text) => new SegmentedMessage(text.replace(/[{}]/g, "")).getEncodingName() !== "GSM-7",
    );
    expect(strange).toEqual([]);
  });

  it("shout at nobody", () => {
    expect(Object.values(base.shipped).filter((text) => text.includes("!"))).toEqual([]);
  });

  it("are English for a language that has none", () => {
    expect(shippedPhrases("da")).toEqual(base.shipped);
  });
});

describe("a shop with its own words", () => {
  it("speaks in them, and in the shipped ones where it has none", () => {
    const phrase = phraseBook({ ...base, own: { "talk.goodbye": "Keep warm." } });
    expect(phrase("talk.goodbye")).toBe("Keep warm.");
    expect(phrase("talk.praise")).toBe("Thank you, that is good to hear.");
  });

  it("has texts of its own keys, with its name in them", () => {
    const phrase = phraseBook({ ...base, own: { "shop.shipping": "{shop} ships on weekdays." } });
    expect(phrase("shop.shipping", { shop: "Harbour & Pine" })).toBe(
      "Harbour & Pine ships on weekdays.",
    );
  });

  it("may leave a name out where it is not known", () => {
    const own = {
      "thank_you.delivered": "{hasFirstName, select, yes {Hej {firstName}} other {Hej}}",
    };
    const phrase = phraseBook({ ...base, own });
    expect(phrase("thank_you.delivered", { firstName: "Maja" })).toBe("Hej Maja");
    expect(phrase("thank_you.delivered", { firstName: "" })).toBe("Hej");
    expect(phrase("thank_you.delivered")).toBe("Hej");
  });

  it("tells times in its own zone, whatever the server's clock says", () => {
    const own = { "shop.now": "{shop, time, short}" };
    const phrase = phraseBook({ ...base, own });
    expect(phrase("shop.now", { shop: new Date("2026-11-20T21:41:00Z") })).toBe("22:41");
  });

  it("never fills a customer's curly brackets", () => {
    const phrase = phraseBook({ ...base, own: {} });
    expect(phrase("number.unknown", { number: "{shop}" })).toContain("order {shop} for");
  });

  const mistakes: [string, Record<string, string>, string][] = [
    ["a bracket that is not closed", { "talk.praise": "Thank you {shop" }, "closing brace"],
    ["a name that nobody fills in", { "talk.greeting": "Hi {firstNme}" }, "{firstNme}"],
    ["a choice without an 'other'", { "talk.no": "{shop, select, a {b}}" }, "other"],
    ["values in a key of its own", { "shop.offer": "Until {date}" }, "{date}"],
  ];
  it.each(mistakes)("is shown %s", (_, own, words) => {
    const [mistake, ...others] = phraseMistakes({ ...base, own });
    expect(others).toEqual([]);
    expect(mistake?.key).toBe(Object.keys(own)[0]);
    expect(mistake?.problem).toContain(words);
  });

  it("is answered in the shipped words while its own are broken", () => {
    const phrase = phraseBook({ ...base, own: { "talk.praise": "Thank you {shop" } });
    expect(phrase("talk.praise")).toBe("Thank you, that is good to hear.");
  });
});

describe("a key that does not exist", () => {
  it.each(["no.such.key", "constructor", "toString"])("is refused: %s", (key) => {
    const phrase = phraseBook({ ...base, own: {} });
    expect(() => phrase(key)).toThrow(UnknownPhraseError);
  });
});
