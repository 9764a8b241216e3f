import { type Draft, decide, say } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import { stillWords } from "../../../handoff/hand-over.ts";
import { dropsIt, regretsDone, takesBack } from "../../../intents/flows/answer-words.ts";
import type { Brief } from "../brief.ts";
import { withoutCode } from "./prove.ts";
import { toPerson } from "./to-person.ts";

/**
 * Answers "no wait, don't cancel", or "leave it", where no change is being talked about: nothing is changed, or, where one
 * was made just now or is on its way and is taken back, a person sees what can be undone. `false`: that is not what they say.
 */
export function answerTakeBack(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const text = brief.said?.text ?? "";
  const isRegret = wasToldOfChange(draft) && regretsDone(text);
  const isTaken = isRegret || takesBack(text);
  if (!isTaken && !dropsIt(text)) return false;
  if (draft.conversation.holder.kind === "waiting") return isRegret && keep(draft, brief, phrase);
  // Not every change can be seen in the order afterwards.
  if (isRegret || (isTaken && wasChanged(brief))) {
    const rule = { name: "wants a change undone", team: "care", priority: "high" } as const;
    toPerson(draft, brief, { rule, reason: rule.name, phrase });
    return true;
  }
  decide(draft, "answer", "left by the customer");
  const { question: _, ...rest } = withoutCode(draft.conversation);
  draft.conversation = { ...rest, misunderstood: 0 };
  say(draft, phrase("flow.left"), { purpose: "answer" });
  return true;
}

/** The person they wait for anyway sees it, and they hear so. */
function keep(draft: Draft, { shop }: Brief, phrase: Phrase): boolean {
  decide(draft, "relay", "wants a change undone, kept for the person they wait for");
  say(draft, stillWords(draft, shop, phrase, "handoff.noted"), { purpose: "answer" });
  return true;
}

/** Whether they heard just now that something was done. */
function wasToldOfChange({ conversation, now }: Draft): boolean {
  return conversation.lines.some(({ news, at }) => news === true && now - at < JUST_NOW_MS);
}

const JUST_NOW_MS = 15 * 60_000;

/** Whether something of theirs is being changed, or was lately. */
function wasChanged({ conversation, orders, now }: Brief): boolean {
  if (conversation.changesAsked.length > 0) return true;
  if (orders.kind !== "proven") return false;
  const isLate = (at: number | undefined) => at !== undefined && now - at < LATELY_MS;
  return orders.orders.some(
    ({ cancelledAt, returns }) =>
      isLate(cancelledAt) || returns.some(({ createdAt }) => isLate(createdAt)),
  );
}

const LATELY_MS = 24 * 60 * 60_000;
