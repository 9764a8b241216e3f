import type { IntentName } from "../../core/understanding.ts";

/**
 * The text without the changes that it says are not wanted: "I want it exchanged" of "it's no refund I'm after, I want it
 * exchanged", and nothing of "I don't want to cancel it". What a sentence only denies ("I got no refund") stays. In small
 * letters; English and Spanish.
 */
export function withoutDeclined(plain: string): string {
  return plain.replace(DECLINED, " ");
}

/** The intents of the changes that a text says are not wanted. */
export function declinedIn(text: string): readonly IntentName[] {
  const plain = text.toLowerCase().replaceAll("\u2019", "'");
  return (plain.match(DECLINED) ?? []).map((words) => {
    if (/cancel/.test(words)) return "cancel_order";
    return /exchang|swap|replacement|new one|cambi/.test(words) ? "exchange" : "return_start";
  });
}

const CHANGES =
  "(?:return(?:s|ed|ing)?|refund(?:s|ed|ing)?|money(?: back)?|exchang\\w*|swap\\w*|cancel\\w*|replacement|new one|send(?:ing)? (?:\\S+ ){1,3}?back|store credit|devol\\p{L}+|reembols\\p{L}+|cambi\\p{L}+|cancel\\p{L}+)";
// As far as the clause goes: what is wanted instead begins a new one.
const REST =
  "(?:(?!\\b(?:but|just|only|rather|instead|i want|i need|i'd|id like|i would|please|can|could|sino|quiero|prefiero)\\b)[^,.;!\\n])*";
const SMALL = "(?:an?|the|my|any|it|to|be|get|for|want|looking|after|really|un|una|el|la|mi)";

const DECLINED = new RegExp(
  `(?<![\\p{L}'])(?:${[
    `(?:i |we )?(?:don'?t|do not|did ?n'?t|did not|no longer|not|never) (?:actually |really )?(?:want|wanting|need|after|looking for|asking for|trying to|wish|wanted|meant?|mean)(?: ${SMALL})* ${CHANGES}(?![\\p{L}])`,
    `(?:it'?s |its |this is |that'?s |i said |i mean )?(?:not|no)(?: ${SMALL})* ${CHANGES} (?:that )?(?:i'?m after|i am after|i want|i need|i asked|i'?m asking|i meant?|for me|thanks?|please|needed|wanted)(?![\\p{L}])`,
    `(?:instead of|rather than|and not|not for|but not|en vez de|en lugar de)(?: ${SMALL})* ${CHANGES}(?![\\p{L}])`,
    `no (?:quiero|necesito|busco)(?: (?:que me|un|una|el|la|mi|lo|los))* ${CHANGES}(?![\\p{L}])`,
  ].join("|")})${REST}`,
  "gu",
);
