import type { AddressRead } from "./address-read.ts";
import { countryIn, withCountryLast } from "./country-reading.ts";
import { asInUs } from "./us-address.ts";

/** What no address can do without; a country is the order's own unless another is said. */
const NEEDED_PARTS = ["line1", "postcode", "city"] as const;
type AddressPart = (typeof NEEDED_PARTS)[number];

/**
 * The postal address in a free text, in one line or several: street and number, anything more, city and postcode in either
 * order, region, country. A single part is read as the first one of `missing`. `undefined`: there is no address in it.
 */
export function readAddress(
  text: string,
  missing: readonly AddressPart[] = NEEDED_PARTS,
): AddressRead | undefined {
  const pieces = piecesOf(text);
  const { country, places } = withoutCountry(pieces);
  const [only, ...more] = places;
  if (only === undefined) return undefined;
  const isOnePart = missing.length > 0 && missing.length < NEEDED_PARTS.length && more.length === 0;
  const found =
    wholeAddress(places) ?? (isOnePart ? single(only, missing) : withoutPostcode(places));
  return found && asInUs({ ...found, ...(country === undefined ? {} : { country }) }, text);
}

/** The country on a line of its own, first or last, or at the end of the last line. */
function withoutCountry(pieces: readonly string[]): {
  country?: string | undefined;
  places: readonly string[];
} {
  const [first = "", last = ""] = [pieces[0], pieces.at(-1)];
  if (pieces.length > 1) {
    const own = countryIn(last);
    if (own !== undefined) return { country: own, places: pieces.slice(0, -1) };
    const before = countryIn(first);
    if (before !== undefined) return { country: before, places: pieces.slice(1) };
  }
  const ended = withCountryLast(last);
  if (!ended) return { places: pieces };
  const { country, rest } = ended;
  return { country, places: [...pieces.slice(0, -1), ONLY_POSTCODE.test(rest) ? last : rest] };
}

/** "1234 Luxembourg" is the town as well. */
const ONLY_POSTCODE = /^(?:[A-Z]{1,2}-)?\d[\d ]*$/;

/** A street, and after it somewhere a postcode; the city stands beside the postcode or next to it. */
function wholeAddress(places: readonly string[]): AddressRead | undefined {
  const at = places.findLastIndex((piece, index) => index > 0 && postcodeIn(piece) !== undefined);
  const found = postcodeIn(places[at] ?? "");
  if (at < 1 || found === undefined || !/\d/.test(places[0] ?? "")) return undefined;
  const isApart = found.city === undefined && at > 1;
  const city = found.city ?? (isApart ? places[at - 1] : places[at + 1]);
  const [line1, ...rest] = places.slice(0, isApart ? at - 1 : at);
  return {
    line1,
    line2: rest.length > 0 ? rest.join(", ") : undefined,
    city,
    postcode: found.postcode,
    region: found.region,
    country: found.country,
  };
}

/** "12 Elm Street, Leeds": a house number makes it a street. */
function withoutPostcode([line1, ...rest]: readonly string[]): AddressRead | undefined {
  if (line1 === undefined || !/^\d+\w?\s+\p{L}|\p{L}\s+\d+\w?$/u.test(line1)) return undefined;
  const city = rest.at(-1);
  const line2 = rest.slice(0, -1).join(", ");
  return { line1, ...(city === undefined ? {} : { city }), ...(line2 === "" ? {} : { line2 }) };
}

/** "No sorry, number 14": the street as it stands, with the house number that is said alone. `undefined`: none is. */
export function withHouseNumber(line1: string | undefined, text: string): string | undefined {
  const number = HOUSE_NUMBER.exec(text)?.[1];
  const numbers = line1?.match(/\d+\s?\p{L}?(?!\p{L})/gu) ?? [];
  const [before, ...more] = numbers;
  if (number === undefined || before === undefined || more.length > 0) return undefined;
  const corrected = line1?.replace(before, number.replace(/\s/g, ""));
  return corrected === line1 ? undefined : corrected;
}

const HOUSE_NUMBER =
  /^(?=.*\p{L})\W*(?:(?:not?|sorry|wait|oops|actually|i meant?|it(?:'?s| is| should be)|make it|should be|change it to|perd[oó]n|mejor|es|el)[\s,.!:]+)*(?:(?:the )?(?:house |street )?(?:number|nr|n[uú]mero)\b\.?(?: (?:is|should be|es))?\s*)?(?:not \d+\w?,?\s+(?:but |it'?s )?)?(\d{1,3}(?:\s?[a-d])?)(?:,? not \d+\w?)?(?: (?:please|sorry|thanks|por favor))*\W*$/iu;

/** What an address still lacks. */
export function missingParts(address: AddressRead | undefined): readonly AddressPart[] {
  return NEEDED_PARTS.filter((part) => address?.[part] === undefined);
}

/** Words before an address in Spanish. */
const SPANISH_LEAD =
  /^\s*(?:(?:hola|s[ií]|vale|ok|perd[oó]n|perdona|mejor|no|es|ser[ií]a|a|en|(?:(?:la|mi)\s+)?(?:(?:nueva|correcta)\s+)?direcci[oó]n(?: nueva| correcta| de env[ií]o)?|(?:por favor )?(?:env[ií]\p{L}*|m[aá]nd\p{L}*|c[aá]mbi\p{L}*)(?: (?:el pedido|el paquete))?|me he mudado|me mud[eé]|(?:ahora )?vivo)(?!\p{L})[\s,:-]*)+(?=\p{L}|\d)/iu;

/** Words before an address, and manners around it. */
const LEAD =
  /^\s*(?:(?:hi|hey|hello|ok|okay|yes|yeah|sure|please|so|well|no|not|sorry|oops|actually|wait|um+|make (?:it|that)|i mean|i meant|here (?:you go|it is)|(?:it |that |this )?should (?:be|go to)|it(?:'?s| is| goes to)|that(?:'?s| is| would be)|(?:(?:the|my)\s+)?(?:(?:new|correct|right|full|updated|shipping|delivery)\s+)*address (?:is|would be|should be)|(?:can you |could you )?(?:send|ship|deliver|change)(?: (?:it|that|this|the order|my order))?(?: over)? to|i(?:'ve| have)? (?:just )?(?:moved|live|am moving)(?: (?:at|in))?|we(?:'ve)? (?:moved|live)(?: (?:at|in))?|to|is)[\s,:-]+)+/i;
const TAIL = /(?:[\s,.]*(?:please|thanks|thank you|thx|cheers|instead))?[\s,.!]*$/i;

function piecesOf(text: string): string[] {
  // The patterns would try each part of a run of blanks with each other.
  const evened = text.replace(/[^\S\n]+/g, " ").replace(/\n\s*/g, "\n");
  const plain = evened.replace(LEAD, "").replace(SPANISH_LEAD, "").replace(TAIL, "");
  return withCommas(plain)
    .split(/[,;\n]+/)
    .map((piece) => piece.trim().replace(/\.$/, ""))
    .filter(Boolean);
}

/** "592 Elm Avenue Suite 978 Houston TX 77242": a street's last word, and a flat's number, end what they belong to. */
function withCommas(text: string): string {
  if (/[,;\n]/.test(text)) return text.replace(BEFORE_UNIT, "$1, $2");
  return text
    .replace(BEFORE_UNIT, "$1, $2")
    .replace(AFTER_UNIT, "$1, ")
    .replace(STREET, "$1, ")
    .replace(BEFORE_POSTCODE, "$1, ");
}

/** "Karl Johans gate 5 0154 Oslo", "5 rue de la Paix 75002 Paris": a house number, and then a postcode before a town. */
const BEFORE_POSTCODE =
  /^((?=\P{N}*\d{1,4}\s?\p{L}?\s)[\p{L}\d][\p{L}\d'’ .-]*?)\s+(?=(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{3} \d{2})\s+\p{L}{2})/u;

const STREET_WORD =
  "(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|highway|hwy|court|ct|place|pl|square|sq|terrace|way|parkway|pkwy|circle|cir|trail|broadway|close|crescent|grove|mews|row)";
const UNIT = "(?:suite|ste|apt|apartment|unit|flat|floor|room|#)\\.?\\s*#?[\\p{L}\\d-]+";
const BEFORE_UNIT = new RegExp(`([^\\s,])\\s+(${UNIT})(?=[\\s,]|$)`, "iu");
const AFTER_UNIT = new RegExp(`((?:^|[\\s,])${UNIT})\\s+(?=\\p{L})`, "iu");
const STREET = new RegExp(
  `^(\\d+\\w?\\s+(?:[^\\s,]+\\s+)*?${STREET_WORD}\\.?)\\s+(?=\\p{L}|\\d)`,
  "iu",
);

function single(text: string, missing: readonly AddressPart[]): AddressRead | undefined {
  const found = postcodeIn(text);
  if (found && missing.includes("postcode")) {
    const { city, ...rest } = found;
    return missing.includes("city") ? found : rest;
  }
  const part = missing.find((each) => each !== "postcode");
  return part === undefined || text.length > LONGEST_PART ? undefined : { [part]: text };
}

/** Longer than this it is a story, not a street or a town. */
const LONGEST_PART = 60;

type Place = {
  postcode: string;
  city: string | undefined;
  region: string | undefined;
  country: string | undefined;
};

/** Postcodes as countries write them, the more particular first, with the country where no other writes them so. */
const POSTCODES: readonly { form: RegExp; country?: string }[] = [
  { form: /\b(?!JE|GY|IM|GX)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/i, country: "GB" },
  { form: /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/i },
  { form: /\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b/i, country: "CA" },
  { form: /\b\d{4} ?[A-Z]{2}\b/, country: "NL" },
  { form: /\b\d{5}-\d{4}\b/, country: "US" },
  { form: /\b(?:[A-Z]{1,2}-)?\d{3} \d{2}\b/ }, // Sweden, Czechia, Greece
  { form: /\b(?:[A-Z]{1,2}-)?\d{4,6}\b/ },
];

/** "D-10115": the letters of the country's cars, or its code. */
const CAR_LETTERS: Readonly<Record<string, string>> = {
  A: "AT",
  B: "BE",
  D: "DE",
  E: "ES",
  F: "FR",
  I: "IT",
  L: "LU",
  N: "NO",
  P: "PT",
  S: "SE",
};

function postcodeIn(piece: string): Place | undefined {
  for (const { form, country } of POSTCODES) {
    const match = form.exec(piece);
    if (!match) continue;
    const rest = `${piece.slice(0, match.index)} ${piece.slice(match.index + match[0].length)}`
      .replace(
        /\b(?:(?:the|my|our|its|a)\s+)*(?:zip(?:[ -]?code)?|post(?:al)?[ -]?code|code)\b(?:\s+(?:is|would be))?:?/gi,
        "",
      )
      .replace(/\b(?:is|are|sure|it's|its|yes|please|thanks)\b/gi, "")
      .replace(/\s+/g, " ")
      .trim();
    if (/\d/.test(rest)) continue;
    const region = /(?:^|\s)([A-Z]{2,3})$/.exec(rest)?.[1];
    const city = region === undefined ? rest : rest.slice(0, -region.length).trim();
    return { ...lettersApart(match[0], country), city: city === "" ? undefined : city, region };
  }
  return undefined;
}

/** "10115", in Germany, of "D-10115". */
function lettersApart(
  written: string,
  country: string | undefined,
): Pick<Place, "postcode" | "country"> {
  const [, letters, digits] = /^([A-Z]{1,2})-(.*)$/.exec(written) ?? [];
  return letters === undefined || digits === undefined
    ? { postcode: written.toUpperCase(), country }
    : { postcode: digits, country: CAR_LETTERS[letters] ?? countryIn(letters) };
}
