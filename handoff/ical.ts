import ICAL from "ical.js";
import { DAY_MS, type LocalTime, localTime } from "./local-time.ts";

/** What a holiday feed closes: whole days (counted from 1970-01-01) and spans of epoch milliseconds, by name. */
export type CalendarClosures = {
  days: ReadonlyMap<number, string>;
  spans: readonly { from: number; to: number; name: string }[];
};

/**
 * Reads an iCalendar file (RFC 5545): all-day events close their days, timed ones their span. Floating times are
 * the shop's. Repeating events are laid out up to the year 2100. The text is not trusted: size, events, repeats
 * and the work spent on rules are bounded, names are cut to one short line.
 * What cannot be read is in `mistakes`, each naming its event; the closures are then those of the rest.
 */
export function readCalendar(
  text: string,
  shop: LocalTime,
): CalendarClosures & { mistakes: readonly string[] } {
  const days = new Map<number, string>();
  const spans: { from: number; to: number; name: string }[] = [];
  const components = eventsOf(text);
  if (typeof components === "string") return { days, spans, mistakes: [components] };

  const mistakes: string[] = [];
  const reading: Reading = {
    shop,
    zones: new Map(),
    checksLeft: MAX_RULE_CHECKS,
    occurrencesLeft: MAX_OCCURRENCES,
  };
  const moved = movedOccurrences(components);
  for (const component of components) {
    const name = nameOf(component);
    try {
      for (const { start, lasts } of occurrencesOf(component, moved, reading)) {
        if (start.kind === "day") {
          for (let day = start.at; day < start.at + lasts; day++) days.set(day, name);
        } else if (lasts > 0) {
          spans.push({ from: start.at, to: start.at + lasts, name });
        }
      }
    } catch (error) {
      mistakes.push(`event "${name}": ${messageOf(error)}`);
    }
  }
  return { days, spans, mistakes };
}

const MAX_CHARACTERS = 1_000_000;
const MAX_EVENTS = 5_000;
const MAX_OCCURRENCES = 50_000;
/** A weekly event needs some 4,700 of these to reach the last year. */
const MAX_RULE_CHECKS = 100_000;
const MAX_DAYS_OF_ONE_EVENT = 400;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;
const MAX_NAME_CHARACTERS = 80;
const MAX_MESSAGE_CHARACTERS = 200;

/** What one file may still cost, and the zones it named so far. */
type Reading = {
  shop: LocalTime;
  zones: Map<string, LocalTime | undefined>;
  checksLeft: number;
  occurrencesLeft: number;
};

/** A whole day (counted from 1970-01-01), or a moment (epoch milliseconds). */
type Start = { kind: "day" | "moment"; at: number };
/** `lasts` is in days or in milliseconds, as `start` is. */
type Occurrence = { start: Start; lasts: number };

/** The file's events, or what is wrong with it as a whole. */
function eventsOf(text: string): readonly ICAL.Component[] | string {
  if (text.length > MAX_CHARACTERS) return `is larger than ${MAX_CHARACTERS / 1e6} MB`;
  const body = text.replace(/^\uFEFF/, "").trim();
  if (!/^BEGIN:VCALENDAR/i.test(body))
    return 'is not an iCalendar file: it must begin with "BEGIN:VCALENDAR"';
  try {
    const parsed: unknown[] = ICAL.parse(body);
    const calendars = Array.isArray(parsed[0]) ? parsed : [parsed];
    const events = calendars.flatMap((calendar) =>
      new ICAL.Component(calendar as unknown[]).getAllSubcomponents("vevent"),
    );
    return events.length > MAX_EVENTS ? `has more than ${MAX_EVENTS} events` : events;
  } catch (error) {
    return `cannot be read as iCalendar: ${messageOf(error)}`;
  }
}

/** The occurrences that an event of their own replaces, as `<uid> <recurrence id>`. */
function movedOccurrences(components: readonly ICAL.Component[]): ReadonlySet<string> {
  const replaced = components.filter((component) => component.hasProperty("recurrence-id"));
  return new Set(
    replaced.map(
      (component) => `${textOf(component, "uid")} ${textOf(component, "recurrence-id")}`,
    ),
  );
}

function occurrencesOf(
  component: ICAL.Component,
  moved: ReadonlySet<string>,
  reading: Reading,
): readonly Occurrence[] {
  if (textOf(component, "status").toUpperCase() === "CANCELLED") return [];
  const property = component.getFirstProperty("dtstart");
  const first = property?.getFirstValue();
  if (!property || !(first instanceof ICAL.Time)) throw new Error("has no DTSTART");
  const zone = zoneNameOf(property);
  const lasts = lengthOf(component, startOf(first, zone, reading), reading);

  const isMoved = component.hasProperty("recurrence-id");
  if (isMoved && component.getFirstProperty("recurrence-id")?.getFirstParameter("range")) {
    throw new Error(
      "changes all later repeats (RANGE=THISANDFUTURE), which is not understood: end the old event with UNTIL and add a new one",
    );
  }
  const uid = textOf(component, "uid");
  const left = excludedStarts(component, reading);
  const occurrences: Occurrence[] = [];
  for (const time of isMoved ? [first] : repeatsOf(component, first, reading)) {
    if (reading.occurrencesLeft-- <= 0)
      throw new Error(`the file's events repeat more than ${MAX_OCCURRENCES} times`);
    const start = startOf(time, zone, reading);
    const isReplaced = !isMoved && moved.has(`${uid} ${time.toString()}`);
    if (!isReplaced && !left.has(keyOf(start)) && !left.has(keyOf(dayOf(time))))
      occurrences.push({ start, lasts });
  }
  for (const added of component.getAllProperties("rdate")) {
    for (const value of added.getValues()) {
      const time = value instanceof ICAL.Period ? value.start : value;
      if (time instanceof ICAL.Time)
        occurrences.push({ start: startOf(time, zoneNameOf(added), reading), lasts });
    }
  }
  return occurrences;
}

/** Every repeat up to the last year that is laid out; just the first start where the event has no rule. */
function repeatsOf(
  component: ICAL.Component,
  first: ICAL.Time,
  reading: Reading,
): readonly ICAL.Time[] {
  const times: ICAL.Time[] = [];
  const rules = component.getAllProperties("rrule").map((property) => property.getFirstValue());
  if (rules.length === 0) return [first];
  for (const rule of rules) {
    if (!(rule instanceof ICAL.Recur)) continue;
    if (!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].includes(rule.freq)) {
      throw new Error(`repeats ${rule.freq}: a closing repeats daily at most`);
    }
    const iterator = rule.iterator(first);
    // The library looks for ever for the next match of a rule that has none, such as every 31 February.
    const matches = iterator.check_contracting_rules.bind(iterator);
    iterator.check_contracting_rules = () => {
      if (reading.checksLeft-- <= 0)
        throw new Error("repeats too often or never: give its RRULE an UNTIL");
      return matches();
    };
    for (let time = iterator.next(); time && time.year <= LAST_YEAR; time = iterator.next()) {
      times.push(time.clone());
    }
  }
  return times;
}

function excludedStarts(component: ICAL.Component, reading: Reading): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const property of component.getAllProperties("exdate")) {
    for (const time of property.getValues()) {
      if (time instanceof ICAL.Time) keys.add(keyOf(startOf(time, zoneNameOf(property), reading)));
    }
  }
  return keys;
}

/** In days for a whole-day event, else in milliseconds. */
function lengthOf(component: ICAL.Component, start: Start, reading: Reading): number {
  const lasts = statedLengthOf(component, start, reading);
  if (lasts / (start.kind === "day" ? 1 : DAY_MS) > MAX_DAYS_OF_ONE_EVENT) {
    throw new Error(`lasts longer than ${MAX_DAYS_OF_ONE_EVENT} days`);
  }
  // RFC 5545, 3.6.1: a date without an end lasts its day, a time without an end lasts no time.
  return start.kind === "day" ? Math.max(1, Math.ceil(lasts)) : lasts;
}

function statedLengthOf(component: ICAL.Component, start: Start, reading: Reading): number {
  const property = component.getFirstProperty("dtend");
  const end = property?.getFirstValue();
  if (property && end instanceof ICAL.Time) {
    const ends = startOf(end, zoneNameOf(property), reading);
    if (ends.kind !== start.kind) {
      throw new Error("starts with a date and ends with a time, or the other way round");
    }
    if (ends.at < start.at) throw new Error("ends before it starts");
    return ends.at - start.at;
  }
  const duration = component.getFirstPropertyValue("duration");
  if (!(duration instanceof ICAL.Duration)) return 0;
  const ms = duration.toSeconds() * 1000;
  return start.kind === "day" ? ms / DAY_MS : ms;
}

function startOf(time: ICAL.Time, zone: string | undefined, reading: Reading): Start {
  if (!(time.year >= FIRST_YEAR && time.year <= LAST_YEAR + 1))
    throw new Error(`has a date in the year ${time.year}`);
  if (time.isDate) return dayOf(time);
  const shown = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  if (time.zone === ICAL.Timezone.utcTimezone) return { kind: "moment", at: shown };
  if (zone === undefined) return { kind: "moment", at: reading.shop.firstShowing(shown) };
  const known = zoneNamed(zone, reading);
  if (known) return { kind: "moment", at: known.firstShowing(shown) };
  if (!isPlainZone(time.zone)) {
    throw new Error(
      `its time zone "${oneLine(zone)}" is neither an IANA name such as "Europe/Copenhagen" nor described in the file`,
    );
  }
  return { kind: "moment", at: time.toUnixTime() * 1000 };
}

function dayOf(time: ICAL.Time): Start {
  return { kind: "day", at: Date.UTC(time.year, time.month - 1, time.day) / DAY_MS };
}

function zoneNamed(zone: string, reading: Reading): LocalTime | undefined {
  if (!reading.zones.has(zone)) {
    try {
      reading.zones.set(zone, localTime(zone));
    } catch {
      reading.zones.set(zone, undefined); // a RangeError is how an unknown zone is told
    }
  }
  return reading.zones.get(zone);
}

/** A VTIMEZONE of the file whose clocks change once a year or never: what calendar programs write. */
function isPlainZone(zone: ICAL.Timezone | null): boolean {
  const changes = zone?.component?.getAllSubcomponents() ?? [];
  const rules = changes.flatMap((change) => change.getAllProperties("rrule"));
  return (
    changes.length > 0 &&
    rules.every((rule) => {
      const value = rule.getFirstValue();
      return value instanceof ICAL.Recur && value.freq === "YEARLY";
    })
  );
}

function zoneNameOf(property: ICAL.Property): string | undefined {
  return property.getFirstParameter("tzid");
}

function keyOf(start: Start): string {
  return `${start.kind} ${start.at}`;
}

function textOf(component: ICAL.Component, name: string): string {
  return component.getFirstPropertyValue(name)?.toString() ?? "";
}

function nameOf(component: ICAL.Component): string {
  return oneLine(textOf(component, "summary")) || "closed by the calendar";
}

/** Without line breaks, control and direction characters, and not long: it is shown to customers and agents. */
function oneLine(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  const characters = [...plain];
  return characters.length > MAX_NAME_CHARACTERS
    ? `${characters.slice(0, MAX_NAME_CHARACTERS - 1).join("")}…`
    : plain;
}

function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error)).slice(
    0,
    MAX_MESSAGE_CHARACTERS,
  );
}
