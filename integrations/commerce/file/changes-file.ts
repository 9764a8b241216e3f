import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { orderChangeSchema } from "../../../core/change.ts";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../../core/errors.ts";
import type { MadeChange } from "./changed-order.ts";

/** What was changed beside the shop's own file, oldest first. */
export type KeptChanges = {
  all(): readonly MadeChange[];
  of(orderId: string): readonly MadeChange[];
  /** Kept when it returns. @throws ProviderUnavailableError or OutcomeUnknownError, as CommerceProvider.change. */
  add(made: MadeChange): void;
};

/** Changes that are forgotten with the process, for whoever only tries things out. */
export function passingChanges(): KeptChanges {
  const changes: MadeChange[] = [];
  return {
    all: () => changes,
    of: (orderId) => changes.filter(({ change }) => change.orderId === orderId),
    add: (made) => changes.push(made),
  };
}

/**
 * Changes kept in `file`, one JSON object a line, on the disk before they count. The folder is made with the first one.
 * A line that a crash tore off was answered to nobody and is dropped; any other line that cannot be read makes every
 * call throw ProviderUnavailableError, which names it.
 */
export function changesFile(file: string): KeptChanges {
  let read = { size: 0, changes: [] as readonly MadeChange[], byOrder: byOrder([]) };

  function current() {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size !== read.size) {
      const text = existsSync(file) ? readFileSync(file, "utf8") : "";
      const whole = text.slice(0, text.lastIndexOf("\n") + 1);
      const changes = whole.split("\n").slice(0, -1).map(readLine(file));
      read = { size, changes, byOrder: byOrder(changes) };
    }
    return read;
  }

  return {
    all: () => current().changes,
    of: (orderId) => current().byOrder.get(orderId) ?? [],
    add(made) {
      current();
      const end = openToAppend(file);
      try {
        writeSync(end, `${JSON.stringify(made)}\n`);
        fsyncSync(end);
      } catch (error) {
        throw new OutcomeUnknownError(`${file}: perhaps not kept: ${wordsOf(error)}`, {
          cause: error,
        });
      } finally {
        closeSync(end);
      }
    },
  };
}

function byOrder(changes: readonly MadeChange[]): ReadonlyMap<string, readonly MadeChange[]> {
  return Map.groupBy(changes, ({ change }) => change.orderId);
}

const lineSchema = z.object({ key: z.string(), at: z.number(), change: orderChangeSchema });

function readLine(file: string) {
  return (line: string, index: number): MadeChange => {
    try {
      return lineSchema.parse(JSON.parse(line));
    } catch (error) {
      throw new ProviderUnavailableError(
        `${file}:${index + 1}: not a change that we know: ${wordsOf(error)}`,
        { cause: error },
      );
    }
  };
}

/** What a crash left of a last line goes first, so that the next one starts on its own. */
function openToAppend(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    const whole = bytes.lastIndexOf("\n") + 1;
    if (whole < bytes.length) truncateSync(file, whole);
    return openSync(file, "a", 0o600);
  } catch (error) {
    throw new ProviderUnavailableError(`${file}: cannot be written: ${wordsOf(error)}`, {
      cause: error,
    });
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
