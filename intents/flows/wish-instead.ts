import type { IntentName } from "../../core/understanding.ts";
import { changeWishIn } from "./wish-words.ts";

/**
 * The change that is wanted after all, of somebody who changes their mind within one message: "can I cancel my boots?
 * actually no wait, change the size to 43". `undefined`: they do not. English and Spanish.
 */
export function wishInstead(text: string): IntentName | undefined {
  const turn = TURNS.exec(text);
  if (!turn) return undefined;
  const before = changeWishIn(text.slice(0, turn.index));
  const after = changeWishIn(text.slice(turn.index + turn[0].length));
  return before !== undefined && after !== before ? after : undefined;
}

/**
 * "Actually can i get it in M", "can i just change to 42", said of an order that was about to be cancelled or sent back:
 * they would rather have another variant of what they have. English and Spanish.
 */
export function wantsVariant(text: string): boolean {
  return OTHER_VARIANT.some((pattern) => pattern.test(text));
}

/** The colour or size that is wanted instead, as it was written; not "a bigger one", which names none. */
export function variantWanted(text: string): string | undefined {
  const named = OTHER_VARIANT.map((pattern) => pattern.exec(text)?.[1]).find(Boolean);
  return named === undefined || ANY_OTHER.test(named) ? undefined : named;
}

/** The first colour or size by its name, as it was written, whether there is such a one or not. */
export function variantNamed(text: string): string | undefined {
  const [named] = A_VARIANT.exec(text) ?? [];
  return named === undefined || ANY_OTHER.test(named) ? undefined : named;
}

const ANY_OTHER = /other|different|bigger|larger|smaller|otr[oa]/i;

const VARIANT =
  "(?:\\d{2}(?:[.,]5)?(?! ?(?:days?|weeks?|kr|dkk|%|€))|x{0,3}s|m|l|x{1,3}l|small(?:er)?|medium|large(?:r)?|bigger|(?:an)?other (?:size|colou?r)|different (?:size|colou?r)|black|white|off-?white|navy|blue|green|red|gr[ae]y|brown|beige|yellow|pink|purple|orange|cream|otra talla|otro color|negr[oa]s?|blanc[oa]s?|azul(?:es)?|verdes?|roj[oa]s?|gris(?:es)?|mediana|grande|peque[nñ]a)";

/** "Hmm then navy M", "got it in L?": another variant, and nothing else. */
export function isOnlyVariant(text: string): boolean {
  return ONLY_VARIANT.test(text);
}

const ONLY_VARIANT = new RegExp(
  `^\\W*(?:(?:h*m+|oh|ok(?:ay)?|then|and|or|no+|actually|maybe|rather|the|in|an?|size|got (?:it|them)|(?:do|have) you (?:have|got) (?:it|them)|is there|(?:what|how) about|can i (?:have|get) (?:it|them)?)\\W+)*${VARIANT}(?:[ ,]+(?:and |in |size )?${VARIANT}){0,2}(?:\\W+(?:then|instead|please|pls|ones?|available|in stock|if you have it))*\\W*$`,
  "iu",
);

/** A colour or a size by its name, whether there is such a one or not. */
export function namesVariant(text: string): boolean {
  return A_VARIANT.test(text);
}

const A_VARIANT = new RegExp(`(?<![\\p{L}\\d'’])${VARIANT}(?![\\p{L}\\d'’])`, "iu");

const OTHER_VARIANT: readonly RegExp[] = [
  new RegExp(
    `\\b(?:get|have|take|want|like|prefer|need|change|swap|switch|exchange|make|try|send)\\b(?: (?!(?:refund|money|back)\\b)[\\p{L}']+){0,3}? (?:in|to|into|for)(?: an?| the| size)* (${VARIANT})(?![\\p{L}\\d])`,
    "iu",
  ),
  new RegExp(
    `\\b(?:get|have|take|want|prefer|rather|make it)(?: (?:it|them|an?|the|size|have))* (${VARIANT})(?: one)? (?:instead|then)\\b`,
    "iu",
  ),
  new RegExp(
    `\\b(?:can|could|may) (?:i|we) (?:please |maybe |just )?(?:get|have|take) (?:(?:it|them|one|the|in|an?) )*(${VARIANT})(?: one)?(?: (?:please|pls))?\\W*$`,
    "iu",
  ),
  new RegExp(
    `(?<!\\p{L})(?:c[aá]mbi\\p{L}*|quiero|quisiera|prefiero|dame|mejor)(?: \\p{L}+){0,3}? (?:(?:por|a|en) (?:la |el |una? )?(?:talla )?|la talla |en talla )(${VARIANT})(?![\\p{L}\\d])`,
    "iu",
  ),
];

const TURNS =
  /\b(?:actually|no,? wait|wait,? no|oh wait|scratch that|on second thoughts?|i mean|no,? sorry|instead of that)\b|(?<!\p{L})(?:mejor|no,? espera|perd[oó]n,? no)(?!\p{L})/iu;
