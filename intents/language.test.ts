import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { conflicts, loadCatalogue } from "./catalogue.ts";
import { languageTeller } from "./language.ts";
import { type Phrases, phraseBook, phraseMistakes, shippedPhrases } from "./phrases.ts";

const phrasesOf = (locale: string) =>
  [...loadCatalogue(locale).intents.values()].flatMap(({ phrases }) => phrases);
const tell = languageTeller(new Map(["en", "es"].map((locale) => [locale, phrasesOf(locale)])));

describe("a shop that speaks English and Spanish", () => {
  it.each([
    ["hola, ¿dónde está mi pedido?", "es"],
    ["kiero cancelar", "es"],
    ["me llego rota la lampara", "es"],
    ["gracias", "es"],
    ["hi wheres my order", "en"],
    ["its not here yet", "en"],
    ["thanks", "en"],
  ])("hears the language of a first message: %s", (text, locale) =>
    expect(tell(text)).toBe(locale),
  );

  it.each(["ok", "1042", "👍", "", "no", "me@example.com"])(
    "keeps the language of the talk where a message tells none: %s",
    (text) => {
      expect(tell(text)).toBeUndefined();
      expect(tell(text, "es")).toBe("es");
      expect(tell(text, "en")).toBe("en");
    },
  );

  it("keeps to Spanish when a thing has an English name, and changes with a sentence", () => {
    expect(tell("wool coat", "es")).toBe("es");
    expect(tell("sorry, can we speak English please", "es")).toBe("en");
    expect(tell("perdona, prefiero hablar en español", "en")).toBe("es");
  });
});

/** As they stand in the file, nothing filled in from elsewhere. */
const written = (locale: string): Phrases =>
  parse(readFileSync(new URL(`./phrases/${locale}.yaml`, import.meta.url), "utf8"));

describe("the Spanish that ships", () => {
  const timezone = "Europe/Madrid";

  it("has every text that English has, with the same values in it", () => {
    const [english, own] = [written("en"), written("es")];
    expect(Object.keys(own).sort()).toEqual(Object.keys(english).sort());
    expect(phraseMistakes({ locale: "es", timezone, shipped: english, own })).toEqual([]);
    expect(phraseMistakes({ locale: "en", timezone, shipped: own, own: english })).toEqual([]);
  });

  it("shouts at nobody", () => {
    expect(Object.values(written("es")).filter((text) => /[!¡]/.test(text))).toEqual([]);
  });

  it("knows forty ways of saying what is said most, and says nothing in two intents", () => {
    const { intents } = loadCatalogue("es");
    const short = MOST_SAID.filter((name) => (intents.get(name)?.phrases.length ?? 0) < 40);
    expect(short).toEqual([]);
    expect([...intents.keys()].sort()).toEqual([...loadCatalogue("en").intents.keys()].sort());
    expect(conflicts(loadCatalogue("es"))).toEqual([]);
  });

  it("tells counts in its own plural", () => {
    const phrase = phraseBook({ locale: "es", timezone, shipped: shippedPhrases("es"), own: {} });
    const from = phrase("policy.from_delivery");
    expect(
      phrase("policy.returns", { days: 30, from, outcomes: "un reembolso", finalSale: "" }),
    ).toBe(
      "Puedes devolver lo que compraste en 30 días desde la entrega, a cambio de un reembolso.",
    );
  });
});

const MOST_SAID =
  `order_status delivery_problem return_start refund_status cancel_order change_address exchange store_info
human greeting goodbye yes no praise complaint payment_problem return_policy shipping_info product_question stock
promo_code invoice warranty capabilities stop_messages`.split(/\s+/);
