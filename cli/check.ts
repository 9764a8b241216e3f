import { parseArgs } from "node:util";
import { remarkOnShop } from "../build-shop.ts";
import { readConfig } from "../config.ts";
import { ConfigurationError } from "../core/errors.ts";
import { readShopFiles } from "../integrations/shop/shop-files.ts";
import { type Played, play } from "./play.ts";
import { type OpenStage, openRehearsal } from "./stage.ts";
import { FINE, FOUND_WRONG, type Terminal } from "./terminal.ts";

/** `nightdesk check [--json]`: validates the shop's files, names what in them was hardly meant, hints at what could be better, and plays the conversation tests. Hints alone are fine. */
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
    report.remarks.length === 0 &&
    report.tests.every(({ ok }) => ok);
  if (values.json) terminal.print(JSON.stringify({ ok: fine, ...report }));
  else printReport(report, terminal);
  return fine ? FINE : FOUND_WRONG;
}

/** `remarks`: what can stay so but hardly was meant; `hints`: what may well be meant, so that nothing is wrong. */
type Report = {
  mistakes: readonly string[];
  remarks: readonly string[];
  hints: readonly string[];
  tests: readonly Played[];
};

async function reportOn(terminal: Terminal, open: OpenStage): Promise<Report> {
  try {
    const stage = await open(terminal);
    const tests: Played[] = [];
    for (const test of stage.files.tests) tests.push(await play(test, stage, terminal.now()));
    const { shopDir } = readConfig(terminal.env);
    const told = await readShopFiles(shopDir, undefined, remarkOnShop, "unread");
    return { mistakes: [], remarks: told.remarks, hints: told.hints, tests };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { mistakes: error.mistakes, remarks: [], hints: [], tests: [] };
  }
}

function printReport({ mistakes, remarks, hints, tests }: Report, terminal: Terminal): void {
  const { print, paint } = terminal;
  for (const mistake of mistakes) terminal.complain(mistake);
  for (const remark of remarks) print(paint("yellow", remark));
  for (const hint of hints) print(paint("dim", `hint: ${hint}`));
  const failed = tests.filter(({ ok }) => !ok);
  for (const { name, why, place } of failed)
    print(`${paint("red", "✗")} ${name}\n  ${place}: ${why}`);
  if (mistakes.length > 0) return;
  print(
    `The files are valid; ${tests.length - failed.length} of ${tests.length} conversation tests pass.`,
  );
}
