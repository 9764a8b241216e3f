import { createRequire } from "node:module";
import type * as Phones from "libphonenumber-js/min";
import type { Entities } from "../../core/understanding.ts";
import { type DateReading, findDates, isIsoDay } from "./dates.ts";
import { findColours, findPostcodes, findQuantities, findSizes, type Span } from "./details.ts";
import { announcedNumbers, bareNumbers, numbersMeant } from "./order-numbers.ts";

export type EntityOptions = {
  /** The shop's pattern for order numbers; its first group is the number itself. */
  orderNumber: string;
  /** ISO 3166 country in which a phone number without a country code is read. */
  country?: string;
  /** Whose calendar days are read by, and in which language; default: UTC and English. */
  timezone?: string;
  locale?: string;
};

/**
 * What the text names: order numbers as the shop writes them, e-mail addresses in small letters, phones in E.164; where
 * there are any, sizes, colours, quantities and postcodes, and with `now` dates. No number is taken for two things.
 */
export function findEntities(
  text: string,
  options: EntityOptions & { now?: number | undefined },
): Entities {
  // Longer runs of blanks say nothing, and would be tried by every pattern from each beginning to each end.
  const plain = text.normalize("NFKC").replace(/\s{4,}/g, "   ");
  const hasDigits = /\d/.test(plain);
  const emails = plain.includes("@")
    ? unique([...plain.matchAll(EMAIL)].map((match) => match[0].toLowerCase()))
    : [];
  const withoutEmails = withoutOthers(plain, hasDigits);
  const named = hasDigits ? announcedNumbers(withoutEmails, options.orderNumber) : [];
  const phones = findPhones(cover(withoutEmails, named), options.country);
  const covered = cover(withoutEmails, [...named, ...phones]);
  const withoutPhones = hasDigits ? covered.replace(PHONE, blank) : covered;
  const postcodes = hasDigits ? findPostcodes(withoutPhones) : [];
  const sizes = findSizes(cover(withoutPhones, postcodes));
  const withoutSizes = cover(withoutPhones, [...postcodes, ...sizes]);
  const bare = bareNumbers(withoutSizes, options.orderNumber);
  const bared = cover(withoutSizes, bare);
  const rest = hasDigits ? bared.replace(PRICE, blank) : bared;
  const dates = options.now === undefined ? [] : findDates(rest, readingOf(options, options.now));
  const withoutDates = dates.reduce((text, date) => text.replace(date.text, blank), rest);
  return {
    orderNumbers: unique(
      numbersMeant([...named, ...bare], plain)
        .toSorted((one, other) => one.start - other.start)
        .map((span) => span.value),
    ),
    emails,
    phones: unique(phones.map((span) => span.value)),
    ...some("dates", dates),
    ...some("postcodes", unique(postcodes.map(({ value }) => value.toUpperCase()))),
    ...some("sizes", unique(sizes.map(({ value }) => value))),
    ...some("colours", unique(findColours(rest).map(({ value }) => value))),
    ...some(
      "quantities",
      findQuantities(withoutDates).map(({ count }) => count),
    ),
  };
}

/** The text without addresses, links, and the numbers of cards and parcels. Most texts have no mark of any. */
function withoutOthers(text: string, hasDigits: boolean): string {
  const withoutEmails = text.includes("@") ? text.replace(EMAIL, blank) : text;
  const withoutLinks = /:\/\/|www\./i.test(text)
    ? withoutEmails.replace(LINK, blank)
    : withoutEmails;
  return hasDigits ? withoutLinks.replace(NOT_OURS, blank) : withoutLinks;
}

/** The list under its name, or nothing where it is empty. */
function some<Name extends keyof Entities, Value>(name: Name, list: readonly Value[]) {
  return list.length === 0 ? {} : { [name]: list };
}

function readingOf({ timezone = "UTC", locale = "en" }: EntityOptions, now: number): DateReading {
  return { now, timezone, locale };
}

/** An amount of money, which is neither a day nor a number of things. */
const PRICE =
  /[$€£¥]\s*\d[\d.,]*|\d[\d.,]*\s*(?:[$€£¥%]|(?:usd|eur|euros?|gbp|dkk|sek|nok|kr|dollars?|pounds?|quid|bucks?|kroner|pesos)\b)|\b(?:usd|eur|gbp|dkk|sek|nok|kr)\.?\s*\d[\d.,]*/gi;

/** Looked for from the beginning of a word only, or a long one would be tried from each of its letters. */
const EMAIL = /(?<![\p{L}\d._%+-])[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}/gu;
const LINK = /\b(?:https?:\/\/|www\.)\S+/gi;

/** The number of a card, a parcel, a customer or an article, as far as it is given. */
const NOT_OURS =
  /\b(?:cards?|visa|mastercard|amex|iban|tracking|ending|last (?:4|four))\b(?:[\s:#]|\b(?:is|in|with|on|number|no\.?|code|id|digits|ends|ending|starts|starting|that)\b)*\d[\d -]*\d|\b(?:sku|ean|gtin|(?:customer|client|account|member(?:ship)?|loyalty|item|article|product|model|voucher) ?(?:no|nr|number|id|code)\b)\.?(?:[\s:#]|\bis\b)*[\p{L}\d-]*\d[\p{L}\d-]*|(?<!\d)(?:\d{4}[ -]){3}\d{1,7}(?!\d)/giu;

/** What is told to be called on, though it is no number that there is. */
const PHONE =
  /\b(?:(?:call|ring|phone|text|reach|contact|whatsapp) me(?: back)?(?: (?:on|at|under))?|(?:phone|mobile|mob|cell|tel|telephone)\b\.?(?: (?:number|no\.?|nr\.?))?(?: is)?):? *\+?\d[\d ()./-]{4,}\d/gi;

function findPhones(text: string, country: string | undefined): Span[] {
  if (digitsIn(text) < SHORTEST_PHONE) return [];
  const { isSupportedCountry, findPhoneNumbersInText } = phones();
  const defaultCountry = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const found = findPhoneNumbersInText(text, phoneOptions(defaultCountry));
  return found
    .filter(
      (hit) =>
        !isIsoDay(text.slice(hit.startsAt, hit.endsAt)) &&
        (/^\s*(?:\+|00)/.test(text.slice(hit.startsAt)) ||
          digitsIn(text.slice(hit.startsAt, hit.endsAt)) >= SHORTEST_LOCAL),
    )
    .map((hit) => ({ start: hit.startsAt, end: hit.endsAt, value: hit.number.number }));
}

const require = createRequire(import.meta.url);

/** Loaded with the first text that could hold a number: its hundred files would be a tenth of every start. */
const phones = () => require("libphonenumber-js/min") as typeof Phones; // what the package is

/** No country has shorter numbers, its own code included; looking for them in every text would be dear. */
const SHORTEST_PHONE = 5;

/** Fewer digits without a country code are as likely an order number. */
const SHORTEST_LOCAL = 8;

function phoneOptions(
  defaultCountry: Phones.CountryCode | undefined,
): { defaultCountry: Phones.CountryCode } | undefined {
  return defaultCountry === undefined ? undefined : { defaultCountry };
}

function digitsIn(text: string): number {
  return text.replace(/\D/g, "").length;
}

/** The text with spans made blank, so that positions stay and nothing is read twice. */
function cover(text: string, spans: readonly Span[]): string {
  return spans.reduce(
    (rest, span) =>
      rest.slice(0, span.start) + " ".repeat(span.end - span.start) + rest.slice(span.end),
    text,
  );
}

function blank(found: string): string {
  return " ".repeat(found.length);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
