import { type Draft, decide, say } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import { showCard, tellDesk } from "../../../core/tell-desk.ts";
import { closePromise, stillWords } from "../../../handoff/hand-over.ts";
import { isGoodbye } from "../../../handoff/left-unsaid.ts";
import { moveHolder } from "../../../handoff/machine.ts";
import { endWork } from "../../../handoff/past-work.ts";
import { dropsIt } from "../../../intents/flows/answer-words.ts";
import { changeWishIn } from "../../../intents/flows/wish-words.ts";
import { saysFound, saysLooked, saysNotReceived } from "../../../intents/not-received.ts";
import { wishWithoutWords } from "../../../intents/without-words.ts";
import type { Brief } from "../brief.ts";
import { STILL_MISSING } from "./missing-parcel.ts";

/**
 * "Found it!!", from somebody who waits for a person: where that is all they wait for, nobody needs to be woken any more;
 * else they hear that the person sees it. `false`: that is not what they say.
 */
export function answerFound(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const text = brief.said?.text ?? "";
  if (draft.conversation.holder.kind !== "waiting" || !saysOnlyFound(text)) return false;
  if (waitsForParcelAlone(draft, brief)) {
    standDown(draft, "the customer found what was missing");
    decide(draft, "answer", "missing parcel: found before a person came");
    say(draft, phrase("not_received.found"), { purpose: "answer" });
    return true;
  }
  if (dropsIt(text)) return false;
  decide(draft, "relay", "found, and kept for the person they wait for");
  say(draft, stillWords(draft, brief.shop, phrase, "not_received.found_told"), {
    purpose: "answer",
  });
  return true;
}

/** Glad words and nothing besides: "found it cheaper" or "got it", which only takes note, are none. */
function saysOnlyFound(text: string): boolean {
  const isNod = wishWithoutWords(text, true) === "no";
  const isLong = text.trim().split(/\s+/).length > MOST_WORDS;
  if (isNod || isLong || !saysFound(text)) return false;
  return changeWishIn(text) === undefined && !MORE.test(text);
}

const MOST_WORDS = 14;
/** What else may be found, and what is still open. English and Spanish. */
const MORE =
  /\?|\b(?:but|still|cheaper|elsewhere|online|another|one of|half|only|empty|opened|wet|instead)\b|(?<!\p{L})(?:pero|todav[ií]a|s[oó]lo|vac[ií]a|m[aá]s barato)(?!\p{L})/iu;

/** Whether it was called for a parcel, or something in it, and nothing else has been said to be read since. */
function waitsForParcelAlone({ conversation }: Draft, { shop, said }: Brief): boolean {
  const { handoff, lines, locale } = conversation;
  if (!handoff) return false;
  const reasons = [STILL_MISSING, shop.intent("delivery_problem", locale)?.title];
  if (!reasons.includes(handoff.reason)) return false;
  const promised = lines.findIndex(({ who, at }) => who === "bot" && at === handoff.at);
  if (promised < 0) return false;
  const since = lines.slice(promised + 1, lines.length - (said?.messages.length ?? 0));
  return since.every(
    ({ who, text }) => who === "bot" || (who === "customer" && isOfTheParcel(text)),
  );
}

function isOfTheParcel(text: string): boolean {
  return (
    saysFound(text) ||
    saysLooked(text) ||
    saysNotReceived(text) ||
    isGoodbye(text) ||
    wishWithoutWords(text, true) !== undefined
  );
}

/** The bot has it again; a card that is up says so, and one that waits for the morning is never shown. */
function standDown(draft: Draft, note: string): void {
  const next = moveHolder(draft.conversation.holder, { type: "hand_back" });
  if (!next) return;
  closePromise(draft, "released");
  endWork(draft, next, { by: "The bot", how: "handed_back", note });
  showCard(draft);
  tellDesk(draft, "desk", `Nobody needs to answer: ${note}.`);
}
