import { type Conversation, livePromise } from "../../../core/conversation.ts";
import { type Draft, decide, say } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import { stillWords, whenWords } from "../../../handoff/hand-over.ts";
import { asksBack, dropsIt } from "../../../intents/flows/answer-words.ts";
import type { Brief } from "../brief.ts";
import type { Wishes } from "./wishes.ts";

/** How soon after one reassurance another would only be noise. */
const REASSURED_FOR_MS = 5 * 60_000;

/**
 * Words for the person they wait for, not for the bot: kept for the desk, and the promise said again, but not at every
 * line. A yes to a change that was left when the person was called hears that it changed nothing; who no longer needs the
 * person, that they need not wait.
 */
export function keepForPerson(draft: Draft, brief: Brief, wishes: Wishes, phrase: Phrase): void {
  decide(draft, "relay", "kept for the person they wait for");
  const { lines } = draft.conversation;
  const lastWords = lines.findLast(({ who }) => who === "bot");
  const tooLate = phrase("handoff.yes_too_late");
  if (wishes.intents.includes("yes") && leftChange(brief) && !lastWords?.text.startsWith(tooLate)) {
    say(draft, `${tooLate} ${stillWords(draft, brief.shop, phrase)}`, { purpose: "answer" });
    return;
  }
  if (dropsIt(brief.said?.text ?? "")) {
    const words = stillWords(draft, brief.shop, phrase, "handoff.dropped");
    if (lastWords?.text !== words) say(draft, words, { purpose: "answer" });
    return;
  }
  const promise = livePromise(draft.conversation);
  const isReassured =
    lastWords &&
    promise &&
    draft.now - lastWords.at < REASSURED_FOR_MS &&
    lastWords.text.includes(whenWords(promise.dueAt, draft, brief.shop));
  if (isReassured && !asksWhen(brief)) return noteQuestion(draft, brief, wishes, phrase);
  const sorry = wasBroken(draft.conversation) ? [phrase("handoff.sorry")] : [];
  say(draft, [...sorry, stillWords(draft, brief.shop, phrase)].join(" "), { purpose: "answer" });
}

/** Silence is no answer to a question that was asked in so many words; the next ones need not be answered one by one. */
function noteQuestion(draft: Draft, { said, shop }: Brief, wishes: Wishes, phrase: Phrase): void {
  const text = said?.text ?? "";
  const isAsked = asksBack(text) && text.trim().split(/\s+/).length > 2;
  if (!isAsked || wishes.intents.includes("greeting")) return;
  const noted = stillWords(draft, shop, phrase, "handoff.noted");
  if (draft.conversation.lines.findLast(({ who }) => who === "bot")?.text !== noted)
    say(draft, noted, { purpose: "answer" });
}

/** Whether they wait for longer than they were promised. */
export function wasBroken({ promises, handoff }: Conversation): boolean {
  return promises.some(
    ({ status, madeAt }) => status === "broken" && madeAt >= (handoff?.at ?? Infinity),
  );
}

/** Whether a change was being talked about as the person was called, and not made: its question still stands on their screen. */
function leftChange({ conversation: { again, handoff, flow, lines } }: Brief): boolean {
  if (flow !== undefined || handoff === undefined || again?.flowAt !== handoff.at) return false;
  return !lines.some(({ news, at }) => news && at === handoff.at);
}

/** "So when??": a question that the promise answers is answered with it, however often it was said. */
function asksWhen({ said }: Brief): boolean {
  return /\b(?:when|how (?:long|soon)|what time)\b|(?<!\p{L})(?:cu[aá]ndo|cu[aá]nto tarda\p{L}*)(?!\p{L})/iu.test(
    said?.text ?? "",
  );
}
