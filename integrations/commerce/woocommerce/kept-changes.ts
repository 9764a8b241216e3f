import { type ReturnRecord, readReturnRecord } from "../local-returns.ts";
import type { WooOrder } from "./client.ts";

/** Hidden from the shop's pages by its first letter; one field for each change, so that none overwrites another. */
const FIELD = "_nightdesk_change_";

/** The custom field by which a change is known again, with what it was. */
export function metaOf(key: string, at: number, record: string): { key: string; value: string } {
  return { key: `${FIELD}${key}`, value: `${at} ${record}` };
}

/** Whether a change that was asked for with this key has been made. */
export function hasKey(order: WooOrder, key: string): boolean {
  return order.meta_data.some((field) => field.key === `${FIELD}${key}`);
}

/** The returns that are kept on the order. */
export function returnsIn(order: WooOrder): readonly ReturnRecord[] {
  return order.meta_data
    .filter(({ key }) => key.startsWith(FIELD))
    .flatMap(({ value }) => {
      const [, at, record] = /^(\d+) (\{.*\})$/.exec(String(value)) ?? [];
      return record === undefined ? [] : readReturnRecord(record, Number(at));
    });
}
