import { createRequire } from "node:module";
import type * as Chrono from "chrono-node";
import { formats } from "../../core/formats.ts";
import type { Entities } from "../../core/understanding.ts";
import { shippedLanguage } from "../language.ts";
import { DAYS_IN_WEEK, dayAfter, daysByName } from "./named-days.ts";

/** Where and when a text is read. */
export type DateReading = { now: number; timezone: string; locale: string };

/**
 * The days that a text names ("last tuesday", "in 2 days", "el 3 de mayo"), by the calendar of the zone. An hour of
 * today names no day, nor does how long something takes. The reader is loaded with the first text that could name one.
 */
export function findDates(text: string, reading: DateReading): NonNullable<Entities["dates"]> {
  if (!COULD_NAME_A_DAY.test(text)) return [];
  const own = daysByName(text, dayOf(reading));
  const rest = own.reduce((words, { text: name }) => words.replace(name, blank), text);
  return [...own, ...daysRead(rest, reading)].toSorted(
    (one, other) => text.indexOf(one.text) - text.indexOf(other.text),
  );
}

function daysRead(text: string, reading: DateReading): Day[] {
  if (!COULD_NAME_A_DAY.test(text)) return [];
  return readerFor(reading.locale, text)
    .parse(text, shopClockHere(reading))
    .flatMap(({ text: words, index, start, end }) => {
      const before = text.slice(0, index);
      const isNone = namesNoDay(words, before, text.slice(index + words.length));
      const day = !isNone && COULD_NAME_A_DAY.test(words) ? dayIn(start) : undefined;
      if (day === undefined) return [];
      const to = end && dayIn(end);
      const asked = start.isCertain("day") ? day : weekdayMeant(day, words, before, dayOf(reading));
      return [{ text: words, day: asked, ...(to && to !== day ? { to } : {}) }];
    });
}

/**
 * The moment at which this machine's clock shows what the shop's shows now. The reader takes some words by the machine's
 * hours, whatever zone it is told: "last night" would depend on where the server stands.
 */
function shopClockHere(reading: DateReading): Date {
  const there = new Date(reading.now + offsetMinutes(reading) * MINUTE_MS);
  const [year, month, day] = [there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate()];
  return new Date(year, month, day, there.getUTCHours(), there.getUTCMinutes());
}

type Day = NonNullable<Entities["dates"]>[number];

/** "For three weeks", "a sun hat", "it sat there". */
function namesNoDay(words: string, before: string, after: string): boolean {
  if (/^for\b/i.test(words)) return true;
  if (!/^(?:sun|sat|wed|mon)$/i.test(words)) return false;
  return (
    (/\b(?:an?|the|my|your|our)\s*$/i.test(before) && /^\s+\p{L}/u.test(after)) ||
    /^\s+(?:on|in|at|there|here|down|around|with|hats?|lamps?|shades?|screen|cream|lounger|dress)\b/i.test(
      after,
    )
  );
}

/** The reader takes the nearest one: "since monday" lies behind us, "by friday" before us. */
function weekdayMeant(day: string, words: string, before: string, today: string): string {
  if (day > today && /\bsince\s*$/i.test(before)) return dayAfter(day, -DAYS_IN_WEEK);
  const isAhead = /\b(?:by|until|till|before)\s*$/i.test(before) && !/\blast\b/i.test(words);
  return day < today && isAhead ? dayAfter(day, DAYS_IN_WEEK) : day;
}

/** Whether a number is a day as computers write it: "2026-11-12" has as many digits as a Danish phone number. */
export function isIsoDay(text: string): boolean {
  return /^(?:19|20)\d\d([-./]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])$/.test(text);
}

/** What names a day has digits, or one of these words. Anything else is not worth waking the reader for, or is an hour. */
const COULD_NAME_A_DAY =
  /\d|\b(?:to-?day|tonight|last\s*night|tomorrow|tmrw?|tmo?ro?|tomoz|2mo?r+o?w?|overmorrow|yesterday|yday|fortnight|(?:black|cyber) (?:friday|monday)|valentine'?s|hallow'?een|the \d|(?:mon|tues?|wed(?:nes|s)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?|days?|weeks?|weekend|months?|january|february|march|april|may|june|july|august|september|october|november|december|x-?mas|boxing|new years?|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|christmas|hoy|ma[nñ]ana|ayer|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|d[ií]as?|semanas?|mes(?:es)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|nochebuena|navidad|nochevieja|a[nñ]o nuevo)\b/i;

const require = createRequire(import.meta.url);

/** Plain English is read as Europe writes it, day before month; only Americans write the month first in digits. */
function readerFor(locale: string, text: string): Pick<Chrono.Chrono, "parse"> {
  if (shippedLanguage(locale) === "es") {
    const spanish = require("chrono-node/es") as { casual: Chrono.Chrono }; // its types describe the ES module
    return spanish.casual;
  }
  const english = require("chrono-node/en") as { casual: Chrono.Chrono; GB: Chrono.Chrono }; // as above
  return locale === "en-US" || MONTH_FIRST.test(text) ? english.casual : english.GB;
}

/** To a European reader "December 31" would be a month of 2031. */
const MONTH_FIRST =
  /\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?\b/i;

function dayIn(parts: Chrono.ParsedComponents): string | undefined {
  if (!parts.isCertain("day") && !parts.isCertain("weekday")) return undefined;
  const [year, month, day] = [parts.get("year"), parts.get("month"), parts.get("day")];
  const two = (part: number | null) => String(part ?? 1).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}`;
}

/** The instant at which a day ("2026-12-24") begins in a zone. */
export function localMidnight(day: string, timezone: string): number {
  const guess = Date.parse(`${day}T00:00:00Z`);
  const at = guess - offsetMinutes({ now: guess, timezone }) * MINUTE_MS;
  return guess - offsetMinutes({ now: at, timezone }) * MINUTE_MS;
}

const MINUTE_MS = 60_000;

/** What day it is there. */
function dayOf({ now, timezone }: Omit<DateReading, "locale">): string {
  return formats.date("en-CA", { timeZone: timezone }).format(now);
}

function blank(found: string): string {
  return " ".repeat(found.length);
}

/** How far the zone is ahead of UTC at that moment. */
function offsetMinutes({ now, timezone }: Omit<DateReading, "locale">): number {
  const name = formats
    .date("en-US", { timeZone: timezone, timeZoneName: "longOffset" })
    .format(now);
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  const ahead = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -ahead : ahead;
}
