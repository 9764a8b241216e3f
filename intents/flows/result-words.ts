import type { ChangeOutcome, OrderChange } from "../../core/change.ts";
import type { Phrase } from "../../core/shop.ts";
import type { Policy } from "./eligibility.ts";

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
    returns: Policy["returns"];
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
  const back = wayBack(outcome.labelUrl, result);
  const text = phrase(`change.done.${change.do}`, {
    number,
    what,
    ...back,
    refunds: outcome.refunds ? "yes" : "no",
    outcome: change.do === "return" ? change.outcome : "exchange",
    days: result.returns.refund_days ?? 0,
  });
  const comesBack = change.do === "return" || change.do === "exchange";
  if (change.do === "cancel" && !outcome.refunds)
    return { text, person: "cancelled; the refund is to be made" };
  if (comesBack && result.isNotedOnly && back.way === "later") {
    return {
      text,
      person: `${change.do} noted on the order; the customer needs to know where to send it`,
    };
  }
  return { text };
}

/** How it gets back to the shop: by the system's own label, as the policy says, or as a person writes later. */
function wayBack(
  label: string = "",
  { returns, number }: { returns: Policy["returns"]; number: string },
) {
  const how = (returns.send_back ?? "").replaceAll("{order}", number);
  if (label !== "") return { way: "label", label, how } as const;
  return { way: how === "" ? "later" : "told", label, how } as const;
}
