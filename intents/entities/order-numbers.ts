import { isIsoDay } from "./dates.ts";
import type { Span } from "./details.ts";

/**
 * Numbers that the customer announces as an order's, spaces and dashes inside them included; also the next of a list.
 * Written another way than the shop does ("W 88213", "88213" for "W-88213"), they are given as its pattern has them.
 */
export function announcedNumbers(text: string, pattern: string): Span[] {
  return [...text.matchAll(ANNOUNCED)].flatMap((announced) => {
    const before = text.slice(0, announced.index);
    const at = announced.index + announced[0].length;
    const isAnothers =
      OTHERS_NUMBER.test(before) || (MY.test(before) && PHONE.test(text.slice(at)));
    return isAnothers ? [] : listFrom(at, text, pattern);
  });
}

/** The number that begins there, and those that follow it: "1042, 1048 and 1031". */
function listFrom(start: number, text: string, pattern: string): Span[] {
  const found: Span[] = [];
  let at: number | undefined = start;
  while (at !== undefined) {
    const next: Span | undefined =
      readNumber(text, at, pattern) ?? spelledNumber(text, at, pattern);
    if (next === undefined) break;
    found.push(next);
    const joined = NEXT_OF_LIST.exec(text.slice(next.end));
    at = joined ? next.end + joined[0].length : undefined;
  }
  return found;
}

const NEXT_OF_LIST = /^\s*(?:,|and|&|\+|or|\/)\s*#?\s*(?=[A-Za-z]{0,4}-?\d)/i;

/** "#", "order", "order no.", "ordernr:", "order number is": what follows is meant as an order number. */
const ANNOUNCED =
  /(?:#\s*|\border(?:s|ed|ing)?(?:\b|(?=\d))\s*(?:(?:no|nr|num|nummer|number|id|ref|reference|confirmation)\b\.?)?\s*(?:is|was|are|were|:|-|=)*\s*#?\s*|\b(?:no|nr|num|number|ref|reference)\b\.?\s*(?:is|was|:|-|=)*\s*#?\s*)/gi;

const OTHERS_NUMBER =
  /\b(?:phone|mobile|tel|telephone|cell|tracking|card|account|house|customer|client|member(?:ship)?|loyalty|item|article|product|model|voucher)\s*$/i;

/** "My number is 20304050". */
const MY = /\bmy\s*$/i;
const PHONE = /^\+?(?:\d[ .-]?){7,}\d/;

/** An order number that begins exactly at `at`, written in one piece or spaced ("10 42", "1 0 4 2"). */
function readNumber(text: string, at: number, pattern: string): Span | undefined {
  const rest = text.slice(at);
  const whole = /^[\p{L}\d][\p{L}\d-]*/u.exec(rest)?.[0].replace(/-+$/, "");
  const first = /^\d+(?=-\d)/.exec(rest)?.[0]; // "1042-1": a parcel of it
  for (const piece of [whole, first]) {
    const value = piece === undefined ? undefined : fits(piece, pattern);
    if (piece !== undefined && value !== undefined && !isAmount(text, at, at + piece.length))
      return { start: at, end: at + piece.length, value };
  }
  const spaced = /^\d{1,4}(?:[ -]\d{1,4})+(?![\d.,:]*\d)/.exec(rest)?.[0];
  const joined = spaced === undefined ? undefined : fits(spaced.replace(/[ -]/g, ""), pattern);
  if (spaced === undefined || joined === undefined || joined.length > LONGEST_SPACED)
    return undefined;
  if (isIsoDay(spaced)) return undefined;
  return { start: at, end: at + spaced.length, value: joined };
}

/** Longer runs of spaced digits are phone or card numbers. */
const LONGEST_SPACED = 8;

/** The same where the shop's numbers begin with letters or hold a dash: both may be left out, or written in other ways. */
function spelledNumber(text: string, at: number, pattern: string): Span | undefined {
  const letters = lettersOf(pattern);
  if (letters === undefined) return undefined;
  const [, own, digits] = SPELLED.exec(text.slice(at)) ?? [];
  if (own === undefined || digits === undefined) return undefined;
  if (own !== "" && !new RegExp(`^${letters}[\\s${DASHES}_.]*$`, "iu").test(own)) return undefined;
  const pieces = digits.match(/\d+/g) ?? [];
  for (let count = pieces.length; count > 0; count--) {
    const value = likeThePattern(letters, pieces.slice(0, count).join(""), pattern);
    const end = at + own.length + endOf(digits, count);
    if (value !== undefined && !/^\d/.test(text.slice(end)) && !isAmount(text, at, end))
      return { start: at, end, value };
  }
  return undefined;
}

/** As phones and text processors make dashes, too. */
const DASHES = "\\-\\u2010-\\u2015\\u2212";
const SPELLED = new RegExp(
  `^(\\p{L}{0,6}[\\s${DASHES}_.]{0,3})(\\d+(?:[ ${DASHES}]\\d+){0,4})`,
  "u",
);

/** The letters with which every number of a pattern begins. Numbers without any can only be told by their digits. */
function lettersOf(pattern: string): string | undefined {
  return /^(?:\^|\\b|\(\?:|\(|#\??)*([A-Z]{1,6})(?![?*{|A-Z])/i.exec(pattern)?.[1];
}

/** Digits as the shop would write them: with its letters, and with one dash where it has one. */
function likeThePattern(letters: string, digits: string, pattern: string): string | undefined {
  const plain = letters + digits;
  const places = Array.from(digits, (_, index) => letters.length + index);
  const dashed = places.map((place) => `${plain.slice(0, place)}-${plain.slice(place)}`);
  const likely = [plain, ...dashed].find((each) => fits(each, pattern) !== undefined);
  return likely === undefined ? undefined : fits(likely, pattern);
}

/** Where the so-manieth run of digits ends. */
function endOf(digits: string, count: number): number {
  const run = [...digits.matchAll(/\d+/g)][count - 1];
  return run === undefined ? 0 : run.index + run[0].length;
}

/** Numbers that look like an order's by themselves and like nothing else. */
export function bareNumbers(text: string, pattern: string): Span[] {
  const found: Span[] = [];
  for (const match of text.matchAll(new RegExp(pattern, "giu"))) {
    const start = match.index;
    const end = start + match[0].length;
    const value = asWritten(match[1] ?? match[0], pattern);
    const wholeWord =
      !/[\p{L}\d]$/u.test(text.slice(0, start)) && !/^[\p{L}\d]/u.test(text.slice(end));
    if (wholeWord && !isAmount(text, start, end) && !isYear(text, value, start, end))
      found.push({ start, end, value });
  }
  return found.length > 0 ? found : bareSpelled(text, pattern);
}

/** "W 88213", and a message of nothing but its digits. */
function bareSpelled(text: string, pattern: string): Span[] {
  const letters = lettersOf(pattern);
  if (letters === undefined || !/\d/.test(text)) return [];
  const begins = [
    ...text.matchAll(new RegExp(`(?<![\\p{L}\\d])${letters}(?=[\\s${DASHES}_.]{0,3}\\d)`, "giu")),
  ];
  const alone = /^\W*(?=\d[\d\s-]*\W*$)/.exec(text);
  const starts = [...begins.map(({ index }) => index), ...(alone ? [alone[0].length] : [])];
  return starts.flatMap((start) => spelledNumber(text, start, pattern) ?? []);
}

/** Without those that are named as the wrong ones: "cancel 1031, not 1048". */
export function numbersMeant(numbers: readonly Span[], text: string): readonly Span[] {
  return numbers.filter(({ start }) => !NOT_MEANT.test(text.slice(0, start)));
}

const NOT_MEANT =
  /(?:\b(?<!\bdid )not|\binstead of|\brather than)\s+(?:(?:for|the|my)\s+)*(?:order\s*)?(?:(?:no|nr|number)\b\.?\s*)?#?\s*$/i;

/** A price, a time, a measure, a date, a postcode or part of a longer number. */
function isAmount(text: string, start: number, end: number): boolean {
  const before = text.slice(0, start);
  const after = text.slice(end);
  return (
    (IN_A_STREET.test(before) && BEFORE_A_TOWN.test(after)) ||
    /\b(?:spend|spending|spent|paid|(?:buy|bought|shop) for|worth)\s*$/i.test(before) ||
    /(?:[$€£¥]|\b(?:usd|eur|gbp|dkk|kr)\.?)\s*$/i.test(before) ||
    /^\s*(?:[$€£¥%]|(?:usd|eur|euros?|gbp|dkk|kr|dollars?|pounds?|quid|bucks?|kroner)\b)/i.test(
      after,
    ) ||
    /^(?:[.,:]\d|\/\d{1,3}(?!\d)|[,:]-|-\d{1,2}-\d{1,2}(?!\d))/.test(after) ||
    /\d[.,:-]$|(?<!\d)\d{1,3}\/$/.test(before) ||
    /^\s*(?:cm|mm|m|km|kg|g|ml|l|w|watts?|v|volts?|lumens?|lm|pcs|pieces?|items?|points?|reviews|stitches|x|times|am|pm|h|hrs?|hours?|o'?clock|days?|weeks?|months?|years?|minutes?|mins?)\b/i.test(
      after,
    ) ||
    (AT_AN_HOUR.test(before) &&
      /^(?:0[6-9]|1\d|2[0-3])(?:00|15|30|45)$/.test(text.slice(start, end)))
  );
}

/** "Nyhavn 5, 1051 København": a postcode stands between a house and a town. */
const IN_A_STREET = /\p{Lu}\p{L}{2,}\.? \d{1,3} ?\p{L}?,?\s*$/u;
const BEFORE_A_TOWN = /^ \p{Lu}\p{L}{2,}/u;

/** "At 1530" is an hour; "look at 1530" is none. */
const AT_AN_HOUR = /(?<!\blook(?:ing|ed)? )\b(?:at|around|until|till|before|after|between)\s*$/i;

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

/** The number that a candidate gives, as the shop writes it. */
function fits(candidate: string, pattern: string): string | undefined {
  const match = new RegExp(`^(?:${pattern})$`, "iu").exec(candidate);
  return match === null ? undefined : asWritten(match[1] ?? match[0], pattern);
}

/** "hp-1042", where numbers are written "HP-1042". */
function asWritten(value: string, pattern: string): string {
  const letters = lettersOf(pattern);
  const isOurs = letters !== undefined && value.toLowerCase().startsWith(letters.toLowerCase());
  return isOurs ? letters + value.slice(letters.length) : value;
}
