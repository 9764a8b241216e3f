import type { Flow, FlowKind } from "../../core/flow.ts";
import type { Order } from "../../core/order.ts";
import { leavesIt, meansAnotherOrder, saysNo, saysYes } from "./answer-words.ts";
import { changeFrom, swapsOf } from "./confirmation.ts";
import { fill, takeAsReason } from "./fill.ts";
import { type FlowContext, type FlowStep, orderOf, type Said } from "./flow-context.ts";
import { addressLine, namesOf } from "./flow-words.ts";
import { changeOf, nextStep } from "./next-step.ts";
import { withoutPhoto } from "./return-steps.ts";
import { spanish } from "./spanish-words.ts";
import { changeWishIn, FLOW_OF } from "./wish-words.ts";

/** A flow nobody spoke of for so long is forgotten; its customer then begins anew. */
const FORGOTTEN_AFTER_MS = 6 * 60 * 60_000;

/** Asked so often without an answer, a person had better help. */
const MOST_TRIES = 2;

/** The flow that is still open, if there is one. */
export function openFlow(flow: Flow | undefined, now: number): Flow | undefined {
  return flow && now - flow.touchedAt < FORGOTTEN_AFTER_MS ? flow : undefined;
}

/** Begins a change that a message asks for, with everything that the message says of it already. */
export function beginFlow(kind: FlowKind, said: Said, context: FlowContext): FlowStep {
  const { now } = context.telling;
  const words = said.text.slice(0, LONGEST_WISH);
  const flow: Flow = { ...NEW, kind, askedAt: now, touchedAt: now, words };
  const step = nextStep(fill(flow, said, context), context);
  const unknown = unknownNumbers(said, context);
  if (unknown.length === 0 || (step.kind !== "ask" && step.kind !== "over")) return step;
  const sorry = unknown.map((number) => context.telling.phrase("number.unknown", { number }));
  return { ...step, text: [...sorry, step.text].join(" ") };
}

const NEW: Pick<Flow, "items" | "otherOrderIds" | "offered" | "tries"> = {
  items: [],
  otherOrderIds: [],
  offered: [],
  tries: 0,
};

/** As much of a wish as is kept to be read again. */
const LONGEST_WISH = 500;

function unknownNumbers({ understanding }: Said, { orders }: FlowContext): readonly string[] {
  const plain = (number: string) => number.replace("#", "").trim().toLowerCase();
  const known = new Set(orders.map(({ number }) => plain(number)));
  return understanding.entities.orderNumbers.filter((number) => !known.has(plain(number)));
}

/** Goes on with an open flow: an answer, a correction, a yes, a no, or something else altogether (`aside`). */
export function continueFlow(open: Flow, said: Said, context: FlowContext): FlowStep {
  const flow: Flow = { ...open, touchedAt: context.telling.now };
  const { text } = said;
  if (isQuestionAside(said, flow)) return { kind: "aside" };
  if (flow.asks === "code") return afterCode(flow, said, context);
  const lacking = leavesIt(text) ? undefined : withoutPhoto(flow, said, context);
  if (lacking) return lacking;
  const filled = fill(flow, said, context);
  const isNews = JSON.stringify(filled) !== JSON.stringify(flow);
  if (flow.asks === "yes" && !isNews) return atTheYes(flow, said, context);
  if (leaves(flow, text, isNews)) return dropped(context);
  if (isOtherWish(flow, said) && !answersTheQuestion(flow, filled)) return { kind: "aside" };
  if (isNews) return nextStep({ ...filled, tries: 0 }, context);
  if (flow.asks === "reason") return nextStep({ ...takeAsReason(flow, text), tries: 0 }, context);
  if (isAnotherMatter(said, flow)) return { kind: "aside" };
  return again(flow, said, context);
}

/** The words that a code interrupted are answered now; until it comes, nothing goes on. */
function afterCode(flow: Flow, said: Said, context: FlowContext): FlowStep {
  const { text } = said;
  if (flow.orderId !== undefined && context.isProvenByCode(flow.orderId)) {
    return nextStep({ ...fill(flow, said, context), asks: undefined }, context);
  }
  if (leavesIt(text) || saysNo(text)) return dropped(context);
  if (isOtherWish(flow, said) || isAnotherMatter(said, flow)) return { kind: "aside" };
  return { kind: "ask", flow, text: context.telling.phrase("flow.code_first") };
}

/** The open question once more, after something else was answered. `undefined`: there is nothing to ask any more. */
export function askOnceMore(open: Flow, context: FlowContext): string | undefined {
  const step = nextStep({ ...open, offered: open.asks === "variant" ? open.offered : [] }, context);
  return step.kind === "ask" ? step.text : undefined;
}

function atTheYes(flow: Flow, said: Said, context: FlowContext): FlowStep {
  const { text } = said;
  const order = orderOf(flow, context);
  if (order && (saysYes(text) || isCommandAsYes(flow, text)))
    return confirmed(flow, order, context);
  if (MONEY_ELSEWHERE.test(text) && !saysNo(text)) {
    const reason = "wants the money another way";
    return { kind: "person", reason, text: context.telling.phrase("flow.money") };
  }
  if (meansAnotherOrder(text)) return again(flow, said, context);
  if (saysNo(text)) return dropped(context);
  if (isOtherWish(flow, said) || isAnotherMatter(said, flow)) return { kind: "aside" };
  return again(flow, said, context);
}

/** The yes was given. The world may have moved between the question and the yes, so it is looked at again. */
function confirmed(flow: Flow, order: Order, context: FlowContext): FlowStep {
  const still = nextStep(flow, context);
  if (still.kind !== "ask" || still.flow.asks !== "yes") return still;
  const change = changeFrom(flow, order, changeOf(flow, order), context.policy);
  if (!change) return { kind: "person", reason: "a confirmed change that is not complete" };
  const what = changedWords(flow, order, context);
  const text = context.telling.phrase("flow.doing");
  return { kind: "act", flow, change, order, what, text };
}

function changedWords(flow: Flow, order: Order, context: FlowContext): string {
  if (flow.kind === "address") return addressLine(flow.address ?? {}, "");
  return flow.kind === "swap"
    ? swapsOf(flow, order, context)
    : namesOf(flow, order, context.telling);
}

/** "Cancel it" is a yes to "Cancel order 1042?", and to nothing else; "cancel my order" may be the wish itself, sent twice. */
function isCommandAsYes(flow: Flow, text: string): boolean {
  if (flow.kind !== "cancel") return false;
  return (
    /^\W*(?:please )?cancel(?: it)?(?: please)?\W*$/i.test(text) || spanish.commandsCancel(text)
  );
}

/** Another card, another account: where money goes is not for a chat to change. */
const MONEY_ELSEWHERE =
  /\b(?:pay ?pal|gift ?card|store credit|credit card|debit card|(?:another|different|other|new|my) (?:card|account|payment)|visa|master ?card|amex|bank (?:account|transfer)|iban|cash|venmo|apple pay|mobile ?pay)\b/i;

/** A no to the whole matter, whichever question it answers; a reason may well begin with "I changed my mind". */
function leaves(flow: Flow, text: string, isNews: boolean): boolean {
  if (isNews) return false;
  if (flow.asks === "reason")
    return (
      /\b(?:never ?mind|forget (?:it|about it)|leave it|keep (?:it|them))\b/i.test(text) ||
      /^\W*(?:mejor |no,? )*(?:d[eé]j[ae]|olv[ií]d[ae]|me l[oa]s? quedo)/i.test(text)
    );
  return leavesIt(text) || (saysNo(text) && !LACKS_ANSWER.test(text));
}

/** "No, I don't have it" answers nothing, and leaves nothing. */
const LACKS_ANSWER =
  /\b(?:don'?t|do not|can'?t|cannot|no) (?:\w+ ){0,2}(?:have|know|remember|find|idea|clue|access|see)\b|\bnot sure\b/i;

function dropped({ telling: { phrase } }: FlowContext): FlowStep {
  return { kind: "over", why: "left by the customer", text: phrase("flow.left") };
}

function again(flow: Flow, said: Said, context: FlowContext): FlowStep {
  const tries = flow.tries + 1;
  if (tries > MOST_TRIES) return { kind: "person", reason: "could not agree on what is wanted" };
  const step = nextStep({ ...flow, tries }, context);
  if (step.kind !== "ask") return step;
  const unknown = unknownNumbers(said, context);
  const { phrase } = context.telling;
  if (flow.asks === "photo") return { ...step, text: phrase("flow.photo_wait") };
  const opening =
    unknown.length > 0
      ? unknown.map((number) => phrase("number.unknown", { number })).join(" ")
      : phrase(`flow.again.${flow.asks === "yes" ? "yes" : "other"}`);
  return { ...step, text: `${opening} ${step.text}` };
}

/** Intents of which no answer to a question of ours makes one by chance. */
function isQuestionAside(said: Said, flow: Flow): boolean {
  if (!ASKS.test(said.text)) return false;
  return isAnotherMatter(said, flow);
}

const ASKS =
  /^\W*(?:(?:and|but|also|by the way|btw|oh|ok|wait|sorry|hi|hey|actually)\W+)*(?:where|when|what|how|who|why|do|does|did|is|are|will|would|can|could|have|has)\b|\?\s*$/i;

const MANNERS = [
  "greeting",
  "goodbye",
  "praise",
  "yes",
  "no",
  "wait",
  "unsure",
  "repeat",
  "complaint",
];

function isAnotherMatter({ understanding }: Said, flow: Flow): boolean {
  return understanding.intents.some(
    ({ name }) =>
      !MANNERS.includes(name) && FLOW_OF[name] !== flow.kind && !OWN[flow.kind].includes(name),
  );
}

/** What a flow's own answers are easily taken for. */
const OWN: Readonly<Record<FlowKind, readonly string[]>> = {
  cancel: ["place_order", "payment_problem"],
  address: ["account", "shipping_info", "store_info"],
  return: [
    "return_policy",
    "warranty",
    "delivery_problem",
    "product_question",
    "refund_status",
    "gift_card",
  ],
  swap: ["product_question", "stock", "place_order", "return_start"],
};

/** A change of another kind than the open one: that one begins instead. */
function isOtherWish(flow: Flow, { text }: Said): boolean {
  const wish = changeWishIn(text);
  return wish !== undefined && FLOW_OF[wish] !== flow.kind;
}

function answersTheQuestion(before: Flow, after: Flow): boolean {
  switch (before.asks) {
    case "address":
      return after.address !== before.address;
    case "variant":
      return after.items !== before.items;
    case "reason":
      return after.reason !== before.reason;
    case "outcome":
      return after.outcome !== before.outcome;
    case "photo":
      return after.hasPhoto !== before.hasPhoto;
    default:
      return false;
  }
}
