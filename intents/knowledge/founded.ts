/** What a text says that is not in the facts it was made from. */
export type Invention = {
  kind: "number" | "amount" | "date" | "link" | "name" | "mark";
  what: string;
};

/**
 * The numbers, amounts, dates, links and names of `text` that do not stand in `facts`. None: it may be shown. Whatever
 * looks like one and cannot be placed counts as invented: a text refused costs a template, a fact invented costs trust.
 */
export function inventionsIn(text: string, facts: readonly string[]): readonly Invention[] {
  const known = facts.map(tidy).join("\n");
  return [
    ...missing("link", linksIn(tidy(text)), new Set(linksIn(known))),
    ...missing("amount", amountsIn(tidy(text)), new Set(amountsIn(known))),
    ...missing("number", numbersIn(tidy(text)), new Set(numbersIn(known))),
    ...missing("date", dayWordsIn(tidy(text)), new Set(dayWordsIn(known))),
    ...missing("name", namesIn(tidy(text)), new Set(wordsIn(known))),
    ...missing("mark", marksIn(text), new Set(facts.flatMap(marksIn))),
  ];
}

function missing(
  kind: Invention["kind"],
  said: readonly string[],
  known: ReadonlySet<string>,
): readonly Invention[] {
  return [...new Set(said)].filter((each) => !known.has(each)).map((what) => ({ kind, what }));
}

/** Whether a word is a number, a day or a currency by itself: "thirty", "tomorrow", "dkk". */
export function isFactWord(word: string): boolean {
  return NUMBER_WORDS.has(word) || dayWordsIn(word).length > 0 || amountsIn(word).length > 0;
}

/**
 * Letters that turn, hide, strike out or break what is written, halves of letters, pictures and signs: a screen may show
 * something else than what was looked through here. Joiners are letters of Persian and Hindi.
 */
function marksIn(text: string): readonly string[] {
  const whole = text.normalize("NFC");
  return [
    ...(whole.match(/[^\p{L}\p{M}\p{N}\p{P}\p{Sc}\p{Zs}%\n\u200C\u200D]/gu) ?? []),
    ...(whole.match(/(?<=[\p{Script=Latin}\p{N}\p{P}])\p{M}/gu) ?? []),
  ];
}

/** One way to write what looks the same: full-width and other scripts' digits, invisible letters, kinds of spaces. */
function tidy(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Mn}]/gu, "")
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[’‘`´]/g, "'");
}

/** Digits come in tens, each beginning at a code point that its zero has. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

/**
 * Anything with a scheme, an "@" or a dot between letters, or a digit and letters (in brackets too, after a space, or one of other scripts'); "www"
 * and Markdown's links too. In small letters, without the final mark.
 */
function linksIn(text: string): readonly string[] {
  const found =
    text.match(
      /\S*(?:\/\/|@|www\.|\]\(|[\p{L}\d]\s?\.\p{L}{2}|[\p{L}\d]\s?[[(]\.[\])]\s?\p{L}|[a-z\d][。．｡][a-z]{2}|[\p{L}\d] dot \p{L})\S*/giu,
    ) ?? [];
  return found.map((link) => link.toLowerCase().replace(/^[("'<[]+|[)"'>\].,;:!?]+$/g, ""));
}

/** The numbers of a text, as digits or in English words. */
function numbersIn(text: string): readonly string[] {
  return [...numeralsIn(text), ...wordsIn(text).flatMap((word) => NUMBER_WORDS.get(word) ?? [])];
}

/** Runs of digits with what groups or divides them: "1,000" is 1000, "2.5" is 2.5, "10:30" is 10:30, "2026-11-24" a date. */
export function numeralsIn(text: string): readonly string[] {
  const tidied = tidy(text);
  const digits = (tidied.match(/\d+(?:[.,:/-]\d+)*/g) ?? []).map(oneNumber);
  return [...digits, ...otherNumerals(tidied)];
}

/** "½", "Ⅻ", "三": numbers that are no digits. */
function otherNumerals(text: string): readonly string[] {
  return text.match(/[\p{Nl}\p{No}]/gu) ?? [];
}

function oneNumber(written: string): string {
  const isGrouped = /^\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?$/.test(written);
  const plain = isGrouped ? written.replace(/[.,](?=\d{3})/g, "") : written;
  return plain.replace(",", ".").replace(/\.0+$/, "");
}

/** So that "thirty days" is as much a claim as "30 days". "One" alone is no number: "this one". */
const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  [
    "zero:0 two:2 twice:2 both:2 couple:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 eleven:11 twelve:12",
    "dozen:12 thirteen:13 fourteen:14 fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19 twenty:20 thirty:30",
    "forty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90 hundred:100 thousand:1000 million:1000000",
    "half:0.5 halves:0.5 double:2 triple:3 fortnight:14 quarter:0.25",
  ]
    .join(" ")
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]), // written so above
);

const CURRENCY =
  "\\p{Sc}|\\b(?:USD|EUR|GBP|DKK|SEK|NOK|CHF|PLN|JPY|CAD|AUD|kr|euros?|dollars?|pounds?|kroner|kronor|cents?|pence|øre)\\b|%|\\bper ?cent\\b";
const AMOUNT = new RegExp(
  `(${CURRENCY})\\.?\\s*(\\d+(?:[.,]\\d+)*)|(\\d+(?:[.,]\\d+)*)\\s*(${CURRENCY})|(${CURRENCY})`,
  "giu",
);

/** "DKK 1,000" → "dkk 1000"; a currency without a number stands alone and must be in the facts too. */
function amountsIn(text: string): readonly string[] {
  return [...text.matchAll(AMOUNT)].flatMap(([, before, after, number, behind, alone]) => {
    const currency = (before ?? behind ?? alone ?? "").toLowerCase();
    const amount = after ?? number;
    return amount === undefined ? [currency] : [currency, `${currency} ${oneNumber(amount)}`];
  });
}

const DAY_WORDS =
  /\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|\bMay\b|\b(?:today|tonight|tomorrow|yesterday|weekends?|midnight|noon|weekdays?|minutes?|hours?|days?|weeks?|months?|years?)\b/giu;

function dayWordsIn(text: string): readonly string[] {
  return (text.match(DAY_WORDS) ?? []).map((word) => word.toLowerCase().replace(/s$/, ""));
}

function wordsIn(text: string): readonly string[] {
  return (text.match(/[\p{L}\p{N}]+(?:'\p{L}+)?/gu) ?? []).map((word) => word.toLowerCase());
}

/** What is written with a capital: anywhere but where a sentence begins, and there too unless it is a word that opens one. */
function namesIn(text: string): readonly string[] {
  const found = text.matchAll(/[\p{L}\p{N}]+(?:'\p{L}+)?/gu);
  return [...found].flatMap(([word]) => {
    const isName = /^\p{Lu}|\p{Ll}\p{Lu}/u.test(word) || !/^[\p{Script=Latin}\p{N}']+$/u.test(word);
    const small = word.toLowerCase();
    return isName && !OPENERS.has(small) ? [small] : [];
  });
}

/** Words that open sentences and are nobody's name. */
const OPENERS: ReadonlySet<string> = new Set(
  `a after all an and any are as at before but by can choose do does each either every everything first for free from hand
  here how if in into is it items its just keep let like more most never no not nothing of off on once one only or orders
  our over please return send since so some something tell than that the their then there these they this those to under
  unless until we what when where which while who with within without yes you your i i'm we'll you'll it's don't`.split(
    /\s+/,
  ),
);
