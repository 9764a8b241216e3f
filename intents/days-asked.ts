import { formattingLocale, timeWords } from "../core/day-words.ts";
import { formats } from "../core/formats.ts";
import type { Hours } from "../core/hours.ts";
import { localMidnight } from "./entities/dates.ts";
import { onDay, type Telling } from "./orders/parcel-words.ts";

/**
 * Whether the shop is open on a day ("2026-12-24") that somebody asks about, holidays and closures considered: "We are
 * closed on Thursday 24 December." A day of the week that has just been means the next one; `undefined` for any other
 * day in the past.
 */
export function dayAskedWords(
  { day, text }: { day: string; text: string },
  hours: Pick<Hours, "at">,
  telling: Telling,
): string | undefined {
  const { now, timezone, phrase } = telling;
  const today = localMidnight(isoDay(now, timezone), timezone);
  const named = localMidnight(day, timezone);
  const isPast = named < today;
  if (isPast && !WEEKDAY.test(text)) return undefined;
  const start = isPast ? localMidnight(dayAfter(day, DAYS_IN_WEEK), timezone) : named;
  const noon = start + DAY_MS / 2;
  const end = localMidnight(dayAfter(isoDay(noon, timezone), 1), timezone);
  const spans = spansOf(hours, start, end).map(([from, to]) =>
    to - from >= end - start ? WHOLE_DAY : `${timeWords(from, telling)}-${timeWords(to, telling)}`,
  );
  const list = formats.list(formattingLocale(telling.locale), { type: "conjunction" });
  return phrase("store.day", { day: onDay(noon, telling), hours: list.format(spans) });
}

const WEEKDAY =
  /(?:mon|tue|wed|thu|fri|sat|sun)|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo/i;
const WHOLE_DAY = "00:00-24:00";
const DAYS_IN_WEEK = 7;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** What began the evening before and ends so early belongs to that evening. */
const STILL_NIGHT_MS = 6 * HOUR_MS;

/** From when to when it is open, for what begins within the day. */
function spansOf(hours: Pick<Hours, "at">, start: number, end: number): [number, number][] {
  const spans: [number, number][] = [];
  let at: number | undefined = start;
  while (at !== undefined && at < end) {
    const state = hours.at(at);
    if (!state.open) {
      at = state.opensAt;
      continue;
    }
    const to = state.closesAt ?? end;
    const isLastNight = at === start && hours.at(start - 1).open && to - start <= STILL_NIGHT_MS;
    if (!isLastNight) spans.push([at, to]);
    at = to;
  }
  return spans;
}

function isoDay(instant: number, timeZone: string): string {
  return formats.date("en-CA", { timeZone }).format(instant);
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
