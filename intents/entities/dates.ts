import { createRequire } from "node:module";
import type * as Chrono from "chrono-node";
import { formats } from "../../core/formats.ts";
import type { Entities } from "../../core/understanding.ts";
import { shippedLanguage } from "../language.ts";

/** Where and when a text is read. */
export type DateReading = { now: number; timezone: string; locale: string };

/**
 * The days that a text names ("last tuesday", "in 2 days", "el 3 de mayo"), by the calendar of the zone. An hour of
 * today names no day. The reader is loaded with the first text that could name one.
 */
export function findDates(text: string, reading: DateReading): NonNullable<Entities["dates"]> {
  if (!COULD_NAME_A_DAY.test(text)) return [];
  const reference = { instant: new Date(reading.now), timezone: offsetMinutes(reading) };
  const feast = feastIn(text, reading);
  if (feast) return [feast];
  return readerFor(reading.locale, text)
    .parse(text, reference)
    .flatMap(({ text: words, start, end }) => {
      const day = COULD_NAME_A_DAY.test(words) ? dayIn(start) : undefined;
      const to = end && dayIn(end);
      return day === undefined ? [] : [{ text: words, day, ...(to && to !== day ? { to } : {}) }];
    });
}

/** What names a day has digits, or one of these words. Anything else is not worth waking the reader for, or is an hour. */
const COULD_NAME_A_DAY =
  /\d|\b(?:to-?day|tonight|last\s*night|tomorrow|tmrw?|overmorrow|yesterday|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?|days?|weeks?|weekend|months?|january|february|march|april|may|june|july|august|september|october|november|december|x-?mas|boxing|new years?|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|christmas|hoy|ma[nñ]ana|ayer|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|d[ií]as?|semanas?|mes(?:es)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|nochebuena|navidad|nochevieja|a[nñ]o nuevo)\b/i;

/** Feasts of a fixed day that people name instead of it; the longer names first. */
const FEASTS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:christmas|x-?mas) eve\b|\bnochebuena\b/i, "12-24"],
  [/\bboxing day\b/i, "12-26"],
  [/\bnew year'?s? eve\b|\bnochevieja\b/i, "12-31"],
  [/\bnew year'?s?(?: day)?\b|\ba[nñ]o nuevo\b/i, "01-01"],
  [
    /\b(?:christmas|x-?mas)(?: day)?\b(?! (?:present|gift|party|season|time|tree|sale))|\bnavidad\b/i,
    "12-25",
  ],
];

/** The next one of it. */
function feastIn(
  text: string,
  { now, timezone }: DateReading,
): NonNullable<Entities["dates"]>[number] | undefined {
  const found = FEASTS.map(([name, day]) => ({ words: name.exec(text)?.[0], day })).find(
    ({ words }) => words !== undefined,
  );
  if (found?.words === undefined) return undefined;
  const today = formats.date("en-CA", { timeZone: timezone }).format(now);
  const year = Number(today.slice(0, 4));
  const isOver = found.day < today.slice(5);
  return { text: found.words, day: `${isOver ? year + 1 : year}-${found.day}` };
}

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

/** How far the zone is ahead of UTC at that moment. */
function offsetMinutes({ now, timezone }: Omit<DateReading, "locale">): number {
  const name = formats
    .date("en-US", { timeZone: timezone, timeZoneName: "longOffset" })
    .format(now);
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  const ahead = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -ahead : ahead;
}
