import { ConfigurationError } from "../../core/errors.ts";
import type { Hours, HoursState } from "../../core/hours.ts";
import { type HoursRules, planFrom } from "./day-plan.ts";
import { localTime } from "./local-time.ts";
import { changeAfter, staffedAfter, stretchAt, weeksOf } from "./staffed-weeks.ts";
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
