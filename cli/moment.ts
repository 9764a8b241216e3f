import { localTime } from "../handoff/hours/local-time.ts";
import { UsageError } from "./terminal.ts";

/**
 * A moment as people type it: "22:41" (today), "2026-11-20 22:41", both on the shop's clock, or ISO 8601 with an offset.
 * @throws UsageError naming what was typed and what would do.
 */
export function parseMoment(text: string, timezone: string, now: number): number {
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text)) {
    const instant = Date.parse(text);
    if (!Number.isNaN(instant)) return instant;
  }
  const zone = localTime(timezone);
  const today = new Date(zone.reading(now)).toISOString().slice(0, 10);
  const match = /^(?:(\d{4}-\d{2}-\d{2})(?:[ T]|$))?(\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(text);
  const [, date = today, time = "12:00"] = match ?? [];
  const reading = Date.parse(`${date}T${time.padStart(5, "0")}Z`);
  if (!match || text === "" || Number.isNaN(reading) || !isInCalendar(date)) {
    throw new UsageError(
      `${JSON.stringify(text)} is not a time; expected "22:41", "2026-11-20 22:41" (${timezone}) or "2026-11-20T21:41:00Z"`,
    );
  }
  return zone.firstShowing(reading);
}

/** Date.parse takes 31 February for a day in March. */
function isInCalendar(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}

/** "Fri 20 Nov 22:41" on the shop's clock. */
export function clockWords(instant: number, timezone: string): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: timezone, ...options }).format(instant);
  const day = part({ weekday: "short", day: "numeric", month: "short" }).replace(",", "");
  return `${day} ${part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
}
