import type { Variant } from "../../core/change.ts";
import { spanish } from "./spanish-words.ts";

/** Options as a customer names them: `{ size: "42" }`. Only what was said; names and values as the shop writes them. */
export type Wanted = Readonly<Record<string, string>>;

/**
 * The options that a text asks for among these variants of one product: "size 42 in walnut", "30-50 lbs, waterproof: no",
 * "the red one instead of blue". What it says of the `current` variant is taken as telling which one they have.
 */
export function readOptions(text: string, variants: readonly Variant[], current: Wanted): Wanted {
  const names = [...new Set(variants.flatMap(({ options }) => Object.keys(options)))];
  const wanted: Record<string, string> = {};
  let rest = text;
  const claims = names
    .flatMap((name) => valuesOf(name, variants).map((value) => ({ name, value })))
    .sort((one, other) => other.value.length - one.value.length);
  const read = (claim: { name: string; value: string }, pattern: RegExp) => {
    const match = pattern.exec(rest);
    if (!match) return;
    rest = blanked(rest, match);
    const { name, value } = claim;
    if (wanted[name] === undefined || wanted[name] === current[name]) wanted[name] = value;
  };
  for (const claim of claims) read(claim, namedValue(claim, names));
  for (const claim of claims) {
    const shared = claims.filter(({ value }) => sameValue(value, claim.value));
    if (!YES_NO.test(claim.value) && belongs(claim, shared, wanted, current)) {
      read(claim, valuePattern(claim.value));
    }
  }
  for (const name of names) {
    const value = wanted[name] ?? withOrWithout(name, valuesOf(name, variants), rest);
    if (value !== undefined) wanted[name] = value;
  }
  const relative = relativeSize(text, names, variants, current);
  const said = Object.entries({ ...relative, ...wanted });
  return Object.fromEntries(
    said.filter(([name, value]) => value !== current[name] || saysItStays(said, current)),
  );
}

/** Where everything said is what they have, they have said what they want after all. */
function saysItStays(said: readonly [string, string][], current: Wanted): boolean {
  return said.every(([name, value]) => value === current[name]);
}

/** Matches a value however it is spaced, spelled or counted: "28 inch" in "28inches", "M" in "medium". */
export function valuePattern(value: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}.])(?:${valueSource(value)})(?![\\p{L}\\p{N}%])`, "iu");
}

/** "size: 42", "in size 42", "42 size", "the waterproof: no one". */
function namedValue(
  { name, value }: { name: string; value: string },
  names: readonly string[],
): RegExp {
  const own = nameSource(name, names);
  const source = valueSource(value);
  // Something must stand between them: "sizes" is no size S.
  const gap = "(?:\\s*(?::|=|is|as|of|to|-)\\s*|\\s+|(?=\\d))(?:a |an |the )?";
  return new RegExp(
    `(?<![\\p{L}\\p{N}])(?:(?:${own})${gap}(?:${source})|(?:${source})\\s+(?:${own}))(?![\\p{L}\\p{N}%])`,
    "iu",
  );
}

/** The name itself, and those words of it that no other option of the product shares: "dial" of "dial color". */
function nameSource(name: string, names: readonly string[]): string {
  const words = name.toLowerCase().split(/\s+/);
  const own = words.filter(
    (word) =>
      word.length > 2 &&
      !names.some((other) => other !== name && other.toLowerCase().split(/\s+/).includes(word)),
  );
  const foreign = spanish.optionName(name.toLowerCase());
  return [
    ...[name.toLowerCase(), ...own].map((each) => spelled(escaped(each))),
    ...(foreign ? [foreign] : []),
  ].join("|");
}

function valueSource(value: string): string {
  const plain = value.toLowerCase().trim();
  const alias = [SIZES[plain], spanish.optionValue(plain)].filter(Boolean).join("|");
  const loose = escaped(plain)
    .replace(/(\d)(?:[\s-]|\\-)*(?=\p{L})/gu, "$1[\\s-]*")
    .replace(/\s+/g, "[\\s-]+")
    // "off white" is typed as often as "off-white"
    .replace(/(?<=\p{L})-(?=\p{L})/gu, "[\\s-]?");
  const counted = /\p{L}$/u.test(plain) ? `${loose}(?:e?s)?` : loose;
  return [spelled(counted), ...(alias ? [alias] : [])].join("|");
}

/** Both spellings of words that the Atlantic divides. */
function spelled(source: string): string {
  return source.replace(/gr[ae]y/g, "gr[ae]y").replace(/colou?r/g, "colou?r");
}

const SIZES: Readonly<Record<string, string>> = {
  xs: "extra[\\s-]small|x-small",
  s: "small",
  m: "medium",
  l: "large",
  xl: "extra[\\s-]large|x-large",
  xxl: "double extra[\\s-]large|xx-large|2xl",
};

const YES_NO = /^(?:yes|no|none)$/i;

/**
 * Whether a value that stands alone can be read for this option: it is the only one to have it, or the only one for which
 * it would be a change and that has not been told otherwise.
 */
function belongs(
  claim: { name: string; value: string },
  shared: readonly { name: string; value: string }[],
  wanted: Wanted,
  current: Wanted,
): boolean {
  if (shared.length === 1) return true;
  const open = shared.filter(
    ({ name, value }) => wanted[name] === undefined && current[name] !== value,
  );
  return open.length === 1 && open[0]?.name === claim.name;
}

function withOrWithout(name: string, values: readonly string[], text: string): string | undefined {
  const yes = values.find((value) => /^yes$/i.test(value));
  const no = values.find((value) => /^(?:no|none|not .*)$/i.test(value));
  const own = spelled(escaped(name.toLowerCase()));
  if (
    no &&
    new RegExp(`\\b(?:no|not|without|non)[\\s-]+(?:an? |any |the )?${own}\\b`, "i").test(text)
  )
    return no;
  if (yes && new RegExp(`\\b${own}\\b`, "i").test(text)) return yes;
  return undefined;
}

/** "a size up", "bigger", "one smaller": the next size from the one they have. */
function relativeSize(
  text: string,
  names: readonly string[],
  variants: readonly Variant[],
  current: Wanted,
): Wanted {
  const step = /\b(?:(?:bigger|larger|longer)|(?:one |a )?size up|next size up)\b/i.test(text)
    ? 1
    : /\b(?:smaller|shorter|(?:one |a )?size down|next size down)\b/i.test(text)
      ? -1
      : 0;
  const name = names.find((each) => /\bsize\b/i.test(each));
  const own = name === undefined ? undefined : current[name];
  if (step === 0 || name === undefined || own === undefined) return {};
  const sizes = valuesOf(name, variants).toSorted((one, other) => sizeOf(one) - sizeOf(other));
  const next = sizes[sizes.indexOf(own) + step];
  return next === undefined || sizes.some((size) => Number.isNaN(sizeOf(size)))
    ? {}
    : { [name]: next };
}

const LETTERS = ["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"];

function sizeOf(value: string): number {
  const letter = LETTERS.indexOf(value.toLowerCase());
  const word = ["small", "medium", "large"].indexOf(value.toLowerCase());
  if (letter >= 0) return letter;
  return word >= 0 ? word : Number.parseFloat(value);
}

/** The values that an option has among these variants, in the order in which they come. */
export function valuesOf(name: string, variants: readonly Variant[]): readonly string[] {
  return [...new Set(variants.flatMap(({ options }) => options[name] ?? []))];
}

function sameValue(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function blanked(text: string, match: RegExpExecArray): string {
  return (
    text.slice(0, match.index) +
    " ".repeat(match[0].length) +
    text.slice(match.index + match[0].length)
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
