import type { Cut, Reason } from "./closures.ts";
import type { Plan } from "./day-plan.ts";
import { DAY_MS, type LocalTime, MINUTE_MS } from "./local-time.ts";

/** A stretch of time, from inclusive to exclusive in epoch milliseconds, through which one rule decides. */
export type Stretch = Reason & { from: number; to: number; open: boolean };

/** What the plan says between two instants: in order, without gaps, the first beginning at `from`. */
export function stretchesBetween(
  plan: Plan,
  clock: LocalTime,
  from: number,
  to: number,
): readonly Stretch[] {
  const days = daysBetween(plan, clock, from, to);
  const periods = days.flatMap((day) => day.periods).sort((a, b) => a.from - b.from);
  const cuts = plan.cuts.filter((cut) => cut.from < to && cut.to > from);

  const edges = [
    from,
    ...[...days.flatMap((day) => day.edges), ...[...periods, ...cuts].flatMap(edgesOf)],
  ]
    .filter((edge) => edge >= from && edge < to)
    .sort((a, b) => a - b);
  const stretches: Stretch[] = [];
  for (const edge of edges) {
    const before = stretches.at(-1);
    if (before?.from === edge) continue;
    const { open, reason } = verdictAt(edge, days, periods, cuts);
    if (before?.open === open && before.why === reason.why) continue;
    if (before) before.to = edge;
    stretches.push({ from: edge, to, open, ...reason });
  }
  return stretches;
}

type Span = { from: number; to: number; reason: Reason };
/** One local day by the clock: its own periods reach into the next one. */
type Day = { from: number; to: number; closed: Span[]; periods: Span[]; edges: number[] };

function daysBetween(plan: Plan, clock: LocalTime, from: number, to: number): readonly Day[] {
  // The night before the first day may reach into it.
  const first = Math.floor(clock.reading(from) / DAY_MS) - 1;
  const last = Math.floor(clock.reading(to) / DAY_MS);
  const days: Day[] = [];
  for (let number = first; number <= last; number++) {
    const at = (minute: number) => clock.firstShowing(number * DAY_MS + minute * MINUTE_MS);
    const { periods, closed, cut } = plan.day(number);
    const [begin, end] = [
      clock.firstShowing(number * DAY_MS),
      clock.firstShowing((number + 1) * DAY_MS),
    ];
    const cutAt = cut ? at(cut.from) : end;
    days.push({
      from: begin,
      to: end,
      closed: [
        { from: begin, to: cutAt, reason: closed },
        { from: cutAt, to: end, reason: cut?.reason ?? closed },
      ],
      periods: periods
        .map(({ start, end, why, rule }) => ({
          from: at(start),
          to: cut ? Math.min(at(end), cutAt) : at(end),
          reason: { why, rule },
        }))
        .filter((period) => period.from < period.to),
      edges: [begin, cutAt],
    });
  }
  return days;
}

function verdictAt(
  instant: number,
  days: readonly Day[],
  periods: readonly Span[],
  cuts: readonly Cut[],
): { open: boolean; reason: Reason } {
  const holds = (span: { from: number; to: number }) => span.from <= instant && instant < span.to;
  const cutting = cuts.filter(holds);
  const closure = cutting.find((cut) => cut.reason.rule === "closures");
  if (closure) return { open: false, reason: closure.reason };

  const running = periods.filter(holds);
  const event = cutting[0];
  const period = event ? running.find(({ reason }) => reason.rule === "extra") : running[0];
  if (period) return { open: true, reason: period.reason };
  if (event && running.length > 0) return { open: false, reason: event.reason };
  const day = days.find(holds)?.closed.find(holds);
  if (!day) throw new RangeError(`no day was planned at ${instant}`);
  return { open: false, reason: day.reason };
}

function edgesOf({ from, to }: { from: number; to: number }): readonly number[] {
  return [from, to];
}
