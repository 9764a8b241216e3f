import { FITS_UNKNOWN } from "../../../core/knowledge.ts";
import { localeFor } from "../../../core/locale.ts";
import type { Shop } from "../../../core/shop.ts";
import type { IntentName, Understanding } from "../../../core/understanding.ts";
import { isAnswered } from "../../../intents/answers.ts";
import { asksTheSame } from "../../../intents/asks-further.ts";
import { asksForPerson } from "../../../intents/asks-person.ts";
import { asksForStatus, saysLate } from "../../../intents/asks-status.ts";
import { saysCameWrong } from "../../../intents/came-wrong.ts";
import { asksForSomething, splitClauses } from "../../../intents/clauses.ts";
import { asOrder } from "../../../intents/entities/own-things.ts";
import { FLOW_OF, plainWishIn } from "../../../intents/flows/wish-words.ts";
import { MANNERS } from "../../../intents/manners.ts";
import { WRITTEN_OF, whatIf } from "../../../intents/what-if.ts";
import type { OrdersSeen } from "./read-orders.ts";
import { hasMore } from "./read-things.ts";
import type { Said } from "./read-words.ts";

/**
 * What each part of a message asks for in so many words, where that is more than the whole was understood to ask: "where is
 * 1036, and I want to talk to somebody about a mistake on my card". Several changes at once are told apart by the whole alone:
 * what each is to become stands anywhere in it.
 */
export function readClauses(
  said: Said,
  {
    orders,
    shop,
    now,
  }: {
    orders: OrdersSeen;
    shop: Pick<Shop, "recogniser" | "file" | "knowledge" | "intent">;
    now: number;
  },
): Said {
  const { text, understanding } = said;
  const { recogniser, file } = shop;
  const clauses = splitClauses(text);
  if (clauses.length < 2) return said;
  const locale = localeFor(file.locales, understanding.locale);
  const items = orders.kind === "proven" ? orders.orders.flatMap(({ lineItems }) => lineItems) : [];
  const wishes = clauses.flatMap((clause) => {
    if (asksTheSame(clause)) return [];
    const plain = asOrder(clause, items, locale) ?? clause;
    const heard = (words: string) => recogniser.recognise(words, { locale, now });
    const name =
      wishIn(plain) ?? clearIn(plain, heard(plain)) ?? besideIn(clause, heard(clause), shop);
    return name === undefined ? [] : [{ name, confidence: 1, clause }];
  });
  const intents = wishes.filter(
    ({ name }, at) => wishes.findIndex((other) => other.name === name) === at,
  );
  if (isOneStory(intents)) return said;
  const isSupposed = intents.some(({ name }) => name in WRITTEN_OF);
  // What was made of a "what if", or of all of it, is no wish beside it.
  const before = understanding.intents.filter(
    ({ clause }) => !isSupposed || (clause !== text && whatIf(clause) === undefined),
  );
  return intents.length > 1 && hasMore(intents, before)
    ? { ...said, understanding: { ...understanding, verdict: "sure", intents } }
    : said;
}

/**
 * What a part asks beside something clear: what is told of a likely guess does no harm, and what no phrase knows the shop's
 * documents may tell.
 */
function besideIn(
  clause: string,
  { verdict, intents, candidates: [first, second] }: Understanding,
  { intent, knowledge }: Pick<Shop, "knowledge" | "intent">,
): IntentName | undefined {
  if (!asksForSomething(clause) || saysCameWrong(clause)) return undefined;
  if (verdict === "sure") return intents[0]?.name;
  const [best] = knowledge?.find(clause, 1) ?? [];
  const isLikely =
    first !== undefined &&
    first.confidence >= LIKELY &&
    first.confidence >= LIKELIER_THAN_NEXT * (second?.confidence ?? 0);
  const isTold = isLikely && (isAnswered(first.name) || intent(first.name)?.answer !== undefined);
  if (isTold && !MANNERS.includes(first.name)) return first.name;
  return best !== undefined && best.fit >= FITS_UNKNOWN ? "written" : undefined;
}

const LIKELY = 0.55;
const LIKELIER_THAN_NEXT = 1.5;

/** What stands beside the wish for a change mostly tells more of it. */
function isOneStory(intents: Understanding["intents"]): boolean {
  const [change, ...more] = intents.filter(({ name }) => Object.hasOwn(FLOW_OF, name));
  const others = intents.filter((each) => each !== change);
  return more.length > 0 || (change !== undefined && !others.every(({ name }) => APART.has(name)));
}

const APART: ReadonlySet<IntentName> = new Set([
  "human",
  "order_status",
  "payment_problem",
  "store_info",
  "shipping_info",
  "written",
  ...Object.keys(WRITTEN_OF),
]);

function wishIn(clause: string): IntentName | undefined {
  const plain = whatIf(clause) ?? (asksForPerson(clause) ? "human" : plainWishIn(clause));
  return plain ?? (saysLate(clause) ? "order_status" : undefined);
}

/** A card that was charged wrongly is told of rather than asked about. */
function clearIn(
  clause: string,
  { verdict, intents: [first], entities }: Understanding,
): IntentName | undefined {
  const isTold = first?.name === "payment_problem";
  if (!isTold && !asksForSomething(clause)) return undefined;
  if (verdict === "sure" && first && !MANNERS.includes(first.name)) return first.name;
  const isStatus = entities.orderNumbers.length > 0 || asksForStatus(clause);
  return isStatus ? "order_status" : undefined;
}
