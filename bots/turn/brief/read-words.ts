import type { Conversation } from "../../../core/conversation.ts";
import { languageIn, localeFor } from "../../../core/locale.ts";
import type { CustomerMessage, Inbound } from "../../../core/message.ts";
import type { Send } from "../../../core/ports.ts";
import type { Shop } from "../../../core/shop.ts";
import type { IntentName, ReadingHints, Understanding } from "../../../core/understanding.ts";
import { isAnswered } from "../../../intents/answers.ts";
import { asksForStatus, saysLate } from "../../../intents/asks-status.ts";
import { askedByForm } from "../../../intents/by-form.ts";
import { splitClauses } from "../../../intents/clauses.ts";
import { openFlow } from "../../../intents/flows/flow.ts";
import { changeWishIn } from "../../../intents/flows/wish-words.ts";
import { readable } from "../../../intents/readable.ts";
import { withoutShopName } from "../../../intents/shop-name.ts";
import { asksWhy } from "../../../intents/without-words.ts";
import { isGivenAnew, wordsHeldUp } from "../outbox/stale-answer.ts";
import type { CodeGiven } from "./check-code.ts";
import { isHandedBack, wordsLeft } from "./handed-back.ts";
import { isOldTap } from "./is-old-tap.ts";
import { wishAgreedTo } from "./wish-agreed-to.ts";

/**
 * What the customer's messages of a turn mean, read as one, with what an answer that was held up was about; or what they
 * wrote to an agent who gives the conversation back without an answer to it.
 */
export type Said = {
  messages: readonly CustomerMessage[];
  text: string;
  understanding: Understanding;
};

/** Reads the customer's words of this turn as one; `undefined`: there are none, and none were left or held up. */
export async function readWords(
  inbounds: readonly Inbound[],
  about: {
    conversation: Conversation;
    heldUp: readonly Send[];
    code: CodeGiven | undefined;
    rest: string;
    now: number;
  },
  shop: Shop,
): Promise<Said | undefined> {
  const { conversation, code, rest, now } = about;
  const messages = inbounds.filter(isMessage);
  const heldUp = isGivenAnew(inbounds) ? wordsHeldUp(about.heldUp, conversation) : [];
  const isLeft = messages.length === 0 && isHandedBack(inbounds, conversation);
  const before = isLeft ? wordsLeft(conversation).map(({ text: words }) => words) : heldUp;
  if (messages.length + before.length === 0) return undefined;
  const { recogniser } = shop;
  await recogniser.ready;
  const hints = { locale: conversation.locale, now };
  const written =
    code?.outcome === "right"
      ? interrupted(code.wish, rest, shop)
      : joined(before, messages, conversation);
  const text = plainly(written, shop, hints);
  const agreed = wishAgreedTo(text, conversation, now);
  if (agreed) return { messages, ...meaning(agreed, recogniser.recognise(agreed.text, hints)) };
  const understanding = (await recogniser.read?.(text, hints)) ?? recogniser.recognise(text, hints);
  return { messages, text, understanding: supposing(text, understanding, conversation, now) };
}

/** Without what only asks to be heard, and with the shop's own name taken as what it is, in the language of the words. */
function plainly(written: string, { recogniser, file }: Shop, hints: ReadingHints): string {
  const text = written.replace(INTERJECTION, "");
  const named = (theShop: string) => withoutShopName(text, file.name, theShop);
  if (named(OUR_SHOP.en) === text) return text;
  const locale = localeFor(file.locales, recogniser.recognise(text, hints).locale);
  return named(languageIn(locale) === "es" ? OUR_SHOP.es : OUR_SHOP.en);
}

/** "Wait where are the gloves", "hang on, is it free": a question, and nothing that is to wait. */
const INTERJECTION =
  /^\W*(?:(?:wait|hang on|hold on|one sec(?:ond)?|lol|omg|ugh+|argh+|btw|quick q(?:uestion)?|espera|oye)\b[\s,.!:-]*)+(?=(?:where|wheres|when|what|whats|how|who|which|is|are|do (?:you|u|i|we|they)|does|did|will (?:it|you|u|i|they)|d[oó]nde|cu[aá]ndo|cu[aá]nto|qu[eé])(?!\p{L}))/iu;

const OUR_SHOP = { en: "the shop", es: "la tienda" } as const;

function meaning(
  { text, name }: { text: string; name: IntentName },
  understanding: Understanding,
): Omit<Said, "messages"> {
  const intents = [{ name, confidence: 1, clause: text }];
  return { text, understanding: { ...understanding, verdict: "sure", intents } };
}

function isMessage(inbound: Inbound): inbound is CustomerMessage & Inbound {
  return inbound.kind === "message";
}

function joined(
  before: readonly string[],
  messages: readonly CustomerMessage[],
  conversation: Conversation,
): string {
  const words = messages
    .filter((message) => message.optOut === undefined && !isOldTap(message, conversation))
    .map(({ text }) => text);
  return readable([...before, ...words].filter(Boolean).join("\n"));
}

/** What its form tells stands before what its words look like. */
function supposing(
  text: string,
  understanding: Understanding,
  { flow, lines, refused }: Pick<Conversation, "flow" | "lines" | "refused">,
  now: number,
): Understanding {
  const isReturning = openFlow(flow, now)?.kind === "return" || wasAboutReturn(refused, now);
  const isFirst = !lines.some(({ who }) => who === "bot");
  const clauses = splitClauses(text).filter((each) => !MANNERS_ALONE.test(each));
  const [name, ...more] = new Set(
    clauses.map((clause) => askedByForm(clause, { isReturning, isFirst })),
  );
  if (more.length > 0) return understanding;
  if (name === undefined) return understanding;
  return meaning({ text, name }, understanding).understanding;
}

/** "Not yet", they heard; what it will cost is asked of the return all the same. */
function wasAboutReturn(refused: Conversation["refused"], now: number): boolean {
  return refused?.kind === "return" && now - refused.at < A_WHILE_MS;
}

const A_WHILE_MS = 15 * 60_000;

/** "Ok and …", "hi, …": no clause that wants anything. */
const MANNERS_ALONE =
  /^\W*(?:ok(?:ay)?|hi|hey|hello|thanks?|thank you|great|and|so|well|hm+|oh|hola|vale|gracias|bueno)\W*$/i;

/** Whether the customer's orders could matter to the answer, or to the person who will read the card. */
export function needsOrders(conversation: Conversation, { text, understanding }: Said): boolean {
  if (conversation.question?.kind === "which_order" || conversation.topic) return true;
  if (conversation.refused && asksWhy(text)) return true;
  if (
    conversation.flow ||
    changeWishIn(text) !== undefined ||
    asksForStatus(text) ||
    saysLate(text) ||
    ASKS_OF_THEIRS.test(text)
  )
    return true;
  if (understanding.entities.orderNumbers.length > 0) return true;
  // Where it waits decides what it takes.
  if (understanding.intents.some(({ name }) => NEEDS_PLACE.has(name))) return true;
  const [likeliest] = understanding.verdict === "unsure" ? understanding.candidates : [];
  return (
    [...understanding.intents, ...(likeliest ? [likeliest] : [])].some(
      ({ name }) => !isAnswered(name),
    ) || conversation.question !== undefined
  );
}

/** "Where are my gloves": a thing that no phrase knows, beside whatever else is asked. English and Spanish. */
const ASKS_OF_THEIRS =
  /\b(?:where|when)(?:['’]?s| is| are| do| does| will)? (?:my|the)\b|(?<!\p{L})(?:d[oó]nde|cu[aá]ndo) (?:est[aá]n?|llegan?) (?:mis?|el|la|los|las)(?!\p{L})/iu;

const NEEDS_PLACE: ReadonlySet<IntentName> = new Set(["collect_with", "what_if_uncollected"]);

/** The words that a code was asked for, and what was said beside the code if it clearly says something. */
function interrupted(wish: string, rest: string, { recogniser }: Pick<Shop, "recogniser">): string {
  const addsSomething = rest.split(/\s+/).length > WORDS_ABOUT_A_CODE;
  const isClear = addsSomething && recogniser.recognise(rest).verdict === "sure";
  return isClear ? `${wish}\n${rest}` : wish;
}

/** "The code is …": no more than this is said about a code itself. */
const WORDS_ABOUT_A_CODE = 4;
