import { describe, expect, it } from "@jest/globals";
import { daysFromNow, dayWords, timeWords } from "./day-words.ts";

const fridayNight = Date.parse("2026-11-20T22:41:00+01:00");
const copenhagen = { now: fridayNight, timezone: "Europe/Copenhagen", locale: "en" };
const at = (iso: string) => Date.parse(iso);

describe("a day as a customer of a shop in Copenhagen hears it", () => {
  it.each([
    ["2026-11-20T00:00:00+01:00", "today"],
    ["2026-11-21T00:00:00+01:00", "tomorrow"],
    ["2026-11-19T23:59:00+01:00", "yesterday"],
    ["2026-11-24T11:00:00+01:00", "Tuesday 24 November"],
    ["2026-11-18T11:00:00+01:00", "Wednesday 18 November"],
    ["2027-01-04T11:00:00+01:00", "Monday, 4 January 2027"],
  ])("%s is %s", (iso, words) => {
    expect(dayWords(at(iso), copenhagen)).toBe(words);
  });

  it("is counted in the shop's zone: 23:30 in London is tomorrow in Copenhagen", () => {
    expect(dayWords(at("2026-11-20T23:30:00Z"), copenhagen)).toBe("tomorrow");
  });

  it("is one day on, over the nights in which the clocks change", () => {
    const clocksGoBack = at("2026-10-24T23:59:00+02:00");
    const clocksGoForward = at("2026-03-28T23:59:00+01:00");
    expect(daysFromNow(at("2026-10-25T23:59:00+01:00"), { ...copenhagen, now: clocksGoBack })).toBe(
      1,
    );
    expect(
      daysFromNow(at("2026-03-29T00:01:00+01:00"), { ...copenhagen, now: clocksGoForward }),
    ).toBe(1);
  });
});

describe("an hour", () => {
  it("is told as the locale tells it", () => {
    expect(timeWords(at("2026-11-20T14:05:00+01:00"), copenhagen)).toBe("14:05");
    expect(timeWords(at("2026-11-20T14:05:00+01:00"), { ...copenhagen, locale: "en-US" })).toMatch(
      /^02:05\sPM$/,
    );
  });
});
