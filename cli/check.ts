import { parseArgs } from "node:util";
import { ConfigurationError } from "../core/errors.ts";
import type { Address } from "../core/message.ts";
import type { ConversationTest } from "../core/shop.ts";
import { conflicts } from "../intents/catalogue.ts";
import { parseMoment } from "./moment.ts";
import { openRehearsal, type Stage, textsTo } from "./stage.ts";
import { FINE, FOUND_WRONG, type Terminal } from "./terminal.ts";

/** A number on no order. */
const STRANGER: Address = "sms:+4599999999";

type Result = { name: string; ok: boolean; why?: string };

/** `nightdesk check [--json]`: validates the shop's files, names phrases that two intents claim, and plays the conversation tests. */
export async function check(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean", default: false } },
  });
  let stage: Stage;
  try {
    stage = await openRehearsal(terminal);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    if (values.json)
      terminal.print(
        JSON.stringify({ ok: false, mistakes: error.mistakes, conflicts: [], tests: [] }),
      );
    else for (const mistake of error.mistakes) terminal.complain(mistake);
    return FOUND_WRONG;
  }
  const claimed = conflicts(stage.catalogue);
  const results: Result[] = [];
  for (const test of stage.files.tests) results.push(await play(test, stage, terminal.now()));
  const failed = results.filter(({ ok }) => !ok);
  const ok = failed.length === 0 && claimed.length === 0;
  if (values.json) {
    terminal.print(JSON.stringify({ ok, mistakes: [], conflicts: claimed, tests: results }));
    return ok ? FINE : FOUND_WRONG;
  }
  const { paint } = terminal;
  for (const { phrase, intents } of claimed) {
    terminal.print(
      paint(
        "yellow",
        `"${phrase}" stands in ${intents.join(" and in ")}: nobody can learn which it means`,
      ),
    );
  }
  for (const { name, why } of failed) terminal.print(`${paint("red", "✗")} ${name}\n  ${why}`);
  terminal.print(
    `${stage.shop.file.name}: the files are valid; ${results.length - failed.length} of ${results.length} conversation tests pass`,
  );
  return ok ? FINE : FOUND_WRONG;
}

async function play(test: ConversationTest, stage: Stage, now: number): Promise<Result> {
  const phone = stage.start(parseMoment(test.at, stage.shop.file.timezone, now));
  const from = (
    test.from === undefined ? STRANGER : test.from.includes(":") ? test.from : `sms:${test.from}`
  ) as Address; // a wrong kind has no channel, and the test says so
  let replies = "";
  try {
    for (const step of test.steps) {
      if ("customer" in step) {
        replies = textsTo(from, await phone.text(from, step.customer)).join("\n");
      } else if ("holder" in step) {
        const holder = await phone.holder(from);
        if (holder !== step.holder)
          return { name: test.name, ok: false, why: `held by ${holder}, expected ${step.holder}` };
      } else {
        const why = misses(replies, [step.bot].flat(), step.not ?? []);
        if (why) return { name: test.name, ok: false, why };
      }
    }
    return { name: test.name, ok: true };
  } finally {
    await phone.close();
  }
}

function misses(
  replies: string,
  wanted: readonly string[],
  unwanted: readonly string[],
): string | undefined {
  const said = replies.toLowerCase();
  const missing = wanted.find((words) => !said.includes(words.toLowerCase()));
  if (missing !== undefined)
    return `expected ${JSON.stringify(missing)} in: ${replies || "(no reply)"}`;
  const surplus = unwanted.find((words) => said.includes(words.toLowerCase()));
  if (surplus !== undefined) return `did not expect ${JSON.stringify(surplus)} in: ${replies}`;
  return undefined;
}
