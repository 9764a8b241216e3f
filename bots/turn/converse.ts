import { livePromise } from "../../core/conversation.ts";
import { type Draft, decide, say, tellDesk } from "../../core/draft.ts";
import { localeFor } from "../../core/locale.ts";
import type { Phrase } from "../../core/shop.ts";
import { stillWords } from "../../handoff/hand-over.ts";
import { moveHolder } from "../../handoff/machine.ts";
import { reopening } from "../../handoff/reopening.ts";
import { ruleFor } from "../../handoff/rules.ts";
import { endSnooze } from "../../handoff/snooze.ts";
import { watchAnswer } from "../../handoff/unanswered.ts";
import { ABOUT_ORDERS, type OrderTalk } from "../../intents/about-orders.ts";
import { answerFor } from "../../intents/answers.ts";
import { saysCameWrong } from "../../intents/came-wrong.ts";
import { saysNotReceived } from "../../intents/not-received.ts";
import { orderStatus } from "../../intents/order-status.ts";
import { answeredApart } from "./answered-apart.ts";
import type { Brief } from "./brief.ts";
import { beginsFlow, goOnWithFlow, openQuestion } from "./flow-turn.ts";
import { askToLook } from "./missing-parcel.ts";
import { noteSilence } from "./outreach-answers.ts";
import { askForCode, rememberCode } from "./prove.ts";
import { lastAnswerFor } from "./read-link.ts";
import { relayToDesk, remember, rememberLocale, rememberName } from "./remember.ts";
import { beginNext, planWishes, takeStep } from "./take-step.ts";
import { toPerson } from "./to-person.ts";
import { type Wishes, wishesOf } from "./wishes.ts";
import { sayWritten, writtenAnswer } from "./written-answer.ts";

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
  const wishes = wishesOf(draft.conversation.question, said, brief);
  const isClear = step !== undefined || wishes.intents.length > 0;
  const understood = isClear || writtenAnswer(brief, phrase) !== undefined;
  const waits = draft.conversation.holder.kind === "waiting";
  const misunderstood = understood || waits ? 0 : draft.conversation.misunderstood + 1;
  draft.conversation = { ...draft.conversation, misunderstood, question: undefined };
  // An answer to a question of ours is no complaint, whatever it is about; the wish for a person is always one.
  const intents = step ? wishes.intents.filter((name) => name === "human") : wishes.intents;
  const rule = ruleFor(situationOf(draft, brief, said, intents), shop.handoff);
  if (rule) return toPerson(draft, brief, { rule, reason: rule.name, phrase });
  if (step) return takeStep(draft, brief, step, { phrase, answers: [] });
  if (waits && wishes.intents.every((intent) => FILLERS.includes(intent)))
    return noted(draft, brief, phrase);
  if (!isClear) return notUnderstood(draft, brief, said, phrase);
  fulfil(draft, brief, wishes, phrase);
}

/** A picture without words, or the answer to what a person resolved a while ago, is theirs to look at; else it is asked again. */
function notUnderstood(draft: Draft, brief: Brief, said: Said, phrase: Phrase): void {
  if (isOnlyPicture(said))
    return toPerson(draft, brief, { ...PICTURE, phrase, opening: phrase("attachment.unreadable") });
  const written = writtenAnswer(brief, phrase);
  if (written) return sayWritten(draft, brief, written, phrase);
  const again = reopening(brief.conversation, draft.now, brief.shop.handoff);
  if (again) return toPerson(draft, brief, { rule: again, reason: again.name, phrase });
  askAgain(draft, said, phrase, brief);
}

/** What the rules for handing over look at. */
function situationOf(
  { conversation }: Draft,
  { orders }: Brief,
  said: Said,
  intents: readonly string[],
): Parameters<typeof ruleFor>[0] {
  return {
    text: said.text,
    intents,
    misunderstood: conversation.misunderstood,
    proofMissing: false,
    attachment: said.messages.some((message) => message.media.length > 0),
    language: conversation.locale,
    ...(orders.kind === "proven" ? { orders: orders.orders } : {}),
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

/** How soon after one reassurance another would only be noise. */
const REASSURED_FOR_MS = 5 * 60_000;

/** Words for the person they wait for, not for the bot: kept for the desk, and the promise said again, but not at every line. */
function noted(draft: Draft, brief: Brief, phrase: Phrase): void {
  decide(draft, "relay", "kept for the person they wait for");
  const lastBotLine = draft.conversation.lines.findLast(({ who }) => who === "bot");
  const isReassured = lastBotLine && draft.now - lastBotLine.at < REASSURED_FOR_MS;
  if (isReassured && livePromise(draft.conversation)) return;
  say(draft, stillWords(draft, brief.shop, phrase), { purpose: "answer" });
}

function askAgain(draft: Draft, said: Said, phrase: Phrase, brief: Brief): void {
  const { verdict, candidates } = said.understanding;
  const [first, second] = candidates
    .map(({ name }) => ({ name, title: brief.shop.intent(name, draft.conversation.locale)?.title }))
    .filter(({ name }) => name !== "out_of_scope");
  if (verdict === "unsure" && first?.title && second?.title) {
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
  decide(draft, "ask", "not understood");
  say(draft, phrase("ask.not_understood", { shop: brief.shop.file.name }), { purpose: "answer" });
}

/**
 * Answers every wish in one message. Of what is wanted done the first is begun after the answers, the rest waits for its
 * end; what needs a person is handed over after everything else.
 */
function fulfil(draft: Draft, brief: Brief, wishes: Wishes, phrase: Phrase): void {
  const changes = brief.abilities ? wishes.intents.filter(beginsFlow) : [];
  const intents = new Set(wishes.intents.filter((intent) => !changes.includes(intent)));
  const answered = answersTo([...intents], draft, brief, wishes, phrase);
  if (answered === "no orders" || (changes.length > 0 && brief.orders.kind !== "proven")) {
    return withoutOrders(draft, brief, phrase);
  }
  const { answers, unanswered } = answered;
  const opening = answers.join("\n\n");
  if (unanswered.length > 0) {
    const reason = [...unanswered, ...changes].map((name) => titleOf(name, brief)).join(", ");
    const rule = { name: `needs a person: ${reason}`, team: "care", priority: "normal" } as const;
    return toPerson(draft, brief, { rule, reason, opening, phrase });
  }
  if (changes.length > 0) {
    planWishes(draft, brief, changes);
    return beginNext(draft, brief, { phrase, answers });
  }
  decide(
    draft,
    draft.conversation.question ? "ask" : "answer",
    `flow: ${wishes.intents.join(", ")}`,
  );
  const back = openQuestion(brief, draft.conversation, phrase);
  const text = back === undefined ? opening : `${opening}\n\n${phrase("flow.back")} ${back}`;
  say(draft, text, { purpose: "answer" });
}

function titleOf(intent: string, { shop }: Brief): string {
  return shop.intent(intent)?.title ?? intent;
}

/** What can be said at once, and the intents that need a person after it. */
function answersTo(
  intents: readonly string[],
  draft: Draft,
  brief: Brief,
  wishes: Wishes,
  phrase: Phrase,
): { answers: readonly string[]; unanswered: readonly string[] } | "no orders" {
  const answers: string[] = [];
  const unanswered: string[] = [];
  for (const intent of intents) {
    const outcome = answerTo(intent, draft, brief, wishes, phrase);
    if (outcome === "no orders") return outcome;
    if (outcome.answer !== undefined && !answers.includes(outcome.answer)) {
      answers.push(outcome.answer);
    }
    if (outcome.person) unanswered.push(intent);
  }
  return { answers, unanswered };
}

/** What is said to one wish, and whether a person must follow; "no orders" when it needs orders that may not be told. */
function answerTo(
  intent: string,
  draft: Draft,
  brief: Brief,
  wishes: Wishes,
  phrase: Phrase,
): { answer: string | undefined; person: boolean } | "no orders" {
  const talk = ABOUT_ORDERS[intent];
  if (!talk) {
    const lastAnswer = lastAnswerFor(brief.conversation, draft.conversation.reach?.to, draft.now);
    const answer = answerFor(intent, {
      now: draft.now,
      shop: brief.shop,
      phrase,
      locale: localeFor(brief.shop.file.locales, draft.conversation.locale),
      ...(lastAnswer === undefined ? {} : { lastAnswer }),
    });
    const told = answer ?? writtenAnswer(brief, phrase, intent)?.text;
    return { answer: told, person: told === undefined };
  }
  return answerAbout(talk, draft, brief, wishes, phrase);
}

/** What is said of the customer's own orders. */
function answerAbout(
  talk: OrderTalk,
  draft: Draft,
  brief: Brief,
  wishes: Wishes,
  phrase: Phrase,
): { answer: string | undefined; person: boolean } | "no orders" {
  const text = brief.said?.text ?? "";
  if (talk.person && saysCameWrong(text)) {
    return { answer: undefined, person: true };
  }
  const about = talk.person && saysNotReceived(text) ? "not_received" : talk.about;
  const answer = tellOrder(draft, brief, { ...wishes, ...talk, about }, phrase);
  if (answer === undefined) return "no orders";
  const look = about === "not_received" ? askToLook(draft, brief, phrase) : undefined;
  return look === undefined
    ? { answer, person: talk.person }
    : { answer: `${answer} ${look}`, person: false };
}

/** How the customer's orders stand, or `undefined` when nothing may be told (no proof, or nobody could look). */
function tellOrder(
  draft: Draft,
  brief: Brief,
  wish: Wishes & OrderTalk,
  phrase: Phrase,
): string | undefined {
  if (brief.orders.kind !== "proven") return undefined;
  const { text, question, topic } = orderStatus({
    now: draft.now,
    shop: brief.shop,
    locale: localeFor(brief.shop.file.locales, draft.conversation.locale),
    orders: brief.orders.orders,
    orderNumbers: wish.orderNumbers,
    about: wish.about,
    personFollows: wish.person,
    ...(draft.conversation.topic ? { topicOrderId: draft.conversation.topic.orderId } : {}),
    phrase,
  });
  draft.conversation = {
    ...draft.conversation,
    ...(question ? { question } : {}),
    ...(topic ? { topic: { orderId: topic, at: draft.now } } : {}),
  };
  return text;
}

/** The same words whether an order exists or not (G8), and a person who can find out safely. */
function withoutOrders(draft: Draft, brief: Brief, phrase: Phrase): void {
  if (brief.orders.kind === "unavailable") {
    const rule = {
      name: "the shop's system did not answer",
      team: "care",
      priority: "normal",
    } as const;
    return toPerson(draft, brief, {
      rule,
      reason: rule.name,
      opening: phrase("commerce.unavailable"),
      phrase,
    });
  }
  if (askForCode(draft, brief, phrase)) return;
  const situation = {
    text: "",
    intents: [],
    misunderstood: 0,
    proofMissing: true,
    attachment: false,
  };
  const rule = ruleFor(situation, brief.shop.handoff);
  if (rule)
    toPerson(draft, brief, {
      rule,
      reason: rule.name,
      opening: phrase("handoff.no_proof"),
      phrase,
    });
}
