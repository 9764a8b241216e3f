import type { Flow } from "../../core/flow.ts";
import { leavesIt, saysNo, thinksBetter } from "./answer-words.ts";
import type { Said } from "./flow-context.ts";
import { cancelReasonIn, returnReasonIn } from "./reason-reading.ts";

/** The flow with the reason that a message gives, in our words and in the customer's. */
export function fillReason(flow: Flow, { text }: Pick<Said, "text">): Flow {
  if (flow.kind !== "cancel" && flow.kind !== "return") return flow;
  if ((flow.reason !== undefined && !correctsReason(flow, text)) || thinksBetter(text)) return flow;
  const code = flow.kind === "cancel" ? cancelReasonIn(text) : returnReasonIn(text);
  return code === undefined
    ? flow
    : { ...flow, reason: { code, note: text.slice(0, LONGEST_NOTE) } };
}

/** "No wait, it's too big", to the question for a yes. */
function correctsReason({ kind, asks, reason }: Flow, text: string): boolean {
  const said = kind === "return" && asks === "yes" ? returnReasonIn(text) : undefined;
  const isOther = said !== undefined && said !== reason?.code;
  // "My cat sleeps on it" was taken as they said it; "too large sorry" tells more.
  return (
    isOther && (saysNo(text) || (reason?.code === "other" && said !== "other")) && !leavesIt(text)
  );
}

/** As much of a customer's own words as a person reads. */
const LONGEST_NOTE = 200;

/** Whatever is answered to "why?" is an answer. */
export function takeAsReason(flow: Flow, text: string): Flow {
  return { ...flow, reason: { code: "other", note: text.slice(0, LONGEST_NOTE) } };
}
