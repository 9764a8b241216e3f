import { formats } from "../core/formats.ts";
import type { Phrase, Shop } from "../core/shop.ts";
import type { Entities } from "../core/understanding.ts";
import { ABOUT_ORDERS } from "./about-orders.ts";
import { dayAskedWords } from "./days-asked.ts";
import { FLOW_OF } from "./flows/wish-words.ts";
import { hoursLines, storeWords } from "./hours-words.ts";
import { UnknownPhraseError } from "./phrases.ts";

/** What an answer may rest on: the shop's own files and the hour. */
export type AnswerContext = {
  now: number;
  shop: Pick<Shop, "file" | "hours" | "intent">;
  phrase: Phrase;
  locale?: string;
  /** What the bot said last, for those who ask to hear it again. */
  lastAnswer?: string;
  /** Whether they ask where the shop is. */
  asksWhere?: boolean;
  /** Whether they ask how else to reach the shop. */
  asksContact?: boolean;
  /** Whether they ask of the shop what is neither its hours nor where it is. */
  asksElse?: boolean;
  /** The days that they ask about. */
  days?: NonNullable<Entities["dates"]>;
};

/**
 * The answer to an intent that needs no order and no person: the shop's own fixed answer (`answer` in intents.yaml: a
 * key of phrases/<locale>.yaml, or the words themselves), else what follows from shop.yaml. `undefined`: there is none,
 * so a person is needed.
 */
export function answerFor(intent: string, context: AnswerContext): string | undefined {
  const own = context.shop.intent(intent)?.answer;
  if (own !== undefined) return fixedAnswer(own, context);
  return Object.hasOwn(ANSWERS, intent) ? ANSWERS[intent]?.(context) : undefined;
}

/** What comes of an intent whose fixed answer would never be said; `undefined`: it would be. */
export function saidInstead(intent: string): string | undefined {
  if (Object.hasOwn(ABOUT_ORDERS, intent)) return "is answered from the customer's own orders";
  if (Object.hasOwn(FLOW_OF, intent)) return "begins a change of an order";
  if (intent === "human" || intent === "complaint") return "calls a person";
  return intent === "stop_messages" ? "ends our messages" : undefined;
}

/** Whether the shipped answers cover an intent, so that nobody's orders need to be looked up for it. */
export function isAnswered(intent: string): boolean {
  return Object.hasOwn(ANSWERS, intent);
}

const ANSWERS: Readonly<Record<string, (context: AnswerContext) => string | undefined>> = {
  greeting: talk("greeting"),
  goodbye: talk("goodbye"),
  praise: talk("praise"),
  capabilities: talk("capabilities"),
  bot_question: talk("bot_question"),
  yes: talk("yes"),
  no: talk("no"),
  unsure: talk("unsure"),
  wait: talk("wait"),
  repeat: (context) => context.lastAnswer,
  return_policy: returnPolicy,
  store_info: storeInfo,
  hurry: ({ phrase }) => phrase("order.hurry"),
  collect_with: ({ phrase }) => phrase("pickup.bring"),
  collect_from_carrier: ({ phrase }) => phrase("pickup.carrier"),
  collect_later_at_carrier: ({ phrase }) => phrase("pickup.carrier_later"),
  collect_hours: ({ phrase }) => phrase("pickup.carrier_hours"),
  what_if_uncollected: ifCase("uncollected"),
  what_if_kept: ifCase("uncollected"),
  pay_with: ({ phrase }) => phrase("pay.with"),
  return_cost: ({ phrase }) => phrase("return.cost"),
  return_worn: returnPolicy,
  code_unasked: ({ phrase }) => phrase("code.unasked"),
  return_how: ({ phrase }) => phrase("return.how"),
  what_if_late: ifCase("late"),
  what_if_absent: ifCase("absent"),
  what_if_wrong: ifCase("wrong"),
  what_if_unwanted: ifUnwanted,
};

function talk(name: string): (context: AnswerContext) => string {
  return ({ shop, phrase }) => phrase(`talk.${name}`, { shop: shop.file.name });
}

function ifCase(name: string): (context: AnswerContext) => string {
  return ({ phrase }) => phrase(`what_if.${name}`);
}

/** Until when it can be cancelled, and how it goes back after that. */
function ifUnwanted(context: AnswerContext): string {
  const until = context.shop.file.cancel_until;
  return `${context.phrase("flow.rule.cancel", { until })} ${returnPolicy(context)}`;
}

/** A key is small letters with at least one dot; anything else is the answer itself. */
const PHRASE_KEY = /^[a-z0-9_]+(\.[a-z0-9_]+)+$/;

function fixedAnswer(answer: string, { shop, phrase }: AnswerContext): string | undefined {
  if (!PHRASE_KEY.test(answer)) return answer;
  try {
    return phrase(answer, { shop: shop.file.name });
  } catch (error) {
    // A key that nobody wrote a text for must not cost a customer the conversation: a person answers.
    if (error instanceof UnknownPhraseError) return undefined;
    throw error;
  }
}

function returnPolicy({ shop, phrase, locale }: AnswerContext): string {
  const { returns } = shop.file;
  const outcomes = returns.outcomes.map((outcome) => phrase(`outcome.${outcome}`));
  const list = formats.list(locale ?? shop.file.locales[0] ?? "en", { type: "disjunction" });
  return phrase("policy.returns", {
    days: returns.window_days,
    from: phrase(`policy.from_${returns.counted_from}`),
    outcomes: list.format(outcomes),
    finalSale: returns.final_sale_tags.length > 0 ? "yes" : "",
  });
}

function storeInfo(context: AnswerContext): string {
  const { shop, now, phrase } = context;
  const locale = context.locale ?? shop.file.locales[0] ?? "en";
  const telling = { now, timezone: shop.file.timezone, locale, phrase };
  if (context.asksContact || context.asksElse) {
    const contact = phrase("store.contact", { shop: shop.file.name });
    return `${contact} ${storeWords(shop.hours.at(now), shop.file.name, telling)}`;
  }
  const asked = (context.days ?? []).map((day) => dayAskedWords(day, shop.hours, telling));
  const { name, address } = shop.file;
  return [
    ...(address === undefined || !context.asksWhere
      ? []
      : [phrase("store.where", { shop: name, address })]),
    ...asked.filter((line) => line !== undefined).slice(0, MOST_DAYS_ASKED),
    storeWords(shop.hours.at(now), shop.file.name, telling),
    phrase("store.hours"),
    ...hoursLines(shop.file.hours, locale),
  ].join("\n");
}

/** The week itself tells the rest. */
const MOST_DAYS_ASKED = 3;
