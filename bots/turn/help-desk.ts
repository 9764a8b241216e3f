import type { Conversation } from "../../core/conversation.ts";
import type { Decision } from "../../core/decision.ts";
import { maskPerson } from "../../customers/masking.ts";
import { isFaithful } from "../../intents/knowledge/faithful.ts";
import { askedOf, type HelperPorts, knownOf } from "./brief/helper-call.ts";
import type { Brief } from "./brief.ts";
import { deskLanguage, translated } from "./choose/translate-talk.ts";

/**
 * Between choosing and doing, where there is a language model: what the people at the desk need of it. A talk that is
 * handed over is told in short on its card, a customer's words in another language than the desk's stand translated
 * below their own, and an agent's in the customer's are offered to them. All are labelled as a machine's, held against
 * what was said, and left out when they say more, come late or do not come. Nothing of it reaches a customer unread.
 */
export async function helpDesk(
  brief: Brief,
  decision: Decision,
  ports: HelperPorts,
): Promise<Decision> {
  if (!ports.helper) return decision;
  if (brief.said && isNewHandoff(brief, decision)) return summarised(brief, decision, ports);
  return decision.conversation.holder.kind === "agent"
    ? translated(brief, decision, ports)
    : decision;
}

function isNewHandoff(brief: Brief, { conversation: { handoff, lines } }: Decision): boolean {
  if (!handoff || handoff.number === brief.conversation.handoff?.number) return false;
  const said = lines.filter(({ who }) => who === "customer");
  return said.length >= WORTH_SHORTENING;
}

/** Fewer words of the customer are read as fast as they are told in short. */
const WORTH_SHORTENING = 3;

const LONGEST_SUMMARY = 300;

async function summarised(brief: Brief, decision: Decision, ports: HelperPorts): Promise<Decision> {
  const { handoff, lines } = decision.conversation;
  const { helper } = ports;
  if (!handoff || !helper) return decision;
  const known = knownOf(brief);
  const told = lines.map(({ who, text }) => ({ who, text: maskPerson(text, known) }));
  const language = deskLanguage(brief.shop);
  const summary = await askedOf("summarise", brief, ports, (how) =>
    helper.summarise({ lines: told, language }, how),
  );
  if (summary === undefined || !isGoodSummary(summary, lines)) return decision;
  const conversation = { ...decision.conversation, handoff: { ...handoff, summary } };
  return { ...decision, conversation };
}

function isGoodSummary(summary: string, lines: Conversation["lines"]): boolean {
  return summary.length <= LONGEST_SUMMARY && !/[\n\r]/.test(summary) && isFaithful(summary, lines);
}
