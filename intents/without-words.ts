import type { IntentName } from "../core/understanding.ts";

/**
 * What somebody wants who says it without words that could be learnt: a wave, a thumb, dots, a question mark, "why not?".
 * `hasAnswered`: they have been answered something here already, to which it may be an answer. `undefined`: none of these.
 */
export function wishWithoutWords(text: string, hasAnswered: boolean): IntentName | undefined {
  if (WAVE.test(text)) return "greeting";
  if (DOTS.test(text)) return "wait";
  if (KIND.test(text) || THANKS.test(text)) return hasAnswered ? "goodbye" : "greeting";
  return hasAnswered && (MARKS.test(text) || WHY.test(text)) ? "repeat" : undefined;
}

/** "So when??", said to somebody who was promised an answer: when it comes, and nothing else. English and Spanish. */
export function asksWhenAnswered(text: string): boolean {
  return WHEN.test(text);
}

const WHEN =
  /^\W*(?:(?:so|and|but|ok(?:ay)?|well|y|pero|entonces)\W+)*(?:when|how (?:long|soon)|what time|cu[aá]ndo|cu[aá]nto (?:tarda\p{L}*|falta))(?:\W+(?:then|exactly|is that|will (?:that|it) (?:be|take)|does (?:it|that) take|(?:do|will|can) (?:you|they|someone|somebody|a (?:person|colleague|human)) (?:answer|write|reply|call|come|be back)(?: (?:me|back|then))*))?\W*$/iu;

/** Skin tones and the like. */
const TINTS = "[\\u{1F3FB}-\\u{1F3FF}\\u{FE0F}\\u{200D}♀♂]*";
const WAVE = new RegExp(`^\\s*(?:[👋🙋]${TINTS}\\s*)+$`, "u");
const KIND = new RegExp(
  `^\\s*(?:[👍👌🙏🙂😊😀😃😄😁☺🤗😍🥰😘❤💚💙💛🧡🎉👏✨✅🤝]${TINTS}\\s*)+$`,
  "u",
);
const DOTS = /^\s*(?:\.{2,}|…+|h+m+|u+[hm]+|e+h*m+)[\s.…]*$/i;
/** As neighbours and visitors say it, whatever language the shop speaks. */
const THANKS =
  /^\W*(?:muchas |mange |vielen |tack |mille )?(?:gracias|tak|takk|tack|danke|merci|grazie|obrigad[oa]|kiitos|bedankt|dank je)(?: (?:så mycket|schön))?\W*$/iu;
const MARKS = /^\s*[?¿!\s]*\?[?!\s]*$/;
const WHY =
  /^\W*(?:(?:but|and|so|ok|y|pero)\W+)*(?:why(?: not| is that| so| ever not)?|por qu[eé](?: no)?)\W*$/iu;
