import { z } from "zod";
import { StoreUnavailableError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports.ts";
import type { Book } from "./book.ts";
import { ALL_PARTITIONS, DESK } from "./partitions.ts";
import { flagReply, read } from "./replies.ts";
import { BEAT } from "./scripts-looking.ts";
import { TEND } from "./scripts-outbox.ts";

/** How often a process shows that it lives, and looks after what dead ones left. */
export const BEAT_MS = 5_000;

/** A process that has not been heard of for so long has died, or has been stopped for too long to be waited for. */
export const DEAD_AFTER_MS = 20_000;

const names = z.array(z.string());

export type Heartbeat = {
  /** Shows that this process lives, frees what dead ones held, and finds out what is due. @throws StoreUnavailableError */
  beat(): Promise<void>;
  /** Beats until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Lets go of everything this process holds; what it was sending is of unknown fate from now on. */
  end(): Promise<void>;
};

/** @param living filled with the processes that were alive at the last beat. */
export function heartbeat(book: Book, clock: Clock, living: Set<string>): Heartbeat {
  const { servers, me, attempts } = book;

  /** How long this process is to be taken for alive; 0: no longer. */
  async function show(forMs: number): Promise<void> {
    const named = read(names, await servers.keep(DESK, BEAT, me, String(forMs)));
    living.clear();
    for (const name of named) living.add(name);
  }

  async function tendAll(): Promise<void> {
    const { begun, names: standing } = attempts.standing();
    const mine = [me, String(begun), String(standing.length), ...standing];
    await Promise.all(
      ALL_PARTITIONS.map(async (partition) => {
        const answer = await servers.keep(partition, TEND, ...mine, ...living);
        const [forTheDesk, due] = read(flagReply, answer);
        if (book.note(partition, due)) book.bell.ring();
        if (forTheDesk > 0) await book.handOver(partition);
      }),
    );
  }

  async function beat(): Promise<void> {
    await show(DEAD_AFTER_MS);
    await tendAll();
  }

  return {
    beat,
    async run(signal) {
      while (!signal.aborted) {
        await clock.sleep(BEAT_MS, signal);
        if (signal.aborted) return;
        try {
          await beat();
        } catch (error) {
          if (!(error instanceof StoreUnavailableError)) throw error; // else: the next beat, or whoever finds the server again
        }
      }
    },
    async end() {
      await show(0);
      await tendAll();
    },
  };
}
