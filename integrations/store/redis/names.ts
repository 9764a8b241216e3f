import { z } from "zod";
import { type ConsentChange, consentChangeSchema } from "../../../core/decision.ts";
import type { Address, CustomerId } from "../../../core/message.ts";
import { DESK, partitionOf } from "./partitions.ts";
import { read, sentPointer } from "./replies.ts";
import { IS_SILENT } from "./scripts-erasing.ts";
import {
  ADD_NAMES,
  CONSENTS,
  CONSENTS_OF,
  FORGET_NAME,
  GET_NAME,
  NAMES,
  SET_NAME,
} from "./scripts-names.ts";
import type { Servers } from "./servers.ts";

/**
 * Look-ups that lead from a name to the customer who has it. Each lies in a partition of its own name, is written
 * before what it leads to, and may be written again: a process that dies in between leaves a name that leads to
 * somebody who has nothing yet.
 */
const OF_MONTH_MS = 30 * 24 * 60 * 60_000;
const FOR_EVER = 0;

/** Where an address is looked up. */
export function nameOfAddress(address: Address): string {
  return `address:${address}`;
}

export async function customerBehind(
  address: Address,
  servers: Servers,
): Promise<CustomerId | undefined> {
  return find(nameOfAddress(address), servers);
}

/** From now on the address leads to this customer, whoever had it before. */
export async function bindAddress(
  address: Address,
  customer: CustomerId,
  servers: Servers,
): Promise<void> {
  await put(nameOfAddress(address), customer, FOR_EVER, servers);
}

/** Who was sent this, and which of our sends it was. */
export async function customerSent(
  providerId: string,
  servers: Servers,
): Promise<{ customer: CustomerId; sendId: string } | undefined> {
  const found = await find(`sent:${providerId}`, servers);
  if (found === undefined) return undefined;
  const [customer, sendId] = read(sentPointer, found);
  return { customer, sendId };
}

/** Kept for a month: no provider reports on a message later than that. */
export async function noteSent(
  providerId: string,
  { customer, sendId }: { customer: CustomerId; sendId: string },
  servers: Servers,
): Promise<void> {
  await put(`sent:${providerId}`, JSON.stringify([customer, sendId]), OF_MONTH_MS, servers);
}

/** Whose partition holds what these addresses said about being written to. Written before the consent itself. */
export async function noteConsent(
  customer: CustomerId,
  consents: readonly ConsentChange[],
  servers: Servers,
): Promise<void> {
  for (const { address } of consents) await nameConsent(address, customer, servers);
}

/** The partition of this customer may hold what the address said. */
export async function nameConsent(
  address: Address,
  customer: CustomerId,
  servers: Servers,
): Promise<void> {
  const name = nameOfConsent(address);
  await servers.keep(partitionOf(name), ADD_NAMES, name, customer);
}

/** Where it is looked up whose partitions may hold what an address said. */
export function nameOfConsent(address: Address): string {
  return `consent:${address}`;
}

/** Whose partitions may hold what this address said. */
export async function consentBehind(
  address: Address,
  servers: Servers,
): Promise<readonly CustomerId[]> {
  const name = nameOfConsent(address);
  return read(z.array(z.string()), await servers.ask(partitionOf(name), NAMES, name));
}

/** The name leads to none of these customers any more; to whom else it leads, it still does. */
export async function forgetName(
  name: string,
  customers: readonly CustomerId[],
  servers: Servers,
): Promise<void> {
  await servers.keep(partitionOf(name), FORGET_NAME, name, ...customers);
}

/** Where the last word on a purpose stands among what the addresses of a partition said. */
export function consentField({ address, purpose }: ConsentChange): string {
  return purpose === undefined ? address : `${address} ${purpose}`;
}

/** Everything that this address said, oldest first. */
export async function consentsOf(
  address: Address,
  servers: Servers,
): Promise<readonly ConsentChange[]> {
  const customers = await consentBehind(address, servers);
  const kept = await Promise.all(
    customers.map((customer) => servers.ask(partitionOf(customer), CONSENTS_OF, customer)),
  );
  return kept
    .flatMap((answer) => read(z.array(keptConsent), answer))
    .filter((change) => change.address === address)
    .sort((one, other) => one.at - other.at);
}

const keptConsent = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(consentChangeSchema);

export async function isOptedOut(address: Address, servers: Servers): Promise<boolean> {
  const customers = await consentBehind(address, servers);
  const said = await Promise.all(
    customers.map((customer) => servers.ask(partitionOf(customer), CONSENTS, address)),
  );
  if (said.some((status) => typeof status === "string")) return said.includes("opted_out");
  return (await servers.ask(DESK, IS_SILENT, address)) === 1;
}

async function find(name: string, servers: Servers): Promise<string | undefined> {
  return (
    read(z.string().nullable(), await servers.ask(partitionOf(name), GET_NAME, name)) ?? undefined
  );
}

async function put(name: string, value: string, keptMs: number, servers: Servers): Promise<void> {
  await servers.keep(partitionOf(name), SET_NAME, name, value, String(keptMs));
}
