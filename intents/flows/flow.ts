import type { Flow, FlowKind } from "../../core/flow.ts";
import { asksForStatus } from "../asks-status.ts";
import { saysSentBack } from "../told-of-change.ts";
import { saysThanks } from "../without-words.ts";
import { afterCode } from "./after-code.ts";
import {
  asksNothingElse,
  isAnotherMatter,
  isOtherWish,
  isQuestionAside,
  wantsElseAfterNo,
  wantsOtherInstead,
} from "./another-matter.ts";
import {
  asksBack,
  asksToWait,
  dropsIt,
  lacksAnswer,
  leavesIt,
  saysBye,
  saysNo,
  saysYes,
  thinksBetter,
} from "./answer-words.ts";
import { again, dropped, unknownNumbers, waitedFor } from "./ask-again.ts";
import { atTheYes } from "./at-the-yes.ts";
import { cannotJoin } from "./cannot-join.ts";
import { fill } from "./fill.ts";
import { takeAsReason } from "./fill-reason.ts";
import type { FlowContext, FlowStep, Said } from "./flow-context.ts";
import { aboutMoney, moneyElsewhere, wantsMoneyElsewhere } from "./money-words.ts";
import { nextStep } from "./next-step.ts";
import { picksByPlace } from "./places.ts";
import { withoutPhoto } from "./return-steps.ts";
import { onlyNames, withComma, withoutRuledOut } from "./ruled-out.ts";
import { aboutChoice } from "./variant-step.ts";
import { wantedAnew } from "./wants-anew.ts";
import { FLOW_OF, plainWishIn } from "./wish-words.ts";

/** A flow nobody spoke of for so long is forgotten; its customer then begins anew. */
const FORGOTTEN_AFTER_MS = 6 * 60 * 60_000;

/** An answer that comes even later answers something else. */
const TAKEN_UP_FOR_MS = 48 * 60 * 60_000;

/** The flow that is still open, if there is one. */
export function openFlow(flow: Flow | undefined, now: number): Flow | undefined {
  return flow && now - flow.touchedAt < FORGOTTEN_AFTER_MS ? flow : undefined;
}

/** A yes, or the answer, to what was asked so long ago that it is forgotten: nothing was changed, and it is asked once more. */
export function takeUpAgain(lapsed: Flow, said: Said, context: FlowContext): FlowStep | undefined {
  const { now } = context.telling;
  const answered = saysYes(said.text) ? lapsed : answeredLate(lapsed, said, context);
  if (!answered || now - lapsed.touchedAt > TAKEN_UP_FOR_MS) return undefined;
  const flow = { ...answered, touchedAt: now, tries: 0 };
  const step = nextStep({ ...flow, offered: flow.asks === "variant" ? flow.offered : [] }, context);
  if (step.kind !== "ask" && step.kind !== "over") return step;
  return { ...step, text: `${context.telling.phrase("flow.lapsed")} ${step.text}` };
}

/** The answer itself, to a question of yesterday's: few words that tell what it asked for, and want nothing else. */
function answeredLate(lapsed: Flow, said: Said, context: FlowContext): Flow | undefined {
  const { text } = said;
  const isShort = text.trim().split(/\s+/).length <= MOST_WORDS_OF_AN_ANSWER;
  if (!isShort || lapsed.kind === "swap" || asksBack(text)) return undefined;
  if (isOtherWish(lapsed, said) || isAnotherMatter(said, lapsed)) return undefined;
  const filled = fill(lapsed, said, context);
  return answersTheQuestion(lapsed, filled) ? filled : undefined;
}

const MOST_WORDS_OF_AN_ANSWER = 6;

/** Begins a change that a message asks for, with everything that the message says of it already. */
export function beginFlow(kind: FlowKind, said: Said, context: FlowContext): FlowStep {
  const { now } = context.telling;
  const words = said.text.slice(0, LONGEST_WISH);
  const flow: Flow = { ...NEW, kind, askedAt: now, touchedAt: now, words };
  const filled = fill(flow, said, context);
  const step = wantedAnew(filled, said.text, context) ?? nextStep(filled, context);
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

/** Goes on with an open flow: an answer, a correction, a yes, a no, or something else altogether (`aside`). */
export function continueFlow(open: Flow, written: Said, context: FlowContext): FlowStep {
  const flow: Flow = { ...open, touchedAt: context.telling.now };
  const text = withComma(written.text);
  const said = { ...written, text };
  if (flow.asks === "code") return afterCode(flow, said, context);
  if (flow.kind === "return" && saysSentBack(text)) return { kind: "aside" };
  const rest = wantedAnew(flow, text, context) ?? withoutRuledOut(flow, text, context);
  if (rest) return rest;
  const lacking = leavesIt(text) ? undefined : withoutPhoto(flow, said, context);
  if (lacking) return lacking;
  const filled = fill(flow, said, context);
  const isNews = JSON.stringify(filled) !== JSON.stringify(flow);
  if (isNews) return withNews(flow, filled, said, context);
  return cannotJoin(flow, said, context) ?? withoutNews(flow, said, context);
}

/** It tells something that the flow did not know; unless it is about another matter after all. */
function withNews(flow: Flow, filled: Flow, said: Said, context: FlowContext): FlowStep {
  const isAnswer = answersTheQuestion(flow, filled) && !wantsOtherInstead(flow, said);
  const isElsewhere = isOtherWish(flow, said) && !isAnswer;
  if (isElsewhere || isQuestionAside(said, flow)) return { kind: "aside" };
  return nextStep({ ...filled, tries: 0 }, context);
}

function withoutNews(flow: Flow, said: Said, context: FlowContext): FlowStep {
  const { text } = said;
  if (asksBack(text)) return asked(flow, said, context);
  if (flow.asks === "yes") return atTheYes(flow, said, context);
  const told = asksToWait(text) ? waitedFor(flow, context) : choicesAsked(flow, text, context);
  if (told) return told;
  if (wantsElseAfterNo(flow, said)) return { kind: "aside" };
  if (leaves(flow, text)) return dropped(context);
  if (isOtherWish(flow, said)) return { kind: "aside" };
  // A cancelling does not hang on its reason.
  const isEnough = flow.kind === "cancel" && flow.tries > 0;
  if (flow.asks === "reason" && (isEnough || isReason(said, context, flow.kind)))
    return nextStep({ ...takeAsReason(flow, text), tries: 0 }, context);
  return isAnotherMatter(said, flow) ? { kind: "aside" } : again(flow, said, context);
}

/** "Any other colours", to "what would you like instead?". */
function choicesAsked(flow: Flow, text: string, context: FlowContext): FlowStep | undefined {
  return flow.asks === "variant" ? aboutChoice(flow, text, context) : undefined;
}

/** A question in the middle of it is answered, and then the open one is asked again. */
function asked(flow: Flow, said: Said, context: FlowContext): FlowStep {
  const { text } = said;
  if (wantsMoneyElsewhere(text)) return moneyElsewhere(context);
  const told = aboutMoney(flow, text, context) ?? aboutChoice(flow, text, context);
  if (told) return told;
  const isElsewhere = isOtherWish(flow, said) || asksForStatus(text);
  if (isElsewhere || !asksNothingElse(said, flow)) return { kind: "aside" };
  return flow.asks === "yes" ? atTheYes(flow, said, context) : again(flow, said, context);
}

/** Whatever is answered to "why?" is a reason, if it says anything at all. */
function isReason(
  { text, understanding }: Said,
  { orders }: FlowContext,
  kind: Flow["kind"],
): boolean {
  const isBareNumber =
    understanding.entities.orderNumbers.length > 0 &&
    (text.trim().split(/\s+/).length < 3 || CORRECTS_NUMBER.test(text));
  const isRepeat = understanding.intents.some(({ name }) => name === "repeat");
  const things = orders.flatMap(({ lineItems }) => lineItems);
  const isEmpty =
    isBareNumber ||
    isRepeat ||
    HUH.test(text) ||
    saysThanks(text) ||
    picksByPlace(text) ||
    saysItAgain(text, kind) ||
    onlyNames(text, things);
  return /\p{L}{2}/u.test(text) && !isEmpty;
}

/** "1042 i mean sorry" is another order, and no reason. */
const CORRECTS_NUMBER = /\b(?:i )?mean(?:t)?\b|\bnot #?\d|\bsorry\b/i;

/** "Ok return it": the wish once more, in a few words. */
function saysItAgain(text: string, kind: Flow["kind"]): boolean {
  const wish = text.trim().split(/\s+/).length <= MOST_WORDS_OF_A_WISH && plainWishIn(text);
  return typeof wish === "string" && FLOW_OF[wish] === kind;
}

const MOST_WORDS_OF_A_WISH = 4;

const HUH = /^\W*(?:what|huh|eh|sorry|pardon|excuse me|hm+|ok|okay|yes|yeah|sure)\W*$/i;

/** The open question once more, after something else was answered. `undefined`: there is nothing to ask any more. */
export function askOnceMore(open: Flow, context: FlowContext): string | undefined {
  const step = nextStep({ ...open, offered: open.asks === "variant" ? open.offered : [] }, context);
  return step.kind === "ask" ? step.text : undefined;
}

/** A no to the whole matter, whichever question it answers; a reason may well begin with "I changed my mind". */
function leaves(flow: Flow, text: string): boolean {
  if (saysBye(text)) return true;
  if (flow.asks === "reason")
    return (
      dropsIt(text) ||
      REGRETS.test(text) ||
      thinksBetter(text) ||
      (flow.kind === "return" && BARE_NO.test(text)) ||
      /\b(?:never ?mind|forget (?:it|about it)|leave it|keep (?:it|them))\b/i.test(text) ||
      /^\W*(?:mejor |no,? )*(?:d[eé]j[ae]|olv[ií]d[ae]|me l[oa]s? quedo)/i.test(text)
    );
  if (leavesIt(text)) return true;
  const isList = flow.asks === "order" || flow.asks === "items";
  const isBare = text.trim().split(/\s+/).length <= MOST_WORDS_OF_A_NO;
  return saysNo(text) && !lacksAnswer(text) && (!isList || isBare);
}

/** "Actually no", which is no reason; asked whether they would tell one, a bare "no" only keeps it to themselves. */
const REGRETS =
  /^\W*(?:(?:oh|hm+|um+|sorry|ay|y|bueno)\W+)*(?:actually|on second thoughts?|(?:no,? )?wait|mejor)\W+(?:(?:no+|nope|nah|not|don'?t)\W*$|(?:no|nope|nah)\W+(?:(?:my|the) (?:wife|husband|partner|girlfriend|boyfriend|mum|mom|dad|kid|son|daughter|friend)|(?:i|we|he|she|they)(?:['’]?ll)? (?:want|keep|wait|like|need)|wait|leave)\b)/i;
const BARE_NO = /^\W*(?:no+|nope|nah)\W*$/i;

/** A longer no to "which one?" says that they do not know. */
const MOST_WORDS_OF_A_NO = 3;

function answersTheQuestion(before: Flow, after: Flow): boolean {
  switch (before.asks) {
    case "address":
      return after.address !== before.address;
    case "variant":
      return after.items !== before.items;
    case "reason":
      return after.reason !== before.reason && after.orderId === before.orderId;
    case "outcome":
      return after.outcome !== before.outcome;
    case "photo":
      return after.hasPhoto !== before.hasPhoto;
    default:
      return false;
  }
}
