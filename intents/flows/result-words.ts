import type { ChangeOutcome, OrderChange } from "../../core/change.ts";
import type { Phrase } from "../../core/shop.ts";

/** What is said of a change's outcome; `person`: why somebody must still do something about it. */
export type ChangeResult = { text: string; person?: string };

/** What came of a change, and what happens next: the label, the way back, when the money is there. */
export function resultWords(
  result: {
    change: OrderChange;
    outcome: ChangeOutcome;
    number: string;
    what: string;
    /** The system knows no returns: ours stands in a note on the order, and people do the rest. */
    isNotedOnly: boolean;
  },
  phrase: Phrase,
): ChangeResult {
  const { change, outcome, number, what } = result;
  if (outcome.kind === "refused") {
    if (outcome.reason === "already_done") return { text: phrase("change.already", { number }) };
    return {
      text: phrase("change.refused", { number }),
      person: `the shop's system refused: ${outcome.reason.replaceAll("_", " ")}`,
    };
  }
  const { refunds, labelUrl = "" } = outcome;
  const text = phrase(`change.done.${change.do}`, {
    number,
    what,
    label: labelUrl,
    refunds: refunds ? "yes" : "no",
  });
  const comesBack = change.do === "return" || change.do === "exchange";
  if (change.do === "cancel" && !refunds)
    return { text, person: "cancelled; the refund is to be made" };
  if (comesBack && result.isNotedOnly) {
    return {
      text,
      person: `${change.do} noted on the order; the customer needs to know where to send it`,
    };
  }
  return { text };
}
