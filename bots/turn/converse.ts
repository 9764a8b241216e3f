import { livePromise } from "../../core/conversation.ts";
import { type Draft, decide, hear, say, tellDesk } from "../../core/draft.ts";
import { addressKind, type CustomerMessage } from "../../core/message.ts";
import type { Phrase } from "../../core/shop.ts";
import { handOver, stillWords } from "../../handoff/hand-over.ts";
import { moveHolder } from "../../handoff/machine.ts";
import { reopening } from "../../handoff/reopening.ts";
import { type RuleThatFired, ruleFor } from "../../handoff/rules.ts";
import { endSnooze } from "../../handoff/snooze.ts";
import { watchAnswer } from "../../handoff/unanswered.ts";
import { ABOUT_ORDERS, type OrderTalk } from "../../intents/about-orders.ts";
import { answerFor } from "../../intents/answers.ts";
import { saysCameWrong } from "../../intents/came-wrong.ts";
import type { FlowStep } from "../../intents/flows/flow-context.ts";
import { saysNotReceived } from "../../intents/not-received.ts";
import { orderStatus } from "../../intents/order-status.ts";
import type { Brief } from "./brief.ts";
import {
  askShop,
  beginFlowFor,
  beginsFlow,
  goOnWithFlow,
  openQuestion,
  withoutFlow,
} from "./flow-turn.ts";
import { answerCode, askForCode, rememberCode } from "./prove.ts";
import { type Wishes, wishesOf } from "./wishes.ts";

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
  rememberCode(draft, brief);
  const keyword = said.messages.find((message) => message.optOut)?.optOut;
  if (keyword && (said.text === "" || brief.optedOut)) {
    decide(draft, "stay_silent", `opt-out keyword: ${keyword}`);
    if (keyword === "stop") tellDesk(draft, "desk", "The customer opted out of messages (STOP).");
    return;
  }
  relayToDesk(draft, said.messages);
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

function remember(draft: Draft, messages: readonly CustomerMessage[]): void {
  for (const message of messages) {
    hear(draft, { who: "customer", text: lineOf(message) });
    draft.conversation = {
      ...draft.conversation,
      reach: { to: message.from, from: message.to },
      ...(addressKind(message.from) === "whatsapp" ? { whatsappSeenAt: draft.now } : {}),
      ...(message.profileName === undefined ? {} : { profileName: message.profileName }),
    };
  }
}

function rememberName(draft: Draft, { orders }: Brief): void {
  const firstName = orders.kind === "proven" ? orders.orders[0]?.firstName : undefined;
  if (firstName !== undefined) draft.conversation = { ...draft.conversation, firstName };
}

function relayToDesk(draft: Draft, messages: readonly CustomerMessage[]): void {
  const { kind } = draft.conversation.holder;
  if (kind !== "agent" && kind !== "waiting") return;
  for (const message of messages) tellDesk(draft, "customer", lineOf(message));
}

/** A message as people read it in the talk: its text, and in brackets what cannot be written. */
function lineOf(message: CustomerMessage): string {
  const extras = [
    ...message.media.map(({ contentType }) => `[${contentType.split("/")[0] ?? "file"}]`),
    ...(message.location ? [`[location ${message.location.label ?? ""}]`] : []),
  ];
  return [message.text, ...extras].filter(Boolean).join(" ");
}

/** Answers words that are remembered, and shown at the desk, already. */
export function respond(draft: Draft, brief: Brief, said: Said): void {
  const { shop } = brief;
  const phrase = shop.phrases(draft.conversation.locale);
  if (answerCode(draft, brief, phrase)) return;
  const wishes = wishesOf(draft.conversation.question, said, brief);
  const step = goOnWithFlow(brief, draft.conversation, phrase);
  const isOnFlow = step !== undefined && step.kind !== "aside";
  const understood = isOnFlow || wishes.intents.length > 0;
  const waits = draft.conversation.holder.kind === "waiting";
  const misunderstood = understood || waits ? 0 : draft.conversation.misunderstood + 1;
  draft.conversation = { ...draft.conversation, misunderstood, question: undefined };
  const rule = ruleFor(
    {
      text: said.text,
      intents: isOnFlow ? wishes.intents.filter((name) => name === "human") : wishes.intents,
      misunderstood,
      proofMissing: false,
      attachment: said.messages.some((message) => message.media.length > 0),
      language: draft.conversation.locale,
      ...(brief.orders.kind === "proven" ? { orders: brief.orders.orders } : {}),
    },
    shop.handoff,
  );
  if (rule) return toPerson(draft, brief, { rule, reason: rule.name, phrase });
  if (isOnFlow) return takeStep(draft, brief, step, { phrase, answers: [] });
  if (waits && (!understood || wishes.intents.every((intent) => FILLERS.includes(intent))))
    return noted(draft, brief, phrase);
  if (isOnlyPicture(said))
    return toPerson(draft, brief, { ...PICTURE, phrase, opening: phrase("attachment.unreadable") });
  const again = understood ? undefined : reopening(brief.conversation, draft.now, shop.handoff);
  if (again) return toPerson(draft, brief, { rule: again, reason: again.name, phrase });
  if (!understood) return askAgain(draft, said, phrase, brief);
  fulfil(draft, brief, wishes, phrase);
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
    .map(({ name }) => ({ name, title: brief.shop.intent(name)?.title }))
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
  const answers: string[] = [];
  const unanswered: string[] = [];
  const changes = brief.abilities ? wishes.intents.filter(beginsFlow) : [];
  for (const intent of new Set(wishes.intents)) {
    if (changes.includes(intent)) continue;
    const outcome = answerTo(intent, draft, brief, wishes, phrase);
    if (outcome === "no orders") return withoutOrders(draft, brief, phrase);
    if (outcome.answer !== undefined && !answers.includes(outcome.answer)) {
      answers.push(outcome.answer);
    }
    if (outcome.person) unanswered.push(brief.shop.intent(intent)?.title ?? intent);
  }
  const opening = answers.join("\n\n");
  if (changes.length > 0 && brief.orders.kind !== "proven") {
    return withoutOrders(draft, brief, phrase);
  }
  if (unanswered.length > 0) {
    const reason = [
      ...unanswered,
      ...changes.map((name) => brief.shop.intent(name)?.title ?? name),
    ].join(", ");
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

/** Does what a flow has come to: asks on, asks the shop's system, ends it, or brings in a person. */
function takeStep(
  draft: Draft,
  brief: Brief,
  step: FlowStep,
  talk: { phrase: Phrase; answers: readonly string[] },
): void {
  const { phrase, answers } = talk;
  switch (step.kind) {
    case "ask":
      draft.conversation = { ...draft.conversation, flow: step.flow };
      decide(draft, "ask", `flow: ${step.flow.kind}, ${step.flow.asks}`);
      say(draft, [...answers, step.text].join("\n\n"), { purpose: "answer" });
      return;
    case "act":
      askShop(draft, step);
      return beginNext(draft, brief, { phrase, answers: [...answers, step.text] });
    case "over":
      draft.conversation = withoutFlow(draft.conversation);
      decide(draft, "answer", `flow: ${step.why}`);
      return beginNext(draft, brief, { phrase, answers: [...answers, step.text] });
    case "person": {
      const opening = [...answers, step.text].filter(Boolean).join("\n\n");
      const rule = {
        name: `needs a person: ${step.reason}`,
        team: "care",
        priority: "normal",
      } as const;
      return toPerson(draft, brief, { rule, reason: step.reason, opening, phrase });
    }
    case "prove":
      return proveFirst(draft, brief, step, talk);
    case "aside":
      return;
    default:
      return step satisfies never;
  }
}

/** What sends goods elsewhere needs a code; where none can be sent, a person. */
function proveFirst(
  draft: Draft,
  brief: Brief,
  step: Extract<FlowStep, { kind: "prove" }>,
  { phrase, answers }: { phrase: Phrase; answers: readonly string[] },
): void {
  const opening = answers.join("\n\n");
  draft.conversation = { ...draft.conversation, flow: step.flow };
  const number = orderNumber(brief, step.orderId);
  if (number !== undefined && brief.codeRoads.length > 0) {
    if (opening !== "") say(draft, opening, { purpose: "answer" });
    if (askForCode(draft, brief, phrase, { number })) return;
  }
  const rule = { name: "no code can be sent", team: "care", priority: "normal" } as const;
  toPerson(draft, brief, { rule, reason: "wants another address", opening, phrase });
}

function orderNumber({ orders }: Brief, orderId: string): string | undefined {
  return orders.kind === "proven"
    ? orders.orders.find(({ id }) => id === orderId)?.number
    : undefined;
}

/** The wishes of this message that change an order, each with the customer's own words for it. */
function planWishes(draft: Draft, brief: Brief, changes: readonly string[]): void {
  const text = brief.said?.text ?? "";
  const intents = [...new Set(changes)];
  const said = brief.said?.understanding.intents ?? [];
  const nextWishes = intents.map((intent) => ({
    intent,
    text: intents.length === 1 ? text : (said.find(({ name }) => name === intent)?.clause ?? text),
  }));
  draft.conversation = { ...withoutFlow(draft.conversation), nextWishes };
}

/** Begins the next change that was wished for, if there is one, after these answers. */
function beginNext(
  draft: Draft,
  brief: Brief,
  talk: { phrase: Phrase; answers: readonly string[] },
): void {
  const [next, ...rest] = draft.conversation.nextWishes;
  if (next === undefined) {
    say(draft, talk.answers.join("\n\n"), { purpose: "answer" });
    return;
  }
  draft.conversation = { ...draft.conversation, nextWishes: rest };
  const said = { text: next.text, understanding: brief.shop.recogniser.recognise(next.text) };
  const step = beginFlowFor(next.intent, said, brief, draft.conversation, talk.phrase);
  if (step) takeStep(draft, brief, step, talk);
  else beginNext(draft, brief, talk);
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
    const lastAnswer = brief.conversation.lines.findLast(({ who }) => who === "bot")?.text;
    const answer = answerFor(intent, {
      now: draft.now,
      shop: brief.shop,
      phrase,
      ...(lastAnswer === undefined ? {} : { lastAnswer }),
    });
    return { answer, person: answer === undefined };
  }
  const text = brief.said?.text ?? "";
  if (talk.person && saysCameWrong(text)) {
    return { answer: undefined, person: true };
  }
  const about = talk.person && saysNotReceived(text) ? "not_received" : talk.about;
  const answer = tellOrder(draft, brief, { ...wishes, ...talk, about }, phrase);
  return answer === undefined ? "no orders" : { answer, person: talk.person };
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

function toPerson(
  draft: Draft,
  brief: Brief,
  options: { rule: RuleThatFired; reason: string; opening?: string; phrase: Phrase },
): void {
  const orderNumbers = orderNumbersFor(draft, brief);
  draft.conversation = { ...withoutFlow(draft.conversation), nextWishes: [] };
  handOver(draft, { ...options, orderNumbers, shop: brief.shop });
}

/** The orders an agent will want to open: those the customer named or talks about, if they are theirs; else all of theirs. */
function orderNumbersFor(draft: Draft, brief: Brief): readonly string[] {
  if (brief.orders.kind !== "proven") return [];
  const { orders } = brief.orders;
  const named = brief.said?.understanding.entities.orderNumbers ?? [];
  const meant = orders.filter(
    (order) => named.includes(order.number) || order.id === draft.conversation.topic?.orderId,
  );
  return (meant.length > 0 ? meant : orders).map((order) => order.number);
}
