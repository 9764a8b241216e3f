import type { Conversation } from "../../../core/conversation.ts";
import { localeFor } from "../../../core/locale.ts";
import type { Order } from "../../../core/order.ts";
import { GAP, type Shop } from "../../../core/shop.ts";
import type { Understanding } from "../../../core/understanding.ts";
import { cannedFacts } from "../../../handoff/canned-facts.ts";
import { ABOUT_ORDERS } from "../../../intents/about-orders.ts";
import { answerFor } from "../../../intents/answers.ts";
import { saysCameWrong } from "../../../intents/came-wrong.ts";
import { MANNERS } from "../../../intents/manners.ts";
import { saysNotReceived } from "../../../intents/not-received.ts";
import { orderStatus } from "../../../intents/orders/order-status.ts";
import { changeWanted, suggestedRefusal } from "./suggested-refusal.ts";

/** What an agent can choose between at a glance. */
const MOST = 3;
/** A button carries no more; nobody reads more on a card. */
const LONGEST = 1_800;
/** A guess below this is no reason to suggest anything. */
const WORTH_SUGGESTING = 0.2;
/** How much of a question one of the shop's own paragraphs must speak of. */
const WRITTEN_FITS = 0.5;
/** Who names an order may want to know how it stands, whatever else they want. */
const NAMED_ORDER = 0.1;

/** What was said to nobody in particular, and calls for no prepared words. */
const SMALL_TALK: ReadonlySet<string> = new Set([
  ...MANNERS,
  "capabilities",
  "bot_question",
  "human",
  "out_of_scope",
]);

/** How sure it is that these words are wanted, 0 to 1. */
type Guess = { text: string; worth: number };

/**
 * What the holder might answer to the words that the customer waits with, the likeliest first: how their orders stand, what
 * the shop's files say, the shop's canned replies, each in the customer's language and only with facts that are known.
 * `orders`: those that are proven to be theirs. None once the customer is answered. Pure.
 */
export function suggestedReplies(situation: {
  conversation: Conversation;
  orders: readonly Order[];
  shop: Shop;
  now: number;
}): readonly string[] {
  const { conversation, shop } = situation;
  const words = wordsWaiting(conversation);
  if (words === "") return [];
  const reading = shop.recogniser.recognise(words, { locale: conversation.locale });
  const told = { ...situation, words, reading };
  const order = orderMeant(told);
  const refusal =
    order && suggestedRefusal(told, order, { shop, now: told.now, locale: conversation.locale });
  if (refusal !== undefined) return [refusal];
  const guesses = [
    ...intentsIn(reading).flatMap((intent) => guessesAt(intent, told)),
    ...written(told),
    ...orderNamed(told),
  ];
  const best = guesses
    .filter(({ text }) => text !== "" && text.length <= LONGEST && !text.includes(GAP))
    .sort((one, other) => other.worth - one.worth)
    .map(({ text }) => text);
  return [...new Set(best)].slice(0, MOST);
}

type Told = Parameters<typeof suggestedReplies>[0] & { words: string; reading: Understanding };

/** What the customer wrote after the last words of a person of ours. */
export function wordsWaiting({ lines }: Conversation): string {
  const answered = lines.findLastIndex(({ who }) => who === "agent");
  return lines
    .slice(answered + 1)
    .filter(({ who }) => who === "customer")
    .map(({ text }) => text)
    .join("\n");
}

function intentsIn({ intents, candidates }: Understanding): readonly {
  name: string;
  confidence: number;
}[] {
  const sure = intents.map(({ name, confidence }) => ({ name, confidence }));
  const others = candidates.filter(({ name }) => !sure.some((each) => each.name === name));
  return [...sure, ...others].filter(
    ({ name, confidence }) => confidence >= WORTH_SUGGESTING && !SMALL_TALK.has(name),
  );
}

/** Facts come before canned words for the same wish. */
function guessesAt(
  { name, confidence }: { name: string; confidence: number },
  told: Told,
): readonly Guess[] {
  const fact = Object.hasOwn(ABOUT_ORDERS, name) ? aboutOrders(name, told) : fromFiles(name, told);
  return [
    ...(fact === undefined ? [] : [{ text: fact, worth: confidence }]),
    ...cannedFor(name, told).map((text) => ({ text, worth: confidence * 0.9 })),
  ];
}

/** How the order stands that is asked about. Where several could be meant, or something came wrong, it answers nothing. */
function aboutOrders(intent: string, told: Told): string | undefined {
  const { conversation, orders, shop, now, words, reading } = told;
  const talk = ABOUT_ORDERS[intent];
  if (!talk || orders.length === 0 || (talk.person && saysCameWrong(words))) return undefined;
  const about = talk.person && saysNotReceived(words) ? "not_received" : talk.about;
  const { orderNumbers } = reading.entities;
  const meant = orderMeant(told);
  const isTopic = about !== "refund" || (meant && meant.returns.length + meant.refunds.length > 0);
  const { text, question } = orderStatus({
    now,
    shop,
    locale: localeFor(shop.file.locales, conversation.locale),
    orders,
    orderNumbers: orderNumbers.filter((number) => orders.some((order) => order.number === number)),
    about,
    personFollows: true,
    ...(meant && isTopic ? { topicOrderId: meant.id } : {}),
    phrase: shop.phrases(conversation.locale),
  });
  return question ? undefined : text;
}

function fromFiles(intent: string, { conversation, shop, now }: Told): string | undefined {
  const phrase = shop.phrases(conversation.locale);
  const locale = localeFor(shop.file.locales, conversation.locale);
  return answerFor(intent, { now, shop, phrase, locale });
}

/** The shop's canned replies for this intent whose every fact is known, in the language that the customer reads. */
function cannedFor(intent: string, told: Told): readonly string[] {
  const { conversation, shop } = told;
  const facts = cannedFacts(conversation, orderMeant(told));
  // What is not there cannot be photographed, and is not in the canned words for what came wrong.
  if (ABOUT_ORDERS[intent]?.person && saysNotReceived(told.words)) return [];
  return (shop.canned?.(conversation.locale) ?? [])
    .filter(({ name }) => name.startsWith(`${intent}.`))
    .map(({ text }) => text(facts));
}

function written({ shop, words, reading }: Told): readonly Guess[] {
  if (reading.intents.some(({ name }) => Object.hasOwn(ABOUT_ORDERS, name))) return [];
  // What is wanted done is done from the card; a paragraph that shares some words with it helps nobody.
  if (changeWanted(words, reading) !== undefined) return [];
  const [best] = shop.knowledge?.find(words, 1) ?? [];
  return best && best.fit >= WRITTEN_FITS ? [{ text: best.text, worth: best.fit * 0.8 }] : [];
}

function orderNamed(told: Told): readonly Guess[] {
  if (told.reading.entities.orderNumbers.length === 0 || !orderMeant(told)) return [];
  const text = aboutOrders("order_status", told);
  return text === undefined ? [] : [{ text, worth: NAMED_ORDER }];
}

/** The one order that they name, that the talk is about, or that is the only one of theirs that it came here with. */
function orderMeant({ conversation, orders, reading }: Told): Order | undefined {
  const { topic, handoff } = conversation;
  const named = orders.filter(({ number }) => reading.entities.orderNumbers.includes(number));
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  const inTalk = orders.find(({ id }) => id === topic?.orderId);
  const came = orders.filter(({ number }) => handoff?.orderNumbers.includes(number));
  return inTalk ?? (came.length === 1 ? came[0] : undefined);
}
