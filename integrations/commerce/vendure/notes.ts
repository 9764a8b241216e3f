import type { Order } from "../../../core/order.ts";
import {
  type LocalReturn,
  type ReturnRecord,
  readReturnRecord,
  returnRecord,
  returnWords,
} from "../local-returns.ts";
import type { VendureOrder } from "./client.ts";

/** By which a change that was asked for with this key is known again. */
export function markOf(key: string): string {
  return `[nightdesk ${key}]`;
}

/** A return as a private note: words for people, and a last line that it is read back from. */
export function returnNote(
  change: LocalReturn,
  key: string,
  order: Order,
  variantNames: ReadonlyMap<string, string>,
): string {
  return `${returnWords(change, order, variantNames)}\n[nightdesk-return ${returnRecord(change, key)}]`;
}

/** The returns that are noted on the order. A note that staff delete is a return that is no more. */
export function returnsIn({ notes }: VendureOrder): readonly ReturnRecord[] {
  return notes.items.flatMap(({ createdAt, data }) => {
    const record = /\n\[nightdesk-return (\{.*\})\]\s*$/.exec(data.note ?? "")?.[1];
    return record === undefined ? [] : readReturnRecord(record, createdAt);
  });
}
