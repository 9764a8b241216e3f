import type { Flow } from "../../core/flow.ts";
import type { ReturnReason } from "../../core/order.ts";
import { type FlowContext, type FlowStep, orderOf } from "./flow-context.ts";
import { returnReasonIn } from "./reason-reading.ts";
import { offeredFor } from "./return-steps.ts";
import { namesVariant } from "./wish-instead.ts";

/**
 * "It has a hole, send me another", "a new one, not a refund": the same thing anew. Where the shop's returns do not give that,
 * a person has to say whether it can be had; a refund is not what was asked for. `undefined`: nobody asks for it.
 */
export function wantedAnew(flow: Flow, text: string, context: FlowContext): FlowStep | undefined {
  if ((flow.kind !== "return" && flow.kind !== "swap") || !wantsAnew(text, flow.reason?.code))
    return undefined;
  if (offeredFor(context.policy).includes("replacement")) return undefined;
  const order = orderOf(flow, context);
  const which = order === undefined ? "" : ` (order ${order.number})`;
  return { kind: "person", reason: `wants the same again in place of what is faulty${which}` };
}

/** Whether the same thing is wanted anew; `known`: why it goes back, as told before. */
export function wantsAnew(text: string, known?: string): boolean {
  if (!ANEW.test(text) || namesVariant(text)) return false;
  return NO_MONEY.test(text) || FAULTY.has(returnReasonIn(text) ?? known);
}

const FAULTY: ReadonlySet<string | undefined> = new Set<ReturnReason>(["damaged", "defective"]);

const ANEW =
  /\b(?:want|need|like|get|have|send|give|after)\b.{0,20}\b(?:(?:a |brand |the )?new one|another(?: one)?|replacement|same (?:one|thing)? ?again|(?:one|\p{L}+) that works|working one)\b|\breplace (?:it|them|this|that)\b|(?<!\p{L})(?:quiero|env[ií]\p{L}*|mand\p{L}*|dame) .{0,20}(?:otr[oa]|un[oa] (?:nuev[oa]|igual))(?!\p{L})/iu;

const NO_MONEY =
  /\b(?:not|no|don['’]?t (?:want|need)|do not (?:want|need)|rather than|instead of)\b.{0,12}\b(?:refund|money)\b|(?<!\p{L})no .{0,12}(?:reembolso|dinero)(?!\p{L})/iu;
