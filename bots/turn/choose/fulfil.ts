import { type Draft, decide, say } from "../../../core/draft.ts";
import { localeFor } from "../../../core/locale.ts";
import type { Phrase } from "../../../core/shop.ts";
import { ruleFor } from "../../../handoff/rules.ts";
import { ABOUT_ORDERS, type OrderTalk } from "../../../intents/about-orders.ts";
import { type AnswerContext, answerFor } from "../../../intents/answers.ts";
import { asksForContact, speaksOfHours, speaksOfPlace } from "../../../intents/asks-store.ts";
import { saysCameWrong } from "../../../intents/came-wrong.ts";
import { openFlow } from "../../../intents/flows/flow.ts";
import { MANNERS } from "../../../intents/manners.ts";
import { saysNotReceived } from "../../../intents/not-received.ts";
import { orderStatus } from "../../../intents/orders/order-status.ts";
import { isStillToCome } from "../../../intents/orders/still-to-come.ts";
import { WRITTEN_OF } from "../../../intents/what-if.ts";
import { lastAnswerFor } from "../brief/read-link.ts";
import type { Brief } from "../brief.ts";
import { beginsFlow, openQuestion } from "./flow-turn.ts";
import { orderJustTold } from "./follow-up.ts";
import { leftOverWords } from "./left-over.ts";
import { askToLook } from "./missing-parcel.ts";
import { askForCode } from "./prove.ts";
import { returnUntil } from "./return-until.ts";
import { beginNext, planWishes } from "./take-step.ts";
import { toPerson } from "./to-person.ts";
import type { Wishes } from "./wishes.ts";
import { writtenAnswer } from "./written-answer.ts";

/**
 * Answers every wish in one message. Of what is wanted done the first is begun after the answers, the rest waits for its
 * end; what needs a person is handed over after everything else.
 */
export function fulfil(draft: Draft, brief: Brief, wishes: Wishes, phrase: Phrase): void {
  const changes = brief.abilities ? wishes.intents.filter(beginsFlow) : [];
  const intents = new Set(wishes.intents.filter((intent) => !changes.includes(intent)));
  const turn = { draft, brief, wishes, phrase };
  const alone = answersTo([...intents], turn);
  const { answers, unanswered, unproven } =
    alone.unanswered.length === 0
      ? alone
      : answersTo([...intents], { ...turn, personFollows: true });
  if (unproven.length > 0 || (changes.length > 0 && brief.orders.kind !== "proven")) {
    const left = [...unproven, ...unanswered, ...changes];
    return withoutOrders(draft, brief, phrase, { answers, left });
  }
  const opening = answers.join("\n\n");
  if (unanswered.length > 0) {
    const reason = [...unanswered, ...changes].map((name) => titleOf(name, brief)).join(", ");
    const rule = { name: `needs a person: ${reason}`, team: "care", priority: "normal" } as const;
    return toPerson(draft, brief, { rule, reason, opening, phrase });
  }
  const leftOver = leftOverWords(brief, wishes, phrase);
  if (changes.length > 0) {
    planWishes(draft, brief, changes);
    return beginNext(draft, brief, { phrase, answers: [...answers, ...leftOver] });
  }
  decide(
    draft,
    draft.conversation.question === brief.conversation.question ? "answer" : "ask",
    `flow: ${wishes.intents.join(", ")}`,
  );
  const back = openQuestion(brief, draft.conversation, phrase);
  const asked = back === undefined ? [] : [`${phrase("flow.back")} ${back}`];
  say(draft, [...answers, ...leftOver, ...asked].join("\n\n"), { purpose: "answer" });
}

function titleOf(intent: string, { shop }: Brief): string {
  return shop.intent(intent)?.title ?? intent.replaceAll("_", " ");
}

/** What the answers of one turn are made from. */
type Answering = {
  draft: Draft;
  brief: Brief;
  wishes: Wishes;
  phrase: Phrase;
  /** Whoever hears of an order is not told how to call the person who is called anyway. */
  personFollows?: true;
};
type Answered = { answer: string | undefined; person: boolean };

/** What can be said at once, the intents that need a person after it, and those that need orders which may not be told. */
export function answersTo(
  intents: readonly string[],
  turn: Answering,
): { answers: readonly string[]; unanswered: readonly string[]; unproven: readonly string[] } {
  const answers: string[] = [];
  const unanswered: string[] = [];
  const unproven: string[] = [];
  for (const intent of intents) {
    const outcome = answerTo(intent, turn);
    if (outcome === "no orders") {
      unproven.push(intent);
      continue;
    }
    if (MANNERS.includes(intent) && intents.length > 1) continue;
    if (outcome.answer !== undefined && !answers.includes(outcome.answer)) {
      answers.push(outcome.answer);
    }
    if (outcome.person) unanswered.push(intent);
  }
  return { answers, unanswered, unproven };
}

/** What is said to one wish, and whether a person must follow; "no orders" when it needs orders that may not be told. */
function answerTo(intent: string, turn: Answering): Answered | "no orders" {
  const talk = ABOUT_ORDERS[intent];
  if (talk) return answerAbout(talk.person && isOnItsWay(turn) ? STATUS : talk, turn);
  const { draft, brief, phrase } = turn;
  if (intent === "return_until") return untilWhen(turn);
  const lastAnswer = lastAnswerFor(brief.conversation, draft.conversation.reach?.to, draft.now);
  const words = clauseOf(intent, brief) ?? brief.said?.text ?? "";
  const days = daysAsked(intent, brief);
  const asksElse = days.length === 0 && !speaksOfHours(words) && !speaksOfPlace(words);
  const answer = answerFor(intent, {
    now: draft.now,
    shop: brief.shop,
    phrase,
    locale: localeFor(brief.shop.file.locales, draft.conversation.locale),
    ...(lastAnswer === undefined ? {} : { lastAnswer }),
    asksWhere: speaksOfPlace(words),
    asksContact: asksForContact(words),
    asksElse,
    days,
  });
  const isWritten =
    answer === undefined ||
    Object.hasOwn(WRITTEN_OF, intent) ||
    (intent === "store_info" && asksElse);
  const told = (isWritten ? writtenAnswer(brief, phrase, intent)?.text : undefined) ?? answer;
  return { answer: told, person: told === undefined };
}

/** Of things of theirs, until when these may come back; else the rule. */
function untilWhen(turn: Answering): Answered | "no orders" {
  const answer = returnUntil(turn.draft, turn.brief, turn.phrase);
  return answer === undefined ? answerTo("return_policy", turn) : { answer, person: false };
}

/** The days that stand in the words of this wish. */
function daysAsked(intent: string, { said }: Brief): NonNullable<AnswerContext["days"]> {
  const clause = clauseOf(intent, { said });
  const days = said?.understanding.entities.dates ?? [];
  return clause === undefined ? days : days.filter(({ text }) => clause.includes(text));
}

function clauseOf(
  intent: string,
  { said }: { said?: Brief["said"] | undefined },
): string | undefined {
  return said?.understanding.intents.find(({ name }) => name === intent)?.clause;
}

/** What is said of the customer's own orders. */
function answerAbout(talk: OrderTalk, turn: Answering): Answered | "no orders" {
  const { draft, brief, wishes, phrase } = turn;
  const text = brief.said?.text ?? "";
  if (talk.person && saysCameWrong(text)) {
    return { answer: undefined, person: true };
  }
  if (talk.says !== undefined && (brief.orders.kind !== "proven" || orderJustTold(brief, brief)))
    return { answer: phrase(talk.says), person: false };
  const about = talk.person && saysNotReceived(text) ? "not_received" : talk.about;
  const personFollows = talk.person || turn.personFollows === true;
  const answer = tellOrder(draft, brief, { ...wishes, about, personFollows }, phrase);
  if (answer === undefined) return "no orders";
  const look = about === "not_received" ? askToLook(draft, brief, phrase) : undefined;
  return look === undefined
    ? { answer: withMore(answer, talk.says, phrase), person: talk.person }
    : { answer: `${answer} ${look}`, person: false };
}

/** What they miss is in a parcel that has not come yet. */
function isOnItsWay({ draft, brief, phrase }: Answering): boolean {
  const { orders, shop, now, said } = brief;
  const locale = localeFor(shop.file.locales, draft.conversation.locale);
  const telling = { now, timezone: shop.file.timezone, locale, phrase };
  return orders.kind === "proven" && isStillToCome(said?.text ?? "", orders.orders, telling);
}

const STATUS: OrderTalk = { about: "status", person: false };

function withMore(answer: string, says: string | undefined, phrase: Phrase): string {
  return says === undefined ? answer : `${answer}\n\n${phrase(says)}`;
}

const OTHER_PARCEL =
  /\bother (?:parcel|package|order|delivery|box)\b|(?<!\p{L})otr[oa] (?:paquete|pedido)(?!\p{L})/iu;

/** How the customer's orders stand, or `undefined` when nothing may be told (no proof, or nobody could look). */
function tellOrder(
  draft: Draft,
  brief: Brief,
  wish: Wishes & Pick<OrderTalk, "about"> & { personFollows: boolean },
  phrase: Phrase,
): string | undefined {
  if (brief.orders.kind !== "proven") return undefined;
  const { flow, topic: before } = draft.conversation;
  // In the middle of a change, "when does it come" is about its order, and "the other parcel" is not.
  const inHand = openFlow(flow, draft.now)?.orderId;
  const isOther = inHand !== undefined && OTHER_PARCEL.test(brief.said?.text ?? "");
  const spokenOf = [inHand, before?.orderId].filter((id) => !isOther || id !== inHand);
  const topicOrderId = spokenOf.find((id) => id !== undefined);
  const { text, question, topic } = orderStatus({
    now: draft.now,
    shop: brief.shop,
    locale: localeFor(brief.shop.file.locales, draft.conversation.locale),
    orders: brief.orders.orders,
    orderNumbers: wish.orderNumbers,
    about: wish.about,
    words: brief.said?.text ?? "",
    personFollows: wish.personFollows,
    ...(topicOrderId ? { topicOrderId } : {}),
    phrase,
  });
  draft.conversation = {
    ...draft.conversation,
    ...(question ? { question } : {}),
    ...(topic ? { topic: { orderId: topic, at: draft.now } } : {}),
  };
  return text;
}

/**
 * The same words whether an order exists or not (G8), and a person who can find out safely. What needs no order is answered
 * before, and not again once the order is proven.
 */
function withoutOrders(
  draft: Draft,
  brief: Brief,
  phrase: Phrase,
  { answers, left }: { answers: readonly string[]; left: readonly string[] },
): void {
  if (answers.length > 0) say(draft, answers.join("\n\n"), { purpose: "answer" });
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
  if (askForCode(draft, answers.length > 0 ? withoutAnswered(brief, left) : brief, phrase)) return;
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

/** The brief with the words of the wishes that are left alone; what they name is as it was. */
function withoutAnswered(brief: Brief, left: readonly string[]): Brief {
  const { said } = brief;
  if (!said) return brief;
  const { intents, entities } = said.understanding;
  const own = intents.filter(({ name }) => left.includes(name)).map(({ clause }) => clause);
  const words = [...new Set(own)].join("\n");
  const named = entities.orderNumbers.filter((number) => !words.includes(number));
  const text = own.length < left.length ? said.text : [words, ...named].join("\n");
  return { ...brief, said: { ...said, text } };
}
