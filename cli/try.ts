import { parseArgs } from "node:util";
import { ruleFor } from "../handoff/rules.ts";
import { type OpenStage, openRehearsal, textsTo } from "./stage.ts";
import { FINE, type Terminal, UsageError } from "./terminal.ts";

const STRANGER = "sms:+4599999999";

/** `nightdesk try "text" [--json]`: what a message is understood to mean, why, which rule would hand it over, and what would be said to a stranger now. */
export async function tryText(
  args: readonly string[],
  terminal: Terminal,
  open: OpenStage = openRehearsal,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const text = positionals.join(" ");
  if (text === "") throw new UsageError('try what? e.g. nightdesk try "where is my order 1042"');
  const stage = await open(terminal);
  const why = stage.shop.recogniser.explain(text);
  const rule = ruleFor(
    {
      text,
      intents: why.understanding.intents.map(({ name }) => name),
      misunderstood: why.understanding.verdict === "sure" ? 0 : 1,
      proofMissing: false,
      attachment: false,
    },
    stage.shop.handoff,
  );
  const phone = stage.start(terminal.now());
  const said = textsTo(STRANGER, await phone.text(STRANGER, text));
  await phone.close();
  if (values.json) {
    terminal.print(JSON.stringify({ text, ...why, rule, said }));
    return FINE;
  }
  const { paint } = terminal;
  terminal.print(JSON.stringify(why, null, 2));
  if (rule) {
    const { name, because, team, priority } = rule;
    terminal.print(`rule "${name}" fires because ${because}: to team ${team}, ${priority}`);
  } else {
    terminal.print("no rule fires: no person is called for it");
  }
  for (const reply of said) terminal.print(`${paint("dim", "a stranger would hear:")} ${reply}`);
  return FINE;
}
