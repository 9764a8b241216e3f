import { describe, expect, it } from "@jest/globals";
import type { HoursRules } from "./day-plan.ts";
import { hoursFrom } from "./hours.ts";

const HOUR_MS = 3_600_000;
const at = (iso: string) => Date.parse(iso);
const iso = (instant: number | undefined) =>
  instant === undefined ? undefined : new Date(instant).toISOString().replace(":00.000Z", "Z");

function shop(changes: Partial<HoursRules> = {}): HoursRules {
  return {
    timezone: "Europe/Copenhagen",
    hours: { "mon-fri": ["10:00-13:00", "13:30-19:00"], sat: "10:00-02:00" },
    holidays: { country: "DK", extra: [] },
    closures: [],
    ...changes,
  };
}

describe("a customer who writes to a shop in Copenhagen", () => {
  const hours = hoursFrom(shop());

  it("is told on Friday night that the shop opens on Saturday at ten", () => {
    expect(hours.at(at("2026-11-20T21:41:00Z"))).toEqual({
      open: false,
      opensAt: at("2026-11-21T09:00Z"),
      why: "closed: Friday is 10:00-13:00, 13:30-19:00",
      rule: "hours",
    });
  });

  it("meets a lunch break", () => {
    expect(hours.isOpen(at("2026-11-20T11:59:59.999Z"))).toBe(true);
    expect(iso(hours.nextOpen(at("2026-11-20T12:00Z")))).toBe("2026-11-20T12:30Z");
  });

  it("finds somebody on Sunday at half past one, because Saturday's night is still on", () => {
    expect(hours.at(at("2026-11-22T00:30Z"))).toMatchObject({
      open: true,
      closesAt: at("2026-11-22T01:00Z"),
      why: "Saturday 10:00-02:00",
    });
    expect(hours.at(at("2026-11-22T01:00Z"))).toMatchObject({
      open: false,
      why: "closed: no hours on Sunday",
    });
  });

  it("gets a promise that counts staffed time only", () => {
    const anHourBeforeClosing = at("2026-11-20T17:00Z");
    expect(iso(hours.addStaffed(anHourBeforeClosing, HOUR_MS))).toBe("2026-11-20T18:00Z");
    expect(iso(hours.addStaffed(anHourBeforeClosing, 2 * HOUR_MS))).toBe("2026-11-21T10:00Z");
  });
});

describe("holidays", () => {
  it("close the shop by the country's calendar, and say which", () => {
    const christmas = hoursFrom(shop()).at(at("2026-12-25T12:00Z"));
    expect(christmas).toMatchObject({ why: "closed: Christmas Day (DK)", rule: "country" });
    expect("opensAt" in christmas && iso(christmas.opensAt)).toBe("2026-12-28T09:00Z");
  });

  it("open where extra gives hours, and close where it gives none", () => {
    const extra = [
      "2026-12-24",
      { date: "2026-12-25", hours: "11:00-15:00", reason: "Christmas sale" },
      { date: "2026-12-28", hours: "closed", reason: "Stocktaking" },
    ];
    const hours = hoursFrom(shop({ holidays: { country: "DK", extra } }));
    expect(hours.at(at("2026-12-24T12:00Z")).why).toBe("closed: 2026-12-24 (extra)");
    expect(hours.at(at("2026-12-25T12:00Z"))).toMatchObject({
      open: true,
      closesAt: at("2026-12-25T14:00Z"),
      why: "2026-12-25 11:00-15:00, Christmas sale (extra)",
    });
    expect(hours.at(at("2026-12-28T12:00Z")).why).toBe("closed: Stocktaking (extra)");
  });

  it("leave the evening before its night, until that evening gets hours of its own", () => {
    const rules = { hours: { "mon-sun": "18:00-03:00" }, closures: [] };
    const twoAtChristmas = at("2026-12-25T01:00Z");
    expect(hoursFrom(shop(rules)).isOpen(twoAtChristmas)).toBe(true);
    const extra = [{ date: "2026-12-24", hours: "18:00-24:00" }];
    const shortened = hoursFrom(shop({ ...rules, holidays: { country: "DK", extra } }));
    expect(shortened.isOpen(twoAtChristmas)).toBe(false);
    expect(shortened.isOpen(at("2026-12-24T22:59Z"))).toBe(true);
  });

  it("that begin at 14:00 leave the morning open and take the night", () => {
    const berlin = shop({
      timezone: "Europe/Berlin",
      hours: { "mon-sun": "10:00-02:00" },
      holidays: { country: "DE", extra: [] },
    });
    const hours = hoursFrom(berlin);
    expect(hours.at(at("2026-12-24T09:30Z"))).toMatchObject({
      open: true,
      closesAt: at("2026-12-24T13:00Z"),
    });
    expect(hours.at(at("2026-12-24T20:00Z")).why).toBe("closed: Christmas Eve (DE)");
    expect(hours.isOpen(at("2026-12-24T23:30Z"))).toBe(false);
  });

  it("of a calendar file close whole days and spans, below what extra says", () => {
    const icalText = [
      "BEGIN:VCALENDAR",
      "BEGIN:VEVENT",
      "DTSTART;VALUE=DATE:20261123",
      "SUMMARY:Staff day",
      "END:VEVENT",
      "BEGIN:VEVENT",
      "DTSTART:20261124T150000",
      "DTEND:20261124T160000",
      "SUMMARY:Fire drill",
      "END:VEVENT",
      "END:VCALENDAR",
    ].join("\r\n");
    const feed = { ical: "holidays.ics", extra: [] };
    const hours = hoursFrom(shop({ holidays: feed, icalText }));
    expect(hours.at(at("2026-11-23T12:00Z")).why).toBe("closed: Staff day (holidays.ics)");
    expect(hours.at(at("2026-11-24T14:30Z"))).toMatchObject({
      open: false,
      opensAt: at("2026-11-24T15:00Z"),
      why: "closed: Fire drill (holidays.ics)",
      rule: "ical",
    });
    const extra = ["2026-11-23", "2026-11-24"].map((date) => ({ date, hours: "10:00-19:00" }));
    const opened = hoursFrom(shop({ holidays: { ...feed, extra }, icalText }));
    expect(opened.isOpen(at("2026-11-23T12:00Z"))).toBe(true);
    expect(opened.isOpen(at("2026-11-24T14:30Z"))).toBe(true);
  });
});

describe("a shop that closes for once", () => {
  it("by the clock is shut for exactly that span, even on a day opened by extra", () => {
    const closures = [{ from: "2026-12-04 12:00", to: "2026-12-04 15:00", reason: "Funeral" }];
    const extra = [{ date: "2026-12-04", hours: "08:00-20:00" }];
    const hours = hoursFrom(shop({ closures, holidays: { extra } }));
    expect(hours.at(at("2026-12-04T11:00Z"))).toMatchObject({
      open: false,
      opensAt: at("2026-12-04T14:00Z"),
      why: "closed: Funeral (closures)",
    });
    expect(hours.isOpen(at("2026-12-04T10:59Z"))).toBe(true);
  });

  it("for whole days is shut through the last of them, and keeps the night before", () => {
    const hours = hoursFrom(shop({ closures: [{ from: "2026-11-22", to: "2026-11-24" }] }));
    expect(hours.isOpen(at("2026-11-22T00:30Z"))).toBe(true);
    expect(hours.at(at("2026-11-24T12:00Z"))).toMatchObject({
      opensAt: at("2026-11-25T09:00Z"),
      why: "closed: 2026-11-22 to 2026-11-24 (closures)",
      rule: "closures",
    });
  });
});

describe("the week as the retailer writes it", () => {
  it("may wrap around Sunday, and a day by itself overrides the span", () => {
    const hours = hoursFrom(
      shop({ hours: { sun: "closed", "fri-mon": "10:00-12:00" }, holidays: { extra: [] } }),
    );
    const noonFrom = (day: number) => hours.isOpen(at(`2026-11-${day}T10:00Z`));
    const fridayToMonday = [20, 21, 22, 23].map(noonFrom);
    expect(fridayToMonday).toEqual([true, true, false, true]);
    expect([24, 25, 26].map(noonFrom)).toEqual([false, false, false]);
  });

  it("may overlap: together the periods are one opening", () => {
    const hours = hoursFrom(
      shop({ hours: { "mon-sun": ["20:00-06:00", "05:00-09:00", "09:00-11:00"] } }),
    );
    expect(hours.at(at("2026-11-20T20:00Z"))).toMatchObject({ closesAt: at("2026-11-21T10:00Z") });
  });

  it("may never close, or never open", () => {
    const always = hoursFrom(
      shop({ hours: { "mon-sun": "00:00-24:00" }, holidays: { extra: [] } }),
    );
    const never = hoursFrom(shop({ hours: {}, holidays: { extra: [] } }));
    const now = at("2026-11-20T12:00Z");
    expect(always.at(now)).toMatchObject({ open: true, closesAt: undefined });
    expect(iso(always.addStaffed(now, 24 * HOUR_MS))).toBe("2026-11-21T12:00Z");
    expect(never.at(now)).toMatchObject({ open: false, opensAt: undefined });
    expect(never.nextOpen(now)).toBeUndefined();
    expect(never.addStaffed(now, 1)).toBeUndefined();
  });

  it("may be another one for a team, under the shop's holidays", () => {
    const evenings = hoursFrom(shop({ hours: { "mon-sun": "18:00-22:00" } }));
    expect(evenings.isOpen(at("2026-11-20T20:00Z"))).toBe(true);
    expect(evenings.at(at("2026-12-25T20:00Z")).why).toBe("closed: Christmas Day (DK)");
  });

  it("is looked through for 400 days, and no further", () => {
    const opensOn = (date: string) =>
      hoursFrom(
        shop({ hours: {}, holidays: { extra: [{ date, hours: "00:00-24:00" }] } }),
      ).nextOpen(at("2026-01-01T23:00Z"));
    expect(iso(opensOn("2027-02-06"))).toBe("2027-02-05T23:00Z");
    expect(opensOn("2027-02-07")).toBeUndefined();
  });

  it("refuses a moment or a promise that is not a number", () => {
    const hours = hoursFrom(shop());
    expect(() => hours.isOpen(Number.NaN)).toThrow(RangeError);
    expect(() => hours.at(Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(() => hours.addStaffed(Number.NaN, 0)).toThrow(RangeError);
    expect(() => hours.addStaffed(0, -1)).toThrow(RangeError);
  });
});

describe("the nights when the clocks change", () => {
  const nightly = (timezone: string, period: string) =>
    hoursFrom({ timezone, hours: { "mon-sun": period }, holidays: { extra: [] }, closures: [] });
  const opening = (hours: ReturnType<typeof nightly>, from: string) => {
    const opens = hours.nextOpen(at(from)) ?? Number.NaN;
    const state = hours.at(opens);
    return [iso(opens), state.open ? iso(state.closesAt) : "closed"];
  };

  it("make 01:00-03:00 one hour long in spring and three in autumn", () => {
    const copenhagen = nightly("Europe/Copenhagen", "01:00-03:00");
    expect(opening(copenhagen, "2026-03-28T22:00Z")).toEqual([
      "2026-03-29T00:00Z",
      "2026-03-29T01:00Z",
    ]);
    expect(opening(copenhagen, "2026-10-24T21:00Z")).toEqual([
      "2026-10-24T23:00Z",
      "2026-10-25T02:00Z",
    ]);
  });

  it("take a time that spring leaves out as the moment the clocks jump", () => {
    const jump = "2026-03-29T01:00Z";
    expect(opening(nightly("Europe/Copenhagen", "02:30-04:00"), "2026-03-28T22:00Z")).toEqual([
      jump,
      "2026-03-29T02:00Z",
    ]);
    expect(opening(nightly("Europe/Copenhagen", "01:30-02:30"), "2026-03-28T22:00Z")).toEqual([
      "2026-03-29T00:30Z",
      jump,
    ]);
    const onlyInTheGap = nightly("Europe/Copenhagen", "02:15-02:45");
    expect(iso(onlyInTheGap.nextOpen(at("2026-03-28T22:00Z")))).toBe("2026-03-30T00:15Z");
  });

  it("take a time that autumn shows twice as its first showing, and open once", () => {
    const newYork = nightly("America/New_York", "01:15-01:45");
    const [opens, closes] = opening(newYork, "2026-11-01T04:00Z");
    expect([opens, closes]).toEqual(["2026-11-01T05:15Z", "2026-11-01T05:45Z"]);
    expect(iso(newYork.nextOpen(at("2026-11-01T05:45Z")))).toBe("2026-11-02T06:15Z");
  });

  it("are half an hour on Lord Howe Island", () => {
    const island = nightly("Australia/Lord_Howe", "01:00-03:00");
    const [springOpens, springCloses] = opening(island, "2026-10-03T12:00Z");
    expect(at(springCloses ?? "") - at(springOpens ?? "")).toBe(1.5 * HOUR_MS);
    const [autumnOpens, autumnCloses] = opening(island, "2026-04-04T12:00Z");
    expect(at(autumnCloses ?? "") - at(autumnOpens ?? "")).toBe(2.5 * HOUR_MS);
  });

  it("begin a day at one o'clock where midnight is left out", () => {
    const [opens, closes] = opening(
      nightly("America/Santiago", "00:00-06:00"),
      "2026-09-06T03:30Z",
    );
    expect([opens, closes]).toEqual(["2026-09-06T04:00Z", "2026-09-06T09:00Z"]);
  });
});

describe("a turn that asks for the hours", () => {
  it("is answered within microseconds", () => {
    const hours = hoursFrom(shop());
    const start = at("2026-11-20T00:00Z");
    const askAll = () => {
      for (let minute = 0; minute < 20_000; minute++) {
        const instant = start + minute * 60_000;
        hours.at(instant);
        hours.isOpen(instant);
        hours.nextOpen(instant);
        hours.addStaffed(instant, HOUR_MS);
      }
    };
    askAll();
    const began = performance.now();
    askAll();
    const microsecondsEach = ((performance.now() - began) * 1000) / 80_000;
    expect(microsecondsEach).toBeLessThan(50);
  });
});
