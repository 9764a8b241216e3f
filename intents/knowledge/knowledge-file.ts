/** A document as it lies in knowledge/. */
export type KnowledgeFile = { name: string; text: string };

/** A paragraph, a list or one row of a table: what is quoted as a whole. `line` counts from 1. */
export type Paragraph = { title: string; text: string; line: number };

/** What fits a text message that is still read; a longer paragraph holds several answers. */
const LONGEST_CHARACTERS = 1_000;

/** The paragraphs of a Markdown document, each under the headings that stand above it. */
export function paragraphsOf({ text }: KnowledgeFile): readonly Paragraph[] {
  const headings: string[] = [];
  return blocksOf(text).flatMap((block): readonly Paragraph[] => {
    const heading = HEADING.exec(block.lines[0] ?? "");
    if (heading) {
      headings.length = (heading[1] ?? "").length - 1;
      headings.push(plain(heading[2] ?? ""));
      return [];
    }
    const title = headings.filter(Boolean).join(": ");
    if (isTable(block.lines)) return rowsOf(block, title);
    const words = block.lines.map(plain).filter(Boolean);
    return words.length === 0
      ? []
      : [{ title, text: joined(block.lines, words), line: block.line }];
  });
}

/** What is wrong in a document: nothing to read, paragraphs too long to be quoted, headings above nothing. */
export function knowledgeMistakes(
  file: KnowledgeFile,
): readonly { line: number; message: string }[] {
  const strange = file.text.split("\n").findIndex((line) => line.includes("\uFFFD"));
  if (strange >= 0) return [{ line: strange + 1, message: "has letters that are not UTF-8" }];
  const paragraphs = paragraphsOf(file);
  if (paragraphs.length === 0)
    return [{ line: 1, message: "says nothing: expected paragraphs with blank lines in between" }];
  const tooLong = paragraphs
    .filter(({ text }) => text.length > LONGEST_CHARACTERS)
    .map(({ line, text }) => ({
      line,
      message: `a paragraph of ${text.length} characters: expected at most ${LONGEST_CHARACTERS}, for it is quoted as a whole; a blank line makes two of it`,
    }));
  return [...tooLong, ...emptyHeadings(file)].sort((one, other) => one.line - other.line);
}

type Block = { lines: readonly string[]; line: number };

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;

/** Parted by blank lines; a heading stands alone whether there is one or not. */
function blocksOf(text: string): readonly Block[] {
  const blocks: { lines: string[]; line: number }[] = [];
  let isOpen = false;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const isHeading = HEADING.test(line);
    if (line.trim() === "") {
      isOpen = false;
      continue;
    }
    if (isOpen && !isHeading) blocks.at(-1)?.lines.push(line);
    else blocks.push({ lines: [line], line: at + 1 });
    isOpen = !isHeading;
  }
  return blocks;
}

/** A heading that the next heading of its rank or above, or the end, follows at once. */
function emptyHeadings({ text }: KnowledgeFile): readonly { line: number; message: string }[] {
  const blocks = blocksOf(text);
  return blocks.flatMap(({ lines, line }, at) => {
    const rank = HEADING.exec(lines[0] ?? "")?.[1]?.length;
    if (rank === undefined) return [];
    const next = blocks[at + 1];
    const nextRank = HEADING.exec(next?.lines[0] ?? "")?.[1]?.length;
    const isEmpty = next === undefined || (nextRank !== undefined && nextRank <= rank);
    return isEmpty ? [{ line, message: "a heading with nothing below it" }] : [];
  });
}

function isTable(lines: readonly string[]): boolean {
  return lines.length > 1 && /^[\s:|-]+$/.test(lines[1] ?? "");
}

/** "Norway: Carrier PostNord, Price DKK 119": a row says nothing without what stands above it. */
function rowsOf({ lines, line }: Block, title: string): readonly Paragraph[] {
  const [head = "", , ...rows] = lines;
  const [, ...names] = cellsOf(head);
  return rows.map((row, at) => {
    const [first = "", ...cells] = cellsOf(row);
    const told = cells.flatMap((cell, n) => (cell ? [`${names[n] ?? ""} ${cell}`.trim()] : []));
    return {
      title,
      text: [first, told.join("; ")].filter(Boolean).join(": "),
      line: line + 2 + at,
    };
  });
}

function cellsOf(row: string): readonly string[] {
  return row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => plain(cell));
}

const LIST_ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;

/** Items of a list keep their lines; the lines of a paragraph flow. */
function joined(lines: readonly string[], words: readonly string[]): string {
  return lines.some((line) => LIST_ITEM.test(line)) ? words.join("\n") : words.join(" ");
}

/** Without Markdown's marks; a link keeps where it leads. */
function plain(line: string): string {
  return line
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[([^\][]+)\]\(([^)\s]+)(?:\s[^)]*)?\)/g, "$1 ($2)")
    .replace(/(\*\*|__|`)(.+?)\1/g, "$2")
    .replace(/(?<![\w*])\*(?!\s)([^*]+)\*(?![\w*])/g, "$1")
    .replace(/^\s*>\s?/, "")
    .trim();
}
