import { type Draft, decide, say } from "../../../core/draft.ts";
import { localeFor } from "../../../core/locale.ts";
import type { Phrase } from "../../../core/shop.ts";
import { answerFor } from "../../../intents/answers.ts";
import { openFlow } from "../../../intents/flows/flow.ts";
import { whyNot } from "../../../intents/flows/why-not.ts";
import { asksWhy, asksWhySo, protests } from "../../../intents/without-words.ts";
import type { Brief } from "../brief.ts";
import { contextOf, openQuestion } from "./flow-turn.ts";
import { awaitsCode } from "./prove.ts";
import { toPerson } from "./to-person.ts";

/** After this a "why?" is about something else. */
const REMEMBERED_FOR_MS = 60 * 60_000;

/**
 * Answers "why?": what a question of ours is for, or by which of the shop's rules something was refused. `false`: that is
 * not what they ask, or there is nothing to explain.
 */
export function answerWhy(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const { flow } = draft.conversation;
  const text = brief.said?.text ?? "";
  if (draft.conversation.holder.kind !== "bot") return false;
  if (!asksWhy(text)) return asksWhySo(text) && explainStatus(draft, phrase);
  const asks = openFlow(flow, draft.now)?.asks;
  const question = openQuestion(brief, draft.conversation, phrase);
  if (asks !== undefined && question !== undefined) {
    decide(draft, "ask", `why: ${asks}`);
    const why = EXPLAINED.has(asks) ? phrase(`flow.why.${asks}`) : phrase("flow.why.other");
    say(draft, `${why} ${question}`, { purpose: "answer" });
    return true;
  }
  if (awaitsCode(brief)) {
    decide(draft, "ask", "why: code");
    say(draft, phrase("proof.why"), { purpose: "answer" });
    return true;
  }
  return explainRefusal(draft, brief, phrase) || explainStatus(draft, phrase);
}

/** What each of these is asked for can be said in a sentence of its own. */
const EXPLAINED: ReadonlySet<string> = new Set(["reason", "photo", "yes", "address"]);

function explainRefusal(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const { refused } = draft.conversation;
  const context = contextOf(brief, draft.conversation, phrase);
  if (!refused || !context || draft.now - refused.at > REMEMBERED_FOR_MS) return false;
  const why = whyNot(refused, context);
  if (why === undefined) return false;
  const { because, isRule } = why;
  const { shop } = brief;
  const locale = localeFor(shop.file.locales, draft.conversation.locale);
  const rule = { cancel: shop.file.cancel_until, address: shop.file.change_address_until };
  const words =
    refused.kind === "cancel" || refused.kind === "address"
      ? phrase(`flow.rule.${refused.kind}`, { until: rule[refused.kind] })
      : answerFor("return_policy", { now: draft.now, shop, phrase, locale });
  decide(draft, "answer", `why: ${refused.kind} refused`);
  const rest = isRule ? [words, phrase("flow.rule.person")] : [phrase("next.person")];
  const told = [phrase("flow.why_not", { because }), ...rest];
  say(draft, told.filter(Boolean).join(" "), { purpose: "answer" });
  return true;
}

/** Right after how an order stands: nobody here knows more of the road than was told. */
function explainStatus(draft: Draft, phrase: Phrase): boolean {
  const { topic, lines } = draft.conversation;
  const last = lines.findLast(({ who }) => who === "bot");
  if (topic === undefined || topic.at !== last?.at) return false;
  const why = phrase("order.why");
  if (last.text === why) return false;
  decide(draft, "answer", "why: how the order stands");
  say(draft, why, { purpose: "answer" });
  return true;
}

/**
 * Answers "that's unfair" after a no: a kind word and the way to a person, and the second time the person. What the shop's
 * own rules hand over is theirs. `false`: that is not what they say, or nothing was refused lately.
 */
export function answerProtest(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const { said } = brief;
  const { refused, holder, flow, lines } = draft.conversation;
  if (!said || !protests(said.text) || holder.kind !== "bot" || flow) return false;
  if (!refused || draft.now - refused.at > REMEMBERED_FOR_MS) return false;
  if (said.understanding.intents.some(({ name }) => name === "complaint")) return false;
  const sorry = phrase("flow.refused_sorry");
  if (lines.some(({ text, at }) => text === sorry && at >= refused.at)) {
    const name = "unhappy with what the shop's rules refuse";
    const rule = { name, team: "care", priority: "normal" } as const;
    toPerson(draft, brief, { rule, reason: name, phrase });
    return true;
  }
  decide(draft, "answer", "unhappy with a refusal");
  say(draft, sorry, { purpose: "answer" });
  return true;
}
