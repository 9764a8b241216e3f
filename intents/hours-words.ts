import { formattingLocale, momentWords } from "../core/day-words.ts";
import { formats } from "../core/formats.ts";
import type { HoursState, WeeklyHours } from "../core/hours.ts";
import type { Telling } from "./orders/parcel-words.ts";

/** Whether the shop is open, and what changes that next: "… is closed now and opens again Monday 10:00." */
export function storeWords(state: HoursState, shop: string, telling: Telling): string {
  if (state.open) {
    const until = state.closesAt === undefined ? "" : momentWords(state.closesAt, telling);
    return telling.phrase("store.open", { shop, until });
  }
  const opens = state.opensAt === undefined ? "" : momentWords(state.opensAt, telling);
  return telling.phrase("store.closed", { shop, opens });
}

/** `hours:` of shop.yaml as a customer reads it, a line per entry: "Mon-Fri 10:00-13:00, 13:30-19:00". Closed days are left out. */
export function hoursLines(hours: WeeklyHours, locale: string): string[] {
  return Object.entries(hours).flatMap(([days, periods]) => {
    if (periods === "closed") return [];
    const names = days.split("-").map((day) => dayName(day, locale));
    return [`${names.join("-")} ${[periods].flat().join(", ")}`];
  });
}

const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** Any week would do; this one begins on a Monday. */
const SOME_MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 24 * 60 * 60_000;

function dayName(day: string, locale: string): string {
  return formats
    .date(formattingLocale(locale), {
      timeZone: "UTC",
      weekday: "short",
    })
    .format(SOME_MONDAY + WEEK.indexOf(day) * DAY_MS);
}
