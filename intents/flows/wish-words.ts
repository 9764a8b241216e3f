import type { FlowKind } from "../../core/flow.ts";
import { slips } from "../../core/nearest.ts";
import type { IntentName } from "../../core/understanding.ts";
import { spanish } from "./spanish-words.ts";

/** The intents that begin a change of an order. */
export const FLOW_OF: Readonly<Record<IntentName, FlowKind>> = {
  cancel_order: "cancel",
  change_address: "address",
  return_start: "return",
  exchange: "swap",
  change_order: "swap",
};

/** The intent that begins each change, for an order that is named later. */
export const INTENT_OF: Readonly<Record<FlowKind, IntentName>> = {
  cancel: "cancel_order",
  address: "change_address",
  return: "return_start",
  swap: "exchange",
};

/**
 * The change that a text asks for in so many words, whatever else stands in it: a shop's product names are words that no
 * catalogue of phrases has seen. Beginning a change does no harm, for nothing is changed without an explicit yes.
 * `undefined` for questions about what became of one, or about the rules. English and Spanish.
 */
export function changeWishIn(text: string): IntentName | undefined {
  const plain = mended(text.toLowerCase().replaceAll(/[\u2018\u2019]/g, "'"));
  if (ASKS_WHAT_BECAME.test(plain)) return undefined;
  return WISHES.find(([, pattern]) => pattern.test(plain))?.[0] ?? spanish.changeWishIn(text);
}

/** "Where is my refund", "when do I get my money back", "how do returns work": nothing to begin. */
const ASKS_WHAT_BECAME =
  /\b(?:where(?:'?s| is| are)|when|how long|how (?:do|does|can|to|many|much)|what(?:'?s| is| are) (?:the|your|my)|what happened|confirm that|status|has my|have you|did (?:you|my)|is my|still (?:not|haven'?t|waiting)|haven'?t (?:\w+ )?(?:received|got)|can'?t find|policy|policies|rules?|conditions|fee|fees|cost|e-?mail|mail address|(?:chang\w*|updat\w*|switch\w*|edit\w*|modif\w*) (?:\w+ ){0,3}payment|pay (?:with|by|using))\b/;

const ASKING =
  "(?:want|wanna|need|like|love|have|got|gotta|looking|hoping|trying|try|wish|can|could|may|possible|please|pls|plz|help|assist\\w*|support|about|for|let me|how about|able|going|plan\\w*|intend\\w*|would|requir\\w*|request\\w*|decided)";
const THEN = "(?:\\W+[\\p{L}\\d'#-]+){0,7}?\\W+";
const OPENING =
  "^(?:\\W*(?:hi|hey|hello|yes|yeah|ok|okay|please|pls|also|and|so|then|there|next|now|just|actually|i)\\b)*\\W*";

function wish(verbs: string, after = ""): RegExp {
  return new RegExp(`(?:\\b${ASKING}${THEN}|${OPENING})(?:${verbs})\\b${after}`, "u");
}

const THING = "(?:\\W+[\\p{L}\\d'#-]+){0,10}?";

/** In this order: an address is changed too, and an exchange is sent back too. */
const WISHES: readonly (readonly [IntentName, RegExp])[] = [
  ["cancel_order", wish("cancel(?:l?ing|l?ed)?|cancell?ation|call off")],
  ["cancel_order", /\bcancel (?:it|this|that|my|the|order|purchase)\b/],
  [
    "change_address",
    new RegExp(
      `\\b(?:chang\\w*|updat\\w*|edit\\w*|modif\\w*|correct\\w*|fix\\w*|wrong|new|different|another|alter\\w*|switch\\w*|move[ds]?)\\b${THING}\\W+(?:address(?:es)?|(?:shipping|delivery) (?:\\w+ )?(?:info\\w*|de\\w*t\\w*|data|location|destination|place))\\b|\\b(?:send|ship|deliver)\\w*\\b${THING}\\W+(?:to (?:a|another|my) (?:different|new|other|work|office)|somewhere else|elsewhere)\\b`,
      "u",
    ),
  ],
  ["exchange", wish("exchang\\w*|swap\\w*|trade|switch(?:ing)?")],
  [
    "return_start",
    wish("return(?:ing|ed)?(?! label)|send(?:ing)? (?:\\S+ ){0,4}?back|give (?:\\S+ ){0,3}?back"),
  ],
  ["return_start", wish("(?:\\w+ ){0,2}?(?:refund(?:ed|ing)?|money back|reimburse\\w*)")],
  [
    "change_order",
    wish(
      "chang(?:e|ing)s?|modif(?:y|ying|ication)s?|edit(?:ing)?|amend(?:ing)?|updat(?:e|ing)|alter(?:ing)?|replac(?:e|ing)",
      `${THING}\\W+(?:orders?|ordered|bought|purchases?|items?|sizes?|colou?rs?|variant|one|it|them)\\b`,
    ),
  ],
];

const CANCEL_FORMS = ["cancel", "cancelling", "cancelled"];

/** "cancle", "cancdling", "retrun": the verbs that everything hangs on, spelled as they should be. */
function mended(text: string): string {
  return text.replace(/[\p{L}']{5,12}/gu, (word) => {
    if (word.startsWith("cancel") || word.startsWith("return")) return word;
    if (/^c[an]/.test(word)) {
      return CANCEL_FORMS.find((form) => slips(word, form) <= (form.length > 7 ? 2 : 1)) ?? word;
    }
    if (/^r[et]/.test(word) && slips(word, "return") <= 1) return "return";
    if (/^e[xc]/.test(word) && slips(word, "exchange") <= 2) return "exchange";
    return word;
  });
}
