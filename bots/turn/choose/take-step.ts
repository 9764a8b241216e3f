import type { Conversation } from "../../../core/conversation.ts";
import { type Draft, decide, say } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import { declinedIn } from "../../../intents/flows/declined.ts";
import type { FlowStep } from "../../../intents/flows/flow-context.ts";
import { INTENT_OF } from "../../../intents/flows/wish-words.ts";
import type { Brief } from "../brief.ts";
import { askShop, beginFlowFor, goOnWithNextOrder, withoutFlow } from "./flow-turn.ts";
import { askForCode, withoutCode } from "./prove.ts";
import { toPerson } from "./to-person.ts";
import { withoutOutcome } from "./wishes.ts";

/** Does what a flow has come to: asks on, asks the shop's system, ends it, or brings in a person. */
export function takeStep(
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
      return afterChange(draft, brief, step, { phrase, answers: [...answers, step.text] });
    case "over":
      if (draft.conversation.flow?.asks === "code")
        draft.conversation = withoutCode(draft.conversation);
      draft.conversation = { ...withoutFlow(draft.conversation), ...otherOrderOf(draft, step) };
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

/** The same was wished for with other orders as well, or something else was. */
function afterChange(
  draft: Draft,
  brief: Brief,
  { flow }: Extract<FlowStep, { kind: "act" }>,
  talk: { phrase: Phrase; answers: readonly string[] },
): void {
  const next = goOnWithNextOrder(flow, brief, draft.conversation, talk.phrase);
  return next ? takeStep(draft, brief, next, talk) : beginNext(draft, brief, talk);
}

/** "No, I meant 1029": the same is then wanted with that order. And who asks why hears which rule it was. */
function otherOrderOf(
  draft: Draft,
  { refused }: Extract<FlowStep, { kind: "over" }>,
): Pick<Conversation, "question" | "refused"> {
  if (refused === undefined) return {};
  const intent = INTENT_OF[refused.kind];
  return {
    question: { kind: "which_order", orderIds: [], askedAt: draft.now, intent },
    refused: { ...refused, at: draft.now },
  };
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
export function planWishes(draft: Draft, brief: Brief, changes: readonly string[]): void {
  const text = brief.said?.text ?? "";
  const intents = [...new Set(changes)];
  const declined = declinedIn(text);
  const said = withoutOutcome(brief.said?.understanding.intents ?? []).filter(
    ({ name }) => !declined.includes(name),
  );
  const nextWishes = intents.map((intent) => ({
    intent,
    text:
      intents.length === 1
        ? withoutOthers(text, intent, said)
        : (said.find(({ name }) => name === intent)?.clause ?? text),
  }));
  // What is begun next is most likely about the same order.
  const left = draft.conversation.flow?.orderId;
  const topic = left === undefined ? {} : { topic: { orderId: left, at: draft.now } };
  draft.conversation = { ...withoutFlow(draft.conversation), ...topic, nextWishes };
}

/** "Where are my gloves, and can I send the boots back": the gloves are not what goes back. */
function withoutOthers(
  text: string,
  intent: string,
  said: readonly { name: string; clause: string }[],
): string {
  if (!said.some(({ name }) => name === intent)) return text;
  const others = said.filter(({ name, clause }) => name !== intent && clause !== text);
  return others.reduce((rest, { clause }) => rest.replace(clause, " "), text);
}

/** Begins the next change that was wished for, if there is one, after these answers. */
export function beginNext(
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
  const { locale } = draft.conversation;
  const understanding = brief.shop.recogniser.recognise(next.text, { locale });
  const said = { text: next.text, understanding };
  const step = beginFlowFor(next.intent, said, brief, draft.conversation, talk.phrase);
  if (step) takeStep(draft, brief, step, talk);
  else beginNext(draft, brief, talk);
}
