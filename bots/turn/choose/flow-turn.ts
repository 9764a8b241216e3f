import type { Variant } from "../../../core/change.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { askForChange, type Draft, decide } from "../../../core/draft.ts";
import type { Flow, FlowKind } from "../../../core/flow.ts";
import { localeFor } from "../../../core/locale.ts";
import type { Phrase } from "../../../core/shop.ts";
import {
  askOnceMore,
  beginFlow,
  continueFlow,
  openFlow,
  takeUpAgain,
} from "../../../intents/flows/flow.ts";
import type { FlowContext, FlowStep, Said } from "../../../intents/flows/flow-context.ts";
import { nextOrder } from "../../../intents/flows/next-step.ts";
import { FLOW_OF } from "../../../intents/flows/wish-words.ts";
import { isHandedBack } from "../brief/handed-back.ts";
import { proofLevel } from "../brief/read-orders.ts";
import type { Brief } from "../brief.ts";
import { wishesOf } from "./wishes.ts";

/** What the customer's message does to the open flow; `undefined`: none is open, or the message is about something else. */
export function goOnWithFlow(
  brief: Brief,
  conversation: Conversation,
  phrase: Phrase,
): Exclude<FlowStep, { kind: "aside" }> | undefined {
  if (!brief.said || !conversation.flow) return undefined;
  const context = contextOf(brief, conversation, phrase);
  if (!context) return undefined;
  const said = { ...brief.said, hasPicture: hasPicture(brief) };
  const flow = openFlow(conversation.flow, brief.now);
  const step = flow
    ? continueFlow(flow, said, context)
    : takeUpAgain(conversation.flow, said, context);
  return step?.kind === "aside" ? undefined : step;
}

/** The same with the next order that it was wished for with; `undefined`: that was the last. */
export function goOnWithNextOrder(
  flow: Flow,
  brief: Brief,
  conversation: Conversation,
  phrase: Phrase,
): FlowStep | undefined {
  const context = contextOf(brief, conversation, phrase);
  return context && nextOrder(flow, context);
}

/** Whether a picture came with the customer's words. */
function hasPicture({ said }: Brief): boolean {
  const media = said?.messages.flatMap((message) => message.media) ?? [];
  return media.some(({ contentType }) => contentType.startsWith("image/"));
}

/** Whether the pictures of this turn are what the open question asks for, so that no person needs to look at them first. */
export function isAwaitedPicture(brief: Brief, conversation: Conversation): boolean {
  return hasPicture(brief) && openFlow(conversation.flow, brief.now)?.asks === "photo";
}

/** Begins what an intent wants done; `undefined`: it wants nothing done, or this shop's system can do nothing. */
export function beginFlowFor(
  intent: string,
  said: Said,
  brief: Brief,
  conversation: Conversation,
  phrase: Phrase,
): FlowStep | undefined {
  const kind = flowOf(intent);
  const context = contextOf(brief, conversation, phrase);
  if (!kind || !context?.abilities) return undefined;
  return beginFlow(kind, { ...said, hasPicture: hasPicture(brief) }, context);
}

function flowOf(intent: string): FlowKind | undefined {
  return Object.hasOwn(FLOW_OF, intent) ? FLOW_OF[intent] : undefined;
}

/** Whether an intent wants something done to an order. */
export function beginsFlow(intent: string): boolean {
  return flowOf(intent) !== undefined;
}

/** The question that is still open, to be asked again after something else was answered. */
export function openQuestion(
  brief: Brief,
  conversation: Conversation,
  phrase: Phrase,
): string | undefined {
  const flow = openFlow(conversation.flow, brief.now);
  const context = flow && contextOf(brief, conversation, phrase);
  return flow && context ? askOnceMore(flow, context) : undefined;
}

/** The products whose variants the answer to this brief will speak of. */
export function productsNeeded(brief: Brief): readonly string[] {
  const { said, conversation, shop, inbounds } = brief;
  const isHeld = conversation.holder.kind === "agent" && !isHandedBack(inbounds, conversation);
  if (!said || isHeld || !brief.abilities) return [];
  const needed = new Set<string>();
  const phrase = shop.phrases(conversation.locale);
  const context = contextOf(brief, aboutFlow(conversation, brief.now), phrase, (productId) => {
    needed.add(productId);
    return undefined;
  });
  if (!context) return [];
  for (const { intent, text } of wishesBegun(brief, context)) {
    const kind = flowOf(intent);
    if (!kind) continue;
    const understanding = shop.recogniser.recognise(text, { locale: said.understanding.locale });
    beginFlow(kind, { text, understanding }, context);
  }
  return [...needed];
}

/** What is begun in the middle of a change is most likely about its order. */
function aboutFlow(conversation: Conversation, now: number): Conversation {
  const orderId = openFlow(conversation.flow, now)?.orderId;
  return orderId === undefined ? conversation : { ...conversation, topic: { orderId, at: now } };
}

/** The wishes that this message may begin: its own, unless it goes on with an open flow, and those that wait for its end. */
function wishesBegun(
  brief: Brief,
  context: FlowContext,
): readonly { intent: string; text: string }[] {
  const { said, conversation } = brief;
  const flow = openFlow(conversation.flow, brief.now);
  const step = flow && said && continueFlow(flow, said, context);
  if (!said || (step && step.kind !== "aside")) return conversation.nextWishes;
  const { intents } = wishesOf(conversation.question, said, brief);
  return [...intents.map((intent) => ({ intent, text: said.text })), ...conversation.nextWishes];
}

/** All that a flow may look at in this turn; `undefined`: there is no order that may be told of. */
export function contextOf(
  brief: Brief,
  conversation: Conversation,
  phrase: Phrase,
  variantsOf: (productId: string) => readonly Variant[] | undefined = (id) =>
    brief.variants?.get(id),
): FlowContext | undefined {
  const { orders, shop, now } = brief;
  if (orders.kind !== "proven") return undefined;
  const { timezone, locales } = shop.file;
  return {
    telling: { now, timezone, locale: localeFor(locales, conversation.locale), phrase },
    policy: shop.file,
    orders: orders.orders.toSorted((one, other) => other.placedAt - one.placedAt),
    abilities: brief.abilities,
    variantsOf,
    isProvenByCode: (orderId) => proofLevel(orders, orderId) === 2,
    changesAsked: conversation.changesAsked,
    ...(conversation.topic ? { topicOrderId: conversation.topic.orderId } : {}),
    saidBefore: saidBefore(brief),
  };
}

/** The customer's last words before this turn. */
function saidBefore({ conversation, now }: Pick<Brief, "conversation" | "now">): readonly string[] {
  return conversation.lines
    .filter(({ who, at }) => who === "customer" && now - at < A_MOMENT_MS)
    .slice(-LINES_BEFORE)
    .map(({ text }) => text)
    .reverse();
}

const A_MOMENT_MS = 15 * 60_000;
const LINES_BEFORE = 3;

/** Asks the shop's system for what was said yes to, and remembers that it was asked. */
export function askShop(draft: Draft, step: Extract<FlowStep, { kind: "act" }>): void {
  const { change, order, what } = step;
  const sendId = askForChange(draft, change);
  decide(draft, "act", `change: ${change.do}`);
  const asked = { sendId, orderId: order.id, number: order.number, what, at: draft.now };
  const changesAsked = [...draft.conversation.changesAsked, asked].slice(-KEPT_CHANGES);
  // What is settled is no longer what "it" means.
  const { topic: _, ...rest } = withoutFlow(draft.conversation);
  draft.conversation = { ...rest, changesAsked };
}

/** More than these are not under way at once. */
const KEPT_CHANGES = 10;

/** The conversation with no flow open. */
export function withoutFlow(conversation: Conversation): Conversation {
  const { flow: _, ...rest } = conversation;
  return rest;
}
