import { type Line, livePromise } from "../../core/conversation.ts";
import { momentWords } from "../../core/day-words.ts";
import { type Draft, decide, say } from "../../core/draft.ts";
import { localeFor } from "../../core/locale.ts";
import type { Phrase } from "../../core/shop.ts";
import type { Brief } from "./brief.ts";
import { respond } from "./converse.ts";
import { coveredSince, heldUpSince, STALE_AFTER_MS } from "./stale-answer.ts";

/** Notes what it takes to answer this turn's messages again, in case their answer is held up. */
export function rememberAsked(draft: Draft, { conversation, now }: Brief): void {
  const { question, misunderstood, flow } = conversation;
  // This very turn may have given something anew.
  const { again } = draft.conversation;
  const wasInFlow = flow !== undefined || draft.conversation.flow !== undefined;
  const flowAt = wasInFlow ? now : again?.flowAt;
  draft.conversation = {
    ...draft.conversation,
    again: {
      askedAt: now,
      misunderstood,
      ...(question ? { question } : {}),
      ...(flowAt === undefined ? {} : { flowAt }),
      ...(again?.givenAt === undefined ? {} : { givenAt: again.givenAt }),
      ...(again?.heldSince === undefined ? {} : { heldSince: again.heldSince }),
    },
  };
}

/**
 * Whoever was kept waiting for long hears that first, and what news was held up with the answer last. To be called when
 * all has been said that this turn says.
 */
export function apologiseIfLate(draft: Draft, brief: Brief): void {
  const firstAt = Math.min(...(brief.said?.messages ?? []).map(({ receivedAt }) => receivedAt));
  const isLate = brief.now - firstAt > STALE_AFTER_MS && Number.isFinite(firstAt);
  const heldUp = heldUpSince(brief.inbounds, brief.conversation);
  const isTheirs = draft.conversation.holder.kind === "agent" || brief.optedOut;
  if (heldUp !== undefined && Number.isFinite(firstAt) && !isTheirs) {
    tellNews(draft, coveredSince(heldUp, brief.conversation), brief);
  }
  if (isLate || heldUp !== undefined) {
    apologise(draft, brief.shop.phrases(draft.conversation.locale));
  }
}

function apologise(draft: Draft, phrase: Phrase): void {
  const at = draft.sends.findIndex(
    ({ author, purpose, body }) => author === "bot" && purpose === "answer" && body.kind === "text",
  );
  const send = draft.sends[at];
  if (send?.body.kind !== "text") return;
  const { text } = send.body;
  const said = `${phrase("delay.sorry")}\n\n${text}`;
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
 * An answer was held up until it was stale. What the bot had still to say is taken back in the same commit, and all that
 * the customer has asked since is answered anew, as things stand now. What belongs to a change of an order is said again
 * word for word: nothing may be done twice; and news is told whatever else is answered.
 */
export function answerAnew(draft: Draft, subject: string, brief: Brief): void {
  const { again, holder } = draft.conversation;
  const decided = Number(subject);
  if (again?.givenAt !== undefined && decided < again.givenAt) {
    return decide(draft, "stay_silent", "held-up answer: given anew already");
  }
  const first = heldUpSince(brief.inbounds, brief.conversation) ?? decided;
  const since = coveredSince(first, brief.conversation);
  const asked = again ?? { askedAt: since, misunderstood: 0 };
  // The answer that is given now carries this very moment: it may be held up in its turn.
  const givenAt = draft.now;
  draft.conversation = { ...draft.conversation, again: { ...asked, givenAt, heldSince: since } };
  draft.cancelBotSends = true;
  if (holder.kind === "agent" || brief.optedOut) {
    return decide(draft, "stay_silent", "held-up answer: not the bot's to give");
  }
  if (brief.said && brief.said.messages.length > 0) {
    return decide(draft, "stay_silent", "held-up answer: given with what was written since");
  }
  const isInFlow = again?.flowAt !== undefined && again.flowAt >= since;
  if (
    isInFlow ||
    isNewsAlone(since, brief) ||
    !brief.said ||
    !answered(draft, since, brief, brief.said)
  ) {
    sayAgain(draft, { decided, since }, brief);
  }
}

/** Tells the news whose words are taken back, but no sentence of it that is said now anyway; the talk remembers them already. */
function tellNews(draft: Draft, since: number, brief: Brief): void {
  const said = draft.sends.map(({ body }) => (body.kind === "text" ? body.text : "")).join("\n");
  const words = newsSince(since, brief)
    .map((line) => withPromiseOfNow(line, draft, brief))
    .map((text) =>
      text
        .split(SENTENCE_END)
        .filter((sentence) => !said.includes(sentence))
        .join(" "),
    );
  const text = eachOnce(
    words.filter(Boolean),
    brief.shop.phrases(draft.conversation.locale)("delay.sorry"),
  );
  if (text !== "") say(draft, text, { purpose: "answer", isHeard: true });
}

const SENTENCE_END = /(?<=[.!?]) +/;

function newsSince(since: number, { conversation }: Brief): readonly Line[] {
  return conversation.lines.filter(({ news, at }) => news && at >= since);
}

/** Nothing but news was said since: what the customer wrote needed no answer. */
function isNewsAlone(since: number, { conversation }: Brief): boolean {
  const said = conversation.lines.filter(({ who, at }) => who === "bot" && at >= since);
  return said.length > 0 && said.every(({ news }) => news);
}

/** Tries it on a copy: an answer that would do something is none that may be given anew. */
function answered(
  draft: Draft,
  since: number,
  brief: Brief,
  said: NonNullable<Brief["said"]>,
): boolean {
  const { again, question: _unread, ...conversation } = draft.conversation;
  const isOne = again?.askedAt === since;
  const trial: Draft = {
    ...draft,
    conversation: {
      ...conversation,
      ...(again ? { again } : {}),
      ...(isOne && again?.question ? { question: again.question } : {}),
      misunderstood: isOne ? again.misunderstood : 0,
    },
    rules: [...draft.rules],
    sends: [...draft.sends],
    timers: { set: [...draft.timers.set], cancel: [...draft.timers.cancel] },
    consent: [...draft.consent],
  };
  respond(trial, brief, said);
  tellNews(trial, since, brief);
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

function sayAgain(
  draft: Draft,
  { decided, since }: { decided: number; since: number },
  brief: Brief,
): void {
  const { lastOutreachAt } = draft.conversation;
  const words = draft.conversation.lines
    // What we started ourselves is said on its own, or not.
    .filter(
      ({ who, at, news }) =>
        who === "bot" && at >= (news ? since : decided) && at !== lastOutreachAt,
    )
    .map((line) => withPromiseOfNow(line, draft, brief));
  decide(draft, "answer", "held-up answer: said again");
  const phrase = brief.shop.phrases(draft.conversation.locale);
  const text =
    eachOnce(words, phrase("delay.sorry")) ||
    phrase("ask.not_understood", { shop: brief.shop.file.name });
  say(draft, text, { purpose: "answer" });
}

/** What was said, without the apologies, which `apologiseIfLate` makes; what was said more than once, where it was said last. */
function eachOnce(words: readonly string[], sorry: string): string {
  const parts = words.flatMap((said) => said.split("\n\n")).filter((part) => part !== sorry);
  return parts.filter((part, at) => parts.lastIndexOf(part) === at).join("\n\n");
}

/** The hour of the promise that held when this was said becomes the one that holds now, told as of now. */
function withPromiseOfNow({ text, at }: Line, { conversation, now }: Draft, brief: Brief): string {
  const { timezone, locales } = brief.shop.file;
  const teller = { timezone, locale: localeFor(locales, conversation.locale) };
  // Older ones are not looked for: their "11:00" stands in this one's "tomorrow 11:00", too.
  const named = conversation.promises.findLast(({ madeAt }) => madeAt <= at);
  const live = livePromise(conversation);
  if (!named || !live) return text;
  const hour = momentWords(live.dueAt, { ...teller, now });
  return text.replaceAll(`${momentWords(named.dueAt, { ...teller, now: at })}.`, () => `${hour}.`);
}
