import { daysNamedIn, maySayDay } from "./day-names.ts";
import { inventionsIn, numeralsIn } from "./founded.ts";
import { negatesAlike } from "./negations.ts";

/**
 * What was translated, and in which languages it is, as far as they are known: codes, or English names. `from`: an agent's,
 * in whose name it is said; `perhapsFrom`: the one in which a customer was last understood.
 */
export type Translation = {
  words: string;
  made: string;
  into: string;
  from?: string;
  perhapsFrom?: string | undefined;
};

/**
 * Whether a translation holds what can be told in any language, none more and none less: numbers (in words too), links,
 * days, currencies, the keywords that people answer with; says no where the words do; and says neither who somebody is nor that money comes back where
 * the words do not. It has no more sentences and lines, and is not much longer.
 */
export function isTranslation({ words, made, into, from, perhapsFrom }: Translation): boolean {
  const inventions = inventionsIn(made, [words]).map(({ kind }) => kind);
  const isShaped =
    made !== "" &&
    made.length <= 2 * words.length + SHORT &&
    linesIn(made) <= linesIn(words) &&
    sentencesIn(made) <= sentencesIn(words) + (/[.!?…。]\W*$/.test(words) ? 0 : 1);
  return (
    isShaped &&
    !inventions.includes("mark") &&
    !inventions.includes("link") &&
    inventionsIn(words, [made]).every(({ kind }) => kind !== "link") &&
    isAmong(numbersIn(made, into), anyNumbersIn(words)) &&
    isAmong(numbersIn(words, from), anyNumbersIn(made)) &&
    daysNamedIn(made, into).every((day) => maySayDay(words, day, from)) &&
    daysNamedIn(words, from ?? "").every((day) => maySayDay(made, day, into)) &&
    same(currenciesIn(made), currenciesIn(words)) &&
    same(keywordsIn(made), keywordsIn(words)) &&
    negatesAlike({ words, made, into, from: from ?? perhapsFrom }) &&
    claimsIn(made).every((claim) => isCognateIn(claim, words)) &&
    (from === undefined || !MONEY_BACK.test(made) || MONEY_BACK.test(words))
  );
}

/** "Sí" may well become "Yes, please". */
const SHORT = 40;

function linesIn(text: string): number {
  return text.trim().split(/\r?\n/).length;
}

function sentencesIn(text: string): number {
  return text.split(/[.!?…]+(?:\s|$)|[。！？]+/).filter((part) => /\p{L}/u.test(part)).length;
}

function isAmong(some: readonly string[], all: ReadonlySet<string>): boolean {
  return some.every((each) => all.has(each));
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.every((each) => other.includes(each)) && other.every((each) => one.includes(each));
}

/** Digits as they stand, and number words of the language, where it is one that is known here. */
function numbersIn(text: string, language: string | undefined): readonly string[] {
  const known = NUMBER_WORDS.find(
    ({ names }) => language !== undefined && names.includes(language),
  );
  const spelled = wordsIn(text).flatMap((word) => known?.values.get(word) ?? []);
  return [...numeralsIn(text), ...spelled];
}

/** Everything that may be meant as a number, in whatever language. */
function anyNumbersIn(text: string): ReadonlySet<string> {
  const spelled = wordsIn(text).flatMap((word) =>
    NUMBER_WORDS.flatMap(({ values }) => values.get(word) ?? []),
  );
  return new Set([...numeralsIn(text), ...spelled]);
}

function wordsIn(text: string): readonly string[] {
  return (
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? []
  );
}

const VALUES =
  "2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 30 40 50 60 70 80 90 100 1000".split(" ");

/** By code and English name; "-" where the word means something commoner ("neuf" is new, "sei" you are). */
const NUMBER_WORDS = (
  [
    "en English: two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand",
    "es Spanish: dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien mil",
    "fr French: deux trois quatre cinq six sept huit - dix onze douze treize quatorze quinze seize - - - vingt trente quarante cinquante soixante - - - cent mille",
    "de German: zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend",
    "it Italian: due tre quattro cinque - sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento mille",
    "pt Portuguese: dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem mil",
    "nl Dutch: twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd duizend",
    "da Danish: to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tyve tredive fyrre halvtreds tres halvfjerds firs halvfems hundrede tusind",
    "sv Swedish: två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra tusen",
    "no Norwegian: to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tjue tretti førti femti seksti sytti åtti nitti hundre tusen",
  ] as const
).map((line) => {
  const [head = "", said = ""] = line.split(": ");
  const pairs = said.split(" ").map((word, at) => [word, VALUES[at] ?? ""] as const);
  return { names: head.split(" "), values: new Map(pairs.filter(([word]) => word !== "-")) };
});

/** Beside a number, which tells "three pounds" from "he pounds". */
const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/€|\beur(?:o|os|i|a|ų)?\b|евро|ευρώ/iu, "euro"],
  [/\$|\busd\b|\bd[oó]l+ar\w*|доллар/iu, "dollar"],
  [
    /£|\bgbp\b|\bpounds?\b|\blibras?\b|\blivres?\b|\bpfund\b|\bpund\b|\bpond\b|\bsterlin\w*|фунт/iu,
    "pound",
  ],
  [
    /\bkr\b|\b(?:dkk|sek|nok)\b|\bkron\w*|\bcoronas?\b|\bcouronnes?\b|\bcoroas?\b|\bcoron[ae]\b|крон/iu,
    "crown",
  ],
  [/\bchf\b|\bfran(?:cs?|ken|chi|cos?)\b/iu, "franc"],
  [/\bpln\b|\bz[lł]ot\w*|\bzł\b/iu, "zloty"],
  [
    /%|\bper ?cent\b|\bprozent\b|\bprocent\w*|\bpor ?c?i?ento\b|\bpour ?cent\b|\bper cento\b/iu,
    "percent",
  ],
];

function currenciesIn(text: string): readonly string[] {
  const words = text.split(/\s+/);
  const near = words.filter((_, at) => words.slice(Math.max(0, at - 1), at + 2).some(hasDigit));
  return CURRENCIES.filter(([word]) => near.some((each) => word.test(each))).map(
    ([, name]) => name,
  );
}

function hasDigit(word: string): boolean {
  return /\p{Nd}/u.test(word);
}

/** What people are told to answer with means nothing in another language. */
function keywordsIn(text: string): readonly string[] {
  return (
    text.match(
      /\b(?:STOP|UNSTOP|START|HELP|YES|SMS|UNSUBSCRIBE|QUIT|SI|SÍ|ALTO|BAJA)(?![\p{L}])/gu,
    ) ?? []
  );
}

/** Who somebody is and what they may have: a customer seldom says so, and whoever reads it at the desk might act on it. */
function claimsIn(text: string): readonly string[] {
  return text.toLowerCase().match(CLAIMS) ?? [];
}

const CLAIMS =
  /\b(?:verif|proven|proof|identif|authenti|authori[sz]|approv|entitle|eligib|autentic|autoriz|aproba|override|instruct|ignore|(?:the|this) customer|(?:el|este) cliente)/g;

/** "Vérifié" is verified; the customer of whom somebody speaks is called much the same everywhere. */
function isCognateIn(claim: string, words: string): boolean {
  const plain = words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return / /.test(claim)
    ? /[ck]li|kund|klant|customer/.test(plain)
    : plain.includes(claim.slice(0, 4));
}

/** Money back, or off, in the larger languages. */
const MONEY_BACK =
  /refun|reimb|money|pa(?:y|id) (?:\w+ )?back|credit|discount|voucher|\bfree\b|reembols|dinero|descuent|rembours|remise|argent|gratuit|erstatt|rückzahl|gutschr|geld|kostenlos|rabat|rimbors|sconto|denaro|soldi|terugbet|korting|återbet|pengar|refusi|tilbagebet|tilbakebet|penge|dinheiro|desconto|zwrot|gratis|возврат|скидк/iu;
