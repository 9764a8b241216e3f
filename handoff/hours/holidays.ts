import { createRequire } from "node:module";
import type HolidayCalendar from "date-holidays";
import { type KeptDays, keptHolidays } from "./kept-holidays.ts";
import { DAY_MS } from "./local-time.ts";

/** A day off. `from` is the minute of the day at which it begins: 0, or 840 for an eve that ends at 14:00. */
export type CountryHoliday = { name: string; from: number };

/** The public holidays of one country or subdivision. A day is counted from 1970-01-01, whatever the zone. */
export type CountryHolidays = { on(day: number): CountryHoliday | undefined };

/**
 * The public and bank holidays of "DK", "DE-BY", "US-CA"; observances such as Mother's Day close no shop.
 * Each is taken as the calendar day it is named for, also where its religion begins it on the evening before.
 * Gives what is wrong as a text when there is no such country or subdivision.
 * Loads its tables (tens of megabytes) for a year that no start before this one asked for.
 */
export function countryHolidays(code: string): CountryHolidays | string {
  const kept = keptHolidays(code);
  let loaded = kept.isKnown ? undefined : calendarOf(code);
  if (typeof loaded === "string") return loaded;

  const daysOf = (year: number): KeptDays => {
    const known = kept.daysOf(year);
    if (known) return known;
    loaded ??= calendarOf(code);
    if (typeof loaded === "string") return []; // its days of another year were kept, so it does exist
    const days = holidaysStartedIn(loaded, year);
    kept.keep(year, days);
    return days;
  };
  const started = new Map<number, ReadonlyMap<number, CountryHoliday>>();
  const startedIn = (year: number): ReadonlyMap<number, CountryHoliday> => {
    const known = started.get(year);
    if (known) return known;
    const days = new Map(daysOf(year).map(([day, name, from]) => [day, { name, from }]));
    if (started.size >= KEPT_YEARS) started.clear();
    started.set(year, days);
    return days;
  };
  return {
    on(day) {
      const year = new Date(day * DAY_MS).getUTCFullYear();
      // A feast of several days may have begun in the old year.
      return startedIn(year).get(day) ?? startedIn(year - 1).get(day);
    },
  };
}

const KEPT_YEARS = 32;

/** What makes a "2026-12-24" of the calendar's into a day count, and 23-hour days into whole ones. */
const SHORT_DAY_SLACK = 0.1;

function calendarOf(code: string): HolidayCalendar | string {
  const require = createRequire(import.meta.url);
  const Calendar = require("date-holidays") as typeof HolidayCalendar; // its CommonJS build is the class itself
  const [country = "", subdivision] = code.toUpperCase().split("-");
  const tables = new Calendar();
  if (!(country in tables.getCountries())) {
    return `no holidays are known for "${code}": expected an ISO 3166 country such as "DK", or a part of one such as "DE-BY"`;
  }
  const options = {
    types: ["public" as const, "bank" as const],
    languages: ["en"],
    timezone: "UTC",
  };
  if (subdivision === undefined) return new Calendar(country, options);
  const states = Object.keys(tables.getStates(country) ?? {}); // the library gives undefined for most countries
  const state = states.find((name) => name.toUpperCase() === subdivision);
  if (state === undefined) {
    const parts = states.length > 0 ? `expected one of ${states.join(", ")}` : `write "${country}"`;
    return `no holidays are known for the part "${subdivision}" of ${country}: ${parts}`;
  }
  return new Calendar(country, state, options);
}

function holidaysStartedIn(calendar: HolidayCalendar, year: number): KeptDays {
  const days = new Map<number, CountryHoliday>();
  for (const holiday of calendar.getHolidays(year)) {
    // "2026-12-24 14:00:00" is the calendar's own local time; its `start` depends on a zone.
    const [date = "", time = ""] = holiday.date.split(" ");
    const first = Date.parse(date) / DAY_MS;
    const [hours = 0, minutes = 0] = time.split(":").map(Number);
    const lastedDays = (holiday.end.getTime() - holiday.start.getTime()) / DAY_MS;
    const length = Math.max(1, Math.floor(lastedDays + SHORT_DAY_SLACK));
    for (let day = first; day < first + length; day++) {
      const from = day === first ? hours * 60 + minutes : 0;
      const other = days.get(day);
      if (!other || from < other.from) days.set(day, { name: holiday.name, from });
    }
  }
  return [...days].map(([day, { name, from }]) => [day, name, from] as const);
}
