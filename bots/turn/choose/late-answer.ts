import { livePromise } from "../../../core/conversation.ts";
import { momentWords } from "../../../core/day-words.ts";
import { type Draft, decide, say } from "../../../core/draft.ts";
import { localeFor } from "../../../core/locale.ts";
import type { Send } from "../../../core/ports.ts";
import type { Phrase } from "../../../core/shop.ts";
import type { Brief } from "../brief.ts";
import { isGivenAnew, momentsOf, STALE_AFTER_MS, wordsHeldUp } from "../outbox/stale-answer.ts";
import { respond } from "./converse.ts";

/** Notes what it takes to answer this turn's messages again, in case their answer is held up. */
export function rememberAsked(draft: Draft, { conversation, now }: Brief): void {
  const { question, misunderstood, flow, again } = conversation;
  const wasInFlow = flow !== undefined || draft.conversation.flow !== undefined;
  const flowAt = wasInFlow ? now : again?.flowAt;
  draft.conversation = {
    ...draft.conversation,
    again: {
      askedAt: now,
      misunderstood,
      ...(question ? { question } : {}),
      ...(flowAt === undefined ? {} : { flowAt }),
    },
  };
}

/**
 * Whoever was kept waiting for long hears that first, and what was held up and answers no words of theirs last. What takes
 * the place of held-up answers is about the same words. To be called when all has been said that this turn says.
 */
export function apologiseIfLate(draft: Draft, brief: Brief): void {
  const messages = brief.said?.messages ?? [];
  const isLate = messages.some(({ receivedAt }) => brief.now - receivedAt > STALE_AFTER_MS);
  const isHeldUp = draft.takeBack.length > 0;
  if (isHeldUp && messages.length > 0 && !isTheirs(draft, brief)) sayWordless(draft, brief);
  if (isLate || isHeldUp) apologise(draft, brief.shop.phrases(draft.conversation.locale));
  const own = messages.length > 0 ? [brief.now] : [];
  if (isGivenAnew(brief.inbounds)) stateWhatItAnswers(draft, [...momentsOf(brief.heldUp), ...own]);
}

/** Says when the words were read that this turn's answers are about, for they may be held up in their turn. */
export function stateWhatItAnswers(draft: Draft, about: readonly number[]): void {
  for (const [at, send] of draft.sends.entries()) {
    const { author, purpose, body } = send;
    if (author !== "bot" || purpose !== "answer" || body.kind !== "text") continue;
    draft.sends[at] = { ...send, body: { about: [...about], ...body } };
  }
}

/** Puts before what the bot answers in this turn that we are sorry for the delay: once, whoever asks for it. */
export function apologise(draft: Draft, phrase: Phrase): void {
  const at = draft.sends.findIndex(
    ({ author, purpose, body }) => author === "bot" && purpose === "answer" && body.kind === "text",
  );
  const send = draft.sends[at];
  if (send?.body.kind !== "text") return;
  const { text } = send.body;
  const sorry = `${phrase("delay.sorry")}\n\n`;
  if (text.startsWith(sorry)) return;
  const said = sorry + text;
  draft.sends[at] = { ...send, body: { ...send.body, text: said } };
  const line = draft.conversation.lines.findLast(
    (each) => each.who === "bot" && each.text === text,
  );
  const lines = draft.conversation.lines.map((each) =>
    each === line ? { ...each, text: said } : each,
  );
  draft.conversation = { ...draft.conversation, lines };
}

/**
 * An answer was held up until it was stale. It is taken back in the same commit with those behind it, and what they are
 * about is answered anew, as things stand now. What belongs to a change of an order is said again word for word, for
 * nothing may be done twice, and so is what answers no words.
 */
export function answerAnew(draft: Draft, brief: Brief): void {
  const { heldUp } = brief;
  if (heldUp.length === 0 || draft.takeBack.length > 0) {
    return decide(draft, "stay_silent", "held-up answer: given anew already");
  }
  takeBackHeldUp(draft, brief);
  if (isTheirs(draft, brief)) {
    return decide(draft, "stay_silent", "held-up answer: not the bot's to give");
  }
  if (brief.said && brief.said.messages.length > 0) {
    return decide(draft, "stay_silent", "held-up answer: given with what was written since");
  }
  if (isInFlow(brief) || !brief.said || !answered(draft, brief, brief.said)) {
    decide(draft, "answer", "held-up answer: said again");
    sayAgain(draft, heldUp, brief);
  }
}

/** The bot's held-up answers do not leave any more, whatever is said in their place. */
export function takeBackHeldUp(draft: Draft, { heldUp }: Brief): void {
  draft.takeBack = heldUp.map(({ id }) => id);
}

function isTheirs(draft: Draft, { optedOut }: Brief): boolean {
  return draft.conversation.holder.kind === "agent" || optedOut;
}

function isInFlow({ heldUp, conversation: { again } }: Brief): boolean {
  const [first = Number.POSITIVE_INFINITY] = momentsOf(heldUp);
  return again?.flowAt !== undefined && again.flowAt >= first;
}

/** Tries it on a copy: an answer that would do something is none that may be given anew. */
function answered(draft: Draft, brief: Brief, said: NonNullable<Brief["said"]>): boolean {
  const { question: _unread, ...conversation } = draft.conversation;
  const { again } = conversation;
  const isOne = momentsOf(brief.heldUp).every((at) => at === again?.askedAt);
  const trial: Draft = {
    ...draft,
    conversation: {
      ...conversation,
      ...(isOne && again?.question ? { question: again.question } : {}),
      misunderstood: isOne ? (again?.misunderstood ?? 0) : 0,
    },
    rules: [...draft.rules],
    sends: [...draft.sends],
    timers: { set: [...draft.timers.set], cancel: [...draft.timers.cancel] },
    consent: [...draft.consent],
  };
  respond(trial, brief, said);
  sayWordless(trial, brief);
  const own = trial.sends.slice(draft.sends.length);
  if (own.some(({ purpose }) => purpose === "change" || purpose === "code")) return false;
  decide(draft, trial.kind, "held-up answer");
  draft.conversation = trial.conversation;
  draft.rules.push(...trial.rules.slice(draft.rules.length - 1));
  draft.sends.push(...own);
  draft.timers.set.push(...trial.timers.set.slice(draft.timers.set.length));
  draft.timers.cancel.push(...trial.timers.cancel.slice(draft.timers.cancel.length));
  return true;
}

/** What was said to no words of theirs cannot be answered anew. */
function sayWordless(draft: Draft, brief: Brief): void {
  const { heldUp, conversation } = brief;
  const wordless = heldUp.filter((send) => wordsHeldUp([send], conversation).length === 0);
  if (wordless.length > 0) sayAgain(draft, wordless, brief);
}

function sayAgain(draft: Draft, answers: readonly Send[], brief: Brief): void {
  const words = answers.map((send) => withPromiseOfNow(send, draft, brief));
  const phrase = brief.shop.phrases(draft.conversation.locale);
  const text = eachOnce(words, phrase("delay.sorry"));
  if (text === "" || say(draft, text, { purpose: "answer" }) === undefined) return;
  const send = draft.sends.at(-1);
  if (send?.body.kind !== "text") return;
  const about = [...momentsOf(answers)];
  draft.sends[draft.sends.length - 1] = { ...send, body: { ...send.body, about } };
}

/** What was said, without the apologies, which `apologiseIfLate` makes; what was said more than once, where it was said last. */
function eachOnce(words: readonly string[], sorry: string): string {
  const parts = words.flatMap((said) => said.split("\n\n")).filter((part) => part !== sorry);
  return parts.filter((part, at) => parts.lastIndexOf(part) === at).join("\n\n");
}

/** The hour of the promise that held when this was said becomes the one that holds now, told as of now. */
function withPromiseOfNow(
  { body, createdAt }: Send,
  { conversation, now }: Draft,
  brief: Brief,
): string {
  const text = body.kind === "text" ? body.text : "";
  const { timezone, locales } = brief.shop.file;
  const teller = { timezone, locale: localeFor(locales, conversation.locale) };
  // Older ones are not looked for: their "11:00" stands in this one's "tomorrow 11:00", too.
  const named = conversation.promises.findLast(({ madeAt }) => madeAt <= createdAt);
  const live = livePromise(conversation);
  if (!named || !live) return text;
  const hour = momentWords(live.dueAt, { ...teller, now });
  return text.replaceAll(
    `${momentWords(named.dueAt, { ...teller, now: createdAt })}.`,
    () => `${hour}.`,
  );
}
