import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { readConfig } from "../config.ts";
import { type Address, addressSchema } from "../core/message.ts";
import type { Arrival } from "../core/ports.ts";
import { consentNow } from "../customers/consent.ts";
import { identityOf } from "../customers/identity.ts";
import { randomIds } from "../integrations/clock.ts";
import type { StoreDesk } from "../integrations/store/socket.ts";
import { borrowStore } from "../open-ports.ts";
import { FINE, FOUND_WRONG, type Terminal, UsageError } from "./terminal.ts";

/** `nightdesk consent show ADDRESS | import FILE.csv [--json]`: who may be written to, since when and by which words. */
export async function consent(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const [action, what] = positionals;
  if ((action !== "show" && action !== "import") || what === undefined) {
    throw new UsageError("expected: consent show ADDRESS, or consent import FILE.csv");
  }
  const { store, close } = await borrowStore(readConfig(terminal.env));
  try {
    return action === "show"
      ? await show(what, values.json, store, terminal)
      : await importFile(what, store, terminal);
  } finally {
    await close();
  }
}

async function show(
  text: string,
  json: boolean,
  store: StoreDesk,
  { print }: Terminal,
): Promise<number> {
  const address = addressOf(text);
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

const rowSchema = z.object({
  address: addressSchema,
  purpose: z.enum(["messages", "thanks"]),
  answer: z.enum(["yes", "no"]),
  at: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  by: z.string().min(1),
});

/** Nothing of a file with a mistake is kept; the same line twice, in whatever file, is one change. */
async function importFile(
  file: string,
  store: StoreDesk,
  { print, complain, now }: Terminal,
): Promise<number> {
  const [header = "", ...lines] = readFileSync(file, "utf8").split(/\r?\n/);
  const names = cells(header).map((name) => name.trim());
  const missing = Object.keys(rowSchema.shape).filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new UsageError(`${file}:1: lacks the columns ${missing.join(", ")}`);
  const rows = lines
    .map((line, at) => ({ line, place: `${file}:${at + 2}` }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, place }) => ({ place, read: readRow(line, names) }));
  const mistakes = rows.flatMap(({ place, read }) =>
    read.success ? [] : [`${place}: ${z.prettifyError(read.error)}`],
  );
  const arrivals = rows.flatMap(({ read }) => (read.success ? [arrivalOf(read.data, now())] : []));
  for (const mistake of mistakes) complain(mistake);
  if (mistakes.length > 0) return FOUND_WRONG;
  const newer: Arrival[] = [];
  for (const arrival of arrivals) if (await isNewer(arrival, store)) newer.push(arrival);
  const kept = newer.length === 0 ? [] : await store.accept(newer);
  const fresh = kept.filter(({ outcome }) => outcome === "kept").length;
  print(`${fresh} kept, ${arrivals.length - fresh} known already or older than what stands`);
  return FINE;
}

function readRow(line: string, names: readonly string[]) {
  const row = Object.fromEntries(cells(line).map((cell, at) => [names[at] ?? "", cell.trim()]));
  return rowSchema.safeParse({ ...row, address: addressOf(row.address ?? "") });
}

/** An old yes must not undo a later STOP. */
async function isNewer({ consent }: Arrival, store: StoreDesk): Promise<boolean> {
  if (!consent) return false;
  const standing = consentNow((await store.consents?.(consent.address)) ?? []);
  const last = consent.purpose === "thanks" ? standing.thanks : standing.messages;
  return last === undefined || last.at < consent.at;
}

function arrivalOf(row: z.infer<typeof rowSchema>, receivedAt: number): Arrival {
  const { address, at, by } = row;
  const status = row.answer === "yes" ? "opted_in" : "opted_out";
  const purpose = row.purpose === "thanks" ? { purpose: "thanks" as const } : {};
  const name = createHash("sha256").update(JSON.stringify(row)).digest("hex").slice(0, 32);
  const inbound = { kind: "consent", address, status, by, ...purpose } as const;
  return {
    inbound: { ...inbound, key: `consent:${name}`, receivedAt },
    route: { kind: "address", address: identityOf(address), newCustomer: randomIds().next() },
    consent: { address, status, at, by, ...purpose },
  };
}

/** A bare number is a phone's. */
function addressOf(text: string): Address | undefined {
  const given = /^\+\d{6,15}$/.test(text) ? `sms:${text}` : text;
  return addressSchema.safeParse(given).data;
}

/** A line of CSV, with cells in double quotes where they hold a comma. */
function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
