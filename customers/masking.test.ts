import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { maskPerson } from "./masking.ts";

describe("a customer's words that leave the house", () => {
  it.each([
    ["where is order 1042 for signe@example.com", "where is order [number] for [e-mail]"],
    ["call me on +46 70 174 06 42 pls", "call me on [number] pls"],
    ["my name is signe and i want a lamp", "my name is [name] and i want a lamp"],
    ["I'm Signe Holm, where is my parcel", "I'm [name] [private], where is my parcel"],
    ["send it to Skeppsgatan 12 please", "send it to [address] please"],
    ["I live at 12 Baker Street, NW1 6XE", "I live at [address], [address]"],
    ["see https://my.example/o?id=1", "see [link]"],
    ["any news?\nthanks, Signe", "any news?\nthanks, [name]"],
    ["holm wants two lamps in 3 days", "[private] wants two lamps in 3 days"],
  ])("%j reads %j", (text, masked) => {
    expect(maskPerson(text, ["Holm", ""])).toBe(masked);
  });

  it("never hold a number of four digits and more, an e-mail address, or what is known of them", () => {
    fc.assert(
      fc.property(
        fc.lorem(),
        fc.nat({ max: 99_999_999 }),
        fc.emailAddress(),
        (words, number, mail) => {
          fc.pre(number > 999);
          const masked = maskPerson(`${words} ${number} Skovgaard ${mail} ${words}`, ["skovgaard"]);
          expect(masked).not.toContain(String(number));
          expect(masked).not.toMatch(/@|skovgaard/i);
        },
      ),
    );
  });
});
