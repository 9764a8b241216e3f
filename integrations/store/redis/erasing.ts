import { randomBytes } from "node:crypto";
import { z } from "zod";
import { StoreUnavailableError } from "../../../core/errors.ts";
import { type Address, addressSchema, type CustomerId } from "../../../core/message.ts";
import type { Clock, Dossier, Send, Store } from "../../../core/ports.ts";
import type { Book } from "./book.ts";
import {
  consentBehind,
  consentsOf,
  forgetName,
  isOptedOut,
  nameOfAddress,
  nameOfConsent,
} from "./names.ts";
import { DESK, type Partition, partitionOf } from "./partitions.ts";
import { dueReply, read, sendReply } from "./replies.ts";
import { DOSSIER, ERASE, KEEP_SILENCE, NOTE_GONE, THREADS_OF } from "./scripts-erasing.ts";
import { CONVERSATION, JOURNAL } from "./scripts-looking.ts";
import { ADDRESSES, KEYS_OF } from "./scripts-people.ts";

const SECRET_BYTES = 32;
const KEYS_AT_ONCE = 1_000;
const LOOK_MS = 50;
const LOOKS = 2_400;

const text = z.string().nullable();
const addresses = z.array(addressSchema);
const eraseReply = z.tuple([addresses, dueReply]);
const rows = z.tuple([
  z.array(z.tuple([z.coerce.number(), z.string(), z.string(), z.string()])),
  z.array(sendReply),
]);

/** What is kept about one customer, to be shown to them or to be let go. */
export function erasing(
  { servers, note }: Pick<Book, "servers" | "note">,
  clock: Clock,
): Pick<Store, "dossier" | "erase"> & {
  /** Leaves it to Redis when its files are written anew. */
  eraseInPassing(customer: CustomerId): Promise<void>;
} {
  const ask = (script: string, customer: CustomerId) =>
    servers.ask(partitionOf(customer), script, customer);

  async function dossier(customer: CustomerId): Promise<Dossier> {
    const own = read(addresses, await ask(ADDRESSES, customer));
    const [inbounds, theirs] = read(rows, await ask(DOSSIER, customer));
    const [, atTheDesk] = read(rows, await servers.ask(DESK, DOSSIER, customer));
    const stored = read(text, await ask(CONVERSATION, customer));
    const journal = read(z.array(z.string()), await ask(JOURNAL, customer));
    const consents = await Promise.all(own.map((address) => consentsOf(address, servers)));
    return {
      customer,
      addresses: own,
      conversation: stored === null ? undefined : JSON.parse(stored),
      journal: journal.filter(Boolean).map((entry) => JSON.parse(entry)),
      inbounds: inbounds
        .toSorted(([one], [other]) => one - other)
        .map(([, key, status, body]) => ({ key, status, body: JSON.parse(body) })),
      sends: [...theirs, ...atTheDesk]
        .filter((send): send is Send => send !== undefined)
        .sort((one, other) => one.createdAt - other.createdAt),
      consents: consents.flat(),
    };
  }

  /** Their names last: of an erasure that dies in between they are left, lead to nobody, and are a stranger's with the next message. */
  async function eraseInPassing(customer: CustomerId): Promise<void> {
    const own = read(addresses, await ask(ADDRESSES, customer));
    const threads = read(addresses, await ask(THREADS_OF, customer));
    const silent = await keepSilences(own);
    const consents = await Promise.all(own.map((address) => consentBehind(address, servers)));
    await noteGone(read(z.array(z.string()), await ask(KEYS_OF, customer)));
    for (const partition of [DESK, partitionOf(customer)] as const)
      await eraseIn(partition, customer, silent);
    for (const address of [...own, ...threads]) {
      await forgetName(nameOfAddress(address), [customer], servers);
    }
    for (const [at, address] of own.entries()) {
      await forgetName(nameOfConsent(address), [customer, ...(consents[at] ?? [])], servers);
    }
  }

  /** Who asks for silence while they are erased has it as well: it is remembered before anything is let go. */
  async function eraseIn(
    partition: Partition,
    customer: CustomerId,
    silent: readonly Address[],
  ): Promise<void> {
    const answer = await servers.keep(partition, ERASE, customer, ...silent);
    const [said, due] = read(eraseReply, answer);
    note(partition, due);
    if (said.length === 0) return;
    for (const address of said) await keepSilence(address);
    await eraseIn(partition, customer, [...silent, ...said]);
  }

  async function erase(customer: CustomerId): Promise<void> {
    await eraseInPassing(customer);
    await rewriteFiles();
  }

  /** So that a copy that a provider brings later makes nobody of them again. */
  async function noteGone(keys: readonly string[]): Promise<void> {
    for (const [partition, theirs] of Map.groupBy(keys, partitionOf)) {
      for (let at = 0; at < theirs.length; at += KEYS_AT_ONCE)
        await servers.keep(partition, NOTE_GONE, ...theirs.slice(at, at + KEYS_AT_ONCE));
    }
  }

  /** Gives those that had asked for it. */
  async function keepSilences(own: readonly Address[]): Promise<readonly Address[]> {
    const silent: Address[] = [];
    for (const address of own) if (await isOptedOut(address, servers)) silent.push(address);
    for (const address of silent) await keepSilence(address);
    return silent;
  }

  async function keepSilence(address: Address): Promise<void> {
    const fresh = randomBytes(SECRET_BYTES).toString("base64url");
    await servers.keep(DESK, KEEP_SILENCE, address, fresh);
  }

  /** The append-only file and the snapshot still hold what was deleted: both are written anew, and waited for. */
  async function rewriteFiles(): Promise<void> {
    await filesAtRest();
    if ((await persistence()).includes("aof_enabled:1")) await servers.everywhere("BGREWRITEAOF");
    await filesAtRest();
    await servers.everywhere("BGSAVE");
    await filesAtRest();
  }

  async function filesAtRest(): Promise<void> {
    for (let look = 0; look < LOOKS; look += 1) {
      if (!BUSY.test(await persistence())) return;
      await clock.sleep(LOOK_MS);
    }
    throw new StoreUnavailableError("Redis has not written its files anew in two minutes");
  }

  async function persistence(): Promise<string> {
    return (await servers.everywhere("INFO", "persistence")).map(String).join("\n");
  }

  return { dossier, erase, eraseInPassing };
}

const BUSY = /(?:aof_rewrite_in_progress|aof_rewrite_scheduled|rdb_bgsave_in_progress):1/;
