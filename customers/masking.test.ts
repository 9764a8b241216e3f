import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { maskForReturn, maskPerson } from "./masking.ts";

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
    ["i am Jens Berg. im Jens too", "i am [name]. im [name] too"],
    ["hola soy Marta, Calle Mayor 5, 28013 Madrid", "hola soy [name], [address], [address]"],
    ["7 rue de Rivoli 75001 Paris", "[address] [address]"],
    ["12 Elm Street, Houston TX 77242", "[address], [address]"],
    ["4242 4242 4242 4242 exp 12/28 cvc 123", "[number] exp [number] cvc [number]"],
    ["i am in Paris, it's Monday, this is OK", "i am in Paris, it's Monday, this is OK"],
    ["holm wants two lamps in 3 days", "[private] wants two lamps in 3 days"],
    [
      "je m'appelle Camille Dubois et je veux une lampe",
      "je m'appelle [name] et je veux une lampe",
    ],
    ["me llamo ana y quiero una lámpara", "me llamo [name] y quiero una lámpara"],
    ["Ich heiße Jonas Weber", "Ich heiße [name]"],
    ["jeg hedder Mette Holk", "jeg hedder [name]"],
    ["Soy Ana García, ¿dónde está?", "Soy [name], ¿dónde está?"],
    ["Hola Ana, tu pedido sale hoy", "Hola [name], tu pedido sale hoy"],
    ["Bonjour Mme Dubois", "Bonjour [name]"],
    ["Une lampe svp\nMerci, Camille", "Une lampe svp\nMerci, [name]"],
    ["12 rue de la Paix, 75002", "[address], [number]"],
    ["vivo en calle Mayor 14", "vivo en [address]"],
    ["Hauptstr. 5", "[address]"],
    ["write to signe at example dot com", "write to [e-mail]"],
    ["signe[at]example.com", "[e-mail]"],
    ["it is GLS8842X1 or ٤٥٦٧", "it is [number] or [number]"],
    ["Hi Where is my order", "Hi Where is my order"],
    ["Hello I'd like a lamp", "Hello I'd like a lamp"],
    ["look at this. I am cold at home", "look at this. I am cold at home"],
  ])("%j reads %j", (text, masked) => {
    expect(maskPerson(text, ["Holm", ""])).toBe(masked);
  });

  it("are the beginning of a long text, in whole words, so that no half of a number is left", () => {
    const words = "a lamp ".repeat(142);
    expect(maskPerson(`${words}x 104233 and more`, [])).toBe(`${words}x`);
    expect(maskPerson("1".repeat(5_000), [])).toBe("");
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

describe("an agent's words that leave the house and come back in another language", () => {
  const words = "Signe, order 1042 goes to Skeppsgatan 12; write to a@b.dk or b@b.dk";
  const { text, restore } = maskForReturn(words, ["Signe"]);

  it("hold nothing of the customer on their way, each thing told apart", () => {
    expect(text).toBe(
      "[private 1], order [number 5] goes to [address 4]; write to [e-mail 2] or [e-mail 3]",
    );
  });

  it("are whole again, in whatever order they come", () => {
    expect(restore("[e-mail 3], [e-mail 2]: [address 4], [number 5], [private 1]")).toBe(
      "b@b.dk, a@b.dk: Skeppsgatan 12, 1042, Signe",
    );
    expect(restore(text)).toBe(words);
  });

  it("are none when something of them is missing, or was never there", () => {
    expect(restore(text.replace("[e-mail 3]", ""))).toBeUndefined();
    expect(restore(`${text} [number 6]`)).toBeUndefined();
  });
});
