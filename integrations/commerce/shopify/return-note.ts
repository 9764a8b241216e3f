import { RETURN_OUTCOMES, type ReturnOutcome } from "../../../core/order.ts";

/** Shopify keeps no more of a note on a returned item. Source: ReturnLineItemInput.returnReasonNote. */
const LONGEST = 255;

/** What staff read at a returned item, with the key by which the return is known again. */
export function returnNote(words: string, key: string, outcome: ReturnOutcome): string {
  const mark = `[nightdesk ${key} ${outcome}]`;
  const room = LONGEST - mark.length - 1;
  return `${words.slice(0, Math.max(room, 0))} ${mark}`.trim();
}

/** Whether a note is of the return that was asked for with this key. */
export function hasKey(note: string | null | undefined, key: string): boolean {
  return note?.includes(`[nightdesk ${key} `) ?? false;
}

/** What the customer is to get for what comes back, as our own notes say it. */
export function outcomeIn(
  notes: readonly (string | null | undefined)[],
): ReturnOutcome | undefined {
  const said = notes.map((note) => /\[nightdesk \S+ (\w+)\]$/.exec(note ?? "")?.[1]).find(Boolean);
  return RETURN_OUTCOMES.find((outcome) => outcome === said);
}
