import { ConfigurationError } from "../core/errors.ts";
import type { Hours, HoursState } from "../core/hours.ts";
import { type HoursRules, type Plan, planFrom } from "./day-plan.ts";
import { DAY_MS, type LocalTime, localTime } from "./local-time.ts";
import { type Stretch, stretchesBetween } from "./stretches.ts";
import type { HoursMistake } from "./weekly-hours.ts";

/**
 * The rules of shop.yaml as opening hours that can be asked. For a team, give its own weekly hours with the
 * shop's holidays and closures.
 *
 * - A period belongs to the day on which it begins. A holiday or a closed date takes away the periods that begin
 *   on it, not the tail of the evening before; to shorten that evening give it its own hours in `extra`, or close
 *   from a clock time in `closures`.
 * - `closures` beat `extra`, which beats the calendar file, which beats the country's holidays.
 * - Every time is the shop's wall clock. A time that spring leaves out is the moment the clocks jump; a time that
 *   autumn shows twice is its first showing, so that a period is never cut in two: on that night "01:00-03:00"
 *   lasts three hours, in spring one.
 *
 * Answers come from a bounded cache of weeks and take about a microsecond.
 * @throws ConfigurationError naming every mistake in the rules, each with its place ("hours.sat: …").
 * @throws RangeError when asked about an instant that is not a finite number, or for less than no staffed time.
 */
export function hoursFrom(rules: HoursRules): Hours {
  const mistakes: HoursMistake[] = [];
  const clock = localTime(rules.timezone);
  const plan = planFrom(rules, clock, mistakes);
  if (mistakes.length > 0) {
    throw new ConfigurationError(
      mistakes.map(({ path, message }) => `${path.join(".")}: ${message}`),
    );
  }
  const weekAt = weeksOf(plan, clock);
  const openAgain = (instant: number) => changeAfter(instant, false, weekAt);

  return {
    timezone: rules.timezone,
    at(instant): HoursState {
      const { open, why, rule } = stretchAt(instant, weekAt);
      const change = changeAfter(instant, open, weekAt);
      return open ? { open, closesAt: change, why, rule } : { open, opensAt: change, why, rule };
    },
    isOpen: (instant) => stretchAt(instant, weekAt).open,
    nextOpen: (instant) => (stretchAt(instant, weekAt).open ? instant : openAgain(instant)),
    addStaffed: (instant, staffedMs) => staffedAfter(instant, staffedMs, weekAt),
  };
}

/** Everything that is wrong with the rules, with the keys that lead to each place; empty when they can be used. */
export function hoursMistakes(rules: HoursRules): readonly HoursMistake[] {
  const mistakes: HoursMistake[] = [];
  planFrom(rules, localTime(rules.timezone), mistakes);
  return mistakes;
}

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
type WeekAt = (number: number) => Week;

function weeksOf(plan: Plan, clock: LocalTime): WeekAt {
  const weeks = new Map<number, Week>();
  let last: { number: number; week: Week } | undefined;
  return (number) => {
    if (last?.number === number) return last.week;
    let week = weeks.get(number);
    if (!week) {
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

function stretchAt(instant: number, weekAt: WeekAt): Stretch {
  const { stretches } = weekAt(weekNumber(instant));
  const stretch = stretches[indexAt(stretches, instant)];
  if (!stretch) throw new RangeError(`no hours are known at ${instant}`);
  return stretch;
}

function weekNumber(instant: number): number {
  if (!Number.isFinite(instant))
    throw new RangeError(`expected epoch milliseconds, not ${instant}`);
  return Math.floor(instant / WEEK_MS);
}

/** The index of the stretch that holds the instant. */
function indexAt(stretches: readonly Stretch[], instant: number): number {
  let [low, high] = [0, stretches.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stretches[middle]?.from ?? Number.POSITIVE_INFINITY) <= instant) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** When it first is no longer as `open` says, within the horizon. */
function changeAfter(instant: number, open: boolean, weekAt: WeekAt): number | undefined {
  const limit = instant + HORIZON_MS;
  const first = weekNumber(instant);
  for (let number = first; number * WEEK_MS <= limit; number++) {
    const { stretches, throughout } = weekAt(number);
    if (throughout === open) continue;
    const start = number === first ? indexAt(stretches, instant) : 0;
    for (let index = start; index < stretches.length; index++) {
      const stretch = stretches[index];
      if (stretch && stretch.open !== open) return stretch.from <= limit ? stretch.from : undefined;
    }
  }
  return undefined;
}

function staffedAfter(instant: number, staffedMs: number, weekAt: WeekAt): number | undefined {
  if (!(staffedMs >= 0))
    throw new RangeError(`expected staffed milliseconds from 0 on, not ${staffedMs}`);
  if (staffedMs === 0) return instant;
  const limit = instant + HORIZON_MS;
  let left = staffedMs;
  const first = weekNumber(instant);
  for (let number = first; number * WEEK_MS <= limit; number++) {
    const { stretches, openMs } = weekAt(number);
    if (number > first && openMs < left) {
      left -= openMs;
      continue;
    }
    const start = number === first ? indexAt(stretches, instant) : 0;
    for (let index = start; index < stretches.length; index++) {
      const stretch = stretches[index];
      if (!stretch?.open) continue;
      const from = Math.max(stretch.from, instant);
      if (stretch.to - from >= left) return from + left <= limit ? from + left : undefined;
      left -= stretch.to - from;
    }
  }
  return undefined;
}
