import type { ChangeAsked } from "../../../core/conversation.ts";
import { type Draft, decide, say } from "../../../core/draft.ts";
import type { InboundOf } from "../../../core/message.ts";
import { tellDesk } from "../../../core/tell-desk.ts";
import { handOver } from "../../../handoff/hand-over.ts";
import { type ChangeResult, resultWords } from "../../../intents/flows/result-words.ts";
import type { Brief } from "../brief.ts";

/**
 * Tells what came of a change: the customer, with what happens next; while an agent holds the conversation, the desk
 * alone, for theirs is the one voice (G6). What the system refused, and what it leaves to people, is handed over.
 */
export function tellResult(
  draft: Draft,
  { sendId, change, outcome }: InboundOf<"change_result">,
  brief: Brief,
): void {
  const asked = takeOff(draft, sendId);
  const before = draft.sends.length;
  decide(draft, "answer", `change: ${change.do} ${outcome.kind}`);
  const number = asked?.number ?? change.orderId;
  const phrase = brief.shop.phrases(draft.conversation.locale);
  const what = asked?.what ?? "";
  const isNotedOnly = brief.abilities?.returns === "local";
  const { returns } = brief.shop.file;
  const result = resultWords({ change, outcome, number, what, isNotedOnly, returns }, phrase);
  if (draft.conversation.holder.kind === "agent") return tellDesk(draft, "desk", result.text);
  if (draft.conversation.holder.kind === "waiting") tellDesk(draft, "desk", result.text);
  if (result.person === undefined) {
    tellCustomer(draft, result, phrase("flow.anything_else"));
  } else {
    handOver(draft, {
      rule: { name: result.person, team: "care", priority: "normal" },
      reason: result.person,
      orderNumbers: [number],
      opening: result.text,
      shop: brief.shop,
      phrase,
    });
  }
  markNews(draft, before);
}

/** A change that never reached the shop's system: a person sees to it, and the customer hears by when. */
export function tellUndone(draft: Draft, sendId: string, brief: Brief): void {
  const asked = takeOff(draft, sendId);
  const before = draft.sends.length;
  const phrase = brief.shop.phrases(draft.conversation.locale);
  const text = phrase("change.not_done", { number: asked?.number ?? "" });
  decide(draft, "hand_over", "change: given up");
  if (draft.conversation.holder.kind === "agent") return tellDesk(draft, "desk", text);
  handOver(draft, {
    rule: { name: "a change could not be made", team: "care", priority: "high" },
    reason: "a change could not be made",
    orderNumbers: asked ? [asked.number] : [],
    opening: text,
    shop: brief.shop,
    phrase,
  });
  markNews(draft, before);
}

/**
 * All that was said to the customer beside the first `before` sends is news: it answers no words of theirs, so it is told
 * in its own place and in these words, whatever is answered anew meanwhile.
 */
function markNews(draft: Draft, before: number): void {
  const told: string[] = [];
  for (const [n, send] of draft.sends.entries()) {
    if (n < before || send.author !== "bot" || send.body.kind !== "text") continue;
    draft.sends[n] = { ...send, purpose: "notice" };
    told.push(send.body.text);
  }
  const lines = draft.conversation.lines.map((line) =>
    line.at === draft.now && line.who === "bot" && told.includes(line.text)
      ? { ...line, news: true as const }
      : line,
  );
  draft.conversation = { ...draft.conversation, lines };
}

function takeOff(draft: Draft, sendId: string): ChangeAsked | undefined {
  const { changesAsked } = draft.conversation;
  const rest = changesAsked.filter((asked) => asked.sendId !== sendId);
  draft.conversation = { ...draft.conversation, changesAsked: rest };
  return changesAsked.find((asked) => asked.sendId === sendId);
}

/** Nobody is asked what else they want while they are being asked something. */
function tellCustomer(draft: Draft, { text }: ChangeResult, anythingElse: string): void {
  const { holder, flow } = draft.conversation;
  const isFree = holder.kind === "bot" && flow === undefined;
  say(draft, isFree ? `${text} ${anythingElse}` : text, { purpose: "answer" });
}
