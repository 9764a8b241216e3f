import type { IntentName } from "../core/understanding.ts";

/**
 * What somebody wants who says it without words that could be learnt: a wave, a thumb, dots, a question mark, "why not?".
 * `hasAnswered`: they have been answered something here already, to which it may be an answer. `undefined`: none of these.
 */
export function wishWithoutWords(text: string, hasAnswered: boolean): IntentName | undefined {
  const [, atFirst, after] = gestures().find(([pattern]) => pattern.test(text)) ?? [];
  return hasAnswered ? after : atFirst;
}

/** What each means before anything was answered, and after it. */
function gestures(): readonly (readonly [RegExp, IntentName | undefined, IntentName])[] {
  return [
    [WAVE, "greeting", "greeting"],
    [ANGRY, "complaint", "complaint"],
    [PARCEL, "order_status", "order_status"],
    [DOTS, "wait", "wait"],
    [NIGHT, "greeting", "goodbye"],
    [NOD, undefined, "no"],
    [REGRET, undefined, "no"],
    [WRONG_CHAT, "no", "no"],
    [KIND, "greeting", "goodbye"],
    [THANKS, "greeting", "goodbye"],
    [MARKS, "greeting", "repeat"],
    [WHY, undefined, "repeat"],
  ];
}

/** "Why?", "how come", "why do you need that": asked of what was said or asked just before, and of nothing else. */
export function asksWhy(text: string): boolean {
  return WHY.test(text) || ASKS_FOR_REASON.test(text);
}

/** "Why is it going back", "why hasn't it moved": asked of how an order stands. English and Spanish. */
export function asksWhySo(text: string): boolean {
  return WHY_SO.test(text);
}

const WHY_SO =
  /^\W*(?:(?:but|and|so|ok(?:ay)?|hm+|wait|y|pero)\W+)*(?:why (?:is|was|did|does|has|have|hasn['’]?t|haven['’]?t|isn['’]?t|are|were|aren['’]?t|won['’]?t|would|so) (?:it|they|that|this|the|my|there|no|long|late|slow)(?![\p{L}])(?: [\p{L}'’]+){0,6}|(?:por qu[eé]|xq|pq) (?:tarda|van?|vuelven?|vienen?|est[aá]n?|llevan?|no (?:llega|ha|se|est[aá]|viene)|se)(?: \p{L}+){0,6})\W*$/iu;

/** "Thx u made my day": thanks, and some more kind words that want nothing. English and Spanish. */
export function saysThanks(text: string): boolean {
  return ENDS.test(text) || (OPENS_WITH_THANKS.test(text) && !WANTS_MORE.test(text));
}

/** "Good evening, i hope i am not disturbing anyone", "hi, my name is Jonas": manners before anything is wanted. English and Spanish. */
export function greetsOnly(text: string): boolean {
  return (GREETS.test(text) || NAMES_THEMSELVES.test(text)) && !text.includes("?");
}

const NAMES_THEMSELVES =
  /^\W*(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|hola|buen[oa]s (?:d[ií]as|tardes|noches))(?: (?:there|all|everyone|team))?\W+)?(?:my name(?:['’]?s| is)|me llamo) \p{L}+(?: \p{L}+){0,2}(?:[,.]? (?:and )?i (?:really )?(?:need|would like|could use) (?:some |your )?help(?: please)?)?[\s.,!]{0,4}$/iu;

const GREETS =
  /^\W*(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|hola|buen[oa]s (?:d[ií]as|tardes|noches))(?: (?:there|all|everyone|sir|madam|my friend|team))?\W+)(?:(?:i|we) (?:do |really )?hope (?:\S+ ){0,3}?(?:not disturb|not bother|well|fine|good|lovely|nice|ok)|sorry (?:to|for) (?:bother|disturb|writ)|espero no molestar|perd[oó]n por (?:molestar|la hora))\S*(?: \S+){0,8}\W*$/iu;

/** "That's unfair": said of an answer, with nothing that could be wanted besides. English and Spanish. */
export function protests(text: string): boolean {
  return PROTESTS.test(text);
}

/** "So when??", said to somebody who was promised an answer: when it comes, and nothing else. English and Spanish. */
export function asksWhenAnswered(text: string): boolean {
  return WHEN.test(text);
}

const WHEN =
  /^\W*(?:(?:so|and|but|ok(?:ay)?|well|y|pero|entonces)\W+)*(?:when|how (?:long|soon)|what time|cu[aá]ndo|cu[aá]nto (?:tarda\p{L}*|falta))(?:\W+(?:then|exactly|is that|will (?:that|it) (?:be|take)|does (?:it|that) take|(?:do|will|can) i hear(?: back)?(?: from (?:you|them|someone|somebody))?|(?:do|will|can) (?:you|they|someone|somebody|a (?:person|colleague|human)) (?:answer|write|reply|call|come|be back)(?: (?:me|back|then))*))?\W*$/iu;

/** Skin tones and the like. */
const TINTS = "[\\u{1F3FB}-\\u{1F3FF}\\u{FE0F}\\u{200D}♀♂]*";
const WAVE = new RegExp(`^\\s*(?:[👋🙋]${TINTS}\\s*)+$`, "u");
const KIND = new RegExp(
  `^\\s*(?:[👍👌🙏🙂😊😀😃😄😁☺🤗😍🥰😘❤💚💙💛🧡🎉👏✨✅🤝]${TINTS}\\s*)+$`,
  "u",
);
const ANGRY = new RegExp(`^\\s*(?:[😡🤬😠]${TINTS}\\s*)+$`, "u");
const PARCEL = new RegExp(`^\\s*(?:[📦🚚🚛]${TINTS}\\s*)+[❓❔⁉?¿\\uFE0F\\s]*$`, "u");
const OPENS_WITH_THANKS =
  /^\W*(?:(?:ok|okay|oh|aw+|great|perfect|super|wow)\W+)*(?:thx|thanks|thank (?:you|u)|ty|tysm|tks|cheers|gracias|muchas gracias)(?!\p{L})(?:\W+\p{L}+['’]?\p{L}*){0,7}\W*$/iu;
const ENDS =
  /^\W*(?:(?:no|nope|nah|ok|okay|well|great)\W+)*(?:that'?s|thats|that is|that was|that will be|that'?ll be) (?:all|it|everything)(?: (?:for now|today|i needed|i need))*(?:\W+(?:thanks?|thank you|thx|cheers|bye|so much|very much|a lot|for (?:your|the|all) (?:your )?help))*\W*$/iu;
const WANTS_MORE =
  /\?|\b(?:but|however|for nothing|when|where|what|how|can|could|please|need|want|still|not|never|no|order|parcel|package|refund|return|cancel|change|later|late|broken|wrong|missing|pero|no|nada|cu[aá]ndo|d[oó]nde|pedido)\b/iu;
/** "Ok", "got it", to an answer: nothing more is wanted. */
const NOD =
  /^\W*(?:(?:ah|oh|ok(?:ay)?|yes|yeah)\W+)?(?:no (?:problem|prob|worries)|np|ok(?:ay|i|ey)?|k+|alright|all right|got it|understood|i see|noted|fine|cool|whatever|bet|aight|gotcha|(?:lo+l|(?:ha){2,}h?|xd)+|vale|de acuerdo|entendido|ya veo)(?:\W+(?:then|got it|i see|cool|great|good|perfect|fine|nice))?\W*$/iu;
/** Sorry for how things are, and nobody's fault. */
const REGRET =
  /^\W*(?:(?:ah|oh|aw+|ok(?:ay)?|hm+|pues|vaya)\W+)*(?:(?:(?:what|such) a|(?:that|it)(?:'?s| is) (?:(?:such )?a )?)?\s*(?:shame|pity)|too bad|bummer|oh well|qu[eé] (?:pena|l[aá]stima))(?:\W+(?:then|anyway|really|honestly))*\W*$/iu;
/** Not meant for a shop at all. */
const WRONG_CHAT =
  /^\W*(?:(?:oh|ah|oops|ups|so?r+y|lol|omg|ok|no|perd[oó]n)\W+)*(?:(?:that was |this was |i meant )?(?:the )?(?:wrong (?:chat|person|number|thread|window|convo|conversation)|not (?:meant )?for (?:you|u))|ignore (?:that|this|me)|chat equivocado)(?:\W+(?:so?r+y|lol|oops|please|pls|again|perd[oó]n))*\W*$/iu;
/** A greeting before anything was answered, and a leave after it. */
const NIGHT =
  /^\W*(?:(?:hola|hi|hello|ok|vale)\W+)?(?:buenas noches|good ?night|g'?night|nighty? night)\W*$/iu;
const DOTS = /^\s*(?:\.{2,}|…+|h+m+|u+[hm]+|e+h*m+)[\s.…]*$/i;
/** As neighbours and visitors say it, whatever language the shop speaks. */
const THANKS =
  /^\W*(?:muchas |mange |vielen |tack |mille )?(?:gracias|tak|takk|tack|danke|merci|grazie|obrigad[oa]|kiitos|bedankt|dank je)(?: (?:så mycket|schön|beaucoup|mille|molto))?\W*$/iu;
const MARKS = /^(?=[^?]*\?)[?¿!\s]+$/;
const WHY =
  /^\W*(?:(?:but|and|so|ok|y|pero)\W+)*(?:why(?: not| is that| so| ever not)?|y not|(?:por qu[eé]|xq|pq)(?: no)?)\W*$/iu;

const ASKS_FOR_REASON =
  /^\W*(?:(?:but|and|so|ok(?:ay)?|hm+|wait|sorry|y|pero)\W+)*(?:how (?:come|so)|what for|who(?:'s|s|se| is)? (?:fault|to blame)(?: is (?:it|this|that))?|why (?:is|are) (?:it|they|my (?:order|parcel|package)|the (?:order|parcel|package)) (?:still )?(?:so |that |this )?(?:late|delayed|not here(?: yet)?)|por qu[eé] (?:va |est[aá] |llega )?(?:tan )?(?:tarde|retrasado)|for what reason|what(?:'s| is| was) the reason(?: for (?:that|this))?|why (?:do you |would you |should i )?(?:ask|need|want|tell you|give you|say)(?: (?:that|it|this|to know|to know that|for (?:it|that)|(?:me|for) (?:a|the|my) (?:code|photo|picture|reason|number|address|e-?mail)|(?:a|the|my) (?:code|photo|picture|reason|number|address|e-?mail)))*|why (?:can'?t|cant|cannot|can not|won'?t|wont|isn'?t) (?:i|you|we|it|that)(?: (?:be|just|do|it|that|this|possible|cancel\w*|return\w*|exchang\w*|swap\w*|chang\w*|send|sent|back|them))*|c[oó]mo es eso|y eso|por qu[eé] (?:lo )?(?:preguntas?|pides?|necesitas?|no (?:se )?puede\w*)(?: (?:eso|saberlo|el c[oó]digo|una foto|cancelar|devolver))*)\W*$/iu;

const PROTESTS =
  /^\W*(?:(?:but|well|oh|wow|no|ok(?:ay)?|sorry|hm+|ugh|come on|really|seriously|man|y|pero|pues|vaya)\W+)*(?:(?:that|this|it|thats|its|how|what)(?:'?s| is| seems| sounds| feels)?\W+)?(?:(?:a bit|a little|so|very|really|just|totally|completely|absolutely|pretty|quite|kind of|such|a|an|es|qu[eé]|muy|me parece|esto|eso|una?)\W+)*(?:un-?fair|not (?:very |really )?fair|not right|ridiculous|absurd|nonsense|joke|disappoint(?:ing|ed|ment)|outrageous|unacceptable|not (?:ok|okay|acceptable|good enough)|a shame|injust[oa]|no es justo|no (?:me )?parece (?:justo|bien)|rid[ií]cul[oa]|absurdo|verg[uü]enza|decepcionante|inaceptable)(?:\W+(?:really|seriously|honestly|man|la verdad))*\W*$/iu;
