import { parseArgs } from "node:util";
import { ruleFor } from "../handoff/rules.ts";
import type { Explanation } from "../intents/recognise.ts";
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
  const { recogniser } = stage.shop;
  const hints = { now: terminal.now() };
  const explained = recogniser.explain(text, hints);
  const understanding = (await recogniser.read?.(text, hints)) ?? explained.understanding;
  const why = { ...explained, understanding };
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
  for (const line of reasons(why)) terminal.print(line);
  const taught = stage.shop.taught(text);
  terminal.print(
    taught ? `word for word it stands in intents.yaml, under ${taught}` : decisive(explained),
  );
  if (rule) {
    const { name, because, team, priority } = rule;
    terminal.print(`rule "${name}" fires because ${because}: to team ${team}, ${priority}`);
  } else {
    terminal.print("no rule fires: no person is called for it");
  }
  for (const reply of said) terminal.print(`${paint("dim", "a stranger would hear:")} ${reply}`);
  return FINE;
}

/** How many words and other guesses are worth a person's look. */
const SHOWN = 5;

/** What was understood, what else it could be, and what was found in it, for people. */
function reasons({ understanding, threshold }: Explanation): readonly string[] {
  const { verdict, intents, candidates, entities } = understanding;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const named = (guess: { name: string; confidence: number }) =>
    `${guess.name} ${percent(guess.confidence)}`;
  const bounds = `acted on from ${percent(threshold.accept)}, asked about from ${percent(threshold.ask)}`;
  const found = Object.entries(entities).filter(
    ([, values]) => Array.isArray(values) && values.length > 0,
  );
  return [
    `${verdict}: ${bounds}`,
    ...intents.map((intent) => `  means ${named(intent)}, by "${intent.clause}"`),
    `guesses: ${candidates.slice(0, SHOWN).map(named).join(", ")}`,
    ...found.map(([kind, values]) => `${kind}: ${JSON.stringify(values)}`),
  ];
}

/** What each word did for the best guess, the strongest first. */
function decisive({ understanding: { candidates }, words }: Explanation): string {
  const decided = words.slice(0, SHOWN).map(({ word, weight }) => {
    const points = weight * 100;
    return `"${word}" ${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(1)}`;
  });
  return `the words that decided for ${candidates[0]?.name ?? "nothing"}, or against it: ${decided.join(", ")}`;
}
