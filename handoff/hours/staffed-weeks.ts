import type { Plan } from "./day-plan.ts";
import { DAY_MS, type LocalTime } from "./local-time.ts";
import { type Stretch, stretchesBetween } from "./stretches.ts";

/** How far ahead anything is looked for; the port promises it. */
const HORIZON_MS = 400 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;
/** A look over the whole horizon needs 59 of them. */
const KEPT_WEEKS = 160;

/** Seven days from a Thursday 00:00 UTC: all stretches in order, without gaps. */
type Week = {
  from: number;
  stretches: readonly Stretch[];
  openMs: number;
  /** Set when the whole week is open, or closed. */
  throughout: boolean | undefined;
};
/** The week that begins so many times seven days after the epoch. */
export type WeekAt = (number: number) => Week;

/** Weeks as the plan has them, each worked out when it is first asked for; the oldest is forgotten for a new one. */
export function weeksOf(plan: Plan, clock: LocalTime): WeekAt {
  const weeks = new Map<number, Week>();
  let last: { number: number; week: Week } | undefined;
  return (number) => {
    if (last?.number === number) return last.week;
    let week = weeks.get(number);
    if (!week) {
      if (!Number.isFinite(number))
        throw new RangeError("expected epoch milliseconds, a finite number");
      week = weekFrom(plan, clock, number * WEEK_MS);
      const oldest = weeks.keys().next();
      if (weeks.size >= KEPT_WEEKS && !oldest.done) weeks.delete(oldest.value);
      weeks.set(number, week);
    }
    last = { number, week };
    return week;
  };
}

function weekFrom(plan: Plan, clock: LocalTime, from: number): Week {
  const stretches = stretchesBetween(plan, clock, from, from + WEEK_MS);
  let openMs = 0;
  for (const stretch of stretches) if (stretch.open) openMs += stretch.to - stretch.from;
  const throughout = openMs === 0 ? false : openMs === WEEK_MS ? true : undefined;
  return { from, stretches, openMs, throughout };
}

/** @throws RangeError when `instant` is not a finite number. */
export function stretchAt(instant: number, weekAt: WeekAt): Stretch {
  const { stretches } = weekAt(weekNumber(instant));
  const stretch = stretches[indexAt(stretches, instant)];
  if (!stretch) throw new RangeError(`no hours are known at ${instant}`);
  return stretch;
}

function weekNumber(instant: number): number {
  return Math.floor(instant / WEEK_MS);
}

/** The index of the stretch that holds the instant; the first one where all come later. */
function indexAt(stretches: readonly Stretch[], instant: number): number {
  let [low, high] = [0, stretches.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stretches[middle]?.from ?? Number.POSITIVE_INFINITY) <= instant) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** When it first is no longer as `open` says; `undefined`: not within the horizon. */
export function changeAfter(instant: number, open: boolean, weekAt: WeekAt): number | undefined {
  const limit = instant + HORIZON_MS;
  for (let number = weekNumber(instant); number * WEEK_MS <= limit; number++) {
    const { stretches, throughout } = weekAt(number);
    if (throughout === open) continue;
    const change = firstUnlike(open, stretches, indexAt(stretches, instant));
    if (change !== undefined) return change <= limit ? change : undefined;
  }
  return undefined;
}

/** @throws RangeError when `instant` is not a finite number or `staffedMs` not a number from 0 on. */
export function staffedAfter(
  instant: number,
  staffedMs: number,
  weekAt: WeekAt,
): number | undefined {
  if (!Number.isFinite(instant) || !(staffedMs >= 0))
    throw new RangeError(
      `expected an instant and staffed milliseconds, not ${instant} and ${staffedMs}`,
    );
  if (staffedMs === 0) return instant;
  const limit = instant + HORIZON_MS;
  let leftMs = staffedMs;
  for (let number = weekNumber(instant); number * WEEK_MS <= limit; number++) {
    const week = weekAt(number);
    if (week.from > instant && week.openMs < leftMs) {
      leftMs -= week.openMs;
      continue;
    }
    const spent = spendIn(week, instant, leftMs);
    if (spent.at !== undefined) return spent.at <= limit ? spent.at : undefined;
    leftMs = spent.leftMs;
  }
  return undefined;
}

function firstUnlike(
  open: boolean,
  stretches: readonly Stretch[],
  start: number,
): number | undefined {
  for (let index = start; index < stretches.length; index++) {
    const stretch = stretches[index];
    if (stretch && stretch.open !== open) return stretch.from;
  }
  return undefined;
}

/** When the week has been open for `leftMs` since `instant`, or how much of it remains after the week. */
function spendIn(
  { stretches }: Week,
  instant: number,
  leftMs: number,
): { at?: number; leftMs: number } {
  let remainingMs = leftMs;
  for (let index = indexAt(stretches, instant); index < stretches.length; index++) {
    const stretch = stretches[index];
    if (!stretch?.open) continue;
    const from = Math.max(stretch.from, instant);
    if (stretch.to - from >= remainingMs) return { at: from + remainingMs, leftMs: 0 };
    remainingMs -= stretch.to - from;
  }
  return { leftMs: remainingMs };
}
