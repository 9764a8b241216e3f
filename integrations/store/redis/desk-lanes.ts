import { z } from "zod";
import { StoreUnavailableError } from "../../../core/errors.ts";
import type { Book } from "./book.ts";
import { DESK, type Partition } from "./partitions.ts";
import { dueReply, read } from "./replies.ts";
import { ADD_SENDS, HANDED_OVER, HANDOVER } from "./scripts-outbox.ts";

const sends = z.array(z.string());

/**
 * Passes on what a turn wrote for the desk's lanes, which customers of all partitions share and which therefore lie
 * in a partition of their own. The turn's commit keeps the sends beside the customer; from there each is put into its
 * lane, once by its id, and only then taken off. A process that dies in between leaves them to the next heartbeat of
 * any process: late by seconds, never lost, never twice.
 */
export function handingOver(
  { servers, bell }: Pick<Book, "servers" | "bell">,
  note: Book["note"],
): Book["handOver"] {
  return async (partition: Partition) => {
    try {
      for (;;) {
        const waiting = read(sends, await servers.ask(partition, HANDOVER));
        if (waiting.length === 0) return;
        const [due] = read(z.tuple([dueReply]), await servers.keep(DESK, ADD_SENDS, ...waiting));
        note(DESK, due);
        bell.ring();
        await servers.keep(partition, HANDED_OVER, ...waiting);
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error; // else: they are kept, and the next heartbeat passes them on
    }
  };
}
