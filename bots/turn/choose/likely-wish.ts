import type { IntentName, Understanding } from "../../../core/understanding.ts";
import { ABOUT_ORDERS } from "../../../intents/about-orders.ts";
import { isAnswered } from "../../../intents/answers.ts";
import { asksOfTime } from "../../../intents/asks-further.ts";
import { asksHowToPay } from "../../../intents/asks-payment.ts";
import { asksForPerson } from "../../../intents/asks-person.ts";
import { asksForStatus, saysLate } from "../../../intents/asks-status.ts";
import { asksOnlyForDays, asksWhereShopIs, asksWhomToCall } from "../../../intents/asks-store.ts";
import { gotCodeUnasked } from "../../../intents/by-form.ts";
import { saysCameWrong } from "../../../intents/came-wrong.ts";
import { namesOnlyCountry } from "../../../intents/flows/country-reading.ts";
import { wantsAnew } from "../../../intents/flows/wants-anew.ts";
import { changeWishIn, FLOW_OF } from "../../../intents/flows/wish-words.ts";
import { MANNERS } from "../../../intents/manners.ts";
import { saysMarkedDelivered } from "../../../intents/not-received.ts";
import { isInTrouble } from "../../../intents/orders/order-words.ts";
import { saysPartCame } from "../../../intents/orders/still-to-come.ts";
import { isUnderWay } from "../../../intents/orders/under-way.ts";
import { greetsOnly, protests, saysThanks } from "../../../intents/without-words.ts";
import type { Brief } from "../brief.ts";

/** The wish that words which were not clearly understood most likely carry, where acting on it can do no harm. */
export function likelyWish(
  { text, understanding }: NonNullable<Brief["said"]>,
  brief: Brief,
): IntentName | undefined {
  // "Abierto" is said of a parcel too, but not with a day.
  if (asksOnlyForDays(text, understanding.entities.dates)) return "store_info";
  if (isLikelyProblem(text, understanding)) return "delivery_problem";
  const guess =
    plainlyMeant(text, understanding, brief) ??
    oneChange(understanding, brief) ??
    likelyQuestion(text, understanding, brief);
  const isChange = guess !== undefined && Object.hasOwn(FLOW_OF, guess);
  // "I ordered 1043 too": a number alone asks for nothing to be changed.
  const isOnlyNamed = understanding.entities.orderNumbers.length > 0;
  return isChange && isOnlyNamed && changeWishIn(text) === undefined ? "order_status" : guess;
}

/** Whether it asks how an order stands ("whens my package due"), and nothing more was understood of it. */
export function isLikelyStatus(text: string, { verdict, candidates }: Understanding): boolean {
  const isOpen =
    verdict === "unknown" || candidates.slice(0, 2).some(({ name }) => name === "order_status");
  return isOpen && asksForStatus(text);
}

/** Who has a parcel waiting somewhere asks about that one, not how collecting works. */
export function hasOneToCollect({ orders }: Pick<Brief, "orders">): boolean {
  if (orders.kind !== "proven") return false;
  return orders.orders.some(({ fulfillments }) =>
    fulfillments.some(({ trackingStatus }) => trackingStatus === "available_for_pickup"),
  );
}

/** Whether it waits in a carrier's parcel shop, and nothing at the shop's own counter. */
export function waitsAtCarrier({ orders }: Pick<Brief, "orders">): boolean {
  if (orders.kind !== "proven") return false;
  const waiting = orders.orders
    .flatMap(({ fulfillments }) => fulfillments)
    .filter(({ trackingStatus }) => trackingStatus === "available_for_pickup");
  return waiting.length > 0 && waiting.every(({ method }) => method === "parcel");
}

/** "Do i get my money back", of an order that is cancelled or was refunded: what became of it. */
export function asksForSettledMoney(
  text: string,
  { orders, conversation }: Pick<Brief, "orders" | "conversation">,
): boolean {
  if (orders.kind !== "proven" || !/\b(?:money|refund\w*)\b|dinero|reembols/i.test(text))
    return false;
  const told = orders.orders.find(({ id }) => id === conversation.topic?.orderId);
  return told !== undefined && (told.status === "cancelled" || told.refunds.length > 0);
}

/** What short words plainly ask, whatever else they look like: how a late order stands, the hours of a day, where the shop is. */
function plainlyMeant(
  text: string,
  { entities }: Understanding,
  brief: Brief,
): IntentName | undefined {
  if (MONEY_BACK.test(text) && asksForSettledMoney(text, brief)) return "refund_status";
  const { conversation } = brief;
  if (conversation.topic && (ASKS_ON.test(text) || asksOfTime(text))) return "order_status";
  const isAwaited = brief.orders.kind === "proven" && brief.orders.orders.some(isUnderWay);
  if (isAwaited && NEEDS_IN_TIME.test(text)) return "order_status";
  const plain = PLAINLY.find(([, isMeant]) => isMeant(text))?.[0];
  return plain ?? (asksOnlyForDays(text, entities.dates) ? "store_info" : undefined);
}

const MONEY_BACK = /\b(?:get|got|see|have|had|receive) (?:(?:my|the|any) )?(?:money|refund)\b/i;

/** "I need this by saturday", of what is on its way: when it comes. English and Spanish. */
const NEEDS_IN_TIME =
  /^\W*(?:(?:and|so|but|ok|will)\W+)*(?:will|do|can|does) (?:i|we|it|they|she|he) (?:still )?(?:get|have|receive|arrive|come|be)(?: (?:it|them|this|here|there)){0,2} (?:by|before|in time|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|^(?:\W*(?:hi|hey|hello|so|and|but|ok|please|pls|also)\b)*\W*(?:i|we|it|this|they|my \p{L}+)(?:['’]?ve)? (?:really |just |do )?(?:needs?|has|have|must|got|gotta|want)(?: to)?(?: (?:it|this|that|them|these|be|have|get|got|arrive|come|here|there|my \p{L}+)){0,4} (?:by|before|in time|no later than)\b|(?<!\p{L})(?:lo|la|los|las) (?:necesito|quiero) (?:para|antes)(?!\p{L})/iu;

const PLAINLY: readonly (readonly [IntentName, (text: string) => boolean])[] = [
  ["goodbye", saysThanks],
  ["greeting", greetsOnly],
  ["human", (text) => PERSON.test(text) || asksForPerson(text)],
  ["complaint", (text) => COMPENSATION.test(text) || protests(text)],
  ["code_unasked", gotCodeUnasked],
  [
    "delivery_problem",
    (text) => wantsAnew(text) || saysMarkedDelivered(text) || saysPartCame(text),
  ],
  ["order_status", saysLate],
  ["shipping_info", namesOnlyCountry],
  ["payment_problem", asksHowToPay],
  ["store_info", asksWhereShopIs],
  ["store_info", asksWhomToCall],
];

/** "I want a new one sent", "can you send it again", of the parcel that was told to be lost or going back: a person's to settle. */
export function wantsRemedy(text: string, { conversation, orders, shop, now }: Brief): boolean {
  if (SHIPPING_BACK.test(text)) return true;
  if (orders.kind !== "proven" || !REMEDY.test(text)) return false;
  const order = orders.orders.find(({ id }) => id === conversation.topic?.orderId);
  const locale = shop.file.locales[0] ?? "en";
  const telling = { now, timezone: shop.file.timezone, locale, phrase: shop.phrases(locale) };
  return order !== undefined && isInTrouble(order, telling);
}

/** "Can you refund the shipping". */
const SHIPPING_BACK =
  /\b(?:refund|reimburse|give (?:me )?back|get back)\b.{0,15}\b(?:shipping|postage|delivery (?:fee|cost|charge)s?)\b(?!.*\b(?:is|are|do|does) .*(?:refunded|included))/i;

const REMEDY =
  /\b(?:send|ship|get|have|want|need|like)\b.{0,20}\b(?:again|(?:a |another )?new one|another(?: one)?|replacement|(?:my |the )?money|refund(?:ed)?)\b|\brefund me\b|\bre-?send\b|\breplace (?:it|them)\b|(?<!\p{L})(?:otr[oa] nuev[oa]|un[oa] nuev[oa]|env[ií]\p{L}* (?:otr[oa]|de nuevo|otra vez)|mi dinero)(?!\p{L})/iu;

/** What only a person can give. English and Spanish. */
const COMPENSATION =
  /\b(?:compensat\w+|(?:something|anything|discount|voucher|credit|money)(?: back| off)? for (?:the|my|all this|this|that) (?:\w+ )?(?:wait(?:ing)?|delay|trouble|inconvenience|mess)|make (?:it|this|that) up to me)\b|(?<!\p{L})compensaci[oó]n(?!\p{L})/iu;

/** "Until when", "which carrier", "are you sure?", after an answer about an order. English and Spanish. */
const ASKS_ON =
  /^\W*(?:(?:and|but|so|ok|y|pero)\W+)*(?:where(?: is it| exactly| now)*|who(?:'s|s| is) the carrier|what carrier(?: is it)?|(?:un)?till? when|by when|when exactly|(?:at |by )?what (?:time|day)|which (?:day|carrier)|who (?:brings|delivers|carries) it|how (?:do|can) i track it|(?:are|r) (?:you|u) sure|hasta cu[aá]ndo|a qu[eé] hora|qu[eé] d[ií]a|qui[eé]n lo trae|seguro)\W*$/iu;

/** As we ask them to call a person, with a word around it, or in another language of the shop's. */
const PERSON =
  /^\W*(?:(?:ok(?:ay)?|yes|yeah|please|pls|then|so|well|fine|just|an?|the|una?|vale|s[ií]|pues|bueno)\W+)*(?:person|human|colleague|persona|humano|compañero)(?:\W+(?:please|pls|then|thanks|now|por favor|gracias|entonces))*\W*$/iu;

/** "Lovely, but one glove is missing": whatever kind words stand around it, a person must know of what is wrong. */
function isLikelyProblem(text: string, { candidates }: Understanding): boolean {
  return (
    saysCameWrong(text) && candidates.slice(0, 2).some(({ name }) => name === "delivery_problem")
  );
}

/**
 * A guess good enough to answer at once when the answer can do no harm: told how an order stands or when the shop opens,
 * nobody minds that they were not asked first. Four in five such guesses are right (test/fixtures/messages.jsonl).
 */
const LIKELY = 0.6;
const LIKELIER_THAN_NEXT = 2;

/** "Any news?", after an answer about one; "is it ready?", with a parcel to collect. */
function hasOrderInView({ conversation, orders }: Pick<Brief, "conversation" | "orders">): boolean {
  return conversation.topic !== undefined || hasOneToCollect({ orders });
}

const THEIRS = /\b(?:my|it)\b|(?<!\p{L})mi(?!\p{L})/iu;

function likelyQuestion(
  text: string,
  { verdict, candidates, entities }: Understanding,
  brief: Pick<Brief, "abilities" | "conversation" | "orders">,
): string | undefined {
  const [first, second] = candidates;
  if (verdict !== "unsure" || !first) return undefined;
  const names = [first.name, second?.name];
  // Asked of the shop's counter, or of the kiosk where theirs lies.
  if (isOfTheirParcel(candidates, brief)) return "order_status";
  const isStatus =
    names.includes("order_status") ||
    (first.name === "pickup" && THEIRS.test(text) && hasOneToCollect(brief));
  if (isStatus && hasOrderInView(brief)) return "order_status";
  if (first.confidence < LIKELY) return undefined;
  if (second && first.confidence < LIKELIER_THAN_NEXT * second.confidence) return undefined;
  return isHarmless(first.name, entities, brief) ? first.name : undefined;
}

const LIKELY_TOGETHER = 0.5;

/** Of two likely wishes that begin the same change, either: how far the order has come decides what it is called. */
function oneChange(
  { verdict, candidates: [first, second] }: Understanding,
  { abilities }: Pick<Brief, "abilities">,
): IntentName | undefined {
  if (verdict !== "unsure" || !first || !second || abilities === undefined) return undefined;
  const kind = FLOW_OF[first.name];
  const isSame = kind !== undefined && FLOW_OF[second.name] === kind;
  return isSame && first.confidence + second.confidence >= LIKELY_TOGETHER ? first.name : undefined;
}

/** Of the one parcel that is not there, how it stands tells either: where it is, or what went wrong. */
function isOfTheirParcel(
  candidates: Understanding["candidates"],
  { orders }: Pick<Brief, "orders">,
): boolean {
  const likely = candidates.slice(0, 3).map(({ name }) => name);
  if (!likely.includes("order_status") || !likely.includes("delivery_problem")) return false;
  return orders.kind === "proven" && orders.orders.filter(isUnderWay).length === 1;
}

/** "Sorry, I meant 1048" is no "sorry?". */
function isHarmless(
  name: IntentName,
  { orderNumbers }: Understanding["entities"],
  { abilities }: Pick<Brief, "abilities">,
): boolean {
  if (name === "repeat") return orderNumbers.length === 0;
  if (MANNERS.includes(name)) return false;
  return (
    isAnswered(name) ||
    ABOUT_ORDERS[name]?.person === false ||
    (abilities !== undefined && Object.hasOwn(FLOW_OF, name))
  );
}
