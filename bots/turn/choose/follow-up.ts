import { type Draft, decide, say } from "../../../core/draft.ts";
import { localeFor } from "../../../core/locale.ts";
import type { Order } from "../../../core/order.ts";
import type { Phrase } from "../../../core/shop.ts";
import {
  asksIfDone,
  asksOfHour,
  asksOfPrice,
  asksOfTime,
  asksWhatNext,
  sentencesTelling,
} from "../../../intents/asks-further.ts";
import { openFlow } from "../../../intents/flows/flow.ts";
import { isInTrouble } from "../../../intents/orders/order-words.ts";
import type { Telling } from "../../../intents/orders/parcel-words.ts";
import { purchaseWords } from "../../../intents/orders/purchase-words.ts";
import { isUnderWay } from "../../../intents/orders/under-way.ts";
import { whenWords } from "../../../intents/orders/when-words.ts";
import type { Brief } from "../brief.ts";
import { awaitsCode } from "./prove.ts";

/** After this a "when?" is about something else. */
const REMEMBERED_FOR_MS = 60 * 60_000;

/**
 * Answers "when?", "how much is it?" and "what happens now?" from what was said last. `false`: that is not what they ask, or
 * the last words tell nothing of it.
 */
export function answerFurther(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const text = brief.said?.text ?? "";
  const { holder, lines, flow } = draft.conversation;
  const last = lines.findLast(({ who }) => who === "bot");
  if (holder.kind !== "bot" || !last || draft.now - last.at > REMEMBERED_FOR_MS) return false;
  if (openFlow(flow, draft.now) || awaitsCode(brief)) return false;
  const told =
    last.news && asksIfDone(text) ? last.text : wordsFor(draft, brief, last.text, phrase);
  if (told === undefined) return false;
  decide(draft, "answer", "from what was said last");
  // It goes on being about that order.
  const { topic } = draft.conversation;
  if (topic?.at === last.at)
    draft.conversation = { ...draft.conversation, topic: { ...topic, at: draft.now } };
  say(draft, told, { purpose: "answer" });
  return true;
}

function wordsFor(draft: Draft, brief: Brief, last: string, phrase: Phrase): string | undefined {
  const text = brief.said?.text ?? "";
  if (asksWhatNext(text)) return nextStepWords(draft, brief, phrase);
  const order = orderJustTold(draft, brief);
  if (asksOfTime(text) && order) return timeOf(order, draft, brief, phrase);
  if (asksOfPrice(text) && order)
    return purchaseWords(order, tellingOf(draft, brief, phrase), { words: text });
  if (order || !(asksOfTime(text) || asksOfPrice(text))) return undefined;
  const told = sentencesTelling(asksOfTime(text) ? "time" : "price", last);
  return told.length === 0 ? undefined : told.join(" ");
}

function timeOf(order: Order, draft: Draft, brief: Brief, phrase: Phrase): string | undefined {
  if (isUnderWay(order) && asksOfHour(brief.said?.text ?? "")) return phrase("order.no_hour");
  const days = brief.shop.file.returns.refund_days ?? 0;
  return whenWords(order, tellingOf(draft, brief, phrase), days);
}

/** What comes next with the order that was just told of. */
function nextStepWords(draft: Draft, brief: Brief, phrase: Phrase): string | undefined {
  const order = orderJustTold(draft, brief);
  if (!order) return undefined;
  const isUnpaid = order.paymentStatus === "pending";
  if (isUnpaid || isInTrouble(order, tellingOf(draft, brief, phrase)))
    return phrase("order.next_person");
  return isUnderWay(order) ? phrase("order.next_none") : undefined;
}

/** The order whose state was the last thing said. */
export function orderJustTold(
  { conversation: { topic, lines } }: Pick<Draft, "conversation">,
  { orders }: Pick<Brief, "orders">,
): Order | undefined {
  const last = lines.findLast(({ who }) => who === "bot");
  if (topic === undefined || topic.at !== last?.at || orders.kind !== "proven") return undefined;
  return orders.orders.find(({ id }) => id === topic.orderId);
}

function tellingOf({ now, conversation }: Draft, { shop }: Brief, phrase: Phrase): Telling {
  const { timezone, locales } = shop.file;
  return { now, timezone, locale: localeFor(locales, conversation.locale), phrase };
}
