import type { Flow, FlowKind } from "../../core/flow.ts";
import type { Order } from "../../core/order.ts";
import { isAnotherMatter, isOtherWish, wantsElseAfterNo } from "./another-matter.ts";
import { meansAnotherOrder, saysBye, saysNo, saysYes } from "./answer-words.ts";
import { again, dropped } from "./ask-again.ts";
import { changeFrom, swapsOf } from "./confirmation.ts";
import { type FlowContext, type FlowStep, orderOf, type Said } from "./flow-context.ts";
import { addressLine, namesOf } from "./flow-words.ts";
import { moneyElsewhere, wantsMoneyElsewhere } from "./money-words.ts";
import { changeOf, nextStep } from "./next-step.ts";
import { spanish } from "./spanish-words.ts";
import { namesVariant } from "./wish-instead.ts";

/** What is answered to the change said again in full: the yes that makes it, a no, or neither. */
export function atTheYes(flow: Flow, said: Said, context: FlowContext): FlowStep {
  const { text } = said;
  const order = orderOf(flow, context);
  if (order && (agrees(flow, order, text, context) || isCommandAsYes(flow, text)))
    return confirmed(flow, order, context);
  if (wantsMoneyElsewhere(text)) return moneyElsewhere(context);
  if (meansAnotherOrder(text)) return again(flow, said, context);
  if (wantsElseAfterNo(flow, said)) return { kind: "aside" };
  if (saysNo(text) || saysBye(text)) return dropped(context);
  if (isOtherWish(flow, said) || isAnotherMatter(said, flow)) return { kind: "aside" };
  return again(flow, said, context);
}

/** A yes, whatever it says again of the one thing that was restated; another colour or size beside it is none. */
function agrees(flow: Flow, order: Order, text: string, context: FlowContext): boolean {
  if (flow.items.length > 1) return saysYes(text);
  const told = new Set(wordsOf(changedWords(flow, order, context)));
  const rest = text.replace(WORD, (word) => (told.has(word.toLowerCase()) ? "" : word));
  const isOther = flow.kind === "swap" && namesVariant(rest);
  return !isOther && (saysYes(text) || saysYes(rest));
}

const WORD = /[\p{L}\p{N}]+/gu;

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(WORD) ?? [];
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
  if (flow.kind === "address") return addressLine(flow.address ?? {}, undefined, context.telling);
  return flow.kind === "swap"
    ? swapsOf(flow, order, context)
    : namesOf(flow, order, context.telling);
}

/** "Cancel it" is a yes to "Cancel order 1042?", and to nothing else; "cancel my order" may be the wish itself, sent twice. */
function isCommandAsYes(flow: Flow, text: string): boolean {
  if (flow.kind === "cancel" && spanish.commandsCancel(text)) return true;
  return COMMANDS[flow.kind].test(text);
}

const COMMANDS: Readonly<Record<FlowKind, RegExp>> = {
  cancel: /^\W*(?:please )?cancel(?: (?:it|that|them))?(?: please)?\W*$/i,
  address:
    /^\W*(?:please )?(?:change (?:it|that)|send it (?:there|to that address))(?: please)?\W*$/i,
  return: /^\W*(?:please )?(?:return (?:it|them)|send (?:it|them) back)(?: please)?\W*$/i,
  swap: /^\W*(?:please )?(?:change|swap|exchange|switch) (?:it|them|that)(?: please)?\W*$/i,
};
