import { formats } from "./formats.ts";
import { languageIn } from "./locale.ts";

/** Whose calendar and language a day is told in. */
export type DayTeller = { now: number; timezone: string; locale: string };

/** A day as people say it: "today", "tomorrow", "yesterday", else "Tuesday 24 November", "el martes, 24 de noviembre" (with the year if it is another). */
export function dayWords(instant: number, teller: DayTeller): string {
  const days = daysFromNow(instant, teller);
  const locale = formattingLocale(teller.locale);
  if (Math.abs(days) <= 1) {
    return formats.relative(locale, { numeric: "auto" }).format(days, "day");
  }
  const sameYear = localDay(instant, teller).year === localDay(teller.now, teller).year;
  const date = formats
    .date(locale, {
      timeZone: teller.timezone,
      weekday: "long",
      day: "numeric",
      month: "long",
      ...(sameYear ? {} : { year: "numeric" }),
    })
    .format(instant);
  return `${mannersOf(teller).day}${date}`;
}

/** What a language puts before a day that is named, and before an hour of the clock. */
type Manners = { day: string; hour: string; hourOne: string };

const PLAIN: Manners = { day: "", hour: "", hourOne: "" };
const MANNERS: Readonly<Record<string, Manners>> = {
  es: { day: "el ", hour: "a las ", hourOne: "a la " },
};

function mannersOf({ locale }: Pick<DayTeller, "locale">): Manners {
  return MANNERS[languageIn(locale)] ?? PLAIN;
}

/** Whether `dayWords` gives a date, which some languages put a preposition before, and not a word such as "today". */
export function isNamedDate(instant: number, teller: DayTeller): boolean {
  return Math.abs(daysFromNow(instant, teller)) > 1;
}

/** The hour and minute as the locale writes them: "14:05". */
export function timeWords(instant: number, teller: Omit<DayTeller, "now">): string {
  return formats
    .date(formattingLocale(teller.locale), {
      timeZone: teller.timezone,
      hour: "2-digit",
      minute: "2-digit",
    })
    .format(instant);
}

/** Calendar days from today to that day in the teller's zone; negative in the past. */
export function daysFromNow(instant: number, teller: DayTeller): number {
  return localDay(instant, teller).day - localDay(teller.now, teller).day;
}

/** A moment as people say it: "19:00" today, else "tomorrow 10:00", "Monday 10:00" ("el lunes a las 10:00"), or with the date from next week on. */
export function momentWords(instant: number, teller: DayTeller): string {
  const clock = timeWords(instant, teller);
  const { day, hour, hourOne } = mannersOf(teller);
  const time = `${/^0?1\D/.test(clock) ? hourOne : hour}${clock}`;
  const days = daysFromNow(instant, teller);
  if (days === 0) return time;
  if (days > 1 && days < DAYS_IN_WEEK) {
    const weekday = formats.date(formattingLocale(teller.locale), {
      timeZone: teller.timezone,
      weekday: "long",
    });
    return `${day}${weekday.format(instant)} ${time}`;
  }
  return `${dayWords(instant, teller)} ${time}`;
}

const DAY_MS = 24 * 60 * 60_000;
const DAYS_IN_WEEK = 7;

/** The hour of the day, 0 to 23, where the teller is. */
export function localHour({ now, timezone }: DayTeller): number {
  const format = formats.date("en-GB", {
    timeZone: timezone,
    hour: "2-digit",
    hourCycle: "h23",
  });
  return Number(format.format(now));
}

/** The locale to write dates, times and amounts in: plain "en" is European English, day before month and 24 hours. */
export function formattingLocale(locale: string): string {
  return locale === "en" ? "en-GB" : locale;
}

/** The day on the teller's calendar, counted from 1970, and its year. */
function localDay(instant: number, { timezone }: Omit<DayTeller, "now">): LocalDay {
  const minute = Math.floor(instant / MINUTE_MS);
  const name = `${timezone} ${minute}`;
  const known = localDays.get(name);
  if (known !== undefined) return known;
  // Canadian English writes dates as ISO 8601 does: "2026-11-20".
  const date = formats.date("en-CA", { timeZone: timezone }).format(instant);
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  const found = { day, year: date.slice(0, 4) };
  if (localDays.size >= MOST_DAYS) localDays.clear();
  localDays.set(name, found);
  return found;
}

type LocalDay = { day: number; year: string };

/** One answer asks for the day of "now" and of each parcel a dozen times; a day begins with a minute, in every zone. */
const localDays = new Map<string, LocalDay>();
const MOST_DAYS = 1_000;
const MINUTE_MS = 60_000;
