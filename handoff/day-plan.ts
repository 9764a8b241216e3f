import type { Closure, Holidays, HoursRule, WeeklyHours } from "../core/hours.ts";
import { countryHolidays } from "./holidays.ts";
import { type CalendarClosures, readCalendar } from "./ical.ts";
import { DAY_MS, type LocalTime, MINUTE_MS } from "./local-time.ts";
import {
  DAY_MINUTES,
  type HoursMistake,
  type Period,
  periodsFrom,
  weekFrom,
} from "./weekly-hours.ts";

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

/** Why a stretch of time is as it is, in the retailer's words. */
export type Reason = { why: string; rule: HoursRule };

/** What the rules say of one day. A period belongs to the day on which it begins, its night included. */
export type DayPlan = {
  periods: readonly (Period & Reason)[];
  /** Why it is closed outside of the periods. */
  closed: Reason;
  /** From this minute of the day on, `reason` stands instead of `closed`; the periods end there. */
  cut: { from: number; reason: Reason } | undefined;
};

/** A span that is closed by the clock, whatever day its hours belong to. */
export type Cut = { from: number; to: number; reason: Reason };

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
  const country = rules.holidays.country;
  const holidays = country === undefined ? undefined : countryHolidays(country);
  if (typeof holidays === "string")
    mistakes.push({ path: ["holidays", "country"], message: holidays });
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
    const holiday = typeof holidays === "object" ? holidays.on(day) : undefined;
    if (!holiday) return ordinary;
    const reason: Reason = { why: `closed: ${holiday.name} (${country})`, rule: "country" };
    return holiday.from === 0
      ? closedDay(reason)
      : { ...ordinary, cut: { from: holiday.from, reason } };
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

/** Between two dates whole days are closed, nights included; with a time, the span between the two by the clock. */
function closuresFrom(
  closures: readonly Closure[],
  clock: LocalTime,
  mistakes: HoursMistake[],
): { days: ReadonlyMap<number, Reason>; cuts: readonly Cut[] } {
  const days = new Map<number, Reason>();
  const cuts: Cut[] = [];
  for (const [index, { from, to, reason }] of closures.entries()) {
    const [start, end] = [wallTime(from), wallTime(to)];
    const path = ["closures", index];
    if (!start)
      mistakes.push({
        path: [...path, "from"],
        message: `"${from}" is not a date, or not a time of the day`,
      });
    if (!end)
      mistakes.push({
        path: [...path, "to"],
        message: `"${to}" is not a date, or not a time of the day`,
      });
    if (!start || !end) continue;
    const words: Reason = {
      why: `closed: ${reason ?? `${from} to ${to}`} (closures)`,
      rule: "closures",
    };
    const lastMinute = end.minute ?? DAY_MINUTES;
    const [fromReading, toReading] = [
      start.day * DAY_MS + (start.minute ?? 0) * MINUTE_MS,
      end.day * DAY_MS + lastMinute * MINUTE_MS,
    ];
    if (toReading <= fromReading) {
      mistakes.push({ path, message: `the closure ends ("${to}") before it starts ("${from}")` });
    } else if (end.day - start.day > MAX_CLOSURE_DAYS) {
      mistakes.push({
        path,
        message: `the closure from "${from}" to "${to}" lasts longer than ${MAX_CLOSURE_DAYS} days`,
      });
    } else if (start.minute === undefined && end.minute === undefined) {
      for (let day = start.day; day <= end.day; day++) days.set(day, words);
    } else {
      cuts.push({
        from: clock.firstShowing(fromReading),
        to: clock.firstShowing(toReading),
        reason: words,
      });
    }
  }
  return { days, cuts };
}

/** Ten years: longer than any closure that is meant, short enough to count day by day. */
const MAX_CLOSURE_DAYS = 3660;

function wallTime(text: string): { day: number; minute: number | undefined } | undefined {
  const [date = "", time] = text.split(/[ T]/);
  const midnight = Date.parse(date);
  // Date.parse reads "2026-02-30" as 2 March in some engines.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date)
    return undefined;
  if (time === undefined) return { day: midnight / DAY_MS, minute: undefined };
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const minute = hours * 60 + minutes;
  return minutes > 59 || minute > DAY_MINUTES ? undefined : { day: midnight / DAY_MS, minute };
}
