import { formats } from "../../core/formats.ts";

/** The country that these words are the name of, in any language of those around the shop; `undefined`: none. */
export function countryIn(words: string): string | undefined {
  const bare = words.replace(/[().]/g, "").trim();
  if (/^[A-Z]{2}$/.test(bare)) return CODES.get(bare);
  const plain = bare.toLowerCase().replace(/^the /, "");
  return NICKNAMES[plain] ?? countryNames().get(plain);
}

/** As they stand behind a town; others could as well be states of the US. */
const CODES: ReadonlyMap<string, string> = new Map([
  ..."AT BE CH CZ DE DK ES FI FR GB IE IS IT LU NL NO PL PT SE US"
    .split(" ")
    .map((code) => [code, code] as const),
  ["UK", "GB"],
]);

/** "0154 Oslo Norway": the country at the end of a line that has more in it, and the line without it. */
export function withCountryLast(line: string): { country: string; rest: string } | undefined {
  const words = line.split(/\s+/);
  for (const count of [3, 2, 1]) {
    const rest = words.slice(0, -count);
    const name = words.slice(-count).join(" ");
    const country = rest.length === 0 ? undefined : countryIn(name);
    // "Albuquerque New Mexico", "Atlanta Georgia"
    const isState = /^new$/i.test(rest.at(-1) ?? "") || /^georgia$/i.test(name);
    if (country !== undefined && !isState) return { country, rest: rest.join(" ") };
  }
  return undefined;
}

/** "It's in germany, not sweden": the country that is named and not ruled out, where it is but one. */
export function countryMeant(text: string): string | undefined {
  const words = text.match(/[\p{L}.'’-]+/gu) ?? [];
  const meant = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const count = [3, 2, 1].find((length) => countryIn(words.slice(at, at + length).join(" ")));
    if (count === undefined) continue;
    const before = words.slice(Math.max(0, at - 2), at).join(" ");
    const country = countryIn(words.slice(at, at + count).join(" "));
    if (country !== undefined && !RULES_OUT.test(before)) meant.add(country);
    at += count - 1;
  }
  const [only, ...more] = meant;
  return more.length === 0 ? only : undefined;
}

const RULES_OUT = /\b(?:not|instead of|from)(?: in)?$/i;

/** "And to spain?": a country and nothing else, asked of a shop. English and Spanish. */
export function namesOnlyCountry(text: string): boolean {
  const named = ONLY_A_PLACE.exec(text)?.[1];
  return named !== undefined && countryIn(named.trim()) !== undefined;
}

const ONLY_A_PLACE =
  /^\W*(?:and|what about|how about|y|qu[eé] tal)\s+(?:(?:to|for|a|para)\s+)?(\p{L}+(?:\s\p{L}+){0,3})\W*$/iu;

/** A country as its readers call it: "Sweden" of "SE". */
export function countryName(code: string, locale: string): string {
  return formats.names(locale, { type: "region" }).of(code) ?? code;
}

const NICKNAMES: Readonly<Record<string, string>> = {
  usa: "US",
  america: "US",
  uk: "GB",
  england: "GB",
  scotland: "GB",
  wales: "GB",
  "great britain": "GB",
  holland: "NL",
};

/** In which languages people write the country into an address. */
const LANGUAGES = ["en", "es", "da", "sv", "nb", "fi", "de", "nl", "fr", "it"];

/** The names of all countries. */
function countryNames(): ReadonlyMap<string, string> {
  if (names.size > 0) return names;
  const codes = LETTERS.flatMap((one) => LETTERS.map((other) => one + other));
  for (const language of LANGUAGES) {
    const regions = formats.names(language, { type: "region", fallback: "none" });
    for (const code of codes.filter((each) => !NO_COUNTRIES.has(each))) {
      const name = regions.of(code)?.toLowerCase() ?? "";
      if (name.length >= SHORTEST_NAME && !names.has(name)) names.set(name, codeOfToday(code));
    }
  }
  return names;
}

/** "DE" of "DD", which bears its name as well. */
function codeOfToday(code: string): string {
  return new Intl.Locale(`und-${code}`).region ?? code;
}

/** Shorter ones are other words in another language. */
const SHORTEST_NAME = 4;
const NO_COUNTRIES: ReadonlySet<string> = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);

/** Always the same, and dear to look up. */
const names = new Map<string, string>();
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
