import { asksWhenAnswered } from "./without-words.ts";

/** "When?", "how long is it": a time, asked of what was just said and of nothing else. English and Spanish. */
export function asksOfTime(text: string): boolean {
  return asksWhenAnswered(text) || OF_TIME.test(text) || OF_HOUR.test(text);
}

/** "At what time?": the hour of what was just said. */
export function asksOfHour(text: string): boolean {
  return OF_HOUR.test(text);
}

/** "Did it work?", "is it done": of a change that was just told to be made. */
export function asksIfDone(text: string): boolean {
  return IF_DONE.test(text);
}

/** "How much is it?", the same of a price. */
export function asksOfPrice(text: string): boolean {
  return OF_PRICE.test(text);
}

/** "What happens now?", "so what can i do": the next step from where things stand. */
export function asksWhatNext(text: string): boolean {
  return WHAT_NEXT.test(text);
}

/** The sentences of an answer that tell a time (or a price), for who asks it once more. Empty: none does. */
export function sentencesTelling(what: "time" | "price", answer: string): readonly string[] {
  const pattern = what === "time" ? TIME : PRICE;
  return answer.split(/(?<=[.!?])\s+|\n+/).filter((sentence) => pattern.test(sentence));
}

const OPENING =
  "^\\W*(?:(?:so|and|but|ok(?:ay)?|well|oh|hm+|then|y|pero|entonces|vale|bueno)\\W+)*";

const OF_TIME = new RegExp(
  `${OPENING}(?:(?:for |since |(?:un)?till? )?(?:how long|when|how many (?:days|weeks))(?:'?s| is| does| will| do)?(?: (?:it|that|this|they|those|i|we))?(?: (?:last|take|be|for|valid|have|get it|arrive|come|exactly))*|(?:hasta )?cu[aá]ndo(?: es| ser[aá]| llega\\p{L}*)?|cu[aá]nto (?:dura|tiempo(?: es| dura| tengo)?)|cu[aá]ntos d[ií]as(?: son)?)\\W*$`,
  "iu",
);

const OF_HOUR = new RegExp(
  `${OPENING}(?:what(?:'?s| is) the (?:time|delivery) (?:window|slot)|(?:at |by |around )?(?:what|which) (?:time|hour)(?: (?:is that|exactly|roughly|about|will (?:it|they) (?:be|come|arrive)|tomorrow|today|of day))*|a qu[eé] hora(?: (?:llega\\p{L}*|vienen?|m[aá]s o menos|mañana|hoy))*)\\W*$`,
  "iu",
);

const IF_DONE = new RegExp(
  `${OPENING}(?:did (?:it|that|you|u) (?:work|go (?:through|thru)|happen|get (?:it|that)|do (?:it|that))|is (?:it|that|everything) (?:all )?(?:done|cancelled|canceled|changed|made|ok|sorted)(?: now)?|has (?:it|that) (?:worked|gone through|been (?:done|cancelled|canceled|changed))|are (?:you|u) sure|(?:ya )?est[aá] (?:ya )?(?:hech[oa]|cancelad[oa]|cambiad[oa])(?: ya)?|ha funcionado|seguro)\\W*$`,
  "iu",
);

const OF_PRICE = new RegExp(
  `${OPENING}(?:how much(?: (?:is|does|would|will) (?:it|that|this)(?: cost| be)?)?|what(?:'?s| is) (?:the |its )(?:price|cost)|what (?:does|would|will) (?:it|that|this) cost|cu[aá]nto (?:cuesta|es|vale|ser[ií]a)(?: eso)?)\\W*$`,
  "iu",
);

const WHAT_NEXT = new RegExp(
  `${OPENING}(?:what (?:happens|comes|now|next)(?: (?:now|next|then))*|now what|what (?:do|can|should|must) i do(?: (?:now|then|next|about (?:it|that)))*|what(?:'?s| is) next|what are my options|what are you going to do(?: (?:now|about (?:it|that)))*|y ahora(?: qu[eé])?|(?:ahora )?qu[eé] (?:hago|pasa|puedo hacer|hay que hacer)(?: ahora| entonces)*)\\W*$`,
  "iu",
);

const COUNTED =
  "(?:\\d+|an?|one|two|three|four|five|six|seven|ten|few|next|every|once|un[oa]?s?|dos|tres|cuatro|cinco|pocos|cada|pr[oó]xim[oa])";
const SPAN =
  "(?:days?|weeks?|months?|years?|hours?|minutes?|season|d[ií]as?|semanas?|mes(?:es)?|a[nñ]os?|horas?|minutos?)";
const MONTH =
  "(?:january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)";
const TIME = new RegExp(
  `(?<!\\p{L})(?:today|tonight|tomorrow|yesterday|hoy|mañana|ayer|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|${COUNTED}[- ](?:(?:to|a) \\d+ )?(?:working |business )?${SPAN}|\\d{1,2}(?: de)? ${MONTH}|\\d{1,2}:\\d{2})(?!\\p{L})`,
  "iu",
);
const PRICE =
  /\b(?:free|gratis|costs nothing)\b|[€£$] ?\d|\b[A-Z]{3} ?\d|\d ?(?:[A-Z]{3}\b|kr\b|€)/;

/** "And the blanket?", where nothing is said of what is asked of it: the same as of the one before. English and Spanish. */
export function asksTheSame(text: string): boolean {
  return NAMES_ANOTHER.test(text) && !ASKS_OF_IT.test(text);
}

const NAMES_ANOTHER =
  /^\W*(?:(?:ok(?:ay)?|oh|so)\W+)*(?:and|also|what about|how about|y|qu[eé] hay de)\W+(?:(?:for|de|del|por)\W+)?[\p{L}\d#-]+(?:[^\p{L}\d#-]+[\p{L}\d#-]+){0,3}[^\p{L}\d#-]*$/iu;
const ASKS_OF_IT =
  /\b(?:where|when|how|what(?! about)|is|are|was|has|have|did|do|does|will|can|could|status|track\w*|coming|arriv\w*|late|too)\b|(?<!\p{L})(?:d[oó]nde|cu[aá]ndo|c[oó]mo|est[aá]n?|lleg\p{L}*|tambi[eé]n)(?!\p{L})/iu;
