import { normalise } from "../engine/normalise.ts";

/** The words that carry meaning, each by its stem and by the first of those that mean the same in a shop. */
export function stemsOf(text: string): readonly string[] {
  const words = normalise(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  if (isSpanish(text, words))
    return words
      .filter((word) => word.length > 1 && !SPANISH_STOP_WORDS.has(word))
      .map(spanishStemOf);
  return words
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word))
    .map((word) => {
      const stem = stemOf(word);
      return SAME.get(stem) ?? stem;
    });
}

/** Two of its small words, or its own marks: enough, for no English sentence has either. */
function isSpanish(text: string, words: readonly string[]): boolean {
  return /[¿¡ñ]/i.test(text) || words.filter((word) => ONLY_SPANISH.has(word)).length > 1;
}

/** "Devoluciones" and "devolución", "engraso" and "engrasar": plurals and the ends of verbs off. Rough, as the English one. */
function spanishStemOf(word: string): string {
  if (/\d/.test(word)) return word;
  const cut = word
    .replace(/(?<=.{3})(?:es|s)$/, "")
    .replace(/(?<=.{3})(?:ando|iendo|ad[oa]|id[oa]|amos|emos|imos|[aei]r|[ae]n)$/, "")
    .replace(/(?<=.{3})[aeo]$/, "");
  return cut.length < SHORTEST_STEM ? word : cut;
}

/** English endings off, so that "washing", "washed" and "wash" are one word. Rough: it only has to be so on both sides. */
function stemOf(word: string): string {
  if (/\d/.test(word) || word.length < SHORTEST_TO_CUT) return word;
  const cut = word
    .replace(/ies$/, "y")
    .replace(/(ss|sh|ch|x|z)es$/, "$1")
    .replace(/([^su])s$/, "$1")
    .replace(/(?:ing|ed)$/, "")
    .replace(/([bdfgklmnprt])\1$/, "$1")
    .replace(/e$/, "");
  return cut.length < SHORTEST_STEM ? word : cut;
}

const SHORTEST_TO_CUT = 4;
const SHORTEST_STEM = 3;

/** Words of ours and of customers for the same thing. */
const SAME: ReadonlyMap<string, string> = new Map(
  [
    "ship shipping deliver delivery post postage dispatch",
    "cost price fee charge pay",
    "parcel package order",
    "guarantee warranty",
    "collect pickup fetch",
    "time long day",
    "wash clean laundry launder",
    "uk britain england scotland wales kingdom",
  ].flatMap((line) => {
    const [first = "", ...others] = line.split(" ").map(stemOf);
    return others.map((other) => [other, first] as const);
  }),
);

const STOP_WORDS: ReadonlySet<string> = new Set(
  `a an and any are as at be been but by can could did do does for from get give go got had has have hello hey hi how i if
  in into is it its just know like ll let may me might much must my need no not now of ok on one or our out please re shall
  she should so some tell thank than that the their them then there these they this those to too up us ve want was we were
  what when where which who why will with wonder would you your yours am about also here he her his only very really
  actually guys someone something anything again hm hmm um uh oh well wait`.split(/\s+/),
);

const ONLY_SPANISH: ReadonlySet<string> = new Set(
  "el los las una que por con para se su del al es lo como mi te cada cuanto".split(" "),
);

const SPANISH_STOP_WORDS: ReadonlySet<string> = new Set(
  `el la los las un una unos unas de del al a que en y o por con para se su sus mi mis me te tu tus nos lo le les es son esta
  estan ser hay ha han he como cuanto cuanta cuantos cuantas cuando cual cuales donde quien si no ya mas muy este esto esa
  ese eso puedo puede pueden quiero hola favor gracias`.split(/\s+/),
);
