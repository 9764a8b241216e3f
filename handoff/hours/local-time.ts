import { Temporal } from "temporal-polyfill";

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/**
 * A zone's wall clock. A *reading* is what the clock shows, written as the epoch milliseconds at which a clock
 * in UTC shows the same, so that readings can be compared and a day of them is always 24 hours long.
 */
export type LocalTime = {
  readonly timezone: string;
  reading(instant: number): number;
  /**
   * The first instant at which the clock shows `reading` or later. So a time that spring leaves out means the
   * moment the clocks jump over it, and a time that autumn shows twice means its first showing.
   */
  firstShowing(reading: number): number;
};

/**
 * The wall clock of an IANA zone, from the rules that ship with the runtime, never from the process's own zone.
 * @throws RangeError when there is no such zone.
 */
export function localTime(timezone: string): LocalTime {
  // The polyfill refuses an unknown zone here rather than at the first question.
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timezone);
  const blocks = new Map<number, readonly Span[]>();

  const spansOf = (block: number): readonly Span[] => {
    const known = blocks.get(block);
    if (known) return known;
    const spans = spansBetween(
      timezone,
      block * BLOCK_MS - MARGIN_MS,
      (block + 1) * BLOCK_MS + MARGIN_MS,
    );
    if (blocks.size >= KEPT_BLOCKS) blocks.clear();
    blocks.set(block, spans);
    return spans;
  };

  return {
    timezone,
    reading(instant) {
      const spans = spansOf(Math.floor(instant / BLOCK_MS));
      return instant + spanWhere(spans, (span) => instant < span.to).offsetMs;
    },
    firstShowing(reading) {
      const spans = spansOf(Math.floor(reading / BLOCK_MS));
      const span = spanWhere(spans, ({ to, offsetMs }) => reading < to + offsetMs);
      return Math.max(span.from, reading - span.offsetMs);
    },
  };
}

/** A stretch of time through which the zone keeps one distance from UTC. */
type Span = { from: number; to: number; offsetMs: number };

const BLOCK_MS = 128 * DAY_MS;
/** Room for the widest distance from UTC and for the one day that Samoa once left out. */
const MARGIN_MS = 3 * DAY_MS;
const KEPT_BLOCKS = 64;

function spansBetween(timezone: string, from: number, to: number): readonly Span[] {
  const spans: Span[] = [];
  for (let start = from; start < to; ) {
    const local = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timezone);
    const end = local.getTimeZoneTransition("next")?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    spans.push({ from: start, to: Math.min(end, to), offsetMs: local.offsetNanoseconds / 1e6 });
    start = end;
  }
  return spans;
}

function spanWhere(spans: readonly Span[], matches: (span: Span) => boolean): Span {
  const span = spans.find(matches);
  if (!span) throw new RangeError("a moment outside the stretch of time that was looked up");
  return span;
}
