import { createHash } from "node:crypto";
import { z } from "zod";
import { type Address, addressSchema } from "../core/message.ts";
import type { Arrival, Store } from "../core/ports.ts";
import { consentNow } from "./consent.ts";
import { identityOf } from "./identity.ts";

const rowSchema = z.strictObject({
  address: z.preprocess(
    (text) => (typeof text === "string" ? (addressIn(text) ?? text) : text),
    addressSchema,
  ),
  purpose: z.enum(["messages", "thanks"]),
  answer: z.enum(["yes", "no"]),
  at: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  by: z.string().min(1),
});

/** What somebody said about being written to, as the shop's own list has it. */
export type ConsentRow = z.infer<typeof rowSchema>;

/** Every row, or every mistake with its place: its line in a file, its number in a list. */
export type ConsentList =
  | { kind: "read"; rows: readonly ConsentRow[] }
  | { kind: "wrong"; mistakes: readonly string[] };

/** Reads a CSV file with the columns address, purpose, answer, at, by, in any order; more columns are left alone. */
export function readConsentCsv(text: string): ConsentList {
  const [header = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const names = cells(header).map((name) => name.trim());
  const columns = Object.keys(rowSchema.shape);
  const missing = columns.filter((name) => !names.includes(name));
  if (missing.length > 0)
    return { kind: "wrong", mistakes: [`1: lacks the columns ${missing.join(", ")}`] };
  const given = lines
    .map((line, at) => ({ line, place: String(at + 2) }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, place }) => {
      const values = cells(line).map((cell, at) => [names[at] ?? "", cell.trim()] as const);
      return { place, row: Object.fromEntries(values.filter(([name]) => columns.includes(name))) };
    });
  return readRows(given);
}

/** Reads a list of objects with the same names. */
export function readConsentJson(value: unknown): ConsentList {
  const list = z.array(z.unknown()).safeParse(value);
  if (!list.success) return { kind: "wrong", mistakes: ["expected a list of consents"] };
  return readRows(list.data.map((row, at) => ({ place: String(at + 1), row })));
}

function readRows(given: readonly { place: string; row: unknown }[]): ConsentList {
  const read = given.map(({ place, row }) => ({ place, row: rowSchema.safeParse(row) }));
  const mistakes = read.flatMap(({ place, row }) =>
    row.success ? [] : [`${place}: ${z.prettifyError(row.error)}`],
  );
  if (mistakes.length > 0) return { kind: "wrong", mistakes };
  return { kind: "read", rows: read.flatMap(({ row }) => (row.success ? [row.data] : [])) };
}

/**
 * Adds to the ledger what is newer than the word that stands: an old yes must not undo a later STOP. The same row twice,
 * in whatever list, is one change; safe to repeat. @throws StoreUnavailableError: perhaps some of it was kept.
 */
export async function importConsents(
  rows: readonly ConsentRow[],
  {
    store,
    now,
    newId,
  }: { store: Pick<Store, "accept" | "consents">; now: number; newId(): string },
): Promise<{ kept: number; known: number }> {
  const newer: Arrival[] = [];
  for (const row of rows) {
    if (await isNewer(row, store)) newer.push(arrivalOf(row, now, newId()));
  }
  const outcomes = newer.length === 0 ? [] : await store.accept(newer);
  const kept = outcomes.filter(({ outcome }) => outcome === "kept").length;
  return { kept, known: rows.length - kept };
}

async function isNewer(
  { address, purpose, at }: ConsentRow,
  store: Pick<Store, "consents">,
): Promise<boolean> {
  const standing = consentNow((await store.consents?.(address)) ?? []);
  const last = standing[purpose];
  return last === undefined || last.at < at;
}

function arrivalOf(row: ConsentRow, receivedAt: number, newCustomer: string): Arrival {
  const { address, at, by } = row;
  const status = row.answer === "yes" ? "opted_in" : "opted_out";
  const purpose = row.purpose === "thanks" ? { purpose: "thanks" as const } : {};
  const name = createHash("sha256").update(JSON.stringify(row)).digest("hex").slice(0, 32);
  const inbound = { kind: "consent", address, status, by, ...purpose } as const;
  return {
    inbound: { ...inbound, key: `consent:${name}`, receivedAt },
    route: { kind: "address", address: identityOf(address), newCustomer },
    consent: { address, status, at, by, ...purpose },
  };
}

/** An address as people write it: a bare number is a phone's. `undefined`: it is none. */
export function addressIn(text: string): Address | undefined {
  const given = /^\+\d{6,15}$/.test(text) ? `sms:${text}` : text;
  return addressSchema.safeParse(given).data;
}

/** A line of CSV, with cells in double quotes where they hold a comma. */
function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
