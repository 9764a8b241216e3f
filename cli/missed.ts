import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { conversationSchema } from "../core/conversation.ts";
import type { JournalEntry } from "../core/decision.ts";
import type { CustomerId } from "../core/message.ts";
import { maskPerson } from "../customers/masking.ts";
import { normalise } from "../intents/engine/normalise.ts";
import { borrowStore } from "../open-ports.ts";
import { FINE, plain, type Terminal, UsageError } from "./terminal.ts";

/** What customers wrote and the bot was not sure of: how often, and what it guessed, likeliest first. */
type Missed = { text: string; times: number; guesses: readonly string[] };

const DAY_MS = 24 * 3_600_000;
/** Turns looked through at most. */
const MOST_TURNS = 10_000;
const SHOWN_GUESSES = 2;

/** `nightdesk missed [--days 7] [--json]`: messages that were not understood, to teach in intents.yaml; what tells who wrote them is masked. */
export async function missed(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { days: { type: "string", default: "7" }, json: { type: "boolean", default: false } },
  });
  const days = Number(values.days);
  if (!(days > 0)) throw new UsageError(`--days ${values.days} is not a number of days above 0`);
  await using borrowed = await borrowStore(readConfig(terminal.env));
  const { store } = borrowed;
  const told = await store.journalSince(terminal.now() - days * DAY_MS, MOST_TURNS);
  const names = new Map<CustomerId, readonly string[]>();
  for (const { customer } of told)
    if (!names.has(customer)) names.set(customer, namesIn(await store.conversation(customer)));
  const found = missedIn(told, (customer) => names.get(customer) ?? []);
  if (values.json) terminal.print(JSON.stringify(found));
  else tell(found, days, terminal);
  return FINE;
}

/**
 * What nobody could make sense of in these turns, newest first as the journal tells them; the same words count as one,
 * whatever their case, marks and shorthand. What answered a question of ours, or was for a colleague, was not missed.
 * `namesOf`: what that customer is called, of which nothing is shown.
 */
export function missedIn(
  turns: readonly Turn[],
  namesOf: (customer: CustomerId) => readonly string[],
): readonly Missed[] {
  const found = new Map<string, Missed>();
  const lastRule = new Map<CustomerId, string>();
  for (const { customer, entry } of turns.toReversed()) {
    const isTaken = wasTaken(entry, lastRule.get(customer));
    lastRule.set(customer, entry.decision.rule);
    const { understanding, inbounds } = entry;
    if (isTaken || understanding === undefined || understanding.verdict === "sure") continue;
    const words = inbounds.flatMap(({ text }) => text ?? []).join(" / ");
    const text = maskPerson(words, namesOf(customer)).trim();
    if (text === "") continue;
    const guesses = understanding.candidates.slice(0, SHOWN_GUESSES).map(({ name }) => name);
    const key = normalise(text);
    const known = found.get(key);
    found.set(key, { text: known?.text ?? text, guesses, times: (known?.times ?? 0) + 1 });
  }
  return [...found.values()].reverse().sort((one, other) => other.times - one.times);
}

type Turn = { customer: CustomerId; entry: JournalEntry };

/** It went to a person, or moved a change on: only where the same was asked once more, it did not. */
function wasTaken({ decision }: JournalEntry, lastRule: string | undefined): boolean {
  if (decision.kind === "relay") return true;
  return decision.rule.startsWith("flow: ") && decision.rule !== lastRule;
}

function namesIn(stored: unknown): readonly string[] {
  const { data } = conversationSchema.safeParse(stored);
  const whole = [data?.firstName, data?.profileName].flatMap((name) => name ?? []);
  return [...new Set(whole.flatMap((name) => [name, ...name.split(/\s+/)]))];
}

function tell(found: readonly Missed[], days: number, { print, paint }: Terminal): void {
  print(`${found.length} different messages were not understood in the last ${days} days`);
  for (const { text, times, guesses } of found) {
    print(
      `${String(times).padStart(4)}  ${plain(text)}  ${paint("dim", `perhaps ${guesses.join(", ")}`)}`,
    );
  }
}
