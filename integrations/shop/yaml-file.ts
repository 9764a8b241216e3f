import { readFile } from "node:fs/promises";
import {
  type Document,
  isAlias,
  isMap,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  visit,
} from "yaml";
import type { z } from "zod";
import { explainIssues, type Mistake } from "./yaml-mistakes.ts";
import { yamlSlips } from "./yaml-slips.ts";

/** One file of the shop: what it says, or everything that is wrong with it. */
export type YamlFile<T> = {
  /** `undefined`: there are mistakes, or an optional file is not there. */
  value: T | undefined;
  /** Each as `file:line:column: what is wrong, what was expected`. */
  mistakes: readonly string[];
  /** Texts that end before what looks like the rest of them, or go on in what looks like the next one; it may be meant. */
  misread: readonly string[];
  /** `file:line:column` of what stands at a path, e.g. `["rules", 0, "then", "team"]`. */
  place(path: readonly PropertyKey[]): string;
};

/**
 * Reads a YAML file against its schema. A file that holds comments only reads as `empty`; one without a letter is more likely
 * an accident than a wish, and a mistake; one that is not there has no value and no mistakes.
 */
export async function readYamlFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  empty: unknown = {},
): Promise<YamlFile<z.output<Schema>>> {
  const text = await readIfThere(file);
  if (typeof text !== "string") {
    const mistakes = text === undefined ? [] : [`${file}:1:1: cannot be read: ${text.message}`];
    return { value: undefined, mistakes, misread: [], place: () => `${file}:1:1` };
  }
  if (text.trim() === "") {
    const says =
      "is empty: bring back what stood in it; a file that is not needed is deleted, not emptied";
    return {
      value: undefined,
      mistakes: [`${file}:1:1: ${says}`],
      misread: [],
      place: () => `${file}:1:1`,
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const place = (path: readonly PropertyKey[]) => at(offsetOf(document, path, "value"));

  if (document.errors.length > 0) {
    const mistakes = yamlSlips(document, text).map(({ offset, says }) => `${at(offset)}: ${says}`);
    return { value: undefined, mistakes, misread: [], place };
  }
  const content = contentOf(document);
  if (content instanceof Error) {
    const mistakes = [`${at(offsetOfLoose(document))}: ${looseWords(content)}`];
    return { value: undefined, mistakes, misread: [], place };
  }
  const read = schema.safeParse(content ?? empty);
  if (read.success) {
    const misread = misreadIn(document, text).map(({ offset, says }) => `${at(offset)}: ${says}`);
    return { value: read.data, mistakes: [], misread, place };
  }
  const mistakes = explainIssues(read.error.issues, schema, content ?? empty)
    .map((mistake) => ({ ...mistake, offset: offsetOf(document, mistake.path, mistake.at) }))
    .sort((one, other) => one.offset - other.offset)
    .map(({ offset, says }) => `${at(offset)}: ${says}`);
  return { value: undefined, mistakes, misread: [], place };
}

/** What the file says, or the error where it points nowhere (`*name` without `&name`) or at itself without end. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return error as Error; // yaml throws nothing else
  }
}

/**
 * A comment that begins with a digit, hard behind its sign, is rather an order's number: "where is #1042" reads "where is".
 * A line that begins with a dash, further right than the list's own, is rather its next entry than the end of this one.
 */
function misreadIn(document: Document, text: string): readonly { offset: number; says: string }[] {
  const found: { offset: number; says: string }[] = [];
  visit(document, {
    Scalar(_, { comment, value, range, type }) {
      const [begin = 0, end = 0] = range ?? [];
      if (comment && /^\d/.test(comment)) {
        const says = `${JSON.stringify(value)} ends before #${comment}: put the text in quotes, or what stands behind # is not read`;
        found.push({ offset: begin, says });
      }
      const [first = "", swallowed] =
        type === Scalar.PLAIN ? text.slice(begin, end).split(/\n *(?=- )/) : [];
      if (swallowed === undefined) return;
      const says = `${JSON.stringify(first)} goes on in this line, whose dash is further right than its own: what belongs together begins at the same column`;
      found.push({ offset: text.indexOf("- ", begin + first.length), says });
    },
  });
  return found;
}

function looseWords({ name, message }: Error): string {
  return name === "ReferenceError" && message.startsWith("Unresolved alias")
    ? "a text that begins with * must stand in quotes"
    : `this is not YAML: ${message}`;
}

/** Where the first `*name` stands that points nowhere; else the beginning. */
function offsetOfLoose(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** The text, nothing where there is no file, or the error that kept us from finding out. */
export async function readIfThere(file: string): Promise<string | undefined | Error> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // neither throws anything else
    if (code === "ENOENT") return undefined;
    return code === "ERR_ENCODING_INVALID_ENCODED_DATA"
      ? new Error("it has letters that are not UTF-8: save it as UTF-8")
      : (error as Error);
  }
}

/** Where a path stands; of what is missing, where its nearest parent stands. */
function offsetOf(document: Document, path: readonly PropertyKey[], what: Mistake["at"]): number {
  let node = document.contents as Node | null; // a parsed document holds nodes
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const { key, value } = child(document, node, step);
    const isLast = depth === path.length - 1;
    offset = (isLast && what === "key" ? key : (value ?? key))?.range?.[0] ?? offset;
    node = value;
  }
  return offset;
}

function child(
  document: Document,
  parent: Node | null,
  step: PropertyKey,
): { key: Node | null; value: Node | null } {
  const node = isAlias(parent) ? (parent.resolve(document) ?? null) : parent;
  if (isMap<Node, Node | null>(node)) {
    const pair = node.items.find(({ key }) => String(key) === String(step));
    return { key: pair?.key ?? null, value: pair?.value ?? null };
  }
  if (isSeq<Node>(node)) {
    return { key: null, value: node.items[Number(step)] ?? null };
  }
  return { key: null, value: null };
}
