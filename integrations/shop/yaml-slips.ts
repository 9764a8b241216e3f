import { type Document, Scalar, visit, type YAMLParseError } from "yaml";

/**
 * What makes a text no YAML, in words for whoever typed it: the first slip only, for what follows usually comes of it, and
 * every key that stands twice.
 */
export function yamlSlips(
  document: Document & { errors: readonly YAMLParseError[] },
  text: string,
): readonly { offset: number; says: string }[] {
  const inOrder = document.errors.toSorted((one, other) => one.pos[0] - other.pos[0]);
  const twice = inOrder.filter(({ code }) => code === "DUPLICATE_KEY");
  const first = inOrder.find(({ code }) => code !== "DUPLICATE_KEY");
  return (first ? [first] : twice).map((error) => {
    const offset = UNCLOSED.test(error.message)
      ? openingQuote(document, error.pos[0])
      : error.pos[0];
    const blank = strangeBlankBefore(offset, text);
    return blank === undefined
      ? { offset, says: wordsFor(error, text) }
      : { offset: blank, says: STRANGE_BLANK };
  });
}

function wordsFor({ code, message, pos }: YAMLParseError, text: string): string {
  const [offset] = pos;
  const here = text[offset] ?? "";
  switch (code) {
    case "TAB_AS_INDENT":
      return "a tab stands at the beginning of the line: type spaces instead";
    case "BAD_INDENT": {
      const missing = /end with a ([\]}])$/.exec(message)?.[1];
      return missing === undefined
        ? "this line and the one above it do not line up: what belongs together begins at the same column"
        : `a bracket was opened above and never closed: put ${missing} where it ends`;
    }
    case "DUPLICATE_KEY":
      return `${JSON.stringify(/^[^:\n]*/.exec(text.slice(offset))?.[0] ?? "")} stands here a second time: leave one of them`;
    case "BLOCK_AS_IMPLICIT_KEY":
      return goesOnDeeper(offset, text)
        ? "the line below begins further right, as if it were part of this one: what belongs together begins at the same column"
        : "a second colon in one line: put a text that holds a colon in quotes, or begin a new line";
    case "MULTILINE_IMPLICIT_KEY":
      return /^[\w.-]+:\S/.test(text.slice(offset))
        ? "there is no blank behind the colon: write it as in name: value"
        : NO_COLON;
    case "BAD_DQ_ESCAPE":
      return "between double quotes a backslash is typed twice";
    case "MULTIPLE_DOCS":
      return "a line of dashes begins a second document, which is not read: take it out";
    case "BAD_SCALAR_START":
      return `a text that begins with ${here} must stand in quotes`;
    case "UNEXPECTED_TOKEN":
      return "this does not belong to what stands before it: put a text that holds quotes or apostrophes in double quotes as a whole";
    default:
      return otherWords(message);
  }
}

function otherWords(message: string): string {
  if (message.startsWith("Implicit map keys")) return NO_COLON;
  return UNCLOSED.test(message)
    ? "a text begins with a quote that is never closed: put the same quote at its end"
    : `this is not YAML: ${message}`;
}

const UNCLOSED = /^Missing closing ["']/;

/** Where the text begins that ends, unclosed, at `end`: the slip is there, and not where the file ends. */
function openingQuote(document: Document, end: number): number {
  let offset = end;
  visit(document, {
    Scalar(_, { type, range }) {
      const isQuoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
      if (isQuoted && range?.[1] === end) offset = range[0];
    },
  });
  return offset;
}

/** Whether the line below begins further right than the one that holds this. */
function goesOnDeeper(offset: number, text: string): boolean {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const [line = "", next = ""] = text.slice(start).split("\n", 2);
  return next.trim() !== "" && next.search(/\S/) > line.search(/\S/);
}

const NO_COLON = "this line has no colon: write it as in name: value";

const STRANGE_BLANK =
  "the line begins with a blank that is none for a computer, as web pages and text processors make them: type spaces instead";

/** Where in the indentation of this line, or of the one above it, something else than spaces stands. */
function strangeBlankBefore(offset: number, text: string): number | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const from = Math.max(text.lastIndexOf("\n", lineStart - 2) + 1, 0);
  const found = /^ *[\u00a0\u2000-\u200b\u202f\u3000\ufeff]/m.exec(text.slice(from, offset + 1));
  return found ? from + found.index + found[0].length - 1 : undefined;
}
