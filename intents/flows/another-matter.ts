import type { Flow, FlowKind } from "../../core/flow.ts";
import type { IntentName } from "../../core/understanding.ts";
import { MANNERS } from "../manners.ts";
import { asksBack } from "./answer-words.ts";
import type { Said } from "./flow-context.ts";
import { isOnlyVariant, wantsVariant } from "./wish-instead.ts";
import { FLOW_OF, plainWishIn } from "./wish-words.ts";

/** Intents of which no answer to a question of ours makes one by chance. */
export function isQuestionAside(said: Said, flow: Flow): boolean {
  return asksBack(said.text) && isAnotherMatter(said, flow);
}

const AROUND_WISHES: readonly string[] = [...MANNERS, "complaint"];

/** It speaks of something else than what the open flow is about. */
export function isAnotherMatter({ understanding }: Said, flow: Flow): boolean {
  return understanding.intents.some(
    ({ name }) =>
      !AROUND_WISHES.includes(name) &&
      FLOW_OF[name] !== flow.kind &&
      !OWN[flow.kind].includes(name),
  );
}

/** What a flow's own answers are easily taken for. */
const OWN: Readonly<Record<FlowKind, readonly string[]>> = {
  cancel: ["place_order", "payment_problem"],
  address: ["account", "shipping_info", "store_info"],
  return: [
    "return_policy",
    "warranty",
    "delivery_problem",
    "product_question",
    "refund_status",
    "gift_card",
  ],
  swap: ["product_question", "stock", "place_order", "return_start"],
};

/** A change of another kind than the open one: that one begins instead. */
export function isOtherWish(flow: Flow, { text }: Said): boolean {
  const wish = wishBeside(flow, text);
  return wish !== undefined && FLOW_OF[wish] !== flow.kind;
}

/**
 * "Nah i want to return it instead": what is wanted after the no, which is then no no to all of it. "No cancel it" leaves
 * what is being talked about, and "no, maybe i return it later" wants nothing yet.
 */
export function wantsElseAfterNo(flow: Flow, { text }: Pick<Said, "text">): boolean {
  const wanted = text.replace(OPENING_NO, "");
  const wish = wanted === text || !WANTS.test(wanted) ? undefined : wishBeside(flow, wanted);
  return wish !== undefined && FLOW_OF[wish] !== flow.kind;
}

const OPENING_NO =
  /^\W*(?:(?:oh|well|hm+|actually|sorry|ok(?:ay)?|wait|please|no+|nah|nay|nope|n|(?:i )?(?:don['’]?t|do not)(?: (?:want to|wanna))?(?: (?:do|cancel|change|exchange|swap|return)(?: (?:it|that|them|anything))?)?|never ?mind|nvm|forget (?:it|that)|leave it|stop|mejor)(?!\p{L})\W*)+/iu;
const WANTS =
  /\b(?:want|wanna|rather|prefer|instead|need|like to|(?:can|could|may) (?:i|we|you|u)|please|pls|just)\b|(?<!\p{L})(?:quiero|quisiera|prefiero|puedo|puedes|mejor|en vez)(?!\p{L})/iu;

/** "Too small, I want 40 instead" tells why, and more than that. */
export function wantsOtherInstead({ kind }: Flow, { text }: Said): boolean {
  if (kind !== "return") return false;
  return (/\binstead\b/i.test(text) && wantsVariant(text)) || RATHER_EXCHANGE.test(text);
}

const RATHER_EXCHANGE =
  /\b(?:or|actually|rather|better|(?:can|could) (?:i|we|you)(?: just)?)(?: (?:actually|rather|an?|just|maybe|do))*\W+(?:exchange|swap)\b/i;

/** The change that words in the middle of another one ask for. */
export function wishBeside(
  { kind, asks }: Pick<Flow, "kind" | "asks">,
  text: string,
): IntentName | undefined {
  const isGivingUp = kind === "cancel" || kind === "return";
  const isOther =
    wantsVariant(text) || RATHER_EXCHANGE.test(text) || (asks === "yes" && isOnlyVariant(text));
  return plainWishIn(text) ?? (isGivingUp && isOther ? "exchange" : undefined);
}

/** Nothing that a question would be answered with: manners, or the change that is open anyway. */
export function asksNothingElse({ understanding }: Said, flow: Flow): boolean {
  return understanding.intents.every(
    ({ name }) => AROUND_WISHES.includes(name) || FLOW_OF[name] === flow.kind,
  );
}
