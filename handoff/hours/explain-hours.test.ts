import { describe, expect, it } from "@jest/globals";
import { explainHours, explanationText } from "./explain-hours.ts";
import { hoursFrom } from "./hours.ts";

const hours = hoursFrom({
  timezone: "Europe/Copenhagen",
  hours: { "mon-fri": ["10:00-13:00", "13:30-19:00"], sat: "10:00-02:00" },
  holidays: { country: "DK", extra: ["2026-12-24", { date: "2026-12-31", hours: "10:00-14:00" }] },
  closures: [{ from: "2026-12-22 12:00", to: "2026-12-22 15:00", reason: "Funeral" }],
});

describe("a retailer who asks why the shop is closed", () => {
  it("reads the rule, the next opening and the week on a Friday night", () => {
    const text = explanationText(explainHours(hours, Date.parse("2026-11-20T21:41:00Z")));
    expect(text).toBe(`Friday, 20 November 2026 22:41, Europe/Copenhagen (2026-11-20T21:41:00Z)
Closed: Friday is 10:00-13:00, 13:30-19:00.
Opens Saturday, 21 November 2026 10:00 (2026-11-21T09:00:00Z), in 11 h 19 min.

  Fri 2026-11-20  10:00-13:00  13:30-19:00
  Sat 2026-11-21  10:00-24:00
  Sun 2026-11-22  00:00-02:00
  Mon 2026-11-23  10:00-13:00  13:30-19:00
  Tue 2026-11-24  10:00-13:00  13:30-19:00
  Wed 2026-11-25  10:00-13:00  13:30-19:00
  Thu 2026-11-26  10:00-13:00  13:30-19:00`);
  });

  it("sees the closure, the extra dates and the holidays of the week before Christmas", () => {
    const explanation = explainHours(hours, Date.parse("2026-12-22T09:41:00Z"));
    expect(explanationText(explanation).split("\n").slice(1, 10)).toEqual([
      "Open: Tuesday 10:00-13:00.",
      "Closes Tuesday, 22 December 2026 12:00 (2026-12-22T11:00:00Z), in 1 h 19 min.",
      "",
      "  Tue 2026-12-22  10:00-12:00  15:00-19:00  closed: Funeral (closures)",
      "  Wed 2026-12-23  10:00-13:00  13:30-19:00",
      "  Thu 2026-12-24  closed: 2026-12-24 (extra)",
      "  Fri 2026-12-25  closed: Christmas Day (DK)",
      "  Sat 2026-12-26  closed: Boxing Day (DK)",
      "  Sun 2026-12-27  closed",
    ]);
    const parsed = JSON.parse(JSON.stringify(explanation));
    expect(parsed).toMatchObject({ open: true, rule: "hours", timezone: "Europe/Copenhagen" });
    expect(parsed.changesAt).toMatchObject({
      local: "2026-12-22T12:00:00+01:00",
      utc: "2026-12-22T11:00:00Z",
      inMinutes: 79,
    });
    expect(parsed.days[0].periods[0]).toEqual({
      from: "10:00",
      to: "12:00",
      fromUtc: "2026-12-22T09:00:00Z",
      toUtc: "2026-12-22T11:00:00Z",
      why: "Tuesday 10:00-13:00",
    });
  });

  it("sees the shorter hours of New Year's Eve, and waits days for the next opening", () => {
    const text = explanationText(explainHours(hours, Date.parse("2026-12-31T13:30:00Z")));
    expect(text).toContain("Closed: 2026-12-31 is 10:00-14:00, extra.");
    expect(text).toContain("in 1 d 19 h.");
    expect(text).toContain("Thu 2026-12-31  10:00-14:00  2026-12-31 10:00-14:00, extra");
  });

  it("is told when nothing will ever open it", () => {
    const never = hoursFrom({
      timezone: "Europe/Copenhagen",
      hours: {},
      holidays: { extra: [] },
      closures: [],
    });
    const explanation = explainHours(never, Date.parse("2026-11-20T21:41:00Z"));
    expect(explanation.changesAt).toBeUndefined();
    expect(explanationText(explanation)).toContain("Nothing opens it within 400 days.");
  });

  it("sees the hour that autumn shows twice in the length of the night", () => {
    const nights = hoursFrom({
      timezone: "Europe/Copenhagen",
      hours: { "mon-sun": "01:00-03:00" },
      holidays: { extra: [] },
      closures: [],
    });
    const [day] = explainHours(nights, Date.parse("2026-10-25T10:00Z")).days;
    expect(day?.periods).toMatchObject([
      {
        from: "01:00",
        to: "03:00",
        fromUtc: "2026-10-24T23:00:00Z",
        toUtc: "2026-10-25T02:00:00Z",
      },
    ]);
  });
});
