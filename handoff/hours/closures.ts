import type { Closure, HoursRule } from "../../core/hours.ts";
import { DAY_MS, type LocalTime, MINUTE_MS } from "./local-time.ts";
import { DAY_MINUTES, type HoursMistake } from "./weekly-hours.ts";

/** Why a stretch of time is as it is, in the retailer's words. */
export type Reason = { why: string; rule: HoursRule };

/** A span that is closed by the clock, whatever day its hours belong to. */
export type Cut = { from: number; to: number; reason: Reason };

/**
 * What `closures:` closes. Between two dates it is whole days, the last one and their nights included; where a time
 * is given, everything between the two by the clock. Days are counted from 1970-01-01.
 */
export function closuresFrom(
  closures: readonly Closure[],
  clock: LocalTime,
  mistakes: HoursMistake[],
): { days: ReadonlyMap<number, Reason>; cuts: readonly Cut[] } {
  const days = new Map<number, Reason>();
  const cuts: Cut[] = [];
  for (const [index, closure] of closures.entries()) {
    const [start, end] = [wallTime(closure.from, 0), wallTime(closure.to, DAY_MINUTES)];
    if (!start || !end || mistakeBetween(start, end)) {
      mistakes.push({ path: ["closures", index], message: messageFor(closure, start, end) });
      continue;
    }
    const reason = reasonOf(closure);
    if (start.hasTime || end.hasTime) {
      const [from, to] = [clock.firstShowing(start.reading), clock.firstShowing(end.reading)];
      cuts.push({ from, to, reason });
    } else {
      for (let day = start.day; day <= end.day; day++) days.set(day, reason);
    }
  }
  return { days, cuts };
}

/** Ten years: longer than any closure that is meant, short enough to count day by day. */
const MAX_CLOSURE_DAYS = 3660;

function reasonOf({ from, to, reason }: Closure): Reason {
  return { why: `closed: ${reason ?? `${from} to ${to}`} (closures)`, rule: "closures" };
}

type WallTime = { day: number; reading: number; hasTime: boolean };

function messageFor(
  { from, to }: Closure,
  start: WallTime | undefined,
  end: WallTime | undefined,
): string {
  if (!start) return `from "${from}" is not a date with or without a time of the day`;
  if (!end) return `to "${to}" is not a date with or without a time of the day`;
  return `the closure from "${from}" to "${to}" ${mistakeBetween(start, end)}`;
}

function mistakeBetween(start: WallTime, end: WallTime): string | undefined {
  if (end.reading <= start.reading) return "ends before it starts";
  return end.day - start.day > MAX_CLOSURE_DAYS
    ? `lasts longer than ${MAX_CLOSURE_DAYS} days`
    : undefined;
}

/** `minuteWithout` is meant where there is no time: the begin or the end of the day. */
function wallTime(text: string, minuteWithout: number): WallTime | undefined {
  const [date = "", time] = text.split(/[ T]/);
  const midnight = Date.parse(date);
  // Date.parse takes "2026-02-30" for 2 March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date)
    return undefined;
  const [hours = 0, minutes = 0] = time?.split(":").map(Number) ?? [];
  const minute = time === undefined ? minuteWithout : hours * 60 + minutes;
  if (minutes > 59 || minute > DAY_MINUTES) return undefined;
  return {
    day: midnight / DAY_MS,
    reading: midnight + minute * MINUTE_MS,
    hasTime: time !== undefined,
  };
}
