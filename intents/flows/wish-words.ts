import type { FlowKind } from "../../core/flow.ts";
import { slips } from "../../core/nearest.ts";
import type { IntentName } from "../../core/understanding.ts";
import { withoutDeclined } from "./declined.ts";
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
  const plain = readable(text);
  if (ASKS_WHAT_BECAME.test(plain)) return undefined;
  const wanted = withoutDeclined(plain);
  return plainWish(plain, text) ?? VAGUE_WISHES.find(([, pattern]) => pattern.test(wanted))?.[0];
}

/** The same, where the verb of the change itself stands in it: in the middle of another one nothing vaguer counts. */
export function plainWishIn(text: string): IntentName | undefined {
  const plain = readable(text);
  return ASKS_WHAT_BECAME.test(plain) ? undefined : plainWish(plain, text);
}

function plainWish(plain: string, text: string): IntentName | undefined {
  const wanted = withoutDeclined(plain);
  return wanted === plain ? anyWish(plain, text) : anyWish(wanted, wanted);
}

function anyWish(plain: string, text: string): IntentName | undefined {
  const wish = WISHES.find(([, pattern]) => pattern.test(plain))?.[0];
  if (wish === "cancel_order" && NO_CANCELLATION.test(plain)) return undefined;
  return wish ?? spanish.changeWishIn(text);
}

/** "Don't cancel it", and what is cancelled that is no order. */
const NO_CANCELLATION =
  /\b(?:don'?t|do not|never|not to) (?:\w+ )?cancel\b(?!.*\binstead\b)|\bcancel (?:\w+ ){0,3}(?:subscription|newsletter|membership|messages?|texts?|account|e-?mails?)\b/;

function readable(text: string): string {
  return mended(text.toLowerCase().replaceAll(/[\u2018\u2019]/g, "'")).replace(ASKS_ADVICE, "");
}

/** "I need L. Or should i cancel?": the wish stands before it. */
const ASKS_ADVICE =
  /(?<=[\p{L}\d]{1,20}[.,!?]? )(?:or|and) should (?:i|we) (?:just |rather )?(?:cancel|return|exchange|swap)(?: (?:it|them|that|this))?[\s.?!]{0,5}$/u;

/** "Where is my refund", "when do I get my money back", "how do returns work": nothing to begin. */
const ASKS_WHAT_BECAME =
  /\b(?:where(?:'?s| is| are)|when|how long|how (?:does|to|many|much)|how (?:do|can|could) (?:i|we) (?:know|see|find|track|check|tell)|how do (?!i\b|we\b)|what(?:'?s| is| are) (?:the|your|my)|what happened|(?:will|would|does|can) (?:a|the|my|any) (?:refund|money) (?:reach|arrive|go|come|land|get|be)|confirm that|status|has my|have you|did (?:you|my)|is my|still (?:not|haven'?t|waiting)|refund (?:for \S+(?: \S+)? )?(?:came|arrived|is here|went through|has (?:come|arrived))|(?:got|received|seen|had) no|haven'?t (?:\w+ )?(?:received|got)|can'?t find|policy|policies|rules?|conditions|fee|fees|cost|e-?mail|mail address|(?:chang\w*|updat\w*|switch\w*|edit\w*|modif\w*) (?:\w+ ){0,3}payment|pay (?:with|by|using))\b/;

const ASKING =
  "(?:want|wanna|need|like|love|have|got|gotta|looking|hoping|trying|try|wish|can|could|may|possible|please|pls|plz|help|assist\\w*|support|about|for|let me|how about|able|going|kind(?:ly)?|how (?:do|can|could|would) i|plan\\w*|intend\\w*|would|requir\\w*|request\\w*|decided)";
// What stands between words is made of nothing that words are: else one text could be parted in millions of ways.
const WORD = "[\\p{L}\\d'#-]+";
const GAP = "[^\\p{L}\\d'#-]+";
const THEN = `(?:'\\p{L}+)?(?:${GAP}${WORD}){0,7}?${GAP}`;
const OPENING =
  "^(?:\\W*(?:hi|hey|hello|good (?:morning|day|afternoon|evening|night)|dear|yes|yeah|ok|okay|please|pls|kindly|also|and|so|then|there|next|now|just|only|but|rather|nah|nope|nay|actually|well|i|im|i'm|am|we|we're|are)\\b)*\\W*";

function wish(verbs: string, after = ""): RegExp {
  return new RegExp(`(?:\\b${ASKING}${THEN}|${OPENING})(?:${verbs})\\b${after}`, "u");
}

const THING = `(?:${GAP}${WORD}){0,10}?`;

/** In this order: an address is changed too, and an exchange is sent back too. */
const WISHES: readonly (readonly [IntentName, RegExp])[] = [
  [
    "cancel_order",
    wish(
      "cancel(?:l?ing|l?ed|lable|able)?|cancell?ation|call off|annul(?:led)?|revoke|withdraw|rescind",
    ),
  ],
  ["cancel_order", /\bcancel (?:it|this|that|my|the|order|purchase)\b/],
  [
    "cancel_order",
    /(?<!(?:n't|not|never|if i|did i|should i|will) (?:\w+ )?)\bcancel\b(?!.*\b(?:subscription|newsletter|membership|messages?|texts?|account|request|return|exchange)\b)|\bcancell?(?:ation|able)\b/,
  ],
  [
    "cancel_order",
    /(?<!(?:n't|not|never) (?:\w+ )?)\bcancel(?:led|ed)?(?: (?:it|this|that))?(?: (?:please|pls|plz|now|asap|thanks?|thx))*\W*$/u,
  ],
  [
    "change_address",
    new RegExp(
      `\\b(?:chang\\w*|updat\\w*|edit\\w*|modif\\w*|correct\\w*|fix\\w*|wrong|new|different|another|alter\\w*|switch\\w*|move[ds]?)\\b${THING}\\W+(?:address(?:es)?|(?:shipping|delivery) (?:\\w+ )?(?:info\\w*|de\\w*t\\w*|data|location|destination|place))\\b|\\b(?:send|ship|deliver)\\w*\\b${THING}\\W+(?:to (?:a|another|my) (?:different|new|other|work|office)|somewhere else|elsewhere)\\b`,
      "u",
    ),
  ],
  [
    "change_address",
    /\b(?:chang\w*|fix|correct|switch)\b.{0,20}\bwhere\b.{0,30}\b(?:goes|go|going|is sent|gets sent|sent|shipped|ships|delivered|arrives)\b|\b(?:redirect|re-?route|forward|divert)\w*\b.{0,30}\b(?:order|purchase|parcel|package|delivery|it)\b/,
  ],
  [
    "change_address",
    /\b(?:send|ship|deliver)\w*\b (?!.*\bback\b)(?:(?:it|them|that|this|#?\p{L}{0,2}-?\d{4,}|(?:my|the) [\p{L}\d#-]+) )?(?:over )?to (?!me\b|you\b|us\b).{2,40}\binstead\b/u,
  ],
  [
    "change_address",
    /(?<!e-?mail )\baddress\b.{0,20}\b(?:wrong|incorrect|outdated|old|not right|not correct|mistake|typo|chang\w*)\b|\b(?:old|outdated|incorrect|previous|former|wrong)\b.{0,15}(?<!e-?mail )\baddress\b|\b(?:ship|send|deliver|go|goes|come)\w*\b.{0,40}\b(?:new (?:place|home|house|location|flat|apartment|address)|different address|another address)\b/,
  ],
  [
    "exchange",
    /\b(?:want|need|like|prefer|rather|have|get|for|in|into|to)\b.{0,30}?\b(?:another|(?:an? |the )(?:different|other|bigger|smaller|larger)) (?:variant|version|model|size|colou?r|option|style|type|kind)\b/,
  ],
  [
    "exchange",
    /\b(?:could|can|may|might) (?!.*\baddress\b).{1,60} be (?:changed|swapped|exchanged|replaced|switched)\b/,
  ],
  // "I need the boots number 43, not 42"
  [
    "exchange",
    /\b(?:need|want|wanted|like|meant|size|sizes?|number|nr)\b.{0,30}(?<!\d)\d{2}(?:[.,]5)?,? (?:and )?not (?:a |the |size |number |in )*\d{2}(?![\d:.]|:| ?(?:november|december|days?))/u,
  ],
  // "I ordered M but need L"
  [
    "exchange",
    /\b(?:ordered|bought|got|took|chose|picked|have) (?:it |them |an? |the |in |size )*(?:\d{2}|x{0,3}s|m|x{0,3}l|small|medium|large),? (?:but|and) (?:i )?(?:really |actually )?(?:needs?|want(?:ed)?|meant|prefer) (?:an? |the |size |in )*(?:\d{2}|x{0,3}s|m|x{0,3}l|small|medium|large)(?![\p{L}\d'])/u,
  ],
  // "Want the sweater in M not L"
  [
    "exchange",
    /\b(?:need|want|wanted|like|meant|size)\b.{0,40}\b(?:in|size|an?|to)? ?(?:x{0,3}s|m|x{0,3}l|small|medium|large),? (?:and )?not (?:an? |the |in |size )*(?:x{0,3}s|m|x{0,3}l|small|medium|large)(?![\p{L}\d'])/u,
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

/** Said without the verb: what is wrong with how it is, or that it should be otherwise. Asked last, for they are vaguer. */
const VAGUE_WISHES: readonly (readonly [IntentName, RegExp])[] = [
  [
    "cancel_order",
    /\b(?:(?:don'?t|do not|no longer|not) (?:want|need) (?:to buy |to have )?(?:(?:my|the|that|this|an?|any) )?(?:order|purchase|#?\p{L}{0,2}\d{4,})|(?:want|get|need|like) (?:me )?out of (?:an?|the|my|this|that) (?:order|purchase)|(?:need|want) (?:order |purchase )?#?\p{L}{0,2}\d{4,} (?:gone|stopped|undone|removed)|(?:stop|undo|scrap|scratch|drop|void|kill|abort|get rid of|(?:do not|don'?t) (?:send|ship)) (?:(?:my|the|that|this|an?) )?(?:last |latest |recent )?(?:order|purchase|#?\p{L}{0,2}\d{4,})|(?:order|purchase)\b.{0,40}\b(?:not? (?:want|need)|don'?t (?:want|need)|do not (?:want|need)|no longer (?:want|need)))/u,
  ],
  [
    "exchange",
    /\b(?:(?:want|rather|like|prefer|need|have|get|gimme|give me|got)\b.{0,60}\b(?:another|different|other) (?:variant|version|model|size|colou?r|kind|type|option|one|style)|(?:a|an)(?:other| different) (?:variant|version|model|size|colou?r|option|style)\b|different one|(?:get|have|want|like|need|prefer)\b.{1,60}\binstead\b|(?:picked|chose|selected|ordered|bought) the wrong (?!address)|(?<!(?:sent|send|gave|shipped|delivered|packed|got|received) (?:me |us )?(?:in )?(?:the |a )?)wrong (?:size|colou?r|version|model|variant|option)|should (?:be|have been) (?:different|another)|(?:something|anything) else instead|(?:to|for|into) something (?:else|different)|not the right|in (?:an?other|a different) (?:variant|version|model|size|colou?r|option))/,
  ],
  [
    "exchange",
    /\b(?:change|switch|swap|replace|turn) (?:(?!address|payment|e-?mail|name|phone|password|account|date|card)[\p{L}\d'#-]+[^\p{L}\d'#-]+){1,6}?(?:to|for|into|with) (?!my\b|the (?:new |other )?address)/u,
  ],
  [
    "return_start",
    /\b(?:(?:needs?|has|have|should|must|can|could|got) to go back|go(?:es|ing)? back to you|(?:can|could|may|should) (?:it|they|this|that|these|those)(?: still)? go back|send(?:ing)? (?:\S+ ){1,12}?back|giv(?:e|ing) (?:\S+ ){1,10}?back|(?:not|isn'?t|aren'?t|wasn'?t) (?:\w+ ){0,3}?(?:happy|satisfied|pleased) with (?:the|my|it)|(?:won'?t|will not|not|don'?t|rather not|can'?t|cannot) (?:\w+ ){0,2}?(?:be )?keep(?:ing)?\b|(?:take|hand|handing|bring) (?:\S+ ){0,10}?back|(?:must|should|need to|has to|have to|can|could) be returned|refund (?:me|for|of|please|pls)|(?:get|be) refunded|(?:an? |start (?:a )?|arrange (?:a )?|make (?:a )?)(?:return|refund)(?: (?:for|of|on|please|pls)|\W*$)|^\W*(?:(?:oh|ok(?:ay)?|well|then|so|just|a|hm+)\W+)*(?:return|refund)(?: (?:please|pls|it|them|then|instead))*\W*$|(?<!(?:my|the|your|our|this|that) )return (?:the|my|an?|it|them|this|these|some|\p{L}+ ?(?:pls|please)?$))/u,
  ],
];

const CANCEL_FORMS = ["cancel", "cancelling", "cancelled", "cancellation"];

/** Slips and shorthand too short to be told by counting letters. */
const SHORTENED: ReadonlyMap<string, string> = new Map([
  ...["orer", "oder", "ordr", "ordre", "roder", "oredr", "odrer", "orde"].map(
    (slip) => [slip, "order"] as const,
  ),
  ...["wana", "wnna", "wannna"].map((slip) => [slip, "wanna"] as const),
  ...["cncl", "cncel", "canc", "cancl", "canx"].map((slip) => [slip, "cancel"] as const),
]);

/** "cancle", "cancdling", "retrun": the words that everything hangs on, spelled as they should be. */
function mended(text: string): string {
  return text.replace(/[\p{L}']{4,12}/gu, (word) => {
    const meant = SHORTENED.get(word);
    if (meant !== undefined) return meant;
    if (word.length > 5 && word.startsWith("a") && slips(word, "address") <= 2) return "address";
    const verb = VERBS.find(({ begins }) => begins.test(word));
    const isRight = verb === undefined || word.startsWith(verb.forms[0] ?? "");
    if (isRight || word.length < SLIPPED) return word;
    return verb.forms.find((form) => slips(word, form) <= verb.slips(form)) ?? word;
  });
}

/** A shorter word is more likely another one. */
const SLIPPED = 5;

const VERBS: readonly {
  begins: RegExp;
  forms: readonly string[];
  slips: (form: string) => number;
}[] = [
  { begins: /^c[an]/, forms: CANCEL_FORMS, slips: ({ length }) => (length > 7 ? 2 : 1) },
  { begins: /^s[wi]/, forms: ["switch"], slips: () => 1 },
  { begins: /^r[et]/, forms: ["return"], slips: () => 1 },
  { begins: /^r[ef]/, forms: ["refund"], slips: () => 1 },
  { begins: /^d[if]/, forms: ["different"], slips: () => 2 },
  { begins: /^e[xc]/, forms: ["exchange"], slips: () => 2 },
];
