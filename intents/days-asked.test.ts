import { describe, expect, it } from "@jest/globals";
import type { HoursState } from "../core/hours.ts";
import { dayAskedWords } from "./days-asked.ts";
import { phraseBook, shippedPhrases } from "./phrases.ts";

const HOUR_MS = 60 * 60_000;
const sundayNight = Date.parse("2026-11-22T23:00:00+01:00");
const saturdayTen = Date.parse("2026-11-28T10:00:00+01:00");
const telling = {
  now: sundayNight,
  timezone: "Europe/Copenhagen",
  locale: "en",
  phrase: phraseBook({
    locale: "en",
    timezone: "Europe/Copenhagen",
    shipped: shippedPhrases("en"),
    own: {},
  }),
};

describe("a customer who asks about a certain day", () => {
  it.each([
    ["saturday", "2026-11-21", "We are open on Saturday 28 November, 10:00-02:00."],
    ["sunday", "2026-11-29", "We are closed on Sunday 29 November."],
    ["21 november", "2026-11-21", undefined],
  ])("hears of %s (%s): the next one, and its own hours only", (text, day, words) => {
    expect(dayAskedWords({ text, day }, { at: openOn(saturdayTen, 16) }, telling)).toBe(words);
  });

  it("hears that a shop which never closes is open all day", () => {
    const at = (): HoursState => ({ open: true, closesAt: undefined, why: "" });
    expect(dayAskedWords({ text: "monday", day: "2026-11-23" }, { at }, telling)).toBe(
      "We are open tomorrow, 00:00-24:00.",
    );
  });
});

/** Open once, for so many hours. */
function openOn(from: number, hours: number): (at: number) => HoursState {
  const to = from + hours * HOUR_MS;
  return (at) =>
    at >= from && at < to
      ? { open: true, closesAt: to, why: "" }
      : { open: false, opensAt: at < from ? from : undefined, why: "" };
}
