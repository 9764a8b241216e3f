import type { Help } from "../../../core/helper.ts";
import type { Passage } from "../../../core/knowledge.ts";
import type { Shop } from "../../../core/shop.ts";
import type { IntentName } from "../../../core/understanding.ts";
import { maskPerson } from "../../../customers/masking.ts";
import { answerFor } from "../../../intents/answers.ts";
import { MANNERS } from "../../../intents/manners.ts";
import type { Brief } from "../brief.ts";
import { goOnWithFlow } from "../choose/flow-turn.ts";
import { wishesOf } from "../choose/wishes.ts";
import { passagesFor, writtenAnswer } from "../choose/written-answer.ts";
import { askedOf, type HelperPorts, knownOf } from "./helper-call.ts";

/**
 * Never taken from a model: they confirm, refuse or end something, so they must be in the customer's own words. All others
 * only begin what needs its own proof and the customer's own yes.
 */
const NEVER_GUESSED: ReadonlySet<IntentName> = new Set([
  ...MANNERS,
  "stop_messages",
  "out_of_scope",
]);

/**
 * The end of step B where there is a language model: what it makes of words that the engine did not understand, and how it
 * answers a question from the shop's documents. It sees the customer's words with the personal data masked, the names of
 * intents and the shop's own paragraphs, and nothing else; it does nothing and decides nothing. Late, wrong, used up or
 * down: the brief stays as it is. Noted in the journal's reads either way.
 */
export async function askHelper(brief: Brief, ports: HelperPorts): Promise<Brief> {
  const { helper } = ports;
  const { said } = brief;
  if (!helper || !said || !mayAnswer(brief)) return brief;
  const phrase = brief.shop.phrases(brief.conversation.locale);
  if (goOnWithFlow(brief, brief.conversation, phrase)) return brief;
  const wishes = wishesOf(brief.conversation.question, said, brief).intents;
  const text = maskPerson(said.text, knownOf(brief));
  const toKnow = wishes.find(
    (intent) => answerFor(intent, { now: brief.now, shop: brief.shop, phrase }) === undefined,
  );
  const passages = wishes.length === 0 || toKnow ? passagesFor(brief, toKnow) : [];
  const isClear = wishes.length > 0 || writtenAnswer(brief, phrase) !== undefined;
  const [intents, answer] = await Promise.all([
    isClear
      ? undefined
      : askedOf("understand", brief, ports, (how) =>
          helper.understand({ text, intents: intentsOf(brief.shop) }, how),
        ),
    passages.length === 0
      ? undefined
      : askedOf("answer", brief, ports, (how) =>
          helper.answer({ question: text, passages: passages.map(wordsOf) }, how),
        ),
  ]);
  const known = new Set(intentsOf(brief.shop).map(({ name }) => name));
  const help: Help = {
    ...(intents ? { intents: [...new Set(intents)].filter((name) => known.has(name)) } : {}),
    ...(answer === undefined ? {} : { answer: answer.text ?? "" }),
  };
  return Object.keys(help).length === 0 ? brief : { ...brief, help };
}

/** Where a paragraph lies is nobody's business but ours. */
function wordsOf({ title, text }: Passage): Pick<Passage, "title" | "text"> {
  return { title, text };
}

/** Whether the bot is to answer words of the customer's at all. */
function mayAnswer({ said, conversation, optedOut, code }: Brief): boolean {
  const { kind } = conversation.holder;
  if (kind === "agent" || kind === "waiting" || optedOut || code) return false;
  return (
    said !== undefined && /\p{L}{2}/u.test(said.text) && !said.messages.some(({ optOut }) => optOut)
  );
}

function intentsOf({ intentNames, intent }: Shop): readonly { name: IntentName; title: string }[] {
  return (intentNames ?? [])
    .filter((name) => !NEVER_GUESSED.has(name))
    .map((name) => ({ name, title: intent(name)?.title ?? name }));
}
