import { type Line, livePromise } from "../core/conversation.ts";
import type { Draft } from "../core/draft.ts";
import { formats } from "../core/formats.ts";
import type { Agent } from "../core/message.ts";
import type { Shop } from "../core/shop.ts";
import { whisper } from "../core/tell-desk.ts";

/**
 * Tells whoever ends the work on a conversation what its customer still waits for: words that came in as they pressed the
 * button, or any word of a person's at all. To be called before the promise is closed. `note`: what the agent left behind,
 * which says that they know.
 */
export function tellWhatIsUnsaid(
  draft: Draft,
  agent: Agent,
  { shop, note }: { shop: Shop; note: string | undefined },
): void {
  const { lines, handoff } = draft.conversation;
  const last = lines.findLast(({ who }) => who !== "bot");
  if (last && isUnread(last, draft.now)) {
    return whisper(
      draft,
      agent,
      `The customer wrote a moment before: "${shortened(last.text)}". If that needs an answer, "Take back" on the card makes the conversation yours again.`,
    );
  }
  const promise = livePromise(draft.conversation);
  const hasAnswered = lines.some(({ who, at }) => who === "agent" && at >= (handoff?.at ?? 0));
  if (!promise || hasAnswered || note !== undefined) return;
  const by = formats.date("en-GB", {
    timeZone: shop.file.timezone,
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
  whisper(
    draft,
    agent,
    `The customer was promised an answer from a person by ${by.format(promise.dueAt)} and has heard from none. If they should, "Take back" on the card makes the conversation yours again.`,
  );
}

/** Nobody reads, thinks and presses a button faster. */
const READING_MS = 5_000;

/** Thanks and a goodbye: words that end a talk, and want no answer. */
export function isGoodbye(text: string): boolean {
  return CLOSES.test(text);
}

const CLOSES =
  /^\W*(?:(?:ok(?:ay)?|oh|great|perfect|super|lovely|brilliant|no problem|that is kind|that's kind|all good|thanks?|thank you|thx|cheers|bye|gracias|muchas gracias|vale|perfecto|so much|very much|a lot|again|for (?:your|the) help)\W*)+$/i;

function isUnread({ who, at, text }: Line, now: number): boolean {
  return who === "customer" && now - at < READING_MS && !isGoodbye(text);
}

function shortened(text: string): string {
  const words = text.replace(/\s+/g, " ").trim();
  return words.length > 120 ? `${words.slice(0, 119)}…` : words;
}
