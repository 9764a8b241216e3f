import { styleText } from "node:util";

/** What a command may do to the terminal, and what it is told about the world. */
export type Terminal = {
  /** One line to standard output. */
  print(line?: string): void;
  /** One line to standard error. */
  complain(line: string): void;
  /** Colours where people read (a TTY without NO_COLOR), plain text in a pipe. */
  paint: Paint;
  isTty: boolean;
  lines(): AsyncIterable<string>;
  env: Readonly<Record<string, string | undefined>>;
  now(): number;
  /** Waits for people's eyes; at once in a pipe. */
  pause(ms: number): Promise<void>;
};

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Colours, or none. */
export function painter(colours: boolean): Paint {
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
}

/** Somebody else's words on one line, without what a terminal would obey: a customer's text may clear the screen of whoever reads it. */
export function plain(words: string): string {
  return words.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, " ");
}

/** Exit codes, as DESIGN's contract has them. */
export const FINE = 0;
export const FOUND_WRONG = 1;
export const WRONG_USAGE = 2;

/** @throws UsageError for more words than the command takes: one that is passed over may have been the one that mattered. */
export function takeAtMost(most: number, words: readonly string[]): void {
  const extra = words[most];
  if (extra !== undefined) {
    throw new UsageError(`${JSON.stringify(extra)} is one word more than this command takes`);
  }
}

/** Wrong words on the command line: exit code 2, with what would have been right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
