import { createRequire } from "node:module";
import type * as Phones from "libphonenumber-js/min";
import type { PostalAddress } from "../core/order.ts";
import { DAY_MS, type LocalTime, localTime, MINUTE_MS } from "../handoff/hours/local-time.ts";
import { regionZones } from "./region-zones.ts";

/**
 * The IANA zones in which the recipient may be: those of the address's country (narrowed by its region where we
 * know it), else of the phone number's country, else the shop's own. Several where it is not known which:
 * `isQuiet` and `nextDecentMoment` then respect all of them.
 */
export function recipientZone(recipient: {
  postalAddress?: Pick<PostalAddress, "country" | "region"> | undefined;
  /** E.164. */
  phone?: string | undefined;
  shopZone: string;
}): readonly string[] {
  const { postalAddress, phone, shopZone } = recipient;
  const ofAddress = postalAddress ? zonesOf(postalAddress.country, postalAddress.region) : [];
  if (ofAddress.length > 0) return ofAddress;
  const ofPhone =
    phone === undefined ? [] : phoneCountries(phone).flatMap((country) => zonesOf(country));
  return ofPhone.length > 0 ? ofPhone : [shopZone];
}

/**
 * Whether it is inside the quiet span ("20:00-09:00", local to the recipient) in any of the zones. The span begins
 * with the first showing of its start and ends with that of its end, also on nights when the clocks change;
 * "00:00-00:00" means that nothing is quiet.
 * @throws RangeError for a span that is not two times of the day.
 */
export function isQuiet(
  instant: number,
  quiet: string,
  zones: string | readonly string[],
): boolean {
  const span = quietSpan(quiet);
  return clocksOf(zones).some((clock) => quietEnd(instant, span, clock) !== undefined);
}

/**
 * The instant itself when it is not quiet in any of the zones, else the first moment at which none is.
 * Where the zones are so far apart that there is none, the first one of the coming week at which the fewest are.
 * @throws RangeError as `isQuiet` does.
 */
export function nextDecentMoment(
  instant: number,
  quiet: string,
  zones: string | readonly string[],
): number {
  const span = quietSpan(quiet);
  const clocks = clocksOf(zones);
  let best = { at: instant, quiet: Number.POSITIVE_INFINITY };
  for (let at = instant; at < instant + SEARCHED_MS; ) {
    const ends = clocks.flatMap((clock) => quietEnd(at, span, clock) ?? []);
    if (ends.length === 0) return at;
    if (ends.length < best.quiet) best = { at, quiet: ends.length };
    at = Math.min(...ends);
  }
  return best.at;
}

const SEARCHED_MS = 7 * DAY_MS;

function zonesOf(country: string, region?: string): readonly string[] {
  const code = country.toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) return [];
  const known = region === undefined ? undefined : regionZones(code, region);
  return known ?? zonesIn(code);
}

function zonesIn(code: string): readonly string[] {
  const known = ZONES.get(code);
  if (known) return known;
  const zones = new Intl.Locale(`und-${code}`).getTimeZones?.() ?? [];
  ZONES.set(code, zones);
  return zones;
}

/** Intl looks through every zone there is each time; this one answer would cost a third of a turn. At most 676 codes. */
const ZONES = new Map<string, readonly string[]>();

/** Usually one; several for a number whose country is not told by its digits. */
function phoneCountries(phone: string): readonly string[] {
  const number = phones().parsePhoneNumberFromString(phone);
  if (!number) return [];
  return number.country === undefined ? number.getPossibleCountries() : [number.country];
}

const require = createRequire(import.meta.url);

/** Loaded with the first number: its hundred files would be a tenth of every start. */
const phones = () => require("libphonenumber-js/min") as typeof Phones; // what the package is

function clocksOf(zones: string | readonly string[]): readonly LocalTime[] {
  return (typeof zones === "string" ? [zones] : zones).map((zone) => localTime(zone));
}

type Span = { startMs: number; endMs: number };

/** The end is beyond 24 hours where the span runs past midnight. */
function quietSpan(quiet: string): Span {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(quiet);
  if (!match) throw new RangeError(`"${quiet}" is not a quiet span such as "20:00-09:00"`);
  const [h1, m1, h2, m2] = match.slice(1).map(Number) as [number, number, number, number]; // four groups, all digits
  const [startMs, endMs] = [(h1 * 60 + m1) * MINUTE_MS, (h2 * 60 + m2) * MINUTE_MS];
  return { startMs, endMs: endMs < startMs ? endMs + DAY_MS : endMs };
}

/** When the quiet span around the instant ends, if the instant is inside one. */
function quietEnd(instant: number, { startMs, endMs }: Span, clock: LocalTime): number | undefined {
  const today = Math.floor(clock.reading(instant) / DAY_MS) * DAY_MS;
  for (const day of [today - DAY_MS, today]) {
    const end = clock.firstShowing(day + endMs);
    if (clock.firstShowing(day + startMs) <= instant && instant < end) return end;
  }
  return undefined;
}
