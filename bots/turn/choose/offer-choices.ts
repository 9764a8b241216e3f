import type { Choice } from "../../../core/decision.ts";
import type { Draft } from "../../../core/draft.ts";
import type { FlowKind } from "../../../core/flow.ts";
import type { Phrase } from "../../../core/shop.ts";
import { itemName, variantName } from "../../../intents/flows/flow-words.ts";
import { offeredFor } from "../../../intents/flows/return-steps.ts";
import type { Brief } from "../brief.ts";

/**
 * Puts what the bot's open question may be answered with beside its last words of this turn, for channels that can draw
 * buttons. The words say it all as well, and writing an answer does the same as tapping it. Called when all is said.
 */
export function offerChoices(draft: Draft, brief: Brief): void {
  const at = draft.sends.findLastIndex(
    ({ author, purpose, body }) => author === "bot" && purpose === "answer" && body.kind === "text",
  );
  const send = draft.sends[at];
  if (send?.body.kind !== "text" || draft.conversation.holder.kind === "agent") return;
  const choices = choicesIn(draft, brief, brief.shop.phrases(draft.conversation.locale));
  if (choices.length > 0) draft.sends[at] = { ...send, body: { ...send.body, choices } };
}

function choicesIn(draft: Draft, brief: Brief, phrase: Phrase): Choice[] {
  const { flow, question } = draft.conversation;
  if (question?.kind === "which_intent") {
    // What stays open while a code is sent is not what these words ask.
    if (question === brief.conversation.question) return [];
    return numbered(question.intents.map((name) => brief.shop.intent(name)?.title ?? name));
  }
  if (question?.kind === "which_order") return orders(question.orderIds, brief);
  if (question) return [];
  switch (flow?.asks) {
    case "yes":
      return [said(phrase("choice.yes")), said(phrase("choice.no"))];
    case "order":
      return orders(flow.offered, brief);
    case "items":
      return numbered(flow.offered.map((id) => itemOf(id, flow.orderId, brief)));
    case "reason":
      return reasons(flow.kind, phrase);
    case "outcome":
      return numbered(offeredFor(brief.shop.file).map((each) => phrase(`outcome.${each}`)));
    case "variant":
      return numbered(flow.offered.map((id) => variantOf(id, brief)));
    default:
      return [];
  }
}

/** A word that means the same tapped or written. */
function said(word: string): Choice {
  return { label: word, say: word };
}

/** The usual reasons, in words that are read as what they say. */
function reasons(kind: FlowKind, phrase: Phrase): Choice[] {
  const known = kind === "cancel" ? CANCEL_REASONS : RETURN_REASONS;
  return known.map((reason) => said(phrase(`choice.reason.${reason}`)));
}

const CANCEL_REASONS = ["no_longer_needed", "ordered_by_mistake"];
const RETURN_REASONS = ["too_small", "too_large", "damaged", "defective", "changed_mind"];

/** As they are numbered in the text; none, where one of them is not known here: then only the text tells. */
function numbered(labels: readonly (string | undefined)[]): Choice[] {
  const choices = labels.flatMap((label, n) =>
    label === undefined ? [] : [{ label, say: String(n + 1) }],
  );
  return choices.length === labels.length ? choices : [];
}

function orders(ids: readonly string[], { orders: seen }: Brief): Choice[] {
  const known = seen.kind === "proven" ? seen.orders : [];
  return ids.flatMap((id) => {
    const order = known.find((one) => one.id === id);
    if (!order) return [];
    const [first, ...more] = order.lineItems;
    const what = first && ` (${first.title}${more.length > 0 ? ", …" : ""})`;
    return [{ label: `${order.number}${what ?? ""}`, say: order.number }];
  });
}

function itemOf(id: string, orderId: string | undefined, { orders: seen }: Brief) {
  const known = seen.kind === "proven" ? seen.orders : [];
  const line = known
    .find((order) => order.id === orderId)
    ?.lineItems.find((item) => item.id === id);
  return line && itemName(line, line.quantity);
}

function variantOf(id: string, { variants }: Brief): string | undefined {
  for (const all of variants?.values() ?? []) {
    const variant = all.find((one) => one.id === id);
    if (variant) return variantName(variant);
  }
  return undefined;
}
