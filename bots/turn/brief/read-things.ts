import type { Conversation } from "../../../core/conversation.ts";
import { localeFor } from "../../../core/locale.ts";
import type { Shop } from "../../../core/shop.ts";
import type { IntentName, Understanding } from "../../../core/understanding.ts";
import { namesOnlyParcel } from "../../../intents/asks-status.ts";
import { splitClauses } from "../../../intents/clauses.ts";
import { asOrder } from "../../../intents/entities/own-things.ts";
import type { OrdersSeen } from "./read-orders.ts";
import type { Said } from "./read-words.ts";

/**
 * The end of reading: words that are not clear by themselves, read again as a talk about the customer's own orders where
 * they name something in them. The clearer of the two readings stands; what it names is as it was. That they ask how the
 * order stands, or that something is wrong with it, may be a fair guess only, for its answer does no harm.
 */
export function readThings(
  said: Said,
  {
    orders,
    conversation,
    shop: { recogniser, file },
    now,
  }: {
    orders: OrdersSeen;
    conversation: Pick<Conversation, "topic">;
    shop: Pick<Shop, "recogniser" | "file">;
    now: number;
  },
): Said {
  if (orders.kind !== "proven") return said;
  const { understanding, text } = said;
  const isClear = understanding.verdict === "sure";
  const goesOn = conversation.topic !== undefined && ADDS.test(text);
  const clauses = splitClauses(text);
  if (isClear && !goesOn && clauses.length === 1) return said;
  const locale = localeFor(file.locales, understanding.locale);
  const items = orders.orders.flatMap(({ lineItems }) => lineItems);
  const plain = asOrder(text, items, locale);
  if (plain === undefined) return said;
  if (asksHowItStands(text, plain, goesOn)) return meaning(said, understanding, "order_status");
  const again = recogniser.recognise(plain, { locale, now });
  if (again.verdict === "sure") {
    if (!hasMore(again.intents, understanding.intents)) return said;
    const own = new Map(
      clauses.map((clause) => [asOrder(clause, items, locale) ?? clause, clause]),
    );
    return asReadAgain(said, again, own);
  }
  const guess = isClear ? undefined : fairGuess(again, text);
  return guess === undefined
    ? said
    : meaning(said, { ...again, entities: understanding.entities }, guess);
}

/** The second reading, with the clauses as they were written and what the first one found in them. */
function asReadAgain(said: Said, again: Understanding, own: ReadonlyMap<string, string>): Said {
  const intents = again.intents.map((each) => ({
    ...each,
    clause: own.get(each.clause) ?? said.text,
  }));
  const { entities } = said.understanding;
  return { ...said, understanding: { ...again, intents, entities } };
}

/** "Coat", "gloves?" by itself, or "and the gloves?" after an answer about another order; alone, that goes on with anything. */
function asksHowItStands(text: string, plain: string, goesOn: boolean): boolean {
  return goesOn ? GOES_ON.test(plain) : !ADDS.test(text) && namesOnlyParcel(plain);
}

/** Whatever was clear before still is, and something else is now. */
export function hasMore(
  again: Understanding["intents"],
  before: Understanding["intents"],
): boolean {
  const has = (name: IntentName) => again.some((each) => each.name === name);
  return again.length > before.length && before.every(({ name }) => has(name));
}

function meaning(said: Said, understanding: Understanding, name: IntentName): Said {
  const found = understanding.candidates.find((each) => each.name === name);
  const intents = [{ name, confidence: found?.confidence ?? 1, clause: said.text }];
  return { ...said, understanding: { ...understanding, verdict: "sure", intents } };
}

function fairGuess({ candidates: [first] }: Understanding, text: string): IntentName | undefined {
  const enough = first && ENOUGH[first.name];
  if (!first || enough === undefined || first.confidence < enough) return undefined;
  return first.name !== "order_status" || ASKS.test(text) ? first.name : undefined;
}

/** "And the boots?", after an answer about another order of theirs. English and Spanish. */
const ADDS =
  /^\W*(?:(?:and|also|or|ok|so|then|what about|how about|y|tambi[eé]n|qu[eé] hay de|qu[eé] pasa con)\W+)+/i;
const GOES_ON = new RegExp(
  `${ADDS.source}(?:(?:the|my|other|el|la|los|las|mi|mis)\\W+)*(?:order|pedido)\\W*$`,
  "i",
);

/** "My lamp is sparking" is no question, however much it looks like one about an order. */
const ASKS =
  /\?|^\W*(?:(?:hi|hey|hello|hola|so|ok|and|but|y)\W+)*(?:where|wheres|when|whens|has|have|did|is|are|was|will|any|how long|d[oó]nde|cu[aá]ndo|ha|han|ya)\b/i;

/** How likely it must be: who is told how their order stands minds little, and who is given a person not much more. */
const ENOUGH: Readonly<Record<IntentName, number>> = { order_status: 0.3, delivery_problem: 0.6 };
