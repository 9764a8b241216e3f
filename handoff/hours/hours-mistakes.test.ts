import { describe, expect, it } from "@jest/globals";
import { ConfigurationError } from "../../core/errors.ts";
import type { HoursRules } from "./day-plan.ts";
import { hoursFrom, hoursMistakes } from "./hours.ts";

describe("a retailer who makes mistakes", () => {
  const mistaken: HoursRules = {
    timezone: "Europe/Copenhagen",
    hours: {
      mon: "10:00-10:00",
      sat: ["24:00-02:00", "23:00-24:30"],
      "tue-thu": "10:00-12:00",
      "wed-fri": "10:00-11:00",
      "sun-sun": "closed",
    },
    holidays: { country: "DK-ZZ", extra: ["2026-01-01", "2026-01-01"], ical: "h.ics" },
    closures: [
      { from: "2026-02-30", to: "2026-03-01" },
      { from: "2026-03-02", to: "2026-03-01" },
      { from: "2026-03-02", to: "2026-03-02 24:30" },
      { from: "2026-01-01", to: "2096-01-01" },
    ],
    icalText: "hello",
  };

  it("learns of every one of them at once, each with its place", () => {
    expect(
      hoursMistakes(mistaken).map(({ path, message }) => `${path.join(".")}: ${message}`),
    ).toEqual([
      'hours.wed-fri: wed is in both "tue-thu" and "wed-fri": name it in one of them, or give "wed" by itself',
      'hours.wed-fri: thu is in both "tue-thu" and "wed-fri": name it in one of them, or give "thu" by itself',
      'hours.sun-sun: "sun-sun" is one day: write "sun", or "mon-sun" for all',
      'hours.mon: "10:00-10:00" ends when it starts: write "00:00-24:00" for the whole day, or "closed"',
      'hours.sat.0: "24:00-02:00" starts at 24:00: write it on the next day, starting at 00:00',
      'hours.sat.1: "23:00-24:30" has a time after 24:00: a period past midnight is written as "22:00-02:00"',
      "holidays.extra.1: 2026-01-01 is given twice",
      'holidays.country: no holidays are known for the part "ZZ" of DK: write "DK"',
      'holidays.ical: h.ics: is not an iCalendar file: it must begin with "BEGIN:VCALENDAR"',
      'closures.0: from "2026-02-30" is not a date with or without a time of the day',
      'closures.1: the closure from "2026-03-02" to "2026-03-01" ends before it starts',
      'closures.2: to "2026-03-02 24:30" is not a date with or without a time of the day',
      'closures.3: the closure from "2026-01-01" to "2096-01-01" lasts longer than 3660 days',
    ]);
  });

  it("cannot start the shop with them", () => {
    expect(() => hoursFrom(mistaken)).toThrow(ConfigurationError);
    const plain = { hours: { mon: "10:00-19:00" }, holidays: { extra: [] }, closures: [] };
    expect(hoursMistakes({ timezone: "Europe/Copenhagen", ...plain })).toEqual([]);
  });
});
