import type { OpenQuestion } from "../../../core/conversation.ts";
import type { Order } from "../../../core/order.ts";
import type { Shop } from "../../../core/shop.ts";
import type { IntentName, Understanding } from "../../../core/understanding.ts";
import { ABOUT_ORDERS } from "../../../intents/about-orders.ts";
import { asksTheSame } from "../../../intents/asks-further.ts";
import { wishBeside } from "../../../intents/flows/another-matter.ts";
import {
  asksBack,
  meansAnotherOrder,
  outcomeIn,
  saysAll,
} from "../../../intents/flows/answer-words.ts";
import { declinedIn } from "../../../intents/flows/declined.ts";
import { openFlow } from "../../../intents/flows/flow.ts";
import { ordersNamed } from "../../../intents/flows/orders-named.ts";
import { saysMisfit } from "../../../intents/flows/reason-reading.ts";
import { wantsVariant, wishInstead } from "../../../intents/flows/wish-instead.ts";
import { changeWishIn, FLOW_OF } from "../../../intents/flows/wish-words.ts";
import { MANNERS } from "../../../intents/manners.ts";
import { answerWhichOrder } from "../../../intents/orders/order-status.ts";
import type { Brief } from "../brief.ts";
import { isLikelyStatus, likelyWish, wantsRemedy } from "./likely-wish.ts";
import { moreOfTheSame } from "./more-of-the-same.ts";
import { ofTheirOwn } from "./of-their-own.ts";
import { askedOfLast, otherOrders } from "./other-orders.ts";
import { tellsOfThing } from "./tells-of-thing.ts";

/** What a customer wants; no intents: nothing was understood. */
export type Wishes = { intents: readonly string[]; orderNumbers: readonly string[] };

/** So many orders are told at once to somebody who named something that several hold. */
const MOST_TOLD = 3;

/**
 * What the customer wants: the answer to an open question first, else what the message says by itself. A turn asks for
 * it twice, when it reads and when it answers.
 */
export function wishesOf(
  question: OpenQuestion | undefined,
  said: NonNullable<Brief["said"]>,
  brief: Brief,
): Wishes {
  const known = found.get(brief);
  if (known?.question === question && known?.said === said) return known.wishes;
  const wishes = asBefore(findWishes(question, said, brief), said, brief);
  found.set(brief, { question, said, wishes });
  return wishes;
}

/** Nobody changes a brief in place, so remembering what was found in it cannot be seen. */
const found = new WeakMap<
  Brief,
  { question: OpenQuestion | undefined; said: Brief["said"]; wishes: Wishes }
>();

/** "And the blanket?", after what the boots came to was told: what the blanket came to. */
function asBefore(wishes: Wishes, { text }: NonNullable<Brief["said"]>, brief: Brief): Wishes {
  const [only, ...more] = wishes.intents;
  const isSame = only === "order_status" && more.length === 0 && wishes.orderNumbers.length > 0;
  return isSame && asksTheSame(text) ? { ...wishes, intents: [askedOfLast(brief)] } : wishes;
}

function findWishes(
  question: OpenQuestion | undefined,
  said: NonNullable<Brief["said"]>,
  brief: Brief,
): Wishes {
  const { understanding, text } = said;
  const orderNumbers = numbersNamed(said, brief);
  const declined = declinedIn(text);
  const named = withoutOutcome(understanding.intents)
    .map(({ name }) => ofTheirOwn(name, text, brief))
    .filter((name) => !declined.includes(name));
  const answer = question && answerTo(question, said, brief);
  if (answer) return answer;
  const others = otherOrders(question, said, brief);
  if (others) return { intents: [askedOfLast(brief)], orderNumbers: others };
  const wish = wantsRemedy(text, brief) ? "complaint" : changeWish(named, said, brief);
  if (wish) return { intents: [ofTheirOwn(wish, text, brief)], orderNumbers };
  if (named.length > 0) return { intents: named, orderNumbers };
  const guess = likelyWish(said, brief);
  if (guess) return { intents: [ofTheirOwn(guess, text, brief)], orderNumbers };
  const helped = brief.help?.intents ?? [];
  if (helped.length > 0) return { intents: helped, orderNumbers };
  const isNamed =
    orderNumbers.length > 0 &&
    !isOneOfTwoChanges(said) &&
    !isOfGoods(said) &&
    !tellsOfThing(said, brief);
  const isStatus = isNamed || isLikelyStatus(text, understanding);
  return { intents: isStatus ? ["order_status"] : [], orderNumbers };
}

/** "I want to return them, could you send me a replacement": what they would like for it is no exchange of its own. */
export function withoutOutcome(intents: Understanding["intents"]): Understanding["intents"] {
  if (!intents.some(({ name }) => name === "return_start")) return intents;
  return intents.filter(
    ({ name, clause }) => name !== "exchange" || outcomeIn(clause, false) !== "replacement",
  );
}

/** "The sweater is too big" names an order of theirs, and does not ask how it stands: they are asked which change they mean. */
function isOneOfTwoChanges({ text, understanding }: NonNullable<Brief["said"]>): boolean {
  const { verdict, candidates, entities } = understanding;
  const [first, second] = candidates;
  const isChange = (guess: typeof first) =>
    guess !== undefined && Object.hasOwn(FLOW_OF, guess.name);
  const isEither = verdict === "unsure" && isChange(first) && isChange(second);
  return (isEither && entities.orderNumbers.length === 0) || saysMisfit(text);
}

/** "How do i wash the coat" names one of theirs, and whatever it asks, it is not how the order stands. */
function isOfGoods({ text, understanding }: NonNullable<Brief["said"]>): boolean {
  const { verdict, candidates, entities } = understanding;
  const likely = candidates.filter(({ confidence }) => confidence >= WORTH_A_THOUGHT);
  const isOrders = likely.some(
    ({ name }) => Object.hasOwn(ABOUT_ORDERS, name) || Object.hasOwn(FLOW_OF, name),
  );
  const asks = asksBack(text) && text.trim().split(/\s+/).length > WORDS_OF_A_NAME;
  return asks && verdict === "unsure" && entities.orderNumbers.length === 0 && !isOrders;
}

const WORTH_A_THOUGHT = 0.05;
/** "The wool coat?" */
const WORDS_OF_A_NAME = 3;

/** The orders that are to be told of: named in the clause that asks so, else anywhere. */
function numbersNamed(
  { text, understanding }: NonNullable<Brief["said"]>,
  { orders }: Pick<Brief, "orders">,
): readonly string[] {
  const { intents, entities } = understanding;
  const { orderNumbers } = entities;
  if (orders.kind !== "proven") return orderNumbers;
  const asking = intents.filter(({ name }) => Object.hasOwn(ABOUT_ORDERS, name));
  const own = asking.map(({ clause }) => clause).join("\n");
  const isApart = intents.length > asking.length && asking.length > 0;
  const numbers = isApart ? orderNumbers.filter((number) => own.includes(number)) : orderNumbers;
  if (numbers.length > 0) return numbers;
  const named = namedByItem(isApart ? own : text, orders.orders);
  return named.length > 0 ? named : orderNumbers;
}

/** By what is in them: those under way, if some are. */
function namedByItem(text: string, orders: readonly Order[]): readonly string[] {
  const all = ordersNamed(text, orders);
  const open = all.filter(({ status }) => status === "open");
  const named = open.length > 0 ? open : all;
  return named.length > MOST_TOLD ? [] : named.map(({ number }) => number);
}

/** What an open question was answered with; `undefined`: it was not answered. */
function answerTo(
  question: OpenQuestion,
  { text, understanding }: NonNullable<Brief["said"]>,
  { orders, shop, conversation }: Brief,
): Wishes | undefined {
  if (question.kind === "which_intent") {
    const { orderNumbers } = understanding.entities;
    const chosen = choiceIn(text, understanding, question.intents, shop);
    return chosen === undefined ? undefined : { intents: [chosen], orderNumbers };
  }
  if (orders.kind !== "proven" || question.kind !== "which_order") return undefined;
  const offered = question.orderIds.flatMap(
    (id) => orders.orders.find((each) => each.id === id) ?? [],
  );
  const order = answerWhichOrder(text, question.orderIds, orders.orders);
  const named = order
    ? [order]
    : (amongOffered(text, offered, conversation) ?? ordersNamed(text, orders.orders));
  if (named.length === 0 || named.length > MOST_TOLD) return undefined;
  if (!meansIt(text, understanding, question)) return undefined;
  return {
    intents: [question.intent ?? "order_status"],
    orderNumbers: named.map(({ number }) => number),
  };
}

/** "Both", or "no, the other one" of two: `undefined` for anything else. */
function amongOffered(
  text: string,
  offered: readonly Order[],
  { topic }: Brief["conversation"],
): readonly Order[] | undefined {
  if (saysAll(text)) return offered;
  if (!meansAnotherOrder(text) || !offered.some(({ id }) => id === topic?.orderId))
    return undefined;
  const others = offered.filter(({ id }) => id !== topic?.orderId);
  return others.length === 1 ? others : undefined;
}

/**
 * A bare "no, 1029" goes on with what was wanted, and "the blanket" with the list; "I want to return the blanket" wants
 * something of its own, and so does "and where is 1029?" where something else than that was wanted.
 */
function meansIt(
  text: string,
  { intents }: Understanding,
  { intent }: Extract<OpenQuestion, { kind: "which_order" }>,
): boolean {
  const isBare = intents.every(({ name }) => name === "order_status" || MANNERS.includes(name));
  if (!(isBare || isOnlyNames(text)) || changeWishIn(text) !== undefined) return false;
  return intent === undefined || !/\?|\b(?:where|when|how|status|track)/i.test(text);
}

/** "The sneakers and the luggage set": things, of which nothing is said or asked. */
function isOnlyNames(text: string): boolean {
  return !asksBack(text) && !SAYS_MORE.test(text);
}

const SAYS_MORE =
  /\b(?:is|are|was|were|has|have|do|does|did|can|could|want|need|like|missing|broken|damaged|wrong|late|lost|not|n't|never|return|refund|exchange|cancel|change|warranty|stock|cost|price|more|another)\b/i;

/**
 * The change that is asked for in so many words, where nothing clearer was understood: the names of a shop's things are
 * words that no example had. "I want my money back" begins a return, unless money is on its way already.
 */
function changeWish(
  named: readonly IntentName[],
  said: NonNullable<Brief["said"]>,
  brief: Brief,
): IntentName | undefined {
  const { text } = said;
  const { abilities, orders, conversation, now } = brief;
  const instead =
    abilities && (wishAfterAll(text, conversation, now) ?? moreOfTheSame(said, brief));
  if (instead) return instead;
  const changes = named.filter((name) => Object.hasOwn(FLOW_OF, name));
  const isClear = named.some((name) => !GIVES_WAY.has(name) && !changes.includes(name));
  if (abilities === undefined || isClear || changes.length > 1) return undefined;
  const wish = changeWishIn(text) ?? otherVariantOfTheirs(text, brief);
  const isAboutMoney = named.includes("refund_status") || named.includes("return_status");
  if (!isAboutMoney || orders.kind !== "proven") return wish;
  return orders.orders.some(isMoneyUnderWay) ? undefined : wish;
}

/** "Can i have the boots in 40", of boots that they have bought. */
function otherVariantOfTheirs(text: string, { orders }: Brief): IntentName | undefined {
  if (orders.kind !== "proven" || !wantsVariant(text) || ASKS_OF_STOCK.test(text)) return undefined;
  return ordersNamed(text, orders.orders).length === 1 ? "exchange" : undefined;
}

/** "Do you have the boots in 44 as well": of the shelves, and nothing of theirs is to become another. */
const ASKS_OF_STOCK =
  /\b(?:do|have) (?:you|u|ya) (?:guys )?(?:also |still )?(?:have|got|sell|stock|carry)\b(?!.*\b(?:instead|swap|change|exchange|rather)\b)/i;

/** What they would rather have done than what they, or the talk so far, wanted. */
function wishAfterAll(text: string, { flow }: Brief["conversation"], now: number) {
  const open = openFlow(flow, now);
  return wishInstead(text) ?? (open && wishBeside(open, text));
}

function isMoneyUnderWay({ returns, refunds }: Order): boolean {
  return (
    returns.some(({ status }) => status !== "cancelled" && status !== "closed") ||
    refunds.some(({ status }) => status !== "settled")
  );
}

/** What a change asked for in so many words is easily taken for. */
const GIVES_WAY: ReadonlySet<IntentName> = new Set([
  ...MANNERS,
  "refund_status",
  "return_status",
  "delivery_problem",
  "place_order",
  "capabilities",
  "change_order",
  "payment_problem",
  "gift_card",
  "product_question",
  "stock",
]);

const FIRST = /^\W*(1|a|one|(the )?first( one)?|former)\W*$/i;
const SECOND = /^\W*(2|b|two|(the )?second( one)?|latter|last( one)?)\W*$/i;

/**
 * Which of the offered intents an answer to "did you mean … or …?" picks: by its place, by the words it was offered in,
 * or because the answer itself looks most like it. `undefined` when it picks neither: then it is read as a new message.
 */
function choiceIn(
  text: string,
  understanding: Understanding,
  offered: readonly IntentName[],
  shop: Pick<Shop, "intent">,
): IntentName | undefined {
  if (FIRST.test(text)) return offered[0];
  if (SECOND.test(text)) return offered[1];
  const sure = understanding.intents.map(({ name }) => name);
  if (sure.length > 0) return sure.find((name) => offered.includes(name));
  const said = text.toLowerCase();
  const byTitle = offered.find((name) =>
    said.includes(shop.intent(name)?.title.toLowerCase() ?? name),
  );
  const likeliest = understanding.candidates[0]?.name;
  return byTitle ?? offered.find((name) => name === likeliest);
}
