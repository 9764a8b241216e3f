import type { IntentName } from "../core/understanding.ts";

/**
 * What somebody wants who says it without words that could be learnt: a wave, a thumb, dots, a question mark, "why not?".
 * `hasAnswered`: they have been answered something here already, to which it may be an answer. `undefined`: none of these.
 */
export function wishWithoutWords(text: string, hasAnswered: boolean): IntentName | undefined {
  if (WAVE.test(text)) return "greeting";
  if (DOTS.test(text)) return "wait";
  if (KIND.test(text)) return hasAnswered ? "goodbye" : "greeting";
  return hasAnswered && (MARKS.test(text) || WHY.test(text)) ? "repeat" : undefined;
}

/** Skin tones and the like. */
const TINTS = "[\\u{1F3FB}-\\u{1F3FF}\\u{FE0F}\\u{200D}♀♂]*";
const WAVE = new RegExp(`^\\s*(?:[👋🙋]${TINTS}\\s*)+$`, "u");
const KIND = new RegExp(
  `^\\s*(?:[👍👌🙏🙂😊😀😃😄😁☺🤗😍🥰😘❤💚💙💛🧡🎉👏✨✅🤝]${TINTS}\\s*)+$`,
  "u",
);
const DOTS = /^\s*(?:\.{2,}|…+)\s*$/;
const MARKS = /^\s*[?¿!\s]*\?[?!\s]*$/;
const WHY =
  /^\W*(?:(?:but|and|so|ok|y|pero)\W+)*(?:why(?: not| is that| so| ever not)?|por qu[eé](?: no)?)\W*$/iu;
