import type { IntentName } from "../core/understanding.ts";

/** "I already sent the coat back": told of one that is on its way, which nothing needs to be begun for. English and Spanish. */
export function saysSentBack(text: string): boolean {
  return text.trim().split(/\s+/).length <= FEW_WORDS && SENT_BACK.test(text);
}

/** Longer words have a story, which is read as a whole. */
const FEW_WORDS = 14;

const SENT_BACK =
  /^(?!.*(?:\?|\b(?:if|by mistake|wrong|cannot|can['’]?t|was told|want|need|please|pls)\b)).*(?:\b(?:i|we)(?:['’]?ve| have)?(?: (?:already|just|also|only))* (?:sent|shipped|posted|mailed|returned|gave|given|brought|handed|dropped)(?: (?!(?:me|us|you)\b)[\p{L}\d'’#-]+){0,5}? (?:back|off)\b|\b(?:i|we)(?:['’]?ve| have)?(?: (?:already|just|also))* sent (?!.*\b(?:mails?|e-?mails?|messages?|photos?|pictures?|pics?|texts?|money|it to)\b)(?:[\p{L}\d'’#-]+ ){1,4}(?:too|as well)\W*$|\b(?:i|we)(?:['’]?ve| have)?(?: (?:already|just|also|only))+ returned\b|\b(?:i|we)(?:['’]?ve| have) returned\b|\b(?:i|we) returned (?:it|them|that|this|the|my|those|these)\b|\b(?:(?:is|are)|(?:they|it)['’]?(?:s|re)) (?:already )?(?:on (?:its|the|their) way|posted|mailed) back\b(?! to me)|(?<!\p{L})(?:ya (?:l[oae]s? )?(?:he |hemos )?(?:devuelto|devolv[ií]|devolvimos|enviado de vuelta|mandado de vuelta)|(?:l[oa]s? )?(?:he|hemos) devuelto)(?!\p{L}))/iu;

/**
 * What words tell that are easily taken for the wish of a change: an order that was cancelled ("why was it cancelled": how
 * it stands; "i didn't cancel it": something is wrong), and a question for advice ("should i send it back": the rules).
 * `undefined`: none of these. English and Spanish.
 */
export function toldOfChange(text: string): IntentName | undefined {
  const plain = text.replaceAll(/[\u2018\u2019]/g, "'");
  return TOLD.find(([, pattern]) => pattern.test(plain))?.[0];
}

const TOLD: readonly (readonly [IntentName, RegExp])[] = [
  [
    "delivery_problem",
    /\b(?:i|we) (?:did ?n'?t|did not|never|have ?n'?t|have not) (?:(?:ask(?:ed)? (?:to|for)|want(?:ed)? (?:to|it)) )?(?:\w+ )?cancel\w*|(?<!\p{L})(?:yo )?no (?:lo |la )?(?:cancel[eé]|he cancelado)(?!\p{L})/iu,
  ],
  [
    "order_status",
    /^(?!.*\b(?:please|pls|want|need|would like|can|could)\b).*\b(?:why|who|when|how come)\b.{0,40}\bcancel\w*|^(?!.*\b(?:please|pls|want|need|would like|can|could|get|have(?! been| it been))\b).*\b(?:was|is|were|are|got|been|says?|shows?)\b.{0,12}\bcancel?led\b|(?<!\p{L})(?:por qu[eé]|qui[eé]n) .{0,30}cancel\p{L}*/iu,
  ],
  [
    "return_policy",
    /^\W*(?:(?:so|and|but|or|ok(?:ay)?|then)\W+)*(?:should (?:i|we)|do (?:i|we) (?:have|need) to) (?:\w+ )?(?:return|send|exchange|bring)\b(?!.*\b(?:label|photo|picture|receipt)\b)|^\W*(?:(?:y|pero|entonces)\W+)*(?:debo|tengo que) devolver/iu,
  ],
];
