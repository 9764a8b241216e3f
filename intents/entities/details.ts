/** A stretch of a text and what it names. */
export type Span = { start: number; end: number; value: string };

/** Postcodes: what is announced as one, and the forms that are nothing else. */
export function findPostcodes(text: string): Span[] {
  const forms = [
    ANNOUNCED_POSTCODE,
    POSTCODE,
    BEHIND_STREET,
    BEHIND_NAMED_STREET,
    BEFORE_TOWN,
    BEHIND_STATE,
  ];
  return forms
    .flatMap((form) => spansOf(text, form))
    .filter(({ start }, index, all) => all.findIndex((other) => other.start === start) === index)
    .sort((one, other) => one.start - other.start);
}

const ANNOUNCED_POSTCODE =
  /\b(?:post ?code|postal code|zip(?: ?code)?|c[oó]digo postal|c\.?p\.?)\s*(?:is|es|was|:|=)?\s*((?=[a-z]{0,3}[- ]?\d)[a-z\d]{2,5}(?:[- ]?(?=[a-z]{0,2}\d)[a-z\d]{2,4})?)\b/giu;

/** British, Canadian, and with a country's letters before them. */
const POSTCODE =
  /\b([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|(?:DK|SE?|NO|FI|DE?|AT?|CH|FR?|ES|IT|NL|BE)-\d{3,4} ?\d{1,2})\b/gu;

/** The last word of a street's name, as the neighbours of the shop have it. */
const STREET =
  "(?:gade|gaden|vej|vejen|vei|veien|gate|gata|gatan|v[äa]gen|katu|all[ée]|stien|torv|plads|stra(?:ß|ss)e|str\\.|weg|straat|laan|plein)";

/** "Strandvejen 4, 2900 Hellerup", "12 vestergade 8000 aarhus": between a street and a town. */
const BEHIND_STREET = new RegExp(
  `(?<=${STREET} ?(?:\\d{1,3} ?[a-z]?)?(?:,? ?\\d{1,2}\\.?(?: ?(?:sal|tv|th|mf))?\\.?)?[,\\s]{1,3})(\\d{4,5})(?=,? \\p{L}{3,})`,
  "giu",
);

/** "5 rue de la Paix 75002 Paris": between a street whose name begins so and a town. */
const BEHIND_NAMED_STREET =
  /(?<=\b(?:rue|avenue|boulevard|calle|avenida|plaza|paseo|via|viale|corso)\b[\p{L}\d'’., -]{2,40}[\s,])(\d{5})(?=,? \p{L}{3,})/giu;

/** "I live in 2100 København". */
const BEFORE_TOWN = /(?<=\b[Ii]n )(\d{4,5})(?= \p{Lu}\p{L}{2,})/gu;

/** "Houston TX 77242". */
const BEHIND_STATE = /(?<=\p{Lu}\p{Ll}+,? [A-Z]{2},? )(\d{5})(?![\p{L}\d])/gu;

/** Sizes: letters and numbers that are announced as a size, and letters that are nothing else. */
export function findSizes(text: string): Span[] {
  return spansOf(text, SIZE).map((span) => ({ ...span, value: span.value.toUpperCase() }));
}

const NUMBER_SIZE =
  "\\d{1,3}(?:[.,]5)?(?:[/-]\\d{1,3})?(?! ?(?:cm|mm|days?|weeks?|d[ií]as?|%|€|\\$|£))";
const LETTER_SIZE = "(?:x{0,3}s|m|l|x{1,3}l|[2-5]xl)";
/** What is a size at least where another one stands beside it: "42 instead of 43", "swap M to L". */
const TWO_SIZES = `(?:3[4-9]|4\\d)(?:[.,]5)?|${LETTER_SIZE}|small|medium|large`;
const FOR = " (?:to|instead of|rather than|not) (?:an? |the )?";
const SIZE = new RegExp(
  `\\b(?:${[
    `\\b(?:sizes?|sz|talla|talle|n[uú]mero de calzado)\\s*(?:is|es|:|=)?\\s*((?:eu|uk|us)? ?(?:${NUMBER_SIZE}|${LETTER_SIZE}|small|medium|large|extra large))\\b`,
    `(?<=\\b(?:size|talla|talle)\\s+\\S{1,4}\\s+(?:or|o|and|y|instead of|en vez de|to|not)\\s+)(?:an? |una? )?((?:${NUMBER_SIZE}|${LETTER_SIZE}))\\b`,
    `\\b((?:eu|uk|us) ?\\d{1,2}(?:\\.5)?)\\b(?! ?(?:orders?|days?))`,
    "\\b(w\\d{2} ?/? ?l\\d{2})\\b",
    "\\b(xxs|xs|xl|xxl|xxxl|[2-5]xl)\\b",
    `\\b(${TWO_SIZES})(?=${FOR}(?:${TWO_SIZES})\\b)`,
    `\\b(${TWO_SIZES})\\b(?<=\\b(?:${TWO_SIZES})${FOR}(?:${TWO_SIZES}))`,
    "(?<=\\b(?:an?|the|una?|la|el|in) )(m|l|s|small|medium|large|extra large)(?=\\s*(?:$|[.,!?]|instead|please|pls|por|en vez|and|or))",
  ].join("|")})`,
  "giu",
);

/** Colours, in English and Spanish. */
export function findColours(text: string): Span[] {
  return spansOf(text, COLOUR).map((span) => ({ ...span, value: span.value.toLowerCase() }));
}

const COLOUR =
  /(?<![\p{L}])((?:(?:dark|light|navy|sky|olive|forest|bright|pale) )?(?:red|blue|green|black|white|gr[ae]y|yellow|brown|orange|pink|purple|beige|navy|turquoise|teal|burgundy|cream|golden|silver|khaki|charcoal|mustard|ivory|off-?white|cognac|lilac|lavender|bordeaux|anthracite|maroon|taupe|bronze)(?! friday)|(?:roj|negr|blanc|amarill|morad|dorad|platead)[oa]s?|azul(?:es)?|verdes?|gris(?:es)?|marr[oó]n(?:es)?|naranjas?|rosas?|violetas?|celestes?)(?![\p{L}])/giu;

/** How many of something: "2 lamps", "three pairs", "x2", "quantity: 3". Not how long, how far, or where. */
export function findQuantities(text: string): { span: Span; count: number }[] {
  return spansOf(text, QUANTITY).flatMap((span) => {
    const count = COUNTS[span.value.toLowerCase()] ?? Number.parseInt(span.value, 10);
    return count > 0 ? [{ span, count }] : [];
  });
}

const COUNTS: Readonly<Record<string, number>> = {
  "a couple of": 2,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  "a dozen": 12,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
};

const COUNT = `\\d{1,2}|${Object.keys(COUNTS).join("|")}`;
/** What is measured or dated rather than counted, and what stands before a house number or a place in a list. */
const NO_THING =
  "(?:more )?(?:seconds?|secs?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|wks?|months?|years?|times?|o'?clock|am|pm|cm|mm|km|kg|euros?|eur|dollars?|pounds?|quid|bucks?|kr|kroner|dkk|usd|gbp|per ?cent|pesos|working|business|d[ií]as?|semanas?|mes(?:es)?|años?|horas?|minutos?|veces|de (?=\\p{L}+(?:bre|ero|zo|il|yo|io|to))|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|st |nd |rd |th |and |or |y |o |to |is |is\\b|was\\b|from |for |in |on |at |has |not |but |now\\b|please)";
const QUANTITY = new RegExp(
  [
    `(?<![\\p{L}\\d.,:/€$£#-]|(?:size|talla|order|pedido|no|nr|number|street|calle|code|page|option|line)\\.? )(${COUNT})(?= ?x\\b(?! ?\\d)| (?!${NO_THING})(?:of|\\p{L}{3,})\\b)(?!(?: \\p{L}+){1,3} (?:street|st|road|rd|avenue|ave|lane|square)\\b)`,
    `\\b(?:quantity|qty|cantidad|how many)(?:\\W{1,3}| of )(${COUNT})\\b`,
    `\\b(?:need|want|take|return|keep|ordered|received|got) (${COUNT})(?=[\\s.!?]*$)`,
    "(?<=\\s|^)x ?(\\d{1,2})\\b",
  ].join("|"),
  "giu",
);

/** Each match with the first group that caught something. */
function spansOf(text: string, pattern: RegExp): Span[] {
  if (text.search(pattern) < 0) return []; // most texts name nothing of the kind
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = match.slice(1).find((group) => group !== undefined);
    if (value === undefined) return [];
    const start = match.index + match[0].lastIndexOf(value);
    return [{ start, end: start + value.length, value: value.trim() }];
  });
}
