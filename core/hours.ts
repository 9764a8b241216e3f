import { z } from "zod";

const clockTime = "([01]?\\d|2[0-4]):[0-5]\\d";
const period = z
  .string()
  .regex(
    new RegExp(`^${clockTime}\\s*-\\s*${clockTime}$`),
    'expected a period such as "10:00-19:00"',
  );
const periods = z.union([period, z.array(period), z.literal("closed")]);

const dayKey = z
  .string()
  .regex(
    /^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$/,
    'expected a day (mon, tue, wed, thu, fri, sat, sun) or a span of days such as "mon-fri"',
  );

const localDate = z.iso.date();

/** `hours:` of shop.yaml. A missing day is closed; a period that ends before it starts runs past midnight. */
export const weeklyHoursSchema = z.record(dayKey, periods);

/** `holidays:` of shop.yaml. `extra` closes a date, or opens it at other hours. */
export const holidaysSchema = z.strictObject({
  /** ISO 3166 country, optionally with a subdivision: "DK", "DE-BY", "US-CA". */
  country: z.string().optional(),
  extra: z
    .array(
      z.union([
        localDate,
        z.strictObject({ date: localDate, hours: periods, reason: z.string().optional() }),
      ]),
    )
    .default([]),
  /** A file beside shop.yaml; its all-day events close the shop, its timed events close it for their span. */
  ical: z.string().optional(),
});

/** One-off closures by local wall-clock time ("2026-12-04 12:00") or whole days. */
export const closureSchema = z.strictObject({
  from: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2})?$/, 'expected "2026-12-04" or "2026-12-04 12:00"'),
  to: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2})?$/, 'expected "2026-12-04" or "2026-12-04 15:00"'),
  reason: z.string().optional(),
});

export type WeeklyHours = z.infer<typeof weeklyHoursSchema>;
export type Holidays = z.infer<typeof holidaysSchema>;
export type Closure = z.infer<typeof closureSchema>;

/** Which part of shop.yaml decides: `hours`, `holidays.country`, `holidays.extra`, `holidays.ical` or `closures`. */
export type HoursRule = "hours" | "country" | "extra" | "ical" | "closures";

/** Whether the shop (or a team) is staffed at an instant, and what will change that. */
export type HoursState =
  | { open: true; closesAt: number | undefined; why: string; rule?: HoursRule }
  | { open: false; opensAt: number | undefined; why: string; rule?: HoursRule };

/**
 * Opening hours ready to be asked. Instants are epoch milliseconds.
 * `undefined` for a time means that it does not happen within the next 400 days.
 */
export type Hours = {
  readonly timezone: string;
  /** `why` names the rule in the retailer's words: "Friday 10:00-13:00", "closed: Great Prayer Day (DK)". */
  at(instant: number): HoursState;
  isOpen(instant: number): boolean;
  /** The same instant if open, else the next opening. */
  nextOpen(instant: number): number | undefined;
  /** The instant at which `staffedMs` of open time have passed since `instant`. */
  addStaffed(instant: number, staffedMs: number): number | undefined;
};
