import { type Draft, decide, say } from "../../../core/draft.ts";
import type { Phrase } from "../../../core/shop.ts";
import { saysNo, saysYes } from "../../../intents/flows/answer-words.ts";
import { saysFound, saysLooked, saysNotReceived } from "../../../intents/not-received.ts";
import type { Brief } from "../brief.ts";
import { toPerson } from "./to-person.ts";

/**
 * A parcel that is marked as delivered and not there is looked for first: most turn up at a neighbour's or a day later.
 * Gives the question to ask after the state of the order, and remembers that it was asked; `undefined` where there is
 * nothing to look for, or they have looked already: then a person must know.
 */
export function askToLook(draft: Draft, brief: Brief, phrase: Phrase): string | undefined {
  const { orders, said } = brief;
  const orderId = draft.conversation.topic?.orderId;
  const order =
    orders.kind === "proven" ? orders.orders.find(({ id }) => id === orderId) : undefined;
  const isMarked = order?.fulfillments.some(({ trackingStatus }) => trackingStatus === "delivered");
  if (!order || !isMarked || saysLooked(said?.text ?? "")) return undefined;
  draft.conversation = {
    ...draft.conversation,
    question: { kind: "looked_around", orderId: order.id, askedAt: draft.now },
  };
  return phrase("not_received.look");
}

/** What the customer found: the parcel, nothing, or no time to look yet. `false`: they were not asked, or say something else. */
export function answerLook(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const { question } = draft.conversation;
  const text = brief.said?.text ?? "";
  if (question?.kind !== "looked_around") return false;
  if (saysFound(text)) {
    decide(draft, "answer", "missing parcel: found");
    draft.conversation = { ...draft.conversation, question: undefined };
    say(draft, phrase("not_received.found"), { purpose: "answer" });
    return true;
  }
  const willLook = WILL_LOOK.test(text);
  if (saysLooked(text) || saysNotReceived(text) || (saysYes(text) && !willLook)) {
    const topic = { orderId: question.orderId, at: draft.now };
    draft.conversation = { ...draft.conversation, topic, question: undefined };
    const name = STILL_MISSING;
    const rule = { name, team: "care", priority: "high" } as const;
    toPerson(draft, brief, { rule, reason: name, opening: phrase("not_received.search"), phrase });
    return true;
  }
  if (!saysNo(text) && !willLook) return false;
  decide(draft, "ask", "missing parcel: will look");
  say(draft, phrase("not_received.later"), { purpose: "answer" });
  return true;
}

/** "My neighbour is away": neither found nor given up, so it is asked once more. `false`: they were not asked. */
export function lookAgain(draft: Draft, phrase: Phrase): boolean {
  if (draft.conversation.question?.kind !== "looked_around") return false;
  decide(draft, "ask", "missing parcel: still looking");
  say(draft, phrase("not_received.still"), { purpose: "answer" });
  return true;
}

/** Why a person is called for a parcel that did not turn up. */
export const STILL_MISSING = "marked as delivered, looked for, and still missing";

const WILL_LOOK =
  /^\W*(?:(?:ok|okay|sure|fine|alright|right|thanks|thank you)\b\W*)*(?:i(?:'?ll| will| am going to|'?m going to)|let me|gonna|will) (?:\w+ )?(?:look|check|ask|see|go)\b|\bnot yet\b|^\W*(?:wait|hold on|one (?:sec|moment))\b/i;
