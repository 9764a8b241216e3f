import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Hours, WeeklyHours } from "../../core/hours.ts";
import type { HoursRules } from "./day-plan.ts";
import { hoursFrom } from "./hours.ts";

/**
 * The oracle knows nothing of instants: it marks the open minutes on a long wall calendar, and reads off the wall
 * clock (as Intl shows it) minute by minute, taking the latest time that the clock has shown so far.
 */
const MINUTE_MS = 60_000;
const DAY = 1440;
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const ZONES = [
  "Europe/Copenhagen",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "America/Santiago",
];
const FIRST_MINUTE = Date.UTC(2026, 0, 1) / MINUTE_MS;
const LAST_MINUTE = Date.UTC(2028, 0, 1) / MINUTE_MS;
const MARGIN = 4 * DAY;

/** Wall minutes by UTC minute, both counted from `fromMinute`. */
function wallMinutes(timezone: string, fromMinute: number, toMinute: number): Int32Array {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const shown = new Int32Array(toMinute - fromMinute);
  const half = 30; // every zone of today changes its clock on a half hour of UTC
  let latest = Number.NEGATIVE_INFINITY;
  for (let minute = fromMinute; minute < toMinute; minute += half) {
    const [day, month, year, hour, past] = format
      .format(minute * MINUTE_MS)
      .split(/\D+/)
      .map(Number) as [number, number, number, number, number]; // "01/01/2026, 13:30"
    const reading = Date.UTC(year, month - 1, day, hour, past) / MINUTE_MS;
    for (let step = 0; step < half && minute + step < toMinute; step++) {
      if (reading + step > latest) latest = reading + step;
      shown[minute - fromMinute + step] = latest - fromMinute;
    }
  }
  return shown;
}

type Calendar = {
  week: (weekday: string) => readonly (readonly [start: number, end: number])[];
  /** Days that have other hours, or none. */
  days?: Record<string, readonly (readonly [start: number, end: number])[]>;
  /** Closed by the wall clock. */
  shut?: readonly (readonly [from: string, to: string])[];
};

function openWallMinutes(calendar: Calendar, fromMinute: number, toMinute: number): Uint8Array {
  const wall = new Uint8Array(toMinute - fromMinute);
  for (let day = fromMinute; day < toMinute; day += DAY) {
    const date = new Date(day * MINUTE_MS);
    const weekday = DAYS[date.getUTCDay()] ?? "";
    const periods = calendar.days?.[date.toISOString().slice(0, 10)] ?? calendar.week(weekday);
    for (const [start, end] of periods) {
      wall.fill(1, day - fromMinute + start, day - fromMinute + (end > start ? end : end + DAY));
    }
  }
  for (const [from, to] of calendar.shut ?? []) {
    const [first, last] = [from, to].map((time) => Date.parse(`${time}Z`) / MINUTE_MS - fromMinute);
    wall.fill(0, first, last);
  }
  return wall;
}

const hm = (time: string) => {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
};
const span = (text: string) => text.split("-").map(hm) as unknown as readonly [number, number]; // "10:00-19:00"

const workdays = ["mon", "tue", "wed", "thu", "fri"];
const danishHolidays = [
  ...["2026-01-01", "2026-04-02", "2026-04-03", "2026-04-05", "2026-04-06", "2026-05-14"],
  ...["2026-05-24", "2026-05-25", "2026-12-25", "2026-12-26"],
  ...["2027-01-01", "2027-03-25", "2027-03-26", "2027-03-28", "2027-03-29", "2027-05-06"],
  ...["2027-05-16", "2027-05-17", "2027-12-25", "2027-12-26"],
  "2028-01-01", // the last UTC day of 2027 is already over on Lord Howe Island
];

const SHOPS: Record<string, { rules: Omit<HoursRules, "timezone">; calendar: Calendar }> = {
  "with a lunch break and a long Saturday night": {
    rules: {
      hours: { "mon-fri": ["10:00-13:00", "13:30-19:00"], sat: "10:00-02:00" },
      holidays: {
        country: "DK",
        extra: ["2026-12-24", { date: "2026-12-25", hours: "11:00-15:00" }],
      },
      closures: [
        { from: "2026-12-02 12:00", to: "2026-12-02 15:15" },
        { from: "2026-11-25 18:00", to: "2026-11-26 11:00" },
      ],
    },
    calendar: {
      week: (day) =>
        workdays.includes(day)
          ? [span("10:00-13:00"), span("13:30-19:00")]
          : day === "sat"
            ? [span("10:00-02:00")]
            : [],
      days: {
        ...Object.fromEntries(danishHolidays.map((date) => [date, []])),
        "2026-12-24": [],
        "2026-12-25": [span("11:00-15:00")],
      },
      shut: [
        ["2026-12-02T12:00", "2026-12-02T15:15"],
        ["2026-11-25T18:00", "2026-11-26T11:00"],
      ],
    },
  },
  "that works at night, when clocks change": {
    rules: {
      hours: { "mon-sun": "20:00-01:30", sun: ["00:15-02:15", "02:30-02:45", "23:00-03:00"] },
      holidays: { extra: [{ date: "2026-10-25", hours: ["01:00-02:30", "22:00-04:00"] }] },
      closures: [{ from: "2027-03-27", to: "2027-03-29 02:20" }],
    },
    calendar: {
      week: (day) =>
        day === "sun"
          ? [span("00:15-02:15"), span("02:30-02:45"), span("23:00-03:00")]
          : [span("20:00-01:30")],
      days: { "2026-10-25": [span("01:00-02:30"), span("22:00-04:00")] },
      shut: [["2027-03-27T00:00", "2027-03-29T02:20"]],
    },
  },
  "that never sleeps but for whole days off": {
    rules: {
      hours: { "sat-tue": "00:00-24:00", "wed-fri": ["06:00-03:00", "02:00-05:00"] },
      holidays: { extra: ["2026-04-05", "2026-11-01"] },
      closures: [{ from: "2026-10-03", to: "2026-10-05" }],
    },
    calendar: {
      week: (day) =>
        ["sat", "sun", "mon", "tue"].includes(day)
          ? [span("00:00-24:00")]
          : [span("06:00-03:00"), span("02:00-05:00")],
      days: {
        ...{ "2026-04-05": [], "2026-11-01": [] },
        ...{ "2026-10-03": [], "2026-10-04": [], "2026-10-05": [] },
      },
    },
  },
};

/** The moments at which the hours say something else than the oracle's row of open minutes. */
function differences(hours: Hours, open: Uint8Array): readonly string[] {
  const found: string[] = [];
  let change: number | undefined;
  for (let minute = open.length - 1; minute >= 0; minute--) {
    const instant = (FIRST_MINUTE + minute) * MINUTE_MS;
    const isOpen = open[minute] === 1;
    const changes = minute + 1 < open.length && open[minute + 1] !== open[minute];
    if (changes) change = instant + MINUTE_MS;
    const agrees =
      hours.isOpen(instant) === isOpen &&
      (change === undefined ||
        !(changes || minute % 60 === 0) ||
        tells(hours, instant, isOpen, change));
    if (!agrees) found.push(new Date(instant).toISOString());
  }
  return found;
}

function tells(hours: Hours, instant: number, isOpen: boolean, change: number): boolean {
  const state = hours.at(instant + MINUTE_MS - 1);
  const said = state.open ? state.closesAt : state.opensAt;
  return said === change && hours.nextOpen(instant) === (isOpen ? instant : change);
}

describe("every minute of two years", () => {
  for (const timezone of ZONES) {
    it(`in ${timezone}, each shop is open just when its wall clock says so`, () => {
      const origin = FIRST_MINUTE - MARGIN;
      const shown = wallMinutes(timezone, origin, LAST_MINUTE);
      const wrong = Object.entries(SHOPS).map(([shop, { rules, calendar }]) => {
        const wall = openWallMinutes(calendar, origin, LAST_MINUTE + MARGIN);
        const open = new Uint8Array(LAST_MINUTE - FIRST_MINUTE);
        for (let minute = 0; minute < open.length; minute++) {
          open[minute] = wall[shown[minute + MARGIN] ?? -1] ?? 0;
        }
        return [shop, differences(hoursFrom({ ...rules, timezone }), open).slice(0, 5)];
      });
      expect(wrong).toEqual(Object.keys(SHOPS).map((shop) => [shop, []]));
    });
  }
});

const clockTime = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);
const text = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const periods = fc.array(
  fc.tuple(clockTime, clockTime).filter(([start, end]) => start !== end),
  { maxLength: 3 },
);
const week = fc.record(Object.fromEntries(DAYS.map((day) => [day, periods]))) as fc.Arbitrary<
  Record<string, [number, number][]>
>; // fast-check forgets the keys of a computed record
const moment = fc
  .integer({ min: FIRST_MINUTE, max: LAST_MINUTE - 40 * DAY })
  .map((minute) => minute * MINUTE_MS);
const written = (hours: Record<string, [number, number][]>): WeeklyHours =>
  Object.fromEntries(
    Object.entries(hours).map(([day, list]) => [
      day,
      list.map(([start, end]) => `${text(start)}-${text(end)}`),
    ]),
  );
function openMinutes(hours: Hours, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += MINUTE_MS) if (hours.isOpen(at)) count += 1;
  return count;
}
const shopOf = (timezone: string, hours: Record<string, [number, number][]>) =>
  hoursFrom({ timezone, hours: written(hours), holidays: { extra: [] }, closures: [] });

describe("whatever week a retailer thinks up", () => {
  const clocksChange = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-09-06", "2026-10-04"]
    .concat(["2026-10-25", "2026-11-01", "2026-02-15", "2026-03-22"])
    .map((date) => Date.parse(date) / MINUTE_MS);

  it("is kept through the nights when clocks change", () => {
    const night = fc.constantFrom(...clocksChange);
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), week, night, (timezone, hours, midnight) => {
        const [from, to] = [midnight - 5 * DAY, midnight + 3 * DAY];
        const shown = wallMinutes(timezone, from, to);
        const calendar = { week: (day: string) => hours[day] ?? [] };
        const wall = openWallMinutes(calendar, from, to + 2 * DAY);
        const shop = shopOf(timezone, hours);
        const wrong: number[] = [];
        for (let minute = 3 * DAY; minute < to - from; minute += 5) {
          const isOpen = wall[shown[minute] ?? -1] === 1;
          if (shop.isOpen((from + minute) * MINUTE_MS) !== isOpen) wrong.push(minute);
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("opens next at a moment that is open, with nothing open in between", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), week, moment, (timezone, hours, now) => {
        const shop = shopOf(timezone, hours);
        const next = shop.nextOpen(now);
        const isEmpty = Object.values(hours).every((list) => list.length === 0);
        if (next === undefined) return expect(isEmpty).toBe(true);
        expect(next).toBeGreaterThanOrEqual(now);
        expect(shop.isOpen(next)).toBe(true);
        expect(shop.nextOpen(next)).toBe(next);
        expect(openMinutes(shop, now, next)).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it("adds staffed time in one step as in two, and counts exactly the open time in between", () => {
    const minutes = fc.integer({ min: 0, max: 2 * DAY });
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        week,
        moment,
        minutes,
        minutes,
        (timezone, hours, now, first, second) => {
          const shop = shopOf(timezone, hours);
          const after = shop.addStaffed(now, first * MINUTE_MS);
          const all = shop.addStaffed(now, (first + second) * MINUTE_MS);
          if (after === undefined || all === undefined) return;
          expect(shop.addStaffed(after, second * MINUTE_MS)).toBe(all);
          expect(openMinutes(shop, now, after)).toBe(first);
          if (first > 0) expect(shop.isOpen(after - 1)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});
