import { describe, expect, it } from "@jest/globals";
import { readCalendar } from "./ical.ts";
import { localTime } from "./local-time.ts";

const copenhagen = localTime("Europe/Copenhagen");
const DAY_MS = 86_400_000;

function calendar(...events: readonly string[][]): string {
  const lines = events.flatMap((event) => ["BEGIN:VEVENT", ...event, "END:VEVENT"]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

/** The closures as dates and UTC times. */
function read(text: string) {
  const { days, spans, mistakes } = readCalendar(text, copenhagen);
  return {
    days: [...days].map(([day, name]) => [new Date(day * DAY_MS).toISOString().slice(0, 10), name]),
    spans: spans.map(({ from, to, name }) => [
      new Date(from).toISOString().slice(0, 16),
      new Date(to).toISOString().slice(0, 16),
      name,
    ]),
    mistakes,
  };
}
const datesOf = (text: string) => read(text).days.map(([date]) => date);

describe("a holiday calendar that a retailer exports", () => {
  it("closes the days of an all-day event, its last date not counted", () => {
    const inventory = [
      "DTSTART;VALUE=DATE:20270104",
      "DTEND;VALUE=DATE:20270106",
      "SUMMARY:Inventory",
    ];
    expect(read(calendar(inventory))).toEqual({
      days: [
        ["2027-01-04", "Inventory"],
        ["2027-01-05", "Inventory"],
      ],
      spans: [],
      mistakes: [],
    });
    expect(datesOf(calendar(["DTSTART;VALUE=DATE:20270104", "DURATION:P3D"]))).toHaveLength(3);
    expect(datesOf(calendar(["DTSTART;VALUE=DATE:20270104"]))).toEqual(["2027-01-04"]);
  });

  it("closes the span of a timed event in the zone it names, or in the shop's", () => {
    const times = (start: string, end: string) => [
      `DTSTART${start}`,
      `DTEND${end}`,
      "SUMMARY:Drill",
    ];
    const spans = read(
      calendar(
        times(":20260604T120000", ":20260604T130000"),
        times(":20260604T120000Z", ":20260604T130000Z"),
        times(";TZID=America/New_York:20260604T120000", ";TZID=America/New_York:20260604T130000"),
      ),
    ).spans;
    expect(spans).toEqual([
      ["2026-06-04T10:00", "2026-06-04T11:00", "Drill"],
      ["2026-06-04T12:00", "2026-06-04T13:00", "Drill"],
      ["2026-06-04T16:00", "2026-06-04T17:00", "Drill"],
    ]);
  });

  it("understands the zones that Outlook describes in the file itself", () => {
    const zone = [
      ...["BEGIN:VTIMEZONE", "TZID:Romance Standard Time"],
      ...["BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"],
      ...["RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD"],
      ...["BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"],
      ...["RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE"],
    ].join("\r\n");
    const event = [
      "DTSTART;TZID=Romance Standard Time:20260604T120000",
      "DTEND;TZID=Romance Standard Time:20260604T130000",
    ];
    const text = calendar(event);
    expect(read(text).mistakes[0]).toContain('its time zone "Romance Standard Time" is neither');
    const described = text.replace("BEGIN:VEVENT", `${zone}\r\nBEGIN:VEVENT`);
    expect(read(described).spans).toEqual([
      ["2026-06-04T10:00", "2026-06-04T11:00", "closed by the calendar"],
    ]);
  });

  it("repeats what repeats, without the dates that were taken out, moved or cancelled", () => {
    const weekly = [
      "UID:stock",
      "DTSTART;VALUE=DATE:20260907",
      "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=5",
      "EXDATE;VALUE=DATE:20260914",
      "RDATE;VALUE=DATE:20261231",
    ];
    const moved = ["UID:stock", "RECURRENCE-ID;VALUE=DATE:20260921", "DTSTART;VALUE=DATE:20260922"];
    const dropped = [
      "UID:stock",
      "RECURRENCE-ID;VALUE=DATE:20260928",
      "DTSTART;VALUE=DATE:20260928",
      "STATUS:CANCELLED",
    ];
    expect(datesOf(calendar(weekly, moved, dropped))).toEqual([
      "2026-09-07",
      "2026-10-05",
      "2026-12-31",
      "2026-09-22",
    ]);
  });

  it("keeps a weekly hour at the same time of the shop's day through summer and winter", () => {
    const meeting = [
      "DTSTART:20261023T090000",
      "DTEND:20261023T100000",
      "RRULE:FREQ=WEEKLY;COUNT=2",
    ];
    expect(read(calendar(meeting)).spans.map(([from]) => from)).toEqual([
      "2026-10-23T07:00",
      "2026-10-30T08:00",
    ]);
  });

  it("closes every year to come, up to 2100", () => {
    const yearly = ["DTSTART;VALUE=DATE:20200605", "RRULE:FREQ=YEARLY"];
    expect(datesOf(calendar(yearly)).at(-1)).toBe("2100-06-05");
  });
});

describe("a calendar file that is not to be trusted", () => {
  it("is named as what it is", () => {
    expect(read("<html>").mistakes).toEqual([
      'is not an iCalendar file: it must begin with "BEGIN:VCALENDAR"',
    ]);
    expect(read("BEGIN:VCALENDAR\nrubbish\nEND:VCALENDAR").mistakes[0]).toContain(
      "cannot be read as iCalendar: invalid line",
    );
    expect(read(`BEGIN:VCALENDAR\n${"x".repeat(1_000_000)}`).mistakes).toEqual([
      "is larger than 1 MB",
    ]);
  });

  it("says which event is wrong, and keeps the others", () => {
    const { days, mistakes } = read(
      calendar(
        ["SUMMARY:No start"],
        ["DTSTART:nonsense", "SUMMARY:Nonsense"],
        ["DTSTART;VALUE=DATE:20270105", "DTEND;VALUE=DATE:20270104", "SUMMARY:Backwards"],
        ["DTSTART;VALUE=DATE:20270105", "DTEND:20270106T120000Z", "SUMMARY:Mixed"],
        ["DTSTART;VALUE=DATE:20270105", "DTEND;VALUE=DATE:20370105", "SUMMARY:Long"],
        ["DTSTART;VALUE=DATE:20270105", "RRULE:FREQ=HOURLY", "SUMMARY:Hourly"],
        ["DTSTART;VALUE=DATE:99990105", "SUMMARY:Far"],
        ["DTSTART;VALUE=DATE:20270105", "SUMMARY:Fine"],
      ),
    );
    expect(days).toEqual([["2027-01-05", "Fine"]]);
    expect(mistakes).toEqual([
      'event "No start": has no start (DTSTART)',
      expect.stringMatching(/^event "Nonsense": invalid date-time value/),
      'event "Backwards": ends before it starts',
      'event "Mixed": starts with a date and ends with a time, or the other way round',
      'event "Long": lasts longer than 400 days',
      'event "Hourly": repeats HOURLY: a closing repeats daily at most',
      'event "Far": has a date in the year 9999',
    ]);
  });

  it("cannot make the shop think for ever about a day that never comes", () => {
    const never = ["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "SUMMARY:Never"];
    const offBeat = ["RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO", "SUMMARY:Off beat"];
    for (const rule of [never, offBeat]) {
      const { mistakes } = read(calendar(["DTSTART;VALUE=DATE:20270105", ...rule]));
      expect(mistakes[0]).toContain("repeats too often, or by a rule that never comes true");
    }
  });

  it("cannot close more days than there are", () => {
    const long = ["DTSTART;VALUE=DATE:20270101", "DURATION:P399D", "RRULE:FREQ=WEEKLY"];
    expect(read(calendar(long)).mistakes[0]).toContain("closes more days and spans");
  });

  it("cannot smuggle lines or direction marks into what people read", () => {
    const [named] = read(
      calendar(["DTSTART;VALUE=DATE:20270105", `SUMMARY:A\\nB\u202Ec ${"x".repeat(200)}`]),
    ).days;
    expect(named?.[1]).toMatch(/^A B c x+…$/);
    expect(named?.[1]).toHaveLength(80);
  });
});
