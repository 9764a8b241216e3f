import { formattingLocale } from "../core/day-words.ts";
import { formats } from "../core/formats.ts";
import { languageIn, languageNamed, localeFor } from "../core/locale.ts";
import { shippedLanguage } from "./language.ts";
import { phraseBook, shippedPhrases } from "./phrases.ts";

/**
 * Whether a text is written in none of the shop's languages, as far as its letters or its commonest words tell: two of
 * these are needed, for a single one may be the name of a thing.
 */
export function isForeign(text: string, locales: readonly string[]): boolean {
  return isForeignScript(text, locales) || foreignLanguage(text, locales) !== undefined;
}

function isForeignScript(text: string, locales: readonly string[]): boolean {
  const own = locales.map(languageIn);
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const others = text.match(/(?!\p{Script=Latin})\p{L}/gu)?.length ?? 0;
  return letters >= FEWEST_LETTERS && 2 * others > letters && own.every((each) => LATIN.has(each));
}

/** The language of a text that is none of the shop's, by its commonest words. */
function foreignLanguage(text: string, locales: readonly string[]): string | undefined {
  const own = locales.map(languageIn);
  const words =
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  const isOwn = (word: string) => own.some((each) => WORDS[each]?.has(word));
  return Object.keys(WORDS).find((language) => {
    const found = words.filter((word) => WORDS[language]?.has(word) && !isOwn(word));
    return !own.includes(language) && found.length >= 2 && found.length >= words.length / 3;
  });
}

/** The shop's languages by their names in the one that is spoken: "English", "inglés y español". */
export function languageNames(locales: readonly string[], spoken: string | undefined): string {
  return namesIn(formattingLocale(localeFor(locales, spoken)), locales);
}

/** "Do you speak swedish": whether it asks for a language that is none of the shop's. English and Spanish. */
export function asksForLanguage(text: string, locales: readonly string[]): boolean {
  const name = ASKS_FOR_LANGUAGE.exec(text)?.slice(1).find(Boolean);
  const language = name === undefined ? undefined : languageNamed(name);
  const own = locales.map((each) => languageNamed(languageIn(each)));
  return language !== undefined && !own.includes(language);
}

const ASKS_FOR_LANGUAGE =
  /\b(?:(?:you|u|anyone|anybody|someone|somebody|(?:do|does) (?:\w+ )?\w+) (?:speak|understand|know|talk)|(?:can|could|may) (?:i|we) (?:write|speak|talk|chat)(?: to you)?(?: in)?) (\p{L}{4,})\W*$/iu;

/** In one of our own languages that the shop has not: which ones it has, said to somebody who writes in that one. */
export function languageAsked(
  text: string,
  { locales, timezone }: { locales: readonly string[]; timezone: string },
): string | undefined {
  const locale = foreignLanguage(text, locales);
  if (locale === undefined || shippedLanguage(locale) !== locale) return undefined;
  const phrase = phraseBook({ locale, timezone, shipped: shippedPhrases(locale), own: {} });
  return phrase("ask.language", { languages: namesIn(locale, locales) });
}

function namesIn(locale: string, locales: readonly string[]): string {
  const names = new Intl.DisplayNames(locale, { type: "language" });
  const languages = new Set(locales.map((each) => names.of(languageIn(each)) ?? each));
  return formats.list(locale, { type: "conjunction" }).format(languages);
}

const FEWEST_LETTERS = 3;

/** The languages we read that are written in Latin letters. */
const LATIN: ReadonlySet<string> = new Set(["en", "es"]);

/** What people say most about an order, in words that English has not. */
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  de: set(
    "wo ist mein meine meinen ich nicht und bitte bestellung paket wann kommt das der habe sprechen sie deutsch lieferung danke guten",
  ),
  da: set(
    "hvor er min mit mine jeg ikke hvornår og kan ordre pakke kommer har du dansk tak hej bestilling",
  ),
  nb: set(
    "hvor er min mitt mine jeg ikke når og kan ordre pakke kommer har du norsk takk hei bestilling",
  ),
  sv: set(
    "var är min mitt mina jag inte när och kan beställning paket kommer har du svenska tack hej",
  ),
  nl: set(
    "waar is mijn ik niet wanneer en bestelling pakket komt het heb u nederlands bedankt graag",
  ),
  fr: set(
    "où est ma mon mes je ne pas quand commande colis et le la vous parlez français bonjour merci arrive",
  ),
  it: set(
    "dove è il mio mia non quando ordine pacco e arriva ho parlate parli italiano ciao grazie buongiorno",
  ),
  pt: set(
    "onde está meu minha não quando pedido encomenda e chega você fala português olá obrigado",
  ),
  es: set(
    "dónde donde está mi mis no cuándo pedido paquete y llega habla español hola gracias quiero",
  ),
  pl: set("gdzie jest moja moje mój nie kiedy zamówienie paczka i czy mówicie polsku dzień dobry"),
  fi: set("missä on minun tilaukseni pakettini milloin en ja puhutteko suomea hei kiitos"),
};

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
