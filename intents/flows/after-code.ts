import type { Flow } from "../../core/flow.ts";
import { isAnotherMatter, isOtherWish } from "./another-matter.ts";
import { asksBack, leavesIt, saysNo } from "./answer-words.ts";
import { dropped } from "./ask-again.ts";
import { fill } from "./fill.ts";
import type { FlowContext, FlowStep, Said } from "./flow-context.ts";
import { nextStep } from "./next-step.ts";

/** The words that a code interrupted are answered now; until it comes, nothing goes on. */
export function afterCode(flow: Flow, said: Said, context: FlowContext): FlowStep {
  const { text } = said;
  if (flow.orderId !== undefined && context.isProvenByCode(flow.orderId)) {
    return nextStep({ ...fill(flow, said, context), asks: undefined }, context);
  }
  const isBare = text.trim().split(/\s+/).length <= WORDS_OF_A_NO;
  if (leavesIt(text) || (saysNo(text) && isBare)) return dropped(context);
  const { address } = fill({ ...flow, asks: "address" }, said, context);
  const isAddress = address !== flow.address && address?.postcode !== undefined;
  if (!isAddress && (isOtherWish(flow, said) || isAnotherMatter(said, flow) || asksBack(text)))
    return { kind: "aside" };
  const kept = isAddress ? { ...flow, address } : flow;
  return { kind: "ask", flow: kept, text: context.telling.phrase("flow.code_first") };
}

/** "No wait number 14 not 4" corrects the address that waits for the code. */
const WORDS_OF_A_NO = 3;
