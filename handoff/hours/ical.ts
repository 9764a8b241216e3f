import ICAL from "ical.js";
import { type Occurrence, occurrencesOf, type Reading, replacedKey } from "./ical-occurrences.ts";
import type { LocalTime } from "./local-time.ts";

/** What a holiday feed closes: whole days (counted from 1970-01-01) and spans of epoch milliseconds, by name. */
export type CalendarClosures = {
  days: ReadonlyMap<number, string>;
  spans: readonly { from: number; to: number; name: string }[];
};

/**
 * Reads an iCalendar file (RFC 5545): all-day events close their days, timed ones their span, cancelled ones
 * nothing. Times without a zone are the shop's. Repeating events are laid out up to the year 2100. The text is not
 * trusted: its size, events, repeats and the work spent on its rules are bounded, names are cut to one short line.
 * What cannot be read is in `mistakes`, each naming its event; the closures are then those of the rest.
 */
export function readCalendar(
  text: string,
  shop: LocalTime,
): CalendarClosures & { mistakes: readonly string[] } {
  const days = new Map<number, string>();
  const spans: { from: number; to: number; name: string }[] = [];
  const mistakes: string[] = [];
  const events = eventsOf(text);
  if (typeof events === "string") return { days, spans, mistakes: [events] };

  const reading: Reading = {
    shop,
    zones: new Map(),
    replaced: new Set(),
    checksLeft: MAX_RULE_CHECKS,
    closedLeft: MAX_CLOSED,
  };
  const attempt = (event: ICAL.Component, read: (name: string) => void) => {
    const name = nameOf(event);
    try {
      read(name);
    } catch (error) {
      mistakes.push(`event "${name}": ${messageOf(error)}`);
    }
  };
  const [changed, whole] = [
    events.filter((event) => event.hasProperty("recurrence-id")),
    events.filter((event) => !event.hasProperty("recurrence-id")),
  ];
  for (const event of changed) {
    attempt(event, () => reading.replaced.add(replacedKey(event, reading)));
  }
  for (const event of [...whole, ...changed]) {
    attempt(event, (name) => {
      for (const occurrence of occurrencesOf(event, reading)) close(occurrence, name, days, spans);
    });
  }
  return { days, spans, mistakes: [...new Set(mistakes)] };
}

const MAX_CHARACTERS = 1_000_000;
const MAX_EVENTS = 5_000;
/** Days and spans; every day of the 21st century would be some 36,500. */
const MAX_CLOSED = 50_000;
/** A weekly event needs some 5,000 of these to reach the last year. */
const MAX_RULE_CHECKS = 100_000;
const MAX_NAME_CHARACTERS = 80;
const MAX_MESSAGE_CHARACTERS = 200;

function close(
  { start, lasts }: Occurrence,
  name: string,
  days: Map<number, string>,
  spans: { from: number; to: number; name: string }[],
): void {
  if (start.kind === "moment") {
    if (lasts > 0) spans.push({ from: start.at, to: start.at + lasts, name });
    return;
  }
  for (let day = start.at; day < start.at + lasts; day++) days.set(day, name);
}

/** The file's events, or what is wrong with it as a whole. */
function eventsOf(text: string): readonly ICAL.Component[] | string {
  if (text.length > MAX_CHARACTERS) return `is larger than ${MAX_CHARACTERS / 1e6} MB`;
  const body = text.replace(/^\uFEFF/, "").trim();
  if (!/^BEGIN:VCALENDAR/i.test(body)) {
    return 'is not an iCalendar file: it must begin with "BEGIN:VCALENDAR"';
  }
  try {
    const parsed: unknown[] = ICAL.parse(body);
    // One calendar comes as its own array, several as an array of them.
    const calendars = (Array.isArray(parsed[0]) ? parsed : [parsed]) as unknown[][];
    const events = calendars.flatMap((calendar) =>
      new ICAL.Component(calendar).getAllSubcomponents("vevent"),
    );
    return events.length > MAX_EVENTS ? `has more than ${MAX_EVENTS} events` : events;
  } catch (error) {
    return `cannot be read as iCalendar: ${messageOf(error)}`;
  }
}

function nameOf(event: ICAL.Component): string {
  const summary = event.getFirstPropertyValue("summary");
  return oneLine(summary?.toString() ?? "", MAX_NAME_CHARACTERS) || "closed by the calendar";
}

function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error), MAX_MESSAGE_CHARACTERS);
}

/** Without line breaks, control and direction characters, and not long: people read it in a sentence of ours. */
function oneLine(text: string, limit: number): string {
  const characters = [...text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim()];
  return characters.length > limit
    ? `${characters.slice(0, limit - 1).join("")}…`
    : characters.join("");
}
