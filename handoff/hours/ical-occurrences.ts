import ICAL from "ical.js";
import { DAY_MS, type LocalTime, localTime } from "./local-time.ts";

/** What reading one file shares and may still cost. */
export type Reading = {
  shop: LocalTime;
  /** The zones that the file named so far; `undefined` for a name that is not IANA's. */
  zones: Map<string, LocalTime | undefined>;
  /** Repeats that an event of their own stands for, by `replacedKey`. */
  replaced: Set<string>;
  checksLeft: number;
  closedLeft: number;
};

/** A whole day (counted from 1970-01-01), or a moment (epoch milliseconds). */
type Start = { kind: "day" | "moment"; at: number };

/** `lasts` is in days or in milliseconds, as its start is. */
export type Occurrence = { start: Start; lasts: number };

/**
 * Every time that an event happens up to the year 2100: its start or its repeats (RRULE, RDATE), without those
 * that EXDATE takes out or another event replaces.
 * @throws Error whose message says what is wrong with the event, for the retailer.
 */
export function occurrencesOf(event: ICAL.Component, reading: Reading): readonly Occurrence[] {
  const property = event.getFirstProperty("dtstart");
  const first = property?.getFirstValue();
  if (!property || !(first instanceof ICAL.Time)) throw new Error("has no start (DTSTART)");
  const zone = zoneNameOf(property);
  const lasts = lengthOf(event, startOf(first, zone, reading), reading);
  if (event.getFirstPropertyValue("status")?.toString().toUpperCase() === "CANCELLED") return [];

  const isReplacement = event.hasProperty("recurrence-id");
  const times = isReplacement ? [first] : repeatsOf(event, first, reading);
  const excluded = new Set(timesOf(event, "exdate", reading).map(keyOf));
  const uid = uidOf(event);
  const kept = times.filter((time) => {
    const key = keyOf(startOf(time, zone, reading));
    if (excluded.has(key) || excluded.has(keyOf(dayOf(time)))) return false;
    return isReplacement || !reading.replaced.has(`${uid} ${key}`);
  });
  const starts = [
    ...kept.map((time) => startOf(time, zone, reading)),
    ...timesOf(event, "rdate", reading),
  ];
  return starts.map((start) => {
    reading.closedLeft -= start.kind === "day" ? lasts : 1;
    if (reading.closedLeft < 0)
      throw new Error("the file closes more days and spans than a shop has");
    return { start, lasts };
  });
}

/** Names the repeat that an event with a RECURRENCE-ID stands for. @throws Error as `occurrencesOf` does. */
export function replacedKey(event: ICAL.Component, reading: Reading): string {
  const property = event.getFirstProperty("recurrence-id");
  const time = property?.getFirstValue();
  if (!property || !(time instanceof ICAL.Time))
    throw new Error("has a RECURRENCE-ID without a time");
  if (property.getFirstParameter("range")) {
    throw new Error(
      "changes all later repeats (RANGE), which is not understood: end the old event with UNTIL and add a new one",
    );
  }
  return `${uidOf(event)} ${keyOf(startOf(time, zoneNameOf(property), reading))}`;
}

const MAX_DAYS_OF_ONE_EVENT = 400;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;

/** Just the first start where the event has no rule. */
function repeatsOf(
  event: ICAL.Component,
  first: ICAL.Time,
  reading: Reading,
): readonly ICAL.Time[] {
  const rules = event.getAllProperties("rrule").map((property) => property.getFirstValue());
  if (rules.length === 0) return [first];
  return rules.flatMap((rule) =>
    rule instanceof ICAL.Recur ? repeatsByRule(rule, first, reading) : [],
  );
}

function repeatsByRule(rule: ICAL.Recur, first: ICAL.Time, reading: Reading): readonly ICAL.Time[] {
  if (!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].includes(rule.freq)) {
    throw new Error(`repeats ${rule.freq}: a closing repeats daily at most`);
  }
  const iterator = rule.iterator(first);
  // The library would look for ever for the next match of a rule that has none, such as every 31 February.
  const matches = iterator.check_contracting_rules.bind(iterator);
  iterator.check_contracting_rules = () => {
    if (reading.checksLeft-- <= 0) {
      throw new Error(
        "repeats too often, or by a rule that never comes true: give its RRULE an UNTIL",
      );
    }
    return matches();
  };
  const times: ICAL.Time[] = [];
  for (let time = iterator.next(); time && time.year <= LAST_YEAR; time = iterator.next()) {
    times.push(time.clone());
  }
  return times;
}

/** The values of EXDATE or RDATE. */
function timesOf(
  event: ICAL.Component,
  name: "exdate" | "rdate",
  reading: Reading,
): readonly Start[] {
  return event.getAllProperties(name).flatMap((property) =>
    property.getValues().flatMap((value) => {
      const time = value instanceof ICAL.Period ? value.start : value;
      return time instanceof ICAL.Time ? [startOf(time, zoneNameOf(property), reading)] : [];
    }),
  );
}

/** In days for a whole-day event, else in milliseconds. */
function lengthOf(event: ICAL.Component, start: Start, reading: Reading): number {
  const lasts = statedLengthOf(event, start, reading);
  if (lasts / (start.kind === "day" ? 1 : DAY_MS) > MAX_DAYS_OF_ONE_EVENT) {
    throw new Error(`lasts longer than ${MAX_DAYS_OF_ONE_EVENT} days`);
  }
  // RFC 5545, 3.6.1: a date without an end lasts its day, a time without an end lasts no time.
  return start.kind === "day" ? Math.max(1, Math.ceil(lasts)) : lasts;
}

function statedLengthOf(event: ICAL.Component, start: Start, reading: Reading): number {
  const property = event.getFirstProperty("dtend");
  const end = property?.getFirstValue();
  if (property && end instanceof ICAL.Time) {
    const ends = startOf(end, zoneNameOf(property), reading);
    if (ends.kind !== start.kind) {
      throw new Error("starts with a date and ends with a time, or the other way round");
    }
    if (ends.at < start.at) throw new Error("ends before it starts");
    return ends.at - start.at;
  }
  const duration = event.getFirstPropertyValue("duration");
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
      `its time zone "${zone}" is neither an IANA name such as "Europe/Copenhagen" nor described in the file`,
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

function uidOf(event: ICAL.Component): string {
  return event.getFirstPropertyValue("uid")?.toString() ?? "";
}
