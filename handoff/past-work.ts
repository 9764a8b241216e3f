import { type Holder, KEPT_PAST_WORK, type PastWork } from "../core/conversation.ts";
import type { Draft } from "../core/draft.ts";

/** Ends somebody's work on the conversation: who has it next, and what the next card will tell of it. */
export function endWork(
  draft: Draft,
  next: Holder,
  { by, how, note }: Pick<PastWork, "by" | "how"> & { note: string | undefined },
): void {
  const words = note?.trim();
  const work: PastWork = { at: draft.now, by, how, ...(words ? { note: words } : {}) };
  draft.conversation = {
    ...draft.conversation,
    holder: next,
    snoozed: undefined,
    pastWork: [...draft.conversation.pastWork, work].slice(-KEPT_PAST_WORK),
  };
}

/** ": the note" or nothing, for the end of a sentence about it. */
export function afterColon(note: string | undefined): string {
  const words = note?.trim().replace(/\.$/, "");
  return words ? `: ${words}` : "";
}
