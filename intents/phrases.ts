import { readFileSync } from "node:fs";
import { IntlMessageFormat } from "intl-messageformat";
import { parse } from "yaml";
import { formattingLocale } from "../core/day-words.ts";
import { formats } from "../core/formats.ts";
import { phrasesFileSchema } from "../core/phrases-file.ts";
import { CANNED_FACTS, GAP, type Phrase } from "../core/shop.ts";
import { shippedLanguage } from "./language.ts";

/** Texts by key, in ICU MessageFormat. */
export type Phrases = Readonly<Record<string, string>>;

/** A retailer's text that cannot be used, and why. */
export type PhraseMistake = { key: string; problem: string };

/**
 * The shop's voice: its own texts over the shipped ones. An own text that `phraseMistakes` reports is left out, and the
 * shipped one speaks. Dates in texts are told in the shop's zone. Besides each value `name`, a text may choose by
 * `hasName` ("yes" or "no": whether the value is empty or missing), and every text may use `{shop}` where it is given.
 */
export function phraseBook(options: {
  locale: string;
  timezone: string;
  shipped: Phrases;
  own: Phrases;
}): Phrase {
  const { shipped, own } = options;
  const unusable = new Set(phraseMistakes(options).map((mistake) => mistake.key));
  const texts = new Map<string, Text>();

  function textOf(key: string): string {
    const text = Object.hasOwn(own, key) && !unusable.has(key) ? own[key] : shipped[key];
    if (text === undefined || !(Object.hasOwn(own, key) || Object.hasOwn(shipped, key))) {
      throw new UnknownPhraseError(`no text with the key ${JSON.stringify(key)}`);
    }
    return text;
  }

  return (key, values = {}) => {
    const text = texts.get(key) ?? readyText(textOf(key), options);
    texts.set(key, text);
    return plain(text.format.format(withPresence(text.asksFor, values)));
  };
}

/** A text ready to be filled in, and the `has…` names by which it chooses. */
type Text = { format: IntlMessageFormat; asksFor: readonly string[] };

function readyText(text: string, options: { locale: string; timezone: string }): Text {
  const format = compile(text, options);
  return { format, asksFor: variablesOf(format).filter(isPresence) };
}

/** A key that neither the shop nor we have a text for: a mistake in the code, or in an `answer` of intents.yaml. */
export class UnknownPhraseError extends Error {
  override readonly name = "UnknownPhraseError";
}

/**
 * What is wrong in a shop's own texts: bad ICU syntax, or a `{name}` that is never filled in there. A key of the shop's
 * own (the `answer` of an intent) may use `{shop}` alone, and a canned reply what is known of the customer.
 */
export function phraseMistakes(options: {
  locale: string;
  timezone: string;
  shipped: Phrases;
  own: Phrases;
}): readonly PhraseMistake[] {
  return Object.entries(options.own).flatMap(([key, text]): PhraseMistake[] => {
    try {
      const names = variablesOf(compile(text, options));
      const shipped = Object.hasOwn(options.shipped, key) ? options.shipped[key] : undefined;
      const ownFacts = key.startsWith("canned.") ? CANNED_FACTS : [];
      const filled =
        shipped === undefined ? ["shop", ...ownFacts] : variablesOf(compile(shipped, options));
      const stray = names.filter((name) => !filled.some((known) => sameValue(name, known)));
      if (stray.length === 0) return [];
      const known = filled.map((name) => `{${name}}`).join(", ") || "nothing";
      return [{ key, problem: `{${stray.join("}, {")}} is never filled in here; known: ${known}` }];
    } catch (error) {
      return [{ key, problem: syntaxProblem(error) }];
    }
  });
}

/** The texts that come with Nightdesk in `locale`, e.g. "en"; English where there are none in that language. */
export function shippedPhrases(locale: string): Phrases {
  const language = shippedLanguage(locale);
  const known = SHIPPED.get(language);
  if (known) return known;
  const file = new URL(`./phrases/${language}.yaml`, import.meta.url);
  const phrases = phrasesFileSchema.parse(parse(readFileSync(file, "utf8")));
  SHIPPED.set(language, phrases);
  return phrases;
}

/** They come with the program and never change under it, but are asked for at each check of a shop's files and by each locale. */
const SHIPPED = new Map<string, Phrases>();

function compile(
  text: string,
  { locale, timezone }: { locale: string; timezone: string },
): IntlMessageFormat {
  const tag = formattingLocale(locale);
  return new IntlMessageFormat(text, tag, undefined, {
    ignoreTag: true,
    formatters: {
      getNumberFormat: (_, options) => formats.number(tag, options as Intl.NumberFormatOptions), // FormatJS types its own, wider options
      getDateTimeFormat: (_, options) => formats.date(tag, { timeZone: timezone, ...options }),
      getPluralRules: (_, options) => formats.plural(tag, options ?? {}),
    },
  });
}

/** The values with each `hasName` that the text asks for, also where nobody gave the `name`. */
function withPresence(
  asksFor: readonly string[],
  values: Record<string, string | number | Date>,
): Record<string, string | number | Date> {
  const all: Record<string, string | number | Date> = { ...values };
  for (const name of asksFor) {
    const value = values[valueName(name)];
    all[name] = value === undefined || value === "" || value === GAP ? "no" : "yes";
  }
  return all;
}

function isPresence(name: string): boolean {
  return /^has[A-Z]/.test(name);
}

/** "hasItems" → "items"; any other name as it is. */
function valueName(name: string): string {
  return isPresence(name) ? name.charAt(3).toLowerCase() + name.slice(4) : name;
}

function sameValue(one: string, other: string): boolean {
  return valueName(one) === valueName(other);
}

/** Nothing in a text may split a text message's alphabet: Intl puts no-break spaces into amounts and times. */
function plain(formatted: unknown): string {
  return String(formatted).replace(/[\u00a0\u202f]/g, " ");
}

/** The part of FormatJS's syntax tree that names values. */
type Element = { type: number; value?: string; options?: Record<string, { value: Element[] }> };
const LITERAL = 0;

function variablesOf(format: IntlMessageFormat): string[] {
  const names = new Set<string>();
  const visit = (elements: readonly Element[]): void => {
    for (const { type, value, options } of elements) {
      if (type !== LITERAL && value !== undefined) names.add(value);
      for (const option of Object.values(options ?? {})) visit(option.value);
    }
  };
  visit(format.getAst() as Element[]); // the tree's own types come from a package that we do not depend on
  return [...names];
}

function syntaxProblem(error: unknown): string {
  if (!(error instanceof SyntaxError)) throw error;
  const place = (error as { location?: { start?: { offset?: number } } }).location?.start?.offset; // FormatJS adds it
  const words = error.message.toLowerCase().replaceAll("_", " ");
  return `not a valid ICU text: ${words}${place === undefined ? "" : ` at character ${place + 1}`}`;
}
