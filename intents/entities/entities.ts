import { createRequire } from "node:module";
import type * as Phones from "libphonenumber-js/min";
import type { Entities } from "../../core/understanding.ts";
import { type DateReading, findDates } from "./dates.ts";
import { findColours, findPostcodes, findQuantities, findSizes, type Span } from "./details.ts";

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
  const named = namedOrderNumbers(withoutEmails, options.orderNumber);
  const phones = findPhones(cover(withoutEmails, named), options.country);
  const withoutPhones = cover(withoutEmails, [...named, ...phones]);
  const postcodes = hasDigits ? findPostcodes(withoutPhones) : [];
  const sizes = findSizes(cover(withoutPhones, postcodes));
  const withoutSizes = cover(withoutPhones, [...postcodes, ...sizes]);
  const bare = bareOrderNumbers(withoutSizes, options.orderNumber);
  const bared = cover(withoutSizes, bare);
  const rest = hasDigits ? bared.replace(PRICE, blank) : bared;
  const dates = options.now === undefined ? [] : findDates(rest, readingOf(options, options.now));
  const withoutDates = dates.reduce((text, date) => text.replace(date.text, blank), rest);
  return {
    orderNumbers: unique(
      [...named, ...bare].sort((one, other) => one.start - other.start).map((span) => span.value),
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

/** "#", "order", "order no.", "ordernr:", "order number is": what follows is meant as an order number. */
const ANNOUNCED =
  /(?:#\s*|\border(?:s|ed|ing)?\b\s*(?:(?:no|nr|num|nummer|number|id|ref|reference|confirmation)\b\.?)?\s*(?:is|was|are|were|:|-|=)*\s*#?\s*|\b(?:no|nr|num|number|ref|reference)\b\.?\s*(?:is|was|:|-|=)*\s*#?\s*)/gi;

/** Numbers that the customer announces as an order's, spaces and dashes inside them included; also the next of a list. */
function namedOrderNumbers(text: string, pattern: string): Span[] {
  const found: Span[] = [];
  for (const announced of text.matchAll(ANNOUNCED)) {
    if (
      /\b(?:phone|mobile|tel|telephone|cell|tracking|card|account|house)\s*$/i.test(
        text.slice(0, announced.index),
      )
    )
      continue;
    let at = announced.index + announced[0].length;
    for (;;) {
      const next = readNumber(text, at, pattern);
      if (next === undefined) break;
      found.push(next);
      const joined = /^\s*(?:,|and|&|\+|or|\/)\s*#?\s*(?=[A-Za-z]{0,4}-?\d)/i.exec(
        text.slice(next.end),
      );
      if (joined === null) break;
      at = next.end + joined[0].length;
    }
  }
  return found;
}

/** An order number that begins exactly at `at`, written in one piece or spaced ("10 42", "1 0 4 2"). */
function readNumber(text: string, at: number, pattern: string): Span | undefined {
  const rest = text.slice(at);
  const whole = /^[\p{L}\d][\p{L}\d-]*/u.exec(rest)?.[0].replace(/-+$/, "");
  const value = whole === undefined ? undefined : fits(whole, pattern);
  if (whole !== undefined && value !== undefined && !isAmount(text, at, at + whole.length)) {
    return { start: at, end: at + whole.length, value };
  }
  const spaced = /^\d{1,4}(?:[ -]\d{1,4})+(?![\d.,:]*\d)/.exec(rest)?.[0];
  const joined = spaced === undefined ? undefined : fits(spaced.replace(/[ -]/g, ""), pattern);
  if (spaced === undefined || joined === undefined || joined.length > LONGEST_SPACED)
    return undefined;
  return { start: at, end: at + spaced.length, value: joined };
}

/** The number of a card or of a parcel, as far as it is given. */
const NOT_OURS =
  /\b(?:cards?|visa|mastercard|amex|iban|tracking|ending|last (?:4|four))\b(?:[\s:#]|\b(?:is|in|with|on|number|no\.?|code|id|digits|ends|ending|starts|starting|that)\b)*\d[\d -]*\d|(?<!\d)(?:\d{4}[ -]){3}\d{1,7}(?!\d)/gi;

/** Longer runs of spaced digits are phone or card numbers. */
const LONGEST_SPACED = 8;

/** Numbers that look like an order's by themselves and like nothing else. */
function bareOrderNumbers(text: string, pattern: string): Span[] {
  const found: Span[] = [];
  for (const match of text.matchAll(new RegExp(pattern, "giu"))) {
    const value = match[1] ?? match[0];
    const start = match.index;
    const end = start + match[0].length;
    const wholeWord =
      !/[\p{L}\d]$/u.test(text.slice(0, start)) && !/^[\p{L}\d]/u.test(text.slice(end));
    if (wholeWord && !isAmount(text, start, end) && !isYear(text, value, start, end))
      found.push({ start, end, value });
  }
  return found;
}

function fits(candidate: string, pattern: string): string | undefined {
  const match = new RegExp(`^(?:${pattern})$`, "iu").exec(candidate);
  return match === null ? undefined : (match[1] ?? match[0]);
}

/** A price, a time, a measure, a date or part of a longer number. */
function isAmount(text: string, start: number, end: number): boolean {
  const before = text.slice(0, start);
  const after = text.slice(end);
  return (
    /(?:[$€£¥]|\b(?:usd|eur|gbp|dkk|kr)\.?)\s*$/i.test(before) ||
    /^\s*(?:[$€£¥%]|(?:usd|eur|euros?|gbp|dkk|kr|dollars?|pounds?|quid|bucks?|kroner)\b)/i.test(
      after,
    ) ||
    /^(?:[.,:]\d|\/\d{1,3}(?!\d))/.test(after) ||
    /\d[.,:-]$|(?<!\d)\d{1,3}\/$/.test(before) ||
    /^\s*(?:cm|mm|m|km|kg|g|ml|l|w|watts?|v|volts?|lumens?|lm|pcs|pieces?|items?|x|times|am|pm|h|hrs?|hours?|o'?clock|days?|weeks?|months?|years?|minutes?|mins?)\b/i.test(
      after,
    )
  );
}

/** "in 2026", "since 2024", "12 march 2026"; a year is an order number only when it is announced as one. */
function isYear(text: string, value: string, start: number, end: number): boolean {
  if (!/^(?:19|20)\d\d$/.test(value) || text.slice(start, end).includes("#")) return false;
  const before = text.slice(0, start);
  return (
    /\b(?:in|since|from|of|until|by|year|before|after|summer|winter|spring|autumn|fall|christmas|easter|back in)\s*$/i.test(
      before,
    ) ||
    /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?,?\s*(?:\d{1,2}(?:st|nd|rd|th)?,?\s*)?$/i.test(
      before,
    ) ||
    /^\s*(?:collection|edition|model|version|catalogue|season)\b/i.test(text.slice(end))
  );
}

function findPhones(text: string, country: string | undefined): Span[] {
  if (digitsIn(text) < SHORTEST_PHONE) return [];
  const { isSupportedCountry, findPhoneNumbersInText } = phones();
  const defaultCountry = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const found = findPhoneNumbersInText(text, phoneOptions(defaultCountry));
  return found
    .filter(
      (hit) =>
        /^\s*(?:\+|00)/.test(text.slice(hit.startsAt)) ||
        digitsIn(text.slice(hit.startsAt, hit.endsAt)) >= SHORTEST_LOCAL,
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
