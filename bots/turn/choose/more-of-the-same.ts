import type { IntentName } from "../../../core/understanding.ts";
import { openFlow } from "../../../intents/flows/flow.ts";
import { ordersNamed } from "../../../intents/flows/orders-named.ts";
import type { Brief } from "../brief.ts";

/**
 * What "and the coat too" wants, said just after something was sent back or cancelled: the same of one more. `undefined`: it
 * names nothing of theirs, or nothing was done just now.
 */
export function moreOfTheSame(
  { text, understanding }: NonNullable<Brief["said"]>,
  { orders, conversation, now }: Pick<Brief, "orders" | "conversation" | "now">,
): IntentName | undefined {
  if (orders.kind !== "proven" || openFlow(conversation.flow, now)) return undefined;
  if (!addsOneMore(text)) return undefined;
  const isNamed =
    understanding.entities.orderNumbers.length > 0 || ordersNamed(text, orders.orders).length > 0;
  const told = conversation.lines.findLast(({ news }) => news);
  if (!isNamed || !told || now - told.at > JUST_NOW_MS) return undefined;
  const made = orders.orders.flatMap(({ returns, cancelledAt }) => [
    ...returns.map(({ createdAt }) => ({ name: "return_start", at: createdAt })),
    ...(cancelledAt === undefined ? [] : [{ name: "cancel_order", at: cancelledAt }]),
  ]);
  const [last] = made
    .filter(({ at }) => now - at <= JUST_NOW_MS)
    .sort((one, other) => other.at - one.at);
  return last?.name;
}

const JUST_NOW_MS = 60 * 60_000;

/** "And the coat", "the coat as well"; "and the coat?" asks how it stands. English and Spanish. */
function addsOneMore(text: string): boolean {
  if (text.trim().split(/\s+/).length > MOST_WORDS || HAS_A_STORY.test(text)) return false;
  return ALSO.test(text) || (AND.test(text) && !text.includes("?"));
}

const MOST_WORDS = 8;
/** "Also where is the coat", "and the coat never arrived", "i love the coat too". English and Spanish. */
const HAS_A_STORY =
  /\b(?:where|when|how|what|why|which|who|is|are|was|were|has|have|had|did|does|will|never|not|still|already|arriv\w*|came|come|comes|got|sent|lov\w*|like|likes|keep\w*|leav\w*|chang\w*|swap\w*|exchang\w*|track\w*|instead|(?:do|did|does|is|are|was|were|has|have|had|wo|ca)n['’]?t|\p{L}+['’](?:s|ve|ll))\b|(?<!\p{L})(?:d[oó]nde|cu[aá]ndo|c[oó]mo|qu[eé]|no|nunca|ya|est[aá]n?|es|ha|han|lleg\p{L}*|me gustan?|qued\p{L}*|cambi\p{L}*)(?!\p{L})/iu;
const ALSO =
  /^\W*(?:(?:and|oh|ok(?:ay)?|y)\W+)*(?:also|plus|add|tambi[eé]n)(?!\p{L})|(?<!\p{L})(?:too|as well|also|tambi[eé]n)(?:\W+(?:please|pls|then|thanks?|por favor|gracias))*\W*$/iu;
const AND = /^\W*(?:(?:oh|ok(?:ay)?|vale)\W+)*(?:and|y)\W+(?!(?:can|could)\b)/iu;
