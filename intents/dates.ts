import { createRequire } from "node:module";
import type * as Chrono from "chrono-node";
import { formats } from "../core/formats.ts";
import type { Entities } from "../core/understanding.ts";
import { shippedLanguage } from "./language.ts";

/** Where and when a text is read. */
export type DateReading = { now: number; timezone: string; locale: string };

/**
 * The days that a text names ("last tuesday", "in 2 days", "el 3 de mayo"), by the calendar of the zone. An hour of
 * today names no day. The reader is loaded with the first text that could name one.
 */
export function findDates(text: string, reading: DateReading): NonNullable<Entities["dates"]> {
  if (!COULD_NAME_A_DAY.test(text)) return [];
  const reference = { instant: new Date(reading.now), timezone: offsetMinutes(reading) };
  return readerFor(reading.locale)
    .parse(text, reference)
    .flatMap(({ text: words, start, end }) => {
      const day = dayIn(start);
      const to = end && dayIn(end);
      return day === undefined ? [] : [{ text: words, day, ...(to && to !== day ? { to } : {}) }];
    });
}

/** A date has digits, or one of these words. Anything else is not worth waking the reader for. */
const COULD_NAME_A_DAY =
  /\d|\b(?:to-?day|tonight|tomorrow|yesterday|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?|days?|weeks?|weekend|months?|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|christmas|hoy|ma[nñ]ana|ayer|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|d[ií]as?|semanas?|mes(?:es)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)/i;

const require = createRequire(import.meta.url);

/** Plain English is read as Europe writes it, day before month; only Americans write the month first. */
function readerFor(locale: string): Pick<Chrono.Chrono, "parse"> {
  if (shippedLanguage(locale) === "es") {
    const spanish = require("chrono-node/es") as { casual: Chrono.Chrono }; // its types describe the ES module
    return spanish.casual;
  }
  const english = require("chrono-node/en") as { casual: Chrono.Chrono; GB: Chrono.Chrono }; // as above
  return locale === "en-US" ? english.casual : english.GB;
}

function dayIn(parts: Chrono.ParsedComponents): string | undefined {
  if (!parts.isCertain("day") && !parts.isCertain("weekday")) return undefined;
  const [year, month, day] = [parts.get("year"), parts.get("month"), parts.get("day")];
  const two = (part: number | null) => String(part ?? 1).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}`;
}

/** How far the zone is ahead of UTC at that moment. */
function offsetMinutes({ now, timezone }: DateReading): number {
  const name = formats
    .date("en-US", { timeZone: timezone, timeZoneName: "longOffset" })
    .format(now);
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  const ahead = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -ahead : ahead;
}
