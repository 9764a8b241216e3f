import type { Closure, Holidays, WeeklyHours } from "../../core/hours.ts";
import { type Cut, closuresFrom, type Reason } from "./closures.ts";
import { type CountryHoliday, type CountryHolidays, countryHolidays } from "./holidays.ts";
import { type CalendarClosures, readCalendar } from "./ical.ts";
import { DAY_MS, type LocalTime } from "./local-time.ts";
import { type HoursMistake, type Period, periodsFrom, weekFrom } from "./weekly-hours.ts";

/** The hours part of shop.yaml (or a team's hours with the shop's holidays and closures), schema-checked. */
export type HoursRules = {
  /** IANA name, e.g. "Europe/Copenhagen". */
  timezone: string;
  hours: WeeklyHours;
  holidays: Holidays;
  closures: readonly Closure[];
  /** What stands in the file that `holidays.ical` names. */
  icalText?: string | undefined;
};

/** What the rules say of one day. A period belongs to the day on which it begins, its night included. */
export type DayPlan = {
  periods: readonly (Period & Reason)[];
  /** Why it is closed outside of the periods. */
  closed: Reason;
  /** From this minute of the day on, `reason` stands instead of `closed`; the periods end there. */
  cut: { from: number; reason: Reason } | undefined;
};

export type Plan = {
  /** A day is counted from 1970-01-01. */
  day(day: number): DayPlan;
  /** Spans of `closures` and of timed calendar events; the latter leave hours given by `extra` alone. */
  cuts: readonly Cut[];
};

/**
 * Puts the rules in their order for each day: a closure of whole days, else `extra`, else an all-day event of the
 * calendar, else a holiday of the country, else the weekly hours. Everything that is wrong is added to `mistakes`.
 */
export function planFrom(rules: HoursRules, clock: LocalTime, mistakes: HoursMistake[]): Plan {
  const week = weekFrom(rules.hours, mistakes).map((periods, weekday) =>
    ordinaryDay(periods, weekday),
  );
  const extra = extraDays(rules.holidays, mistakes);
  const holidays = holidaysFrom(rules.holidays, mistakes);
  const calendar = calendarFrom(rules, clock, mistakes);
  const closures = closuresFrom(rules.closures, clock, mistakes);

  const planDay = (day: number): DayPlan => {
    const closure = closures.days.get(day);
    if (closure) return closedDay(closure);
    const exception = extra.get(day);
    if (exception) return exception;
    const event = calendar.days.get(day);
    if (event !== undefined) return closedDay(calendarReason(event, rules.holidays));
    // 1970-01-01 was a Thursday, the fourth day of a week that begins on Monday.
    const ordinary = week[(((day + 3) % 7) + 7) % 7] ?? closedDay({ why: "closed", rule: "hours" });
    return holidays ? withHoliday(ordinary, holidays.on(day), rules.holidays) : ordinary;
  };
  const events = calendar.spans.map(({ from, to, name }) => ({
    from,
    to,
    reason: calendarReason(name, rules.holidays),
  }));
  return { day: planDay, cuts: [...closures.cuts, ...events] };
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function ordinaryDay(periods: readonly Period[], weekday: number): DayPlan {
  const name = WEEKDAYS[weekday] ?? "";
  const texts = periods.map(({ text }) => text).join(", ");
  return {
    periods: periods.map((period) => ({ ...period, why: `${name} ${period.text}`, rule: "hours" })),
    closed: {
      why: texts ? `closed: ${name} is ${texts}` : `closed: no hours on ${name}`,
      rule: "hours",
    },
    cut: undefined,
  };
}

function closedDay(reason: Reason): DayPlan {
  return { periods: [], closed: reason, cut: undefined };
}

function holidaysFrom(
  { country }: Holidays,
  mistakes: HoursMistake[],
): CountryHolidays | undefined {
  if (country === undefined) return undefined;
  const holidays = countryHolidays(country);
  if (typeof holidays === "object") return holidays;
  mistakes.push({ path: ["holidays", "country"], message: holidays });
  return undefined;
}

function withHoliday(
  ordinary: DayPlan,
  holiday: CountryHoliday | undefined,
  { country }: Holidays,
): DayPlan {
  if (!holiday) return ordinary;
  const reason: Reason = { why: `closed: ${holiday.name} (${country})`, rule: "country" };
  if (holiday.from === 0) return closedDay(reason);
  return { ...ordinary, cut: { from: holiday.from, reason } };
}

function calendarReason(name: string, { ical }: Holidays): Reason {
  return { why: `closed: ${name} (${ical ?? "calendar"})`, rule: "ical" };
}

function extraDays(holidays: Holidays, mistakes: HoursMistake[]): ReadonlyMap<number, DayPlan> {
  const days = new Map<number, DayPlan>();
  for (const [index, entry] of holidays.extra.entries()) {
    const path = ["holidays", "extra", index];
    const { date, hours, reason } =
      typeof entry === "string" ? { date: entry, hours: "closed", reason: undefined } : entry;
    const day = Date.parse(date) / DAY_MS;
    if (days.has(day)) mistakes.push({ path, message: `${date} is given twice` });
    const named = reason ? `${reason} (extra)` : "extra";
    const periods = periodsFrom(hours, [...path, "hours"], mistakes);
    const texts = periods.map(({ text }) => text).join(", ");
    days.set(day, {
      periods: periods.map((period) => ({
        ...period,
        why: `${date} ${period.text}, ${named}`,
        rule: "extra",
      })),
      closed: {
        why: texts ? `closed: ${date} is ${texts}, ${named}` : `closed: ${reason ?? date} (extra)`,
        rule: "extra",
      },
      cut: undefined,
    });
  }
  return days;
}

function calendarFrom(
  rules: HoursRules,
  clock: LocalTime,
  mistakes: HoursMistake[],
): CalendarClosures {
  if (rules.icalText === undefined) return { days: new Map(), spans: [] };
  const calendar = readCalendar(rules.icalText, clock);
  const file = rules.holidays.ical ?? "the calendar";
  for (const mistake of calendar.mistakes) {
    mistakes.push({ path: ["holidays", "ical"], message: `${file}: ${mistake}` });
  }
  return calendar;
}
