import type { IntentName } from "../core/understanding.ts";

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
    /^(?!.*\b(?:please|pls|want|need|would like|can|could)\b).*\b(?:why|who|when|how come)\b.{0,40}\bcancel\w*|^(?!.*\b(?:please|pls|want|need|would like|can|could|get|have)\b).*\b(?:was|is|were|are|got|been|says?|shows?)\b.{0,12}\bcancel?led\b|(?<!\p{L})(?:por qu[eé]|qui[eé]n) .{0,30}cancel\p{L}*/iu,
  ],
  [
    "return_policy",
    /^\W*(?:(?:so|and|but|or|ok(?:ay)?|then)\W+)*(?:should (?:i|we)|do (?:i|we) (?:have|need) to) (?:\w+ )?(?:return|send|exchange|bring)\b(?!.*\b(?:label|photo|picture|receipt)\b)|^\W*(?:(?:y|pero|entonces)\W+)*(?:debo|tengo que) devolver/iu,
  ],
];
