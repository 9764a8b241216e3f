import type { Conversation } from "../../core/conversation.ts";
import type { Decision, NewSend } from "../../core/decision.ts";
import { languageIn, localeFor } from "../../core/locale.ts";
import { maskPerson } from "../../customers/masking.ts";
import { isFaithful } from "../../intents/faithful.ts";
import { inventionsIn } from "../../intents/founded.ts";
import type { Brief } from "./brief.ts";
import { askedOf, type HelperPorts, knownOf } from "./helper-call.ts";

/**
 * Between choosing and doing, where there is a language model: what the people at the desk need of it. A talk that is
 * handed over is told in short on its card, and a customer's words in another language than the desk's stand translated
 * below their own. Both are labelled as a machine's, held against what was said, and left out when they say more, come
 * late or do not come. Nothing of it ever reaches a customer.
 */
export async function helpDesk(
  brief: Brief,
  decision: Decision,
  ports: HelperPorts,
): Promise<Decision> {
  if (!ports.helper || !brief.said) return decision;
  if (isNewHandoff(brief, decision)) return summarised(brief, decision, ports);
  const { holder, locale } = decision.conversation;
  const isForeign = languageIn(locale ?? deskLocale(brief)) !== languageIn(deskLocale(brief));
  return holder.kind === "agent" && isForeign ? translated(brief, decision, ports) : decision;
}

/** People at the desk read the shop's own language. */
function deskLocale({ shop }: Brief): string {
  return localeFor(shop.file.locales, undefined);
}

function isNewHandoff(brief: Brief, { conversation: { handoff, lines } }: Decision): boolean {
  if (!handoff || handoff.number === brief.conversation.handoff?.number) return false;
  const said = lines.filter(({ who }) => who === "customer");
  return said.length >= WORTH_SHORTENING;
}

/** Fewer words of the customer are read as fast as they are told in short. */
const WORTH_SHORTENING = 3;

const LONGEST_SUMMARY = 300;
const LONGEST_LINE = 1_000;

async function summarised(brief: Brief, decision: Decision, ports: HelperPorts): Promise<Decision> {
  const { handoff, lines } = decision.conversation;
  const { helper } = ports;
  if (!handoff || !helper) return decision;
  const known = knownOf(brief);
  const told = lines.map(({ who, text }) => ({
    who,
    text: maskPerson(text, known).slice(0, LONGEST_LINE),
  }));
  const language = languageIn(deskLocale(brief));
  const summary = await askedOf("summarise", brief, ports, (how) =>
    helper.summarise({ lines: told, language }, how),
  );
  if (summary === undefined || !isGoodSummary(summary, lines)) return decision;
  const conversation = { ...decision.conversation, handoff: { ...handoff, summary } };
  return { ...decision, conversation };
}

function isGoodSummary(summary: string, lines: Conversation["lines"]): boolean {
  const isShort = summary.length <= LONGEST_SUMMARY && !/[\n\r]/.test(summary);
  return (
    isShort &&
    isFaithful(
      summary,
      lines.map(({ text }) => text),
    )
  );
}

/** Each line of theirs for the thread, with what it means below it. */
async function translated(brief: Brief, decision: Decision, ports: HelperPorts): Promise<Decision> {
  const sends = await Promise.all(decision.sends.map((send) => inDeskLanguage(send, brief, ports)));
  return { ...decision, sends };
}

async function inDeskLanguage(send: NewSend, brief: Brief, ports: HelperPorts): Promise<NewSend> {
  const { helper } = ports;
  const { body } = send;
  if (!helper || body.kind !== "line" || body.who !== "customer" || body.text === "") return send;
  const text = maskPerson(body.text, knownOf(brief)).slice(0, LONGEST_LINE);
  const language = languageIn(deskLocale(brief));
  const translation = await askedOf("translate", brief, ports, (how) =>
    helper.translate({ text, language }, how),
  );
  if (translation === undefined || !isGoodTranslation(translation, body.text)) return send;
  return {
    ...send,
    body: { ...body, text: `${body.text}\n(machine translation: ${translation})` },
  };
}

/** What a translation must not add can be told in any language: numbers and links. Its length tells of a speech. */
function isGoodTranslation(translation: string, original: string): boolean {
  const added = inventionsIn(translation, [original]).filter(({ kind, what }) =>
    kind === "number" ? /\d/.test(what) : kind === "link",
  );
  const isOneLine = !/[\n\r]/.test(translation) && translation !== "";
  return added.length === 0 && isOneLine && translation.length <= 2 * original.length + SHORT;
}

/** "Sí" may well become "Yes, please". */
const SHORT = 40;
