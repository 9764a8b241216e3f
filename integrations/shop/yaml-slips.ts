import type { YAMLParseError } from "yaml";

/**
 * What makes a text no YAML, in words for whoever typed it: the first slip only, for what follows usually comes of it, and
 * every key that stands twice.
 */
export function yamlSlips(
  errors: readonly YAMLParseError[],
  text: string,
): readonly { offset: number; says: string }[] {
  const inOrder = errors.toSorted((one, other) => one.pos[0] - other.pos[0]);
  const twice = inOrder.filter(({ code }) => code === "DUPLICATE_KEY");
  const first = inOrder.find(({ code }) => code !== "DUPLICATE_KEY");
  return (first ? [first] : twice).map((error) => {
    const offset = error.pos[0];
    const blank = strangeBlankBefore(offset, text);
    return blank === undefined
      ? { offset, says: wordsFor(error, text) }
      : { offset: blank, says: STRANGE_BLANK };
  });
}

function wordsFor({ code, message, pos }: YAMLParseError, text: string): string {
  switch (code) {
    case "TAB_AS_INDENT":
      return "a tab stands at the beginning of the line: type spaces instead";
    case "BAD_INDENT":
      return "this line and the one above it do not line up: what belongs together begins at the same column";
    case "DUPLICATE_KEY":
      return `${JSON.stringify(/^[^:\n]*/.exec(text.slice(pos[0]))?.[0] ?? "")} stands here a second time: leave one of them`;
    case "BLOCK_AS_IMPLICIT_KEY":
      return "a second colon in one line: put a text that holds a colon in quotes, or begin a new line";
    default:
      return /^Missing closing (["'])/.test(message)
        ? "a text began with a quote that is never closed: put the same quote at its end"
        : `this is not YAML: ${message}`;
  }
}

const STRANGE_BLANK =
  "the line begins with a blank that is none for a computer, as web pages and text processors make them: type spaces instead";

/** Where in the indentation of this line, or of the one above it, something else than spaces stands. */
function strangeBlankBefore(offset: number, text: string): number | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const from = Math.max(text.lastIndexOf("\n", lineStart - 2) + 1, 0);
  const found = /^ *[\u00a0\u2000-\u200b\u202f\u3000\ufeff]/m.exec(text.slice(from, offset + 1));
  return found ? from + found.index + found[0].length - 1 : undefined;
}
