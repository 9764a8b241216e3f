import type { IntentName } from "../core/understanding.ts";

/**
 * What somebody wants to know of sending something back: what the label costs and who pays it (`return_cost`), until when it is possible (`return_until`), or how and
 * where it is handed in (`return_how`). `isReturning`: they are about to, so that "do i have to pay for that" means the
 * label. `undefined`: neither. English and Spanish.
 */
export function asksOfReturning(text: string, isReturning: boolean): IntentName | undefined {
  if (text.trim().split(/\s+/).length > FEW_WORDS) return undefined;
  const patterns = isReturning ? [...PLAIN, ...IN_BETWEEN] : PLAIN;
  return patterns.find(([, pattern]) => pattern.test(text))?.[0];
}

/** Longer words have a story, and the return itself is what they want. */
const FEW_WORDS = 12;

const PLAIN: readonly (readonly [IntentName, RegExp])[] = [
  [
    "return_cost",
    /\b(?:how much|what(?:'?s| is| does| do)|who|d[oi]? (?:i|you|u)|will i|must i|have to|is|are|any)\b.*\b(?:pay\w*|costs?|price|fees?|charged?|free)\b.*\b(?:returns?(?! polic)|returning|labels?|send(?:ing)? (?:\S+ ){1,3}?back)\b|\b(?:is|are) (?:the |a |your )?(?:returns?|returning|(?:return )?(?:labels?|shipping|postage))(?: \S+){0,3}? (?:free|paid|included)\b|\b(?:how much|what) (?:is|are|does|do|for) (?:the |a )?(?:return )?labels?\b|(?<!\p{L})(?:cu[aá]nto (?:cuesta|vale|es|cobr\p{L}*)|qui[eé]n paga|es gratis|hay que pagar)(?!\p{L}).*(?<!\p{L})(?:devol\p{L}*|etiqueta)(?!\p{L})/iu,
  ],
  // "What's the last day I can return the boots", "how long have I got to send it back"
  [
    "return_until",
    /\b(?:(?:what|when)(?:['’]?s| is| was)?|whats) (?:the |my )?(?:last (?:possible )?(?:day|date|chance|moment)|deadline)\b.*\b(?:return|send|give|bring|take|exchange)|\b(?:un)?till? (?:when|what (?:day|date)|which (?:day|date))\b.*\b(?:return|back|exchange)\b|\bhow (?:long|many days) (?:do |have )?(?:i|we) (?:still )?(?:have|got|left)\b.*\b(?:return|back|exchange)\b|(?<!\p{L})hasta cu[aá]ndo (?:puedo|se puede|tengo) .*(?:devol|cambi)/iu,
  ],
  // "How much does a return cost"
  [
    "return_cost",
    /\b(?:how much|what) (?:do|does|will|would) (?:a |the |your )?(?:returns?|returning|send(?:ing)?)(?: \S+){0,4} costs?\b/iu,
  ],
];

const IN_BETWEEN: readonly (readonly [IntentName, RegExp])[] = [
  [
    "return_until",
    /^\W*(?:(?:h*m+|and|ok(?:ay)?|wait|hang on|hold on|so|but)\W+)*(?:(?:un)?till? when|by when|how long (?:do|have) i (?:have|got)(?: to decide)?|how long (?:is that|does that) (?:possible|work)|hasta cu[aá]ndo)\W*$/iu,
  ],
  [
    "return_cost",
    /\b(?:who|do i|will i|must i|should i) (?:have to |need to |must )?(?:pays?|be charged)\b|\b(?:how much|what)(?:'?s| is| does| do| will| would)? ?(?:it|that|this|sending|postage|shipping|the (?:postage|shipping))?(?: (?:cost|be|to send))*\W*$|\bis (?:it|that|this|shipping|the postage) (?:for )?free\b|\bcosts?\b.*\?|(?<!\p{L})(?:qui[eé]n paga|cu[aá]nto (?:cuesta|vale|es)|es gratis|(?:tengo|hay) que pagar)(?!\p{L})/iu,
  ],
  [
    "return_how",
    /\b(?:how|where) (?:do|can|should|would|must|to)(?: i| we)?\b.*\b(?:send|ship|drop|post|mail|hand|bring|take|pack|leave)\b|\bwhere (?:does it go|to)\b|\b(?:get|have|need|print|where(?:'?s| is)|is there|send me)\b.*\blabel\b|(?<!\p{L})(?:c[oó]mo|d[oó]nde|ad[oó]nde)(?!\p{L}).*(?<!\p{L})(?:env[ií]\p{L}*|mand\p{L}*|dej\p{L}*|entreg\p{L}*|llev\p{L}*)(?!\p{L})/iu,
  ],
];
