import { type Draft, decide, say } from "../../../core/draft.ts";
import { FITS_UNKNOWN, type Passage } from "../../../core/knowledge.ts";
import { languageIn, localeFor } from "../../../core/locale.ts";
import type { Phrase } from "../../../core/shop.ts";
import type { IntentName } from "../../../core/understanding.ts";
import { saysCameWrong } from "../../../intents/came-wrong.ts";
import { retoldFrom } from "../../../intents/knowledge/retold.ts";
import { WRITTEN_OF } from "../../../intents/what-if.ts";
import type { Brief } from "../brief.ts";
import { openQuestion } from "./flow-turn.ts";

/** What the shop has written down in answer to the customer's words, and where. */
export type WrittenAnswer = { text: string; source: string };

/** How much of a question a paragraph must speak of to be quoted, when it is known what kind of question it is. */
const FITS_KNOWN = 0.5;

/** What a model is given to answer from. */
const MOST_PASSAGES = 3;
const WORTH_ASKING = 0.35;

/** Questions to which a shop's documents may hold the answer, so that nobody needs to be asked. */
const ASKS_TO_KNOW: ReadonlySet<IntentName> = new Set([
  "shipping_info",
  "pickup",
  "warranty",
  "product_question",
  "gift_card",
  "promo_code",
  "membership",
  "account",
  "invoice",
  "place_order",
  "return_policy",
  "store_info",
  // One part of a message, of which nothing else is known (read-clauses.ts).
  "written",
]);

/**
 * The answer that stands in the shop's documents, with its source: as a model has retold it, if all that it says stands
 * there, else the paragraph itself, if it fits well. `undefined`: nothing fits, or the words are a complaint. Without
 * `intent` nothing was understood, and only what is clearly a question is answered so.
 */
export function writtenAnswer(
  brief: Brief,
  phrase: Phrase,
  intent?: IntentName,
): WrittenAnswer | undefined {
  const passages = passagesFor(brief, intent);
  const [best] = passages;
  if (best === undefined) return undefined;
  const { answer } = brief.help ?? {};
  const retold = answer === undefined ? [] : retoldFrom(answer, passages);
  const [first = best] = retold;
  const isUsable = answer !== undefined && retold.length > 0;
  if (!isUsable && best.fit < (intent === undefined ? FITS_UNKNOWN : FITS_KNOWN)) return undefined;
  const titles = (isUsable ? retold : [best]).map(titleOf);
  const title = [...new Set(titles)].join('", "');
  return {
    text: phrase("knowledge.answer", { text: isUsable ? answer : best.text, title }),
    source: first.source,
  };
}

function titleOf({ title, source }: Passage): string {
  return title || source.replace(/\.md$/, "");
}

/** Says what stands in the shop's documents, and then what was being asked before. `false`: nothing in them fits. */
export function answerWritten(draft: Draft, brief: Brief, phrase: Phrase): boolean {
  const written = writtenAnswer(brief, phrase);
  if (!written) return false;
  const { text, source } = written;
  decide(draft, "answer", `knowledge: ${source}`);
  const back = openQuestion(brief, draft.conversation, phrase);
  const rest = back === undefined ? "" : `\n\n${phrase("flow.back")} ${back}`;
  say(draft, `${text}${rest}`, { purpose: "answer" });
  return true;
}

/** The paragraphs that may hold the answer, the best first; none for words that ask for nothing, or tell of something wrong. */
export function passagesFor({ said, shop }: Brief, intent?: IntentName): readonly Passage[] {
  if (!said || !shop.knowledge) return [];
  const supposed = intent === undefined ? undefined : WRITTEN_OF[intent];
  if (supposed) {
    const locale = localeFor(shop.file.locales, said.understanding.locale);
    return shop.knowledge.find(supposed[languageIn(locale)] ?? said.text, MOST_PASSAGES);
  }
  if (saysCameWrong(said.text)) return [];
  if (intent === undefined ? !QUESTION.test(said.text) : !ASKS_TO_KNOW.has(intent)) return [];
  const { intents } = said.understanding;
  const clause =
    intents.length > 1 ? intents.find(({ name }) => name === intent)?.clause : undefined;
  return shop.knowledge
    .find(clause ?? said.text, MOST_PASSAGES)
    .filter(({ fit, text }) => fit >= WORTH_ASKING && tellsPriceIfAsked(text, clause ?? said.text));
}

/** Who asks what a coat costs is not helped by how to brush it. */
function tellsPriceIfAsked(paragraph: string, question: string): boolean {
  return !ASKS_PRICE.test(question) || /\d|\bfree\b|\bgratis\b/i.test(paragraph);
}

const ASKS_PRICE =
  /\bhow much (?:is|are|does|do|for)\b|\b(?:price|cost)s?\b|cu[aá]nto (?:cuesta|vale)/i;

const QUESTION =
  /\?|^\W*(?:(?:hi|hey|hello|hiya|ok|okay|and|also|so|but|please|pls|hm+|um+|well|wait)[\s,!]+)*(?:how|what|whats|which|when|where|who|why|can|could|may|must|do|does|is|are|will|would|should|any)\b/i;
