import type { Entities } from "../../core/understanding.ts";

/**
 * The days that a text calls by a name that no reader of dates knows: feasts, "the day after tomorrow", "tuesday week",
 * "by the 3rd". `today`, as the shop's calendar has it: "2026-11-20".
 */
export function daysByName(text: string, today: string): NonNullable<Entities["dates"]> {
  if (!COULD_BE_ONE.test(text)) return [];
  const found: { text: string; day: string }[] = [];
  let rest = text;
  for (const [name, dayOf] of NAMES) {
    const match = name.exec(rest);
    const day = match ? dayOf(today, match) : undefined;
    if (!match || day === undefined) continue;
    found.push({ text: match[0], day });
    rest = rest.replace(match[0], (words) => " ".repeat(words.length));
  }
  return found;
}

/** Most texts have no word of any. */
const COULD_BE_ONE =
  /day after|day before|pasado|anteayer|antes de|tomo|tmo?r|2mo|yday|fortnight|day week|[a-z]days|week (?:on|from)|the \d|black|cyber|mas\b|noche|navidad|boxing|new year|a[nñ]o nuevo|valentine|hallow/i;

type DayOf = (today: string, match: RegExpExecArray) => string | undefined;

const DAY_MS = 24 * 3_600_000;
export const DAYS_IN_WEEK = 7;

/** So many days after a day of the calendar; before it, where they are less than 0. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

const inDays =
  (days: number): DayOf =>
  (today) =>
    dayAfter(today, days);

/** The next one of a day that has the same date each year. */
const feast =
  (date: string): DayOf =>
  (today) => {
    const year = Number(today.slice(0, 4));
    return `${date < today.slice(5) ? year + 1 : year}-${date}`;
  };

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const WEEKDAY = "(mon|tue|wed|thu|fri|sat|sun)[a-z]*day";

/** "On sundays": the next one. */
const nextOfName: DayOf = (today, [, name = ""]) =>
  dayAfter(
    today,
    (WEEKDAYS.indexOf(name.toLowerCase()) - weekdayOf(today) + DAYS_IN_WEEK) % DAYS_IN_WEEK,
  );

/** A week after the next day of that name, as the British count. */
const weekAfterNext: DayOf = (today, [, name = ""]) => {
  const wanted = WEEKDAYS.indexOf(name.toLowerCase());
  const ahead = (wanted - weekdayOf(today) + DAYS_IN_WEEK) % DAYS_IN_WEEK || DAYS_IN_WEEK;
  return dayAfter(today, ahead + DAYS_IN_WEEK);
};

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** So many days after the fourth Thursday of November; next year's once it is over. */
const thanksgivingAnd =
  (days: number): DayOf =>
  (today) => {
    const year = Number(today.slice(0, 4));
    const inYear = (each: number) => {
      const first = `${each}-11-01`;
      const thursday = (THURSDAY - weekdayOf(first) + DAYS_IN_WEEK) % DAYS_IN_WEEK;
      return dayAfter(first, thursday + 3 * DAYS_IN_WEEK + days);
    };
    return inYear(year) < today ? inYear(year + 1) : inYear(year);
  };

const THURSDAY = 4;

/** "By the 3rd": the next day of that number; "since the 3rd": the last one. */
const dayOfMonth: DayOf = (today, [, before = "", number = ""]) => {
  const day = number.padStart(2, "0");
  const isPast = before.toLowerCase() === "since";
  const [year = 0, month = 0] = today.split("-").map(Number);
  const isOther = isPast ? day > today.slice(8) : day < today.slice(8);
  const at = new Date(Date.UTC(year, month - 1 + (isOther ? (isPast ? -1 : 1) : 0), Number(day)));
  return at.getUTCDate() === Number(day) ? at.toISOString().slice(0, 10) : undefined;
};

/** The longer names first. */
const NAMES: readonly (readonly [RegExp, DayOf])[] = [
  [/\b(?:the )?day after tomorrow\b|\bpasado ma[nñ]ana\b/i, inDays(2)],
  [/\b(?:the )?day before yesterday\b|\b(?:anteayer|antes de ayer)\b/i, inDays(-2)],
  [/\b(?:tomoz|tmo?ro?|2mo?r+o?w?)\b/i, inDays(1)],
  [/\byday\b/i, inDays(-1)],
  [/\ba fortnight ago\b/i, inDays(-2 * DAYS_IN_WEEK)],
  [/\bin a fortnight\b/i, inDays(2 * DAYS_IN_WEEK)],
  [new RegExp(`\\b${WEEKDAY} week\\b(?! ago)`, "i"), weekAfterNext],
  [new RegExp(`\\b(?:a )?week (?:on|from) ${WEEKDAY}\\b`, "i"), weekAfterNext],
  [
    /\b(on|by|before|until|till|after|since|for) the (\d{1,2})(?:st|nd|rd|th)\b(?! (?!or |and |please|at )\p{L})/iu,
    dayOfMonth,
  ],
  [new RegExp(`\\b${WEEKDAY}s\\b`, "i"), nextOfName],
  [/\bblack friday\b/i, thanksgivingAnd(1)],
  [/\bcyber monday\b/i, thanksgivingAnd(4)],
  [/\b(?:christmas|x-?mas) eve\b|\bnochebuena\b/i, feast("12-24")],
  [/\bboxing day\b/i, feast("12-26")],
  [/\bnew year'?s? eve\b|\bnochevieja\b/i, feast("12-31")],
  [/\bnew year'?s?(?: day)?\b|\ba[nñ]o nuevo\b/i, feast("01-01")],
  [
    /\b(?:christmas|x-?mas)(?: day)?\b(?! (?:present|gift|party|season|time|tree|sale))|\bnavidad\b/i,
    feast("12-25"),
  ],
  [/\bvalentine'?s(?: day)?\b/i, feast("02-14")],
  [/\bhallow'?een\b/i, feast("10-31")],
];
