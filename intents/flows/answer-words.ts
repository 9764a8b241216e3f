import type { GivenForReturn } from "../../core/order.ts";
import { spanish } from "./spanish-words.ts";

/** An explicit yes to a restated change, and nothing beside it that could change it. English and Spanish, as all here. */
export function saysYes(text: string): boolean {
  const isShort = text.trim().split(/\s+/).length <= FEW_WORDS;
  const isYes =
    SURE_YES.test(text) ||
    (isShort && (isBareOk(text) || HOLDS_A_YES.test(text))) ||
    (spanish.opensWithYes(text) && !/^\W*ok/i.test(text));
  return isYes && !HOLDS_BACK.test(text) && !spanish.holdsBack(text);
}

/** "Ok", "fine, do it then": of an "ok green then" nobody knows what it agrees to. */
function isBareOk(text: string): boolean {
  return SHORT_YES.test(text) && AFTER_OK.test(text.replace(SHORT_YES, ""));
}

/** A no, or the wish to leave it: "nah leave it", "never mind", "I'd rather keep it". */
export function saysNo(text: string): boolean {
  return NO.test(text) || LEAVES_IT.test(text) || spanish.saysNo(text);
}

/** The wish to leave a whole matter, which a bare no to a single question is not. */
export function leavesIt(text: string): boolean {
  return LEAVES_IT.test(text) || spanish.leavesIt(text);
}

/** "No wait, don't cancel", said of what was asked for before, and of nothing else. English. */
export function takesBack(text: string): boolean {
  return TAKES_BACK.test(text.replaceAll("\u2019", "'"));
}

const TAKES_BACK =
  /^\W*(?:(?:no+|nope|oh|ok(?:ay)?|wait|hold on|hang on|stop|sorry|actually|please|pls)\W+)*(?:i\s+)?(?:don'?t|do not)\s+(?:(?:want|wish|mean) to\s+|wanna\s+)?(?:cancel|return|exchange|swap|change|send (?:it|them|that) back|do (?=it|that|anything))\s*(?:it|that|them|this|(?:my|the) \w+|anything)?(?:\W+(?:please|pls|then|now|yet|after all|any ?more|thanks?))*\W*$/i;

/** "Oh no i meant 1031", "espera no", said right after something was done. English and Spanish. */
export function regretsDone(text: string): boolean {
  return REGRETS_DONE.test(text);
}

const REGRETS_DONE =
  /\bi meant?\b|^\W*(?:(?:no+|wait|stop|oh|sorry|ok(?:ay)?|hold on|actually|but|i(?:['’]?ve| have)?)\W+)*changed my mind\W*$|\b(?:cancel|stop|withdraw|undo) (?:the|my|that|this) (?:return|exchange|refund|change)\b|\b(?:wrong|not (?:that|this)) (?:one|order)\b|\b(?:undo|revert|reverse|take (?:it|that) back|(?:made|was|is) a (?:bad )?mistake|(?:want|need) (?:it|them) (?:after all|back))\b|^\W*(?:oh |ok |sorry )*(?:oh no|no,? wait|wait,? no)\W.{0,40}\b(?:mistake|wrong|want (?:it|them)|meant?|number|not \d+)\b|^\W*(?:oh |ok |sorry )*(?:no+\W+(?:wait|no+)|(?:wait|hold on|stop)\W+no+|oh no+)\W*$|(?<!\p{L})(?:me refer[ií]a|quer[ií]a decir|deshaz\p{L}*|deshacer\p{L}*)(?!\p{L})|^\W*(?:ay |uy |no,? )*(?:espera\p{L}*,? no+|no+,? espera\p{L}*)\W*$/iu;

/** "No, I don't have it", "not sure": it answers nothing, and leaves nothing. English and Spanish. */
export function lacksAnswer(text: string): boolean {
  return LACKS_ANSWER.test(text);
}

const LACKS_ANSWER =
  /\b(?:don'?t|do not|can'?t|cannot|no) (?:\w+ ){0,2}(?:have|know|remember|find|idea|clue|access|see)\b|\bnot sure\b|\bno (?:order )?(?:number|idea|clue|receipt|invoice|e-?mail)\b|(?<!\p{L})no (?:(?:lo|me|la|s[eé] el) )?(?:s[eé]|acuerdo|recuerdo|tengo|encuentro)(?!\p{L})/iu;

/** "Fine, leave it", "stop": said alone, with nothing that could be wanted besides. English and Spanish. */
export function dropsIt(text: string): boolean {
  return DROPS.test(text);
}

const DROPS =
  /^\W*(?:(?:ok(?:ay)?|fine|alright|all right|no+|oh|well|then|so|just|please|pls|sorry|actually|vale|bueno|pues|mejor)\W+)*(?:leave it|never ?mind|nvm|forget (?:it|about it|that)|let it be|drop it|stop(?: (?:it|that|this))?|d[eé]j[ae]lo|olv[ií]d[ae]lo|da igual|no importa|para)(?:\W+(?:then|thanks?|thank you|please|pls|for now|now|sorry|(?:(?:i|we)(?:['’]?ve| have)? )?(?:found|got|sorted) it|(?:it )?(?:just )?(?:came|arrived|turned up)|it['’]?s here|all good|sorted|gracias|por favor|ya (?:lo encontr[eé]|lleg[oó])))*\W*$/iu;

/** "Maybe not, let me try them again first", "no sorry dont cancel": to "why?", that is no reason. English. */
export function thinksBetter(text: string): boolean {
  return DOUBTS.test(text) || REFUSES.test(text);
}

const DOUBTS =
  /\b(?:maybe|perhaps|probably|rather|better|think) not(?=\W*$|[,.;!]| (?:yet|now|today)\b)|\blet me (?:\S+ ){0,5}?(?:first|again)\b|\b(?:i['’]?ll|i will|have to|need to|let me) (?:think|sleep) (?:about|on|over|it)\b|\bnot (?:so )?sure (?:yet|any ?more)\b|\b(?:ok(?:ay)?|then|well)\W+no(?:pe)?\W*$/i;
const REFUSES =
  /^\W*(?:(?:no+|nope|nah|oh|sorry|wait|please|pls|actually|stop|hm+|ok(?:ay)?)\W+)*(?:i )?(?:don['’]?t|do not) (?:(?:want|wish|mean) to |wanna )?(?:cancel|return|send (?:it|them|that) back)\b/i;

/** "One sec", "hmm wait", "let me check": said alone. English and Spanish. */
export function asksToWait(text: string): boolean {
  return ASKS_TO_WAIT.test(text);
}

const ASKS_TO_WAIT =
  /^\W*(?:(?:h+m+|um+|uh|er|oh|ok(?:ay)?|please|pls|sorry|a ver)\W+)*(?:wait|hold on|hang on|bear with me|(?:just )?(?:one|a|1) (?:sec(?:ond)?|min(?:ute)?|moment)|let me (?:check|think|see|look)(?: (?:it up|that|first))?|espera|un (?:momento|segundo))(?:\W+(?:please|pls|a (?:sec|second|min|minute|moment|bit)|por favor))*\W*$/i;

/** "Thanks bye": whoever goes leaves it as it is. English and Spanish. */
export function saysBye(text: string): boolean {
  return GOES.test(text);
}

const GOES =
  /^\W*(?:(?:ok(?:ay)?|thanks?|thank you|thx|cheers|gracias|vale|well|no|so|great|good)\W+)*(?:bye(?: ?bye)?|good ?night|g'?night|see (?:you|ya)|ttyl|adi[oó]s|hasta (?:luego|mañana|pronto)|buenas noches)(?:\W+(?:thanks?|then|now|gracias))*\W*$/iu;

/** All of it: "both", "everything", "the whole order". */
export function saysAll(text: string): boolean {
  return (ALL.test(text) && !/\bnot (all|both|everything)\b/i.test(text)) || spanish.saysAll(text);
}

/** A question, whatever it asks. */
export function asksBack(text: string): boolean {
  return ASKS.test(text);
}

const ASKS =
  /^\W*(?:(?:and|but|also|by the way|btw|oh|ok(?:ay)?|wait|sorry|hi|hey|actually|so|then|well|h*m+|um+)\W+)*(?:(?:where|when|what|how|who)(?:['’]?s|['’]re)?|why|which|(?:must|should|may|am|was|were)(?= (?:i|we|it|they|there|my|the)\b)|do|does|did|is|are|will|would|can|could|have|has)\b|\?\s*$|^\W*(?:(?:y|pero|oye|vale)\W+)*(?:cu[aá]ndo|cu[aá]nt[oa]s?|qui[eé]n|d[oó]nde|cómo|qué)(?!\p{L})/iu;

/** Another order than the one just named: "no, the other one", "wrong order". */
export function meansAnotherOrder(text: string): boolean {
  return (
    /\b(other|another|different|wrong) (order|one|purchase)\b|\bnot (that|this) (order|one)\b/i.test(
      text,
    ) || spanish.meansAnotherOrder(text)
  );
}

/**
 * What somebody would like for what they send back; `isAsked`: it answers the question for it, so that a word is enough.
 * `undefined`: nothing, or more than one.
 */
export function outcomeIn(text: string, isAsked: boolean): GivenForReturn | undefined {
  const named = OUTCOMES.filter(
    ([outcome, said, asAnswer]) =>
      said.test(text) ||
      (isAsked && asAnswer.test(text)) ||
      spanish.outcomesIn(text).includes(outcome),
  );
  const [only, ...more] = named;
  return more.length === 0 ? only?.[0] : undefined;
}

const OUTCOMES: readonly (readonly [GivenForReturn, RegExp, RegExp])[] = [
  [
    "refund",
    /\b(?:refund\w*|money back|get my money|reimburse\w*)\b/i,
    /\b(?:money|cash|back (?:on|to) (?:my|the) card|paid)\b/i,
  ],
  [
    "store_credit",
    /\b(?:(?:store|shop) credit|credit (?:note|voucher)|voucher|gift ?card)\b/i,
    /\bcredit\b(?! ?card)/i,
  ],
  [
    "replacement",
    /\b(?:replac\w*|(?:a|brand) new one|the same (?:one|thing|item)? ?again|send (?:me )?(?:a new|another))\b/i,
    /\b(?:new|another|same)\b/i,
  ],
];

const OPENERS =
  "(?:(?:oh|ok|okay|k|alright|all right|great|perfect|good|cool|nice|lovely|sure|um+|uh|hm+|and|well|hi|hey|hello|right|so|then|please|pls)\\b[\\s,.!:-]*)*";

/** Whatever follows it, a yes. */
const SURE_YES = new RegExp(
  `^\\W*${OPENERS}(?:y|ye|yes+|yea|yeah|yeh|yep|yup|yas|ya|yah|aye|affirmative|totally|indeed|uh[- ]?huh|mm?h+m+|very well|naturally|roger|deal|confirm(?:ed)?|i (?:do(?=\\s*(?:$|[,.!]|want|confirm|please))|confirm|agree)|(?:i'?m|i am) (?:sure|certain|ok(?:ay)? with)|certainly|absolutely|definitely|of course|by all means|agreed?|proceed|do (?:proceed|it|that|so|go ahead)|go (?:ahead|for it|on)|let'?s (?:do|go)|that(?:'?s| is| would be| sounds| looks| works) (?:all )?(?:right|correct|it|fine|good|great|ok|okay|perfect|for me|what i want)|(?:sounds|looks) (?:good|right|great|fine|correct|perfect)|works for me|all (?:good|correct)|thumbs up|👍)(?![\\p{L}\\p{N}])`,
  "iu",
);

/** A yes when little follows it: "ok", "right, thanks", but not "ok so I bought a lamp …". */
const SHORT_YES =
  /^\W*(?:oh |and |well |please )*(?:ok|okay|okey|k|sure|right|correct|exactly|fine|perfect|great|good|alright|all right|please(?=\W*$))(?![\p{L}\p{N}])/iu;
const FEW_WORDS = 6;

const AFTER_OK =
  /^(?:[^\p{L}\p{N}]*(?:ok(?:ay|ey)?|k|sure|right|correct|exactly|fine|perfect|great|good|lovely|wonderful|super|brilliant|cool|nice|alright|all|by|with|for|that(?:['’]?s)?|this|is|it(?:['’]?s)?|them|those|do|go|on|ahead|let['’]?s|please|pls|plz|then|now|so|just|much|very|thanks?|thx|ty|tysm|you|u|me|i|i['’]?m|am|we|be|will|would|want|agree|cancel|return|exchange|swap|change|send|back|the|my|order|one|thing|enough|\d{4,}|yes|yeah|yep|dear|mate|love|sir|madam|man|bro|asap|sounds|looks|works|vale|s[ií]|claro|bien|perfecto|adelante|hazlo|hacedlo|c[aá]ncel[ae]l[oa]|gracias|por favor)(?![\p{L}\p{N}]))*[^\p{L}\p{N}]*$/iu;

/** "Very good, yes". */
const HOLDS_A_YES = /\b(?:yes+|yep|yup|yeah)\b/i;

/** After a yes, these make it something else than a yes. */
const HOLDS_BACK =
  /\b(?:but|wait|don'?t|do not|not|no|nope|instead|actually|except|hold on|hang on|rather|change my mind|changed my mind|other than|if|unless|only|maybe|perhaps|probably|without|minus|tomorrow|later|next (?:week|month)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|in (?:an?|\d+|a few|a couple of|the) (?:hours?|days?|weeks?|min(?:ute)?s?|morning)|(?:what|how|why|when|where|which|who) (?:about|is|are|do|does|did|will|would|can|much|long|many|happens|pays))\b|\?/i;

const NO =
  /^\W*(?:(?:um+|oh|well|hm+|actually|sorry|ok|okay|then|so|alright|fine|you know)\b[\s,.]*)*(?:n|no+(?! (?:problem|prob|worries|rush|hurry|reason|pics?|photos?|pictures?)\b)|nope|nah|nay|not (?:now|yet|really|today)|don'?t|do not|please don'?t|no thanks?|no thank you|stop|wait(?!.*\b(?:yes|yeah|yep)\b|\W+(?:is|are|does|do|will|can|what|how|when|where|who|why)\b))\b/i;

const LEAVES_IT =
  /\b(?:never ?mind|nvm|forget (?:it|about it|that)|leave it(?! (?:at|with|in|on|outside|by|there|next|behind)\b)|let it be|drop it(?! (?:off|at|in|by)\b)|(?:please )?(?:don'?t|do not) (?:do (?:it|that)|bother|cancel|return|change|proceed|go ahead)|no,? (?:please )?(?:don'?t|do not)|(?:i(?:'ve| have)? )?changed my mind(?! about the)|(?:want|like|going|rather|think i(?:'ll)?) (?:to )?(?:might (?:want to )?)?keep (?:it|them|this)|keep (?:it|them) after all|need (?:a bit )?(?:more )?time|think about it|not (?:any ?more|anymore) (?:needed|necessary)|i(?:'ll| will) (?:keep it|leave it|pass)|cancel (?:that|this) (?:request|return|exchange)|hold off)\b|^\W*(?:(?:oh|ah|ok(?:ay)?|well|fine|then|just|so|no|nah|i(?:['’]?ll| will))\W+)*keep (?:it|them|those)(?:\W+(?:then|instead|anyway|please|pls|thanks))*\W*$/i;

const ALL =
  /\b(?:all|both|everything|every ?(?:one|item|thing)|the lot|(?:whole|entire|complete) (?:order|thing|lot|purchase))\b/i;
