import type { WeeklyHours } from "../../core/hours.ts";

/** Minutes since the midnight that begins the day; `end` is beyond 1440 where the period runs past midnight. */
export type Period = { start: number; end: number; text: string };

/** Something wrong in the hours part of shop.yaml, with the keys that lead to it from the top of that part. */
export type HoursMistake = { path: readonly (string | number)[]; message: string };

export const DAY_MINUTES = 1440;

const DAYS: readonly string[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * The periods of each weekday, Monday first, sorted by start. A span may wrap ("fri-mon"), a day named by itself
 * overrides the spans around it, and what is wrong is added to `mistakes` instead of being guessed at.
 */
export function weekFrom(
  hours: WeeklyHours,
  mistakes: HoursMistake[],
): readonly (readonly Period[])[] {
  const week: { periods: readonly Period[]; key: string }[] = DAYS.map(() => ({
    periods: [],
    key: "",
  }));
  const spansFirst = Object.entries(hours).sort(
    ([a], [b]) => Number(!isSpan(a)) - Number(!isSpan(b)),
  );
  for (const [key, value] of spansFirst) {
    const periods = periodsFrom(value, ["hours", key], mistakes);
    for (const day of daysOf(key, mistakes)) {
      const other = week[day]?.key ?? "";
      if (isSpan(key) && isSpan(other) && !((DAYS[day] ?? "") in hours)) {
        mistakes.push({
          path: ["hours", key],
          message: `${DAYS[day]} is in both "${other}" and "${key}": name it in one of them, or give "${DAYS[day]}" by itself`,
        });
      }
      week[day] = { periods, key };
    }
  }
  return week.map(({ periods }) => periods);
}

/** Periods of one day of which one begins in the other: open in both is more likely a slip than a wish. */
export function overlapsIn(hours: WeeklyHours): readonly HoursMistake[] {
  return Object.entries(hours).flatMap(([key, value]) => {
    const periods = periodsFrom(value, [], []);
    return periods.flatMap(({ start, text }, n) => {
      const before = periods[n - 1];
      if (!before || start >= before.end) return [];
      const message = `"${text}" begins before "${before.text}" ends: write them as one, or leave a gap`;
      return [{ path: ["hours", key], message }];
    });
  });
}

/** The periods that one value of `hours:` or `extra:` gives; none where it says "closed". */
export function periodsFrom(
  value: string | readonly string[],
  path: HoursMistake["path"],
  mistakes: HoursMistake[],
): readonly Period[] {
  if (value === "closed") return [];
  const texts = typeof value === "string" ? [value] : value;
  const periods: Period[] = [];
  for (const [index, text] of texts.entries()) {
    const period = periodFrom(text);
    if (typeof period === "object") periods.push(period);
    else
      mistakes.push({ path: typeof value === "string" ? path : [...path, index], message: period });
  }
  return periods.sort((a, b) => a.start - b.start);
}

/** The period, or what is wrong with it. */
function periodFrom(text: string): Period | string {
  const match = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/.exec(text);
  if (!match) return `"${text}" is not a period such as "10:00-19:00"`;
  const [h1, m1, h2, m2] = match.slice(1).map(Number) as [number, number, number, number]; // four groups, all digits
  const [start, end] = [h1 * 60 + m1, h2 * 60 + m2];
  if (start > DAY_MINUTES || end > DAY_MINUTES || m1 > 59 || m2 > 59) {
    return `"${text}" has a time after 24:00: a period past midnight is written as "22:00-02:00"`;
  }
  if (start === DAY_MINUTES) {
    return `"${text}" starts at 24:00: write it on the next day, starting at 00:00`;
  }
  if (start === end) {
    return `"${text}" ends when it starts: write "00:00-24:00" for the whole day, or "closed"`;
  }
  return { start, end: end < start ? end + DAY_MINUTES : end, text: text.replace(/\s/g, "") };
}

function isSpan(key: string): boolean {
  return key.includes("-");
}

function daysOf(key: string, mistakes: HoursMistake[]): readonly number[] {
  const [first, last] = key.split("-").map((name) => DAYS.indexOf(name));
  if (first === undefined || first < 0 || last === -1) {
    mistakes.push({
      path: ["hours", key],
      message: `"${key}" is not a day or a span of days such as "mon-fri"`,
    });
    return [];
  }
  if (last === undefined) return [first];
  if (last === first) {
    mistakes.push({
      path: ["hours", key],
      message: `"${key}" is one day: write "${DAYS[first]}", or "mon-sun" for all`,
    });
  }
  const length = ((last - first + DAYS.length) % DAYS.length) + 1;
  return Array.from({ length }, (_, step) => (first + step) % DAYS.length);
}
