import { Temporal } from "temporal-polyfill";
import type { Hours, HoursRule, HoursState } from "../../core/hours.ts";

/** An opening by the shop's clock ("10:00" to "24:00" at most: a night goes on under the next day). */
export type ExplainedPeriod = {
  from: string;
  to: string;
  fromUtc: string;
  toUtc: string;
  why: string;
};

/** One day as it will be. */
export type ExplainedDay = {
  /** "2026-11-20" */
  date: string;
  weekday: string;
  periods: readonly ExplainedPeriod[];
  /** What makes it other than its ordinary hours: "closed: Christmas Day (DK)". */
  exceptions: readonly string[];
};

/** A moment as the shop's clock shows it and in UTC, both ISO 8601. */
export type ExplainedMoment = { local: string; utc: string; words: string };

/** All that `nightdesk hours explain` says; plain JSON. */
export type HoursExplanation = {
  timezone: string;
  at: ExplainedMoment;
  open: boolean;
  why: string;
  rule: HoursRule | undefined;
  /** When that changes; absent if not within 400 days. */
  changesAt?: ExplainedMoment & { inMinutes: number };
  days: readonly ExplainedDay[];
};

/** Whether it is open at `instant` (epoch milliseconds), why, until when, and how the next seven days go. */
export function explainHours(hours: Hours, instant: number): HoursExplanation {
  const state = hours.at(instant);
  const change = state.open ? state.closesAt : state.opensAt;
  const today = Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(hours.timezone)
    .toPlainDate();
  return {
    timezone: hours.timezone,
    at: momentOf(instant, hours.timezone),
    open: state.open,
    why: state.why,
    rule: state.rule,
    ...(change === undefined
      ? {}
      : {
          changesAt: {
            ...momentOf(change, hours.timezone),
            inMinutes: Math.ceil((change - instant) / MINUTE_MS),
          },
        }),
    days: Array.from({ length: DAYS_AHEAD }, (_, days) => dayOf(hours, today.add({ days }))),
  };
}

/** The explanation as lines for a terminal. */
export function explanationText(explanation: HoursExplanation): string {
  const { at, open, why, changesAt, days, timezone } = explanation;
  const sentence = open ? `Open: ${why}.` : `${why[0]?.toUpperCase()}${why.slice(1)}.`;
  const next = changesAt
    ? `${open ? "Closes" : "Opens"} ${changesAt.words} (${changesAt.utc}), in ${lengthOf(changesAt.inMinutes)}.`
    : `Nothing ${open ? "closes" : "opens"} it within 400 days.`;
  const lines = days.map(({ date, weekday, periods, exceptions }) => {
    const times = periods.map(({ from, to }) => `${from}-${to}`).join("  ");
    const shown = [times || (exceptions.length > 0 ? "" : "closed"), ...exceptions].filter(Boolean);
    return `  ${weekday.slice(0, 3)} ${date}  ${shown.join("  ")}`;
  });
  return [`${at.words}, ${timezone} (${at.utc})`, sentence, next, "", ...lines].join("\n");
}

const DAYS_AHEAD = 7;
const MINUTE_MS = 60_000;

function dayOf(hours: Hours, date: Temporal.PlainDate): ExplainedDay {
  const begin = date.toZonedDateTime(hours.timezone).epochMilliseconds;
  const end = date.add({ days: 1 }).toZonedDateTime(hours.timezone).epochMilliseconds;
  const periods: ExplainedPeriod[] = [];
  const noted: HoursState[] = [];
  for (let from = begin; from < end; ) {
    const state = hours.at(from);
    const to = Math.min((state.open ? state.closesAt : state.opensAt) ?? end, end);
    // What closes it may begin while it is closed anyway.
    noted.push(state, hours.at(to - 1));
    if (state.open) {
      periods.push({
        from: wallClock(from, hours.timezone),
        to: to === end ? "24:00" : wallClock(to, hours.timezone),
        fromUtc: utc(from),
        toUtc: utc(to),
        why: state.why,
      });
    }
    from = to;
  }
  return {
    date: date.toString(),
    weekday: date.toLocaleString("en", { weekday: "long" }),
    periods,
    exceptions: exceptionsAmong(noted),
  };
}

/** Hours given for the date speak for themselves: that it is closed outside of them need not be said. */
function exceptionsAmong(states: readonly HoursState[]): readonly string[] {
  const hasExtraHours = states.some(({ open, rule }) => open && rule === "extra");
  const exceptions = states.filter(
    ({ open, rule = "hours" }) => rule !== "hours" && (open || rule !== "extra" || !hasExtraHours),
  );
  return [...new Set(exceptions.map(({ why }) => why))];
}

function momentOf(instant: number, timezone: string): ExplainedMoment {
  const local = localOf(instant, timezone);
  const words = `${local.toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" })} ${wallClock(instant, timezone)}`;
  return {
    local: local.toString({ timeZoneName: "never", fractionalSecondDigits: 0 }),
    utc: utc(instant),
    words,
  };
}

function wallClock(instant: number, timezone: string): string {
  return localOf(instant, timezone).toPlainTime().toString({ smallestUnit: "minute" });
}

function localOf(instant: number, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
}

function utc(instant: number): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toString({ fractionalSecondDigits: 0 });
}

/** 689 minutes as "11 h 29 min", 3 000 as "2 d 2 h". */
function lengthOf(minutes: number): string {
  const [days, hours, rest] = [
    Math.floor(minutes / 1440),
    Math.floor((minutes % 1440) / 60),
    minutes % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${rest} min` : `${rest} min`;
}
