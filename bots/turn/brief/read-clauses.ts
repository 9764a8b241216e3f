import { localeFor } from "../../../core/locale.ts";
import type { Shop } from "../../../core/shop.ts";
import type { IntentName, Understanding } from "../../../core/understanding.ts";
import { asksForPerson } from "../../../intents/asks-person.ts";
import { asksForStatus } from "../../../intents/asks-status.ts";
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
    shop: { recogniser, file },
    now,
  }: { orders: OrdersSeen; shop: Pick<Shop, "recogniser" | "file">; now: number },
): Said {
  const { text, understanding } = said;
  const clauses = splitClauses(text);
  if (clauses.length < 2) return said;
  const locale = localeFor(file.locales, understanding.locale);
  const items = orders.kind === "proven" ? orders.orders.flatMap(({ lineItems }) => lineItems) : [];
  const wishes = clauses.flatMap((clause) => {
    const plain = asOrder(clause, items, locale) ?? clause;
    const name = wishIn(plain) ?? clearIn(plain, recogniser.recognise(plain, { locale, now }));
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
  ...Object.keys(WRITTEN_OF),
]);

function wishIn(clause: string): IntentName | undefined {
  return whatIf(clause) ?? (asksForPerson(clause) ? "human" : plainWishIn(clause));
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
