import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import type { JournalEntry } from "../core/decision.ts";
import { maskContacts } from "../integrations/telemetry/mask.ts";
import { normalise } from "../intents/engine/normalise.ts";
import { borrowStore } from "../open-ports.ts";
import { FINE, plain, type Terminal, UsageError } from "./terminal.ts";

/** What customers wrote and the bot was not sure of: how often, and what it guessed, likeliest first. */
type Missed = { text: string; times: number; guesses: readonly string[] };

const DAY_MS = 24 * 3_600_000;
/** Turns looked through at most. */
const MOST_TURNS = 10_000;
const SHOWN_GUESSES = 2;

/** `nightdesk missed [--days 7] [--json]`: messages that were not understood, to teach in intents.yaml; contacts and numbers masked. */
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
  const found = missedIn(told.map(({ entry }) => entry));
  if (values.json) terminal.print(JSON.stringify(found));
  else tell(found, days, terminal);
  return FINE;
}

/** The same words count as one, whatever their case, marks and shorthand. */
function missedIn(entries: readonly JournalEntry[]): readonly Missed[] {
  const found = new Map<string, Missed>();
  for (const { understanding, inbounds } of entries) {
    if (understanding === undefined || understanding.verdict === "sure") continue;
    const text = masked(inbounds.flatMap((inbound) => inbound.text ?? []).join(" / "));
    if (text === "") continue;
    const guesses = understanding.candidates.slice(0, SHOWN_GUESSES).map(({ name }) => name);
    const key = normalise(text);
    found.set(key, { text, guesses, times: (found.get(key)?.times ?? 0) + 1 });
  }
  return [...found.values()].sort((one, other) => other.times - one.times);
}

/** Four digits and more, however they are grouped: orders, phones, cards, postcodes. */
const NUMBERS = /\d(?:[ ().-]?\d){3,}/g;

function masked(text: string): string {
  return maskContacts(text).replace(NUMBERS, "[number]").trim();
}

function tell(found: readonly Missed[], days: number, { print, paint }: Terminal): void {
  print(`${found.length} different messages were not understood in the last ${days} days`);
  for (const { text, times, guesses } of found) {
    print(
      `${String(times).padStart(4)}  ${plain(text)}  ${paint("dim", `perhaps ${guesses.join(", ")}`)}`,
    );
  }
}
