import type { CodeRoad } from "../../../core/proof.ts";

/** "What code", "which number did you send it to", "i changed my number". English and Spanish. */
export function asksOfCode(text: string): boolean {
  return ASKS.test(text);
}

const ASKS =
  /^\W*(?:(?:and|but|so|ok|hm+|y|pero)\W+)*(?:(?:what|which|where)(?:'?s| is)?(?: the| that| this| my)? code|(?:to )?(?:what|which|whose|where) (?:number|phone|e-?mail|address|did you send|was it sent)\b.*|qu[eé] c[oó]digo|a qu[eé] (?:n[uú]mero|tel[eé]fono|correo)\b.*)\W*$|\b(?:changed|lost|new|different|old|no longer)\b.{0,20}\b(?:number|phone|e-?mail)\b|(?<!\p{L})(?:cambi[eé]|perd[ií]|otro|nuevo)(?!\p{L}).{0,20}(?<!\p{L})(?:n[uú]mero|tel[eé]fono|m[oó]vil|correo)(?!\p{L})/iu;

/** "Code 1048", "send me a code for order 1048". English and Spanish, as all here. */
export function namesCode(text: string): boolean {
  return NAMES.test(text);
}

const NAMES =
  /^\W*(?:(?:please|pls|send|me|a|the|my|c[oó]digo|code|for|para|order|pedido)\W+)*(?:code|c[oó]digo)\b/i;

/** "I never got the code", "send it again". */
export function asksAnew(text: string): boolean {
  return ANEW.some((words) => words.test(text));
}

const ANEW = [
  /\b(?:new|another|no|not|never|didn'?t|haven'?t|hasn'?t|resend)\b.*\bcode\b/i,
  /\bcode\b.*\b(?:again|not|never|didn'?t|hasn'?t|expired)\b/i,
  /^(?:please |pls |can you |could you )*(?:re-?send|send (?:it |that |one )?again)(?: (?:it|please|pls))*\W*$/i,
  /^(?:sorry,? )?(?:i )?(?:(?:didn'?t|did not|haven'?t|have not) (?:get|got|receive|received)|never (?:got|received)) (?:it|anything|one)(?: yet)?\W*$/i,
  /^nothing (?:came|arrived|yet|here)(?: yet)?\W*$/i,
  /(?<!\p{L})(?:no|nuevo|otro|otra vez|de nuevo|reenv[ií]\p{L}*|caduc\p{L}*)(?!\p{L}).*c[oó]digo|c[oó]digo.*(?<!\p{L})(?:no|nuevo|de nuevo|otra vez|caduc\p{L}*)(?!\p{L})/iu,
];

/** The road that a text names and nothing else: "EMAIL", "by text please". */
export function roadNamed(text: string): CodeRoad | undefined {
  return ROADS.find(([words]) => words.test(text.trim()))?.[1];
}

const ROADS: readonly (readonly [RegExp, CodeRoad])[] = [
  [/^(?:by |per |via |use |send |it |to |my )*e-?mail(?: (?:please|pls|instead))*\W*$/i, "email"],
  [
    /^(?:by |per |via |use |send |it |to |my )*(?:sms|text|phone)(?: message)?(?: (?:please|pls|instead))*\W*$/i,
    "sms",
  ],
];
