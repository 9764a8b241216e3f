import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ConfigurationError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Recogniser, Understanding } from "../core/understanding.ts";
import { type Evaluation, evaluate, type LabelledText } from "../intents/evaluate.ts";
import { type OpenStage, openRehearsal } from "./stage.ts";
import { FINE, type Terminal, takeAtMost, UsageError } from "./terminal.ts";

const labelled = z.object({ text: z.string(), intent: z.string() });

/** `nightdesk eval FILE.jsonl [--json]`: how well the shop's intents are understood, on `{text, intent}` lines. */
export async function evaluateFile(
  args: readonly string[],
  terminal: Terminal,
  open: OpenStage = openRehearsal,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  takeAtMost(1, positionals);
  const [file] = positionals;
  if (file === undefined) throw new UsageError("eval which file? e.g. nightdesk eval lines.jsonl");
  const lines = await readLines(file);
  const { shop } = await open(terminal);
  for (const complaint of unknownIn(lines, shop.intentNames ?? [])) terminal.complain(complaint);
  const evaluation = evaluate(await readBefore(shop.recogniser, lines), lines);
  if (values.json) terminal.print(JSON.stringify(evaluation));
  else tell(evaluation, terminal);
  return FINE;
}

/** Labels that no understanding can ever hit: measured as they stand, and told. */
function unknownIn(lines: readonly LabelledText[], names: readonly string[]): readonly string[] {
  const known = new Set([...names, "out_of_scope"]);
  const unknown = new Set(lines.map(({ intent }) => intent).filter((name) => !known.has(name)));
  return [...unknown].map((name) => {
    const meant = nearest(name, [...known]);
    return `the shop has no intent "${name}"${meant === undefined ? "" : `: did you mean "${meant}"?`}`;
  });
}

/** Where there is a better reading than the immediate one, that is what is judged: it is what customers get. */
async function readBefore(
  recogniser: Recogniser,
  lines: readonly LabelledText[],
): Promise<Recogniser> {
  const { read } = recogniser;
  if (read === undefined) return recogniser;
  const known = new Map<string, Understanding>();
  for (const { text } of lines) known.set(text, await read(text));
  return { recognise: (text) => known.get(text) ?? recogniser.recognise(text) };
}

async function readLines(file: string): Promise<readonly LabelledText[]> {
  const content = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(
      `${file} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  });
  const mistakes: string[] = [];
  // Some editors begin a file with a byte order mark.
  const lines = content
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((line, index): LabelledText[] => {
      if (line.trim() === "") return [];
      const read = labelled.safeParse(parseJson(line));
      if (read.success) return [read.data];
      mistakes.push(
        `${file}:${index + 1}:1: expected {"text": "…", "intent": "…"}, not ${line.slice(0, 80)}`,
      );
      return [];
    });
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  if (lines.length === 0) throw new UsageError(`${file} has no lines to measure with`);
  return lines;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // then it is not a labelled text either, and is reported as such
  }
}

const SHOWN_CONFUSIONS = 10;

function tell(evaluation: Evaluation, { print, paint }: Terminal): void {
  const { n, accuracy, confidently_wrong, sure, out_of_scope } = evaluation;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const ours = n - out_of_scope.n;
  print(`${n} lines, ${ours} of them the shop's: of those ${percent(accuracy)} understood`);
  print(`acted on without asking: ${sure}, of them wrongly ${percent(confidently_wrong)}`);
  print(
    `of ${out_of_scope.n} lines that are none of the shop's, taken for ours: ${percent(out_of_scope.taken_for_ours)}`,
  );
  for (const [name, { n: lines, precision, recall }] of Object.entries(evaluation.per_intent)) {
    const weak = lines > 0 && (precision < 0.8 || recall < 0.8);
    const row = `  ${name.padEnd(20)} ${String(lines).padStart(5)}  precision ${percent(precision)}  recall ${percent(recall)}`;
    print(weak ? paint("yellow", row) : row);
  }
  for (const { intent, taken_for, n: times } of evaluation.confusions.slice(0, SHOWN_CONFUSIONS)) {
    print(`  ${intent} taken for ${taken_for}: ${times}`);
  }
}
