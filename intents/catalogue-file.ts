import { parse } from "yaml";
import { type IntentsFile, intentsFileSchema } from "../core/intents-file.ts";

/**
 * What a file of the shipped catalogue says. Its thousands of lines are of four simple kinds, which are read here forty
 * times as fast as YAML is; a file with a line of any other kind is read as YAML, and says the same.
 * @throws ZodError when it is no catalogue, and what YAML throws when it is not even that.
 */
export function readCatalogueFile(text: string): IntentsFile {
  return intentsFileSchema.parse(linesOf(text) ?? parse(text));
}

type Intent = { title?: string; phrases?: string[] };

function linesOf(text: string): { intents: Record<string, Intent> } | undefined {
  const intents: Record<string, Intent> = {};
  let intent: Intent | undefined;
  for (const line of text.split("\n").filter((each) => !NOTHING.test(each))) {
    const name = /^ {2}"?([a-z_]+)"?:$/.exec(line)?.[1];
    if (name === undefined) {
      if (!intent || !isTaken(line, intent)) return undefined;
    } else {
      if (Object.hasOwn(intents, name)) return undefined;
      intent = {};
      intents[name] = intent;
    }
  }
  return { intents };
}

const NOTHING = /^\s*(#|$)|^intents:$/;

/** `false`: it is none of the lines that an intent has here. */
function isTaken(line: string, intent: Intent): boolean {
  const [, kind, scalar] = /^( {6}- | {4}title: )(.+)$/.exec(line) ?? [];
  const words = scalar === undefined ? undefined : wordsOf(scalar);
  if (words !== undefined && kind === "    title: ") intent.title = words;
  else if (words !== undefined && intent.phrases) intent.phrases.push(words);
  else if (line === "    phrases:" && !intent.phrases) intent.phrases = [];
  else return false;
  return true;
}

/** A scalar on one line: quoted without escapes, or words that YAML takes as they are; `undefined` for what only YAML can tell. */
function wordsOf(scalar: string): string | undefined {
  const quoted = /^'((?:[^']|'')*)'$|^"([^"\\]*)"$/.exec(scalar);
  if (quoted) return quoted[1]?.replaceAll("''", "'") ?? quoted[2];
  return PLAIN.test(scalar) && !SPECIAL.test(scalar) ? scalar : undefined;
}

/** Begins like a word, or like a number that goes on with words: no number of YAML's has a space in it. */
const PLAIN = /^(?:[\p{L}¿¡($£€\p{Extended_Pictographic}]|\.+ |\d+\S* +\S)/u;
const SPECIAL = /: |:$| #|^\s|\s$|^(?:true|false|null)$/i;
