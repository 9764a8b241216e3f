import { type Draft, decide, say } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import { isOldTap } from "../brief/is-old-tap.ts";
import type { Brief } from "../brief.ts";
import { openQuestion } from "./flow-turn.ts";

/** Says that a button was an earlier question's, and asks what is open now. `false`: something else was written too, or no such button tapped. */
export function answerOldTap(draft: Draft, { said, ...brief }: Brief, phrase: Phrase): boolean {
  if (said?.text !== "") return false;
  if (!said.messages.some((message) => isOldTap(message, brief.conversation))) return false;
  decide(draft, "ask", "tap: an earlier question's button");
  const question = openQuestion({ said, ...brief }, draft.conversation, phrase);
  say(draft, [phrase("choice.old"), question].filter(Boolean).join(" "), { purpose: "answer" });
  return true;
}
