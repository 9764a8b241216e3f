import type { OpenQuestion } from "../../../core/conversation.ts";
import { type Draft, decide, say } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import { tellDesk } from "../../../core/tell-desk.ts";
import type { IntentName } from "../../../core/understanding.ts";
import { moveHolder } from "../../../handoff/machine.ts";
import { reopening } from "../../../handoff/reopening.ts";
import { ruleFor } from "../../../handoff/rules.ts";
import { endSnooze } from "../../../handoff/snooze.ts";
import { watchAnswer } from "../../../handoff/unanswered.ts";
import type { FlowStep } from "../../../intents/flows/flow-context.ts";
import { saysMisfit } from "../../../intents/flows/reason-reading.ts";
import {
  asksForLanguage,
  isForeign,
  languageAsked,
  languageNames,
} from "../../../intents/foreign-words.ts";
import { MANNERS } from "../../../intents/manners.ts";
import { isNoneOfOurs } from "../../../intents/none-of-ours.ts";
import { asksWhenAnswered, wishWithoutWords } from "../../../intents/without-words.ts";
import type { Brief } from "../brief.ts";
import { answerAndCall } from "./answer-first.ts";
import { answeredApart } from "./answered-apart.ts";
import { beginsFlow, goOnWithFlow, isAwaitedPicture } from "./flow-turn.ts";
import { fulfil } from "./fulfil.ts";
import { keepForPerson } from "./keep-for-person.ts";
import { lookAgain } from "./missing-parcel.ts";
import { noteSilence } from "./outreach-answers.ts";
import { awaitsCode, rememberCode, waitForCode } from "./prove.ts";
import { relayToDesk, remember, rememberLocale, rememberName } from "./remember.ts";
import { answerTakeBack } from "./take-back.ts";
import { takeStep } from "./take-step.ts";
import { tellsOfThing } from "./tells-of-thing.ts";
import { toPerson } from "./to-person.ts";
import { type Wishes, wishesOf } from "./wishes.ts";
import { answerWritten, writtenAnswer } from "./written-answer.ts";

type Said = NonNullable<Brief["said"]>;

/**
 * Answers what a customer wrote, all of this turn's messages as one: relayed to the person who holds the conversation,
 * else answered, asked about, or handed over with a promise (G7). Never a word to somebody who asked for silence.
 */
export function answerCustomer(draft: Draft, brief: Brief): void {
  const { said } = brief;
  if (!said) return;
  remember(draft, said.messages);
  rememberName(draft, brief);
  rememberLocale(draft, brief);
  rememberCode(draft, brief);
  noteSilence(draft, brief);
  const keyword = said.messages.find((message) => message.optOut)?.optOut;
  if (keyword && (said.text === "" || brief.optedOut)) {
    decide(draft, "stay_silent", `opt-out keyword: ${keyword}`);
    if (keyword === "stop") tellDesk(draft, "desk", "The customer opted out of messages (STOP).");
    return;
  }
  relayToDesk(draft, said.messages);
  // By a link code alone: whoever they are now has the word.
  if (brief.link?.kind === "same" && !brief.code) return;
  if (draft.conversation.holder.kind === "agent") {
    endSnooze(draft, brief.shop, brief.shop.phrases(draft.conversation.locale));
    watchAnswer(draft, brief.conversation, brief.shop);
    return decide(draft, "relay", "held by an agent");
  }
  if (brief.optedOut) return decide(draft, "stay_silent", "opted out");
  const reopened = moveHolder(draft.conversation.holder, { type: "customer_wrote" });
  if (reopened) draft.conversation = { ...draft.conversation, holder: reopened };
  respond(draft, brief, said);
}

/** Answers words that are remembered, and shown at the desk, already. */
export function respond(draft: Draft, brief: Brief, said: Said): void {
  const { shop } = brief;
  const phrase = shop.phrases(draft.conversation.locale);
  if (answeredApart(draft, brief, phrase)) return;
  const step = goOnWithFlow(brief, draft.conversation, phrase);
  if (!step && answerTakeBack(draft, brief, phrase)) return;
  const wishes = wishesIn(draft, brief, said);
  const isClear = step !== undefined || wishes.intents.length > 0;
  const waits = draft.conversation.holder.kind === "waiting";
  const counts = !isClear && !waits && isMisunderstood(brief, said, phrase);
  const misunderstood = counts ? draft.conversation.misunderstood + 1 : 0;
  const question = stillOpen(draft.conversation.question, wishes, draft.now);
  draft.conversation = { ...draft.conversation, misunderstood, question };
  // An answer to a question of ours is no complaint, whatever it is about; the wish for a person is always one.
  const meant = step ? { ...wishes, intents: wishes.intents.filter(isHuman) } : wishes;
  const rule = ruleFor(situationOf(draft, brief, said, meant.intents), shop.handoff);
  if (rule) return answerAndCall(draft, brief, meant, { rule, phrase });
  if (step) return goOn(draft, brief, step, phrase);
  if (waits && wishes.intents.every((intent) => FILLERS.includes(intent)))
    return keepForPerson(draft, brief, wishes, phrase);
  if (!isClear) return notUnderstood(draft, brief, said, phrase);
  fulfil(draft, brief, wishes, phrase);
}

/** Goes on with the change, unless it was asked back what the shop's documents tell. */
function goOn(draft: Draft, brief: Brief, step: FlowStep, phrase: Phrase): void {
  if (step.kind === "ask" && step.isUnanswered && answerWritten(draft, brief, phrase)) return;
  takeStep(draft, brief, step, { phrase, answers: [] });
}

function isHuman(intent: string): boolean {
  return intent === "human";
}

/** What they want; to somebody who waits for a person, a wave or a question mark is nothing to be answered, and "when?" means the person. */
function wishesIn({ conversation }: Draft, brief: Brief, said: Said): Wishes {
  const { holder, lines, question } = conversation;
  const hasAnswered = lines.some(({ who }) => who === "bot");
  if (holder.kind === "waiting" && asksWhenAnswered(said.text))
    return { intents: [], orderNumbers: [] };
  const gesture = holder.kind === "waiting" ? undefined : wishWithoutWords(said.text, hasAnswered);
  // "Ok" may be the answer to a list that was shown.
  const isAnswer = gesture === "no" && question !== undefined;
  return gesture && !isAnswer
    ? { intents: [gesture], orderNumbers: [] }
    : wishesOf(question, said, brief);
}

/** Whether a colleague may be needed for words that mean none of our wishes: not for what is no shop's business. */
function isMisunderstood(brief: Brief, said: Said, phrase: Phrase): boolean {
  const isStrange = isNoneOfOurs(said.text, said.understanding) && !isForeignTo(brief, said);
  return !isStrange && !awaitsCode(brief) && writtenAnswer(brief, phrase) === undefined;
}

/** A picture without words, or the answer to what a person resolved a while ago, is theirs to look at; else it is asked again. */
function notUnderstood(draft: Draft, brief: Brief, said: Said, phrase: Phrase): void {
  if (isOnlyPicture(said))
    return toPerson(draft, brief, { ...PICTURE, phrase, opening: phrase("attachment.unreadable") });
  if (answerWritten(draft, brief, phrase)) return;
  const again = reopening(brief.conversation, draft.now, brief.shop.handoff);
  if (again) return toPerson(draft, brief, { rule: again, reason: again.name, phrase });
  askAgain(draft, said, phrase, brief);
}

/** What the rules for handing over look at. */
function situationOf(
  { conversation }: Draft,
  brief: Brief,
  said: Said,
  intents: readonly string[],
): Parameters<typeof ruleFor>[0] {
  return {
    text: said.text,
    intents,
    misunderstood: conversation.misunderstood,
    proofMissing: false,
    attachment:
      said.messages.some((message) => message.media.length > 0) &&
      !isAwaitedPicture(brief, conversation),
    language: conversation.locale,
    ...(brief.orders.kind === "proven" ? { orders: brief.orders.orders } : {}),
  };
}

/** Somebody who sends a picture or a voice message without a word was not misunderstood: only a person can look at it. */
const PICTURE = {
  rule: { name: "a file that the bot cannot read", team: "care", priority: "normal" },
  reason: "sent a file without words",
} as const;

function isOnlyPicture({ text, messages }: Said): boolean {
  return text === "" && messages.some(({ media }) => media.length > 0);
}

/** What people say between two messages to a person; to somebody who waits for one, the bot has nothing to add to it. */
const FILLERS = ["yes", "no", "unsure", "wait", "greeting"];

/**
 * A list that was shown stays on the customer's screen, and whether a parcel was found is worth knowing whatever they ask
 * in between: both may be answered for a while, until something is begun.
 */
function stillOpen(
  question: OpenQuestion | undefined,
  { intents }: Wishes,
  now: number,
): OpenQuestion | undefined {
  if (!question || question.kind === "which_intent") return undefined;
  const isOver = now - question.askedAt > OPEN_FOR_MS || intents.some(beginsFlow);
  return isOver ? undefined : question;
}

/** After this a number is more likely about something else. */
const OPEN_FOR_MS = 60 * 60_000;

/** Nobody is asked whether they meant to be polite, to complain, or something that is none of ours. */
const NEVER_MEANT: ReadonlySet<string> = new Set([...MANNERS, "complaint", "out_of_scope"]);

/** What is done about a thing that does not fit. */
const MISFITS = ["exchange", "return_start"];

/** What is done about a thing of which something is told that nobody understood. */
const FAULTS = ["return_start", "warranty"];

/** What it may have been meant to ask for, the likeliest first; none where nobody can tell. */
function likelyMeant(said: Said, brief: Brief): readonly IntentName[] {
  const { verdict, candidates } = said.understanding;
  if (saysMisfit(said.text)) return MISFITS;
  const names = candidates.map(({ name }) => name);
  if (tellsOfThing(said, brief))
    return [...new Set([...names.filter((name) => FAULTS.includes(name)), ...FAULTS])];
  return verdict === "unsure" ? names : [];
}

function askAgain(draft: Draft, said: Said, phrase: Phrase, brief: Brief): void {
  if (waitForCode(draft, brief, phrase) || lookAgain(draft, phrase)) return;
  if (isForeignTo(brief, said)) {
    decide(draft, "ask", "another language");
    const { file } = brief.shop;
    const languages = languageNames(file.locales, draft.conversation.locale);
    const theirs = languageAsked(said.text, file);
    const words = [...(theirs ? [theirs] : []), phrase("ask.language", { languages })];
    say(draft, words.join("\n\n"), { purpose: "answer" });
    return;
  }
  const [first, second] = likelyMeant(said, brief)
    .map((name) => ({ name, title: brief.shop.intent(name, draft.conversation.locale)?.title }))
    .filter(({ name }) => !NEVER_MEANT.has(name));
  if (first?.title && second?.title) {
    decide(draft, "ask", "did you mean");
    draft.conversation = {
      ...draft.conversation,
      question: { kind: "which_intent", intents: [first.name, second.name], askedAt: draft.now },
    };
    say(draft, phrase("ask.did_you_mean", { first: first.title, second: second.title }), {
      purpose: "answer",
    });
    return;
  }
  const isStrange = isNoneOfOurs(said.text, said.understanding);
  decide(draft, "ask", isStrange ? "none of ours" : "not understood");
  const text = phrase(isStrange ? "ask.not_ours" : "ask.not_understood", {
    shop: brief.shop.file.name,
  });
  say(draft, text, { purpose: "answer" });
}

function isForeignTo({ shop }: Brief, { text }: Said): boolean {
  const { locales } = shop.file;
  return isForeign(text, locales) || asksForLanguage(text, locales);
}
