import { z } from "zod";
import { journalEntrySchema } from "../../../core/decision.ts";
import { addressSchema } from "../../../core/message.ts";
import type { WaitingConversation } from "../../../core/ports.ts";
import type { Reading } from "../reading.ts";
import type { Book } from "./book.ts";
import { consentsOf, customerBehind, isOptedOut } from "./names.ts";
import { ALL_PARTITIONS, CUSTOMER_PARTITIONS, DESK, partitionOf } from "./partitions.ts";
import { countsReply, read, waitingReply } from "./replies.ts";
import {
  BACKLOG,
  CONVERSATION,
  COUNTS,
  CURSOR,
  JOURNAL,
  JOURNAL_LATELY,
  KEEP_ONCE,
  SET_CURSOR,
  SPEND,
  THREAD,
  WAITING,
} from "./scripts-looking.ts";

const text = z.string().nullable();
const json = z.string().transform((kept): unknown => JSON.parse(kept));
const latelyReply = z.array(
  z
    .tuple([z.string(), json.pipe(journalEntrySchema)])
    .transform(([customer, entry]) => ({ customer, entry })),
);

/** What others may ask of the store, and the cursors that they keep in it. */
export function reading({ servers, board, company }: Book): Reading {
  return {
    async conversation(customer) {
      const kept = read(text, await servers.ask(partitionOf(customer), CONVERSATION, customer));
      return kept === null ? undefined : read(json, kept);
    },
    customerOf: (address) => customerBehind(address, servers),
    async threadOf(customer, handoff) {
      const answer = await servers.ask(partitionOf(customer), THREAD, customer, String(handoff));
      return read(addressSchema.nullable(), answer) ?? undefined;
    },
    isOptedOut: (address) => isOptedOut(address, servers),
    consents: (address) => consentsOf(address, servers),
    async backlog(now) {
      const answers = await Promise.all(
        ALL_PARTITIONS.map((partition) => servers.ask(partition, BACKLOG, String(now))),
      );
      return answers.reduce<number>((sum, answer) => sum + read(z.number(), answer), 0);
    },
    async waiting() {
      const answers = await Promise.all(
        CUSTOMER_PARTITIONS.map((partition) => servers.ask(partition, WAITING)),
      );
      return answers.flatMap((answer) => read(waitingReply, answer)).sort(byPromise);
    },
    async journal(customer) {
      const answer = await servers.ask(partitionOf(customer), JOURNAL, customer);
      const kept = read(z.array(z.string()), answer).filter(Boolean); // an old turn leaves its place empty
      return read(z.array(json.pipe(journalEntrySchema)), kept);
    },
    async journalSince(since, limit) {
      const answers = await Promise.all(
        CUSTOMER_PARTITIONS.map((partition) =>
          servers.ask(partition, JOURNAL_LATELY, String(since), String(limit)),
        ),
      );
      return answers
        .flatMap((answer) => read(latelyReply, answer))
        .sort((a, b) => b.entry.at - a.entry.at)
        .slice(0, limit);
    },
    async cursor(name) {
      return read(text, await servers.ask(DESK, CURSOR, name)) ?? undefined;
    },
    async setCursor(name, value) {
      await servers.keep(DESK, SET_CURSOR, name, value);
    },
    async keepOnce(name, fresh) {
      return read(z.string(), await servers.keep(DESK, KEEP_ONCE, name, fresh));
    },
    async spend({ name, limits }, key, now) {
      const flat = limits.flatMap(({ count, withinMs }) => [String(count), String(withinMs)]);
      const spent = servers.keep(partitionOf(name), SPEND, name, key, String(now), ...flat);
      return read(z.number(), await spent) === 1;
    },
    async counts() {
      const answers = await Promise.all(
        ALL_PARTITIONS.map((partition) => servers.ask(partition, COUNTS)),
      );
      const total = { pending: 0, dead: 0, waiting: 0, unsent: 0, deadSends: 0 };
      for (const answer of answers) {
        const [pending, dead, waiting, unsent, deadSends] = read(countsReply, answer);
        total.pending += pending;
        total.dead += dead;
        total.waiting += waiting;
        total.unsent += unsent;
        total.deadSends += deadSends;
      }
      return total;
    },
    async nextDueAt(of) {
      const turns = company.closedUntil() ?? board.nextAt("turn");
      const sends = board.nextAt("urgent", "patient");
      if (of) return { turns, sends }[of];
      const times = [turns, sends].filter((at) => at !== undefined);
      return times.length > 0 ? Math.min(...times) : undefined;
    },
  };
}

/** Promise due first, then who has waited longest. */
function byPromise(a: WaitingConversation, b: WaitingConversation): number {
  const [first, second] = [a, b].map(({ promiseDueAt }) => promiseDueAt ?? Number.MAX_SAFE_INTEGER);
  return (first ?? 0) - (second ?? 0) || a.since - b.since;
}
