import { Temporal } from "temporal-polyfill";

/** Whose calendar and language a day is told in. */
export type DayTeller = { now: number; timezone: string; locale: string };

/** A day as people say it: "today", "tomorrow", "yesterday", else "Tuesday 24 November" (with the year if it is another). */
export function dayWords(instant: number, teller: DayTeller): string {
  const days = daysFromNow(instant, teller);
  const locale = formattingLocale(teller.locale);
  if (Math.abs(days) <= 1) {
    return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
  }
  const sameYear = localDate(instant, teller).year === localDate(teller.now, teller).year;
  return new Intl.DateTimeFormat(locale, {
    timeZone: teller.timezone,
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(instant);
}

/** Whether `dayWords` gives a date, which some languages put a preposition before, and not a word such as "today". */
export function isNamedDate(instant: number, teller: DayTeller): boolean {
  return Math.abs(daysFromNow(instant, teller)) > 1;
}

/** The hour and minute as the locale writes them: "14:05". */
export function timeWords(instant: number, teller: Omit<DayTeller, "now">): string {
  return new Intl.DateTimeFormat(formattingLocale(teller.locale), {
    timeZone: teller.timezone,
    hour: "2-digit",
    minute: "2-digit",
  }).format(instant);
}

/** Calendar days from today to that day in the teller's zone; negative in the past. */
export function daysFromNow(instant: number, teller: DayTeller): number {
  return localDate(teller.now, teller).until(localDate(instant, teller), { largestUnit: "day" })
    .days;
}

/** The hour of the day, 0 to 23, where the teller is. */
export function localHour({ now, timezone }: DayTeller): number {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone).hour;
}

/** The locale to write dates, times and amounts in: plain "en" is European English, day before month and 24 hours. */
export function formattingLocale(locale: string): string {
  return locale === "en" ? "en-GB" : locale;
}

function localDate(instant: number, { timezone }: Omit<DayTeller, "now">): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone).toPlainDate();
}
