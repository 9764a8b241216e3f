import { join } from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { ConfigurationError } from "../core/errors.ts";
import { intentsFileSchema } from "../core/intents-file.ts";
import { readYamlFile } from "../integrations/shop/yaml-file.ts";
import { type Conflict, conflicts } from "../intents/catalogue.ts";
import { type Played, play } from "./play.ts";
import { type OpenStage, openRehearsal } from "./stage.ts";
import { FINE, FOUND_WRONG, type Terminal } from "./terminal.ts";

/** `nightdesk check [--json]`: validates the shop's files, names phrases that two intents claim, and plays the conversation tests. */
export async function check(
  args: readonly string[],
  terminal: Terminal,
  open: OpenStage = openRehearsal,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean", default: false } },
  });
  const report = await reportOn(terminal, open);
  const fine =
    report.mistakes.length === 0 &&
    report.conflicts.length === 0 &&
    report.tests.every(({ ok }) => ok);
  if (values.json) terminal.print(JSON.stringify({ ok: fine, ...report }));
  else printReport(report, terminal);
  return fine ? FINE : FOUND_WRONG;
}

type Report = {
  mistakes: readonly string[];
  conflicts: readonly Placed[];
  tests: readonly Played[];
};

/** A conflict with where the shop's own wording stands, as file:line:column. */
type Placed = Conflict & { place?: string };

async function reportOn(terminal: Terminal, open: OpenStage): Promise<Report> {
  try {
    const stage = await open(terminal);
    const tests: Played[] = [];
    for (const test of stage.files.tests) tests.push(await play(test, stage, terminal.now()));
    const { shopDir } = readConfig(terminal.env);
    return {
      mistakes: [],
      conflicts: await placed(conflicts(stage.shop.catalogue), shopDir),
      tests,
    };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { mistakes: error.mistakes, conflicts: [], tests: [] };
  }
}

/** Finds each conflict in the shop's own file; the shipped phrases, which have none among themselves, need no place. */
async function placed(found: readonly Conflict[], shopDir: string): Promise<readonly Placed[]> {
  const { value, place } = await readYamlFile(join(shopDir, "intents.yaml"), intentsFileSchema);
  return found.map((conflict) => {
    for (const { intent, phrase } of conflict.wordings) {
      const at = value?.intents[intent]?.phrases.indexOf(phrase) ?? -1;
      if (at >= 0) return { ...conflict, place: place(["intents", intent, "phrases", at]) };
    }
    return conflict;
  });
}

function printReport({ mistakes, conflicts: claimed, tests }: Report, terminal: Terminal): void {
  const { print, paint } = terminal;
  for (const mistake of mistakes) terminal.complain(mistake);
  for (const { phrase, intents, place } of claimed) {
    const where = place === undefined ? "" : `${place}: `;
    const homes = intents.join(" and ");
    print(paint("yellow", `${where}"${phrase}" is in ${homes}: nobody can learn which it means`));
  }
  const failed = tests.filter(({ ok }) => !ok);
  for (const { name, why, place } of failed)
    print(`${paint("red", "✗")} ${name}\n  ${place}: ${why}`);
  if (mistakes.length > 0) return;
  print(
    `The files are valid; ${tests.length - failed.length} of ${tests.length} conversation tests pass.`,
  );
}
