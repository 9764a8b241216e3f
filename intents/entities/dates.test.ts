import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "@jest/globals";
import type * as Chrono from "chrono-node";
import { loadCatalogue } from "../catalogue.ts";
import { findDates, localMidnight } from "./dates.ts";

const require = createRequire(import.meta.url);
const HOUR_MS = 60 * 60_000;
const reading = { now: Date.UTC(2026, 10, 20, 21, 41), timezone: "UTC", locale: "en" };

const FIXTURES = ["messages", "first-messages", "night-messages"];
const messages = FIXTURES.flatMap((name) =>
  readFileSync(new URL(`../../test/fixtures/${name}.jsonl`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { text: string }).text),
);
const phrasesIn = (locale: string) =>
  [...loadCatalogue(locale).intents.values()].flatMap(({ phrases }) => phrases);

/** What an hour of today is called, whatever day it is on. */
const HOUR = /^now$|^ahora$|hour|minute|second|\bmins?\b|\bsecs?\b|minuto|hora/i;

/** "For three weeks" names no day, nor does who "sat" on something. */
const HOW_LONG_OR_SAT = /^for\b|^sat$/i;

/** The days that the reader finds when it is asked about a text, as it is for those that could name one. */
function daysRead(text: string, reader: Chrono.Chrono): readonly string[] {
  return reader
    .parse(text, { instant: new Date(reading.now), timezone: 0 })
    .filter(({ start }) => start.isCertain("day") || start.isCertain("weekday"))
    .map((found) => found.text)
    .filter((words) => /\d/.test(words) || !HOUR.test(words))
    .filter((words) => !HOW_LONG_OR_SAT.test(words));
}

describe("a customer who names a day among other things", () => {
  it("is heard, though most texts are not read for days at all", () => {
    const { GB } = require("chrono-node/en") as { GB: Chrono.Chrono }; // its types describe the ES module
    const { casual } = require("chrono-node/es") as { casual: Chrono.Chrono }; // as above
    const readers = { en: GB, es: casual };
    const texts = { en: [...phrasesIn("en"), ...messages], es: phrasesIn("es") };
    const missed = (["en", "es"] as const).flatMap((locale) =>
      texts[locale].filter(
        (text) =>
          findDates(text, { ...reading, locale }).length === 0 &&
          daysRead(text, readers[locale]).length > 0,
      ),
    );
    expect(missed).toEqual([]);
  });

  it.each([
    ["bought it last night", ["2026-11-19"]],
    ["can it come tmrw", ["2026-11-21"]],
    ["are you open now", []],
    ["it took my money, where is it now", []],
    ["is it here tomorrow? I am home now", ["2026-11-21"]],
  ])("is heard with the day, and an hour names none: %s", (text, days) => {
    expect(findDates(text, reading).map(({ day }) => day)).toEqual(days);
  });
});

describe("a customer who says last night", () => {
  it.each(["Pacific/Auckland", "Asia/Kolkata", "Europe/Copenhagen", "America/Los_Angeles"])(
    "means the night before by the shop's clock in %s, wherever the server stands",
    (timezone) => {
      for (let hour = 0; hour < 24; hour++) {
        const now = localMidnight("2026-11-20", timezone) + hour * HOUR_MS;
        const [found] = findDates("bought it last night", { ...reading, now, timezone });
        // who is still up at four speaks of the night that goes on
        expect([hour, found?.day]).toEqual([hour, hour > 6 ? "2026-11-19" : "2026-11-20"]);
      }
    },
  );
});
