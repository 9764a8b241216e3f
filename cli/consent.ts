import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { consentNow } from "../customers/consent.ts";
import { addressIn, importConsents, readConsentCsv } from "../customers/consent-list.ts";
import { randomIds } from "../integrations/clock.ts";
import type { StoreDesk } from "../integrations/store/socket.ts";
import { borrowStore } from "../open-ports.ts";
import { FINE, FOUND_WRONG, type Terminal, takeAtMost, UsageError } from "./terminal.ts";

/** `nightdesk consent show ADDRESS | import FILE.csv [--json]`: who may be written to, since when and by which words. */
export async function consent(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  takeAtMost(2, positionals);
  const [action, what] = positionals;
  if ((action !== "show" && action !== "import") || what === undefined) {
    throw new UsageError("expected: consent show ADDRESS, or consent import FILE.csv");
  }
  await using borrowed = await borrowStore(readConfig(terminal.env));
  const { store } = borrowed;
  return action === "show"
    ? await show(what, values.json, store, terminal)
    : await importFile(what, store, terminal);
}

async function show(
  text: string,
  json: boolean,
  store: StoreDesk,
  { print }: Terminal,
): Promise<number> {
  const address = addressIn(text);
  if (address === undefined)
    throw new UsageError(`${text} is no address such as "sms:+4520304050"`);
  const changes = (await store.consents?.(address)) ?? [];
  if (json) {
    print(JSON.stringify({ address, now: consentNow(changes), changes }));
    return FINE;
  }
  if (changes.length === 0) print(`${address}: nothing said; the orders' own consent holds`);
  for (const { at, purpose = "messages", status, by } of changes) {
    print(
      `${new Date(at).toISOString()}  ${purpose}  ${status === "opted_in" ? "yes" : "no"}  ${by}`,
    );
  }
  return FINE;
}

/** Nothing of a file with a mistake is kept. */
async function importFile(
  file: string,
  store: StoreDesk,
  { print, complain, now }: Terminal,
): Promise<number> {
  const list = readConsentCsv(textOf(file));
  if (list.kind === "wrong") {
    for (const mistake of list.mistakes) complain(`${file}:${mistake}`);
    return FOUND_WRONG;
  }
  const ids = randomIds();
  const { kept, known } = await importConsents(list.rows, {
    store,
    now: now(),
    newId: () => ids.next(),
  });
  print(`${kept} kept, ${known} known already or older than what stands`);
  return FINE;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} cannot be read: ${why}`);
  }
}
