/**
 * The text without what tells who wrote it: e-mail addresses, links, phone, order and card numbers (four digits and more),
 * postcodes, streets, names that are given as names, and whatever of `known` (their name, their address) stands in it.
 * Rough on purpose: it may take too much, for what is left only has to say what is wanted; so of a long text the beginning
 * will do.
 */
export function maskPerson(text: string, known: readonly string[]): string {
  return masked(beginningOf(text), known, (kind) => `[${kind}]`);
}

/** What a customer wants is said by then, and no text is so long that looking through it takes time. */
const LONGEST = 1_000;

/** Whole words of it, so that half of a number or an address is not taken for something else. */
function beginningOf(text: string): string {
  return text.length <= LONGEST ? text : text.slice(0, LONGEST).replace(/\S+$/, "").trimEnd();
}

/**
 * The same for words that come back, in another language perhaps: what was taken out is numbered, and `restore` puts it
 * back. `undefined`: some of it did not come back, or something that was never taken out did.
 */
export function maskForReturn(
  text: string,
  known: readonly string[],
): { text: string; restore(returned: string): string | undefined } {
  const taken: { mark: string; what: string }[] = [];
  const shown = masked(text, known, (kind, what) => {
    const mark = `[${kind} ${taken.length + 1}]`;
    taken.push({ mark, what });
    return mark;
  });
  function restore(returned: string): string | undefined {
    if (taken.some(({ mark }) => shown.includes(mark) && !returned.includes(mark)))
      return undefined;
    // What was taken out last may hold what was taken out before.
    const whole = taken.reduceRight(
      (words, { mark, what }) => words.replaceAll(mark, () => what),
      returned,
    );
    return ANY_MARK.test(whole) ? undefined : whole;
  }
  return { text: shown, restore };
}

const ANY_MARK = /\[(?:private|e-mail|link|address|number|name)[^\]]*\]/i;

function masked(
  text: string,
  known: readonly string[],
  hide: (kind: string, what: string) => string,
): string {
  const patterns = known
    .map((value) => value.trim())
    .filter((value) => value.length >= SHORTEST_KNOWN)
    .sort((one, other) => other.length - one.length)
    .map((value) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(value)}(?![\\p{L}\\p{N}])`, "giu"));
  const withoutKnown = patterns.reduce(
    (words, pattern) =>
      words.replace(pattern, (what) => hide(/^\S*\d\S*$/.test(what) ? "number" : "private", what)),
    text,
  );
  return MASKS.reduce(
    (words, [pattern, kind]) => words.replace(pattern, (what) => hide(kind, what)),
    withoutKnown,
  );
}

/** Shorter ones stand in every other word: the "Bo" of "about" is found by its bounds, the "A" of "A. Holm" is nobody's. */
const SHORTEST_KNOWN = 2;

/** A name and its family's: the first as it is given, what follows with a capital. */
const CAPITAL =
  "(?!(?:I['’]|(?:My|The|There|Team|Where|When|What|Why|How|Can|Could|Do|Does|Did|Is|Are|Has|Have|Just|Please|Any|You|Your|We|It|This|Quick|Mi|Mon|Ma|Où|Dónde|Wo|Ist|OK|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?!\\p{L})))\\p{Lu}[\\p{L}'-]+(?:\\s+\\p{Lu}[\\p{L}'-]+)*";
const GIVEN = "[\\p{L}'-]+(?:\\s+\\p{Lu}[\\p{L}'-]+)*";

/** As people say it in the languages that come to a European shop. */
const NAME_IS = [
  "(?:my )?name(?: is|'s|:)",
  "(?:me|mi) (?:llamo|chiamo)|me chamo|mi nombre es|il mio nome è|(?:o )?meu nome é",
  "je m['’]appelle|mon nom est|ich hei(?:ß|ss)e|mein name ist|ik heet|mijn naam is",
  "jeg hed(?:d)?er|jag heter|jeg heter|mit navn er|mitt na(?:m|v)n (?:är|er)|nazywam się|mam na imię",
];
const I_AM = [
  "I(?: am|'?m)|this is|it'?s|here is|soy|je suis|c['’]est|ich bin|jeg er|jag är|ik ben|sono|sou",
  "dear|hello|hi|hey|hej|hola|bonjour|salut|ch[eè]re?|hallo|liebe[r]?|ciao|olá|kære|estimad[oa]|querid[oa]",
  "(?:mrs?|ms|mme|mlle|monsieur|madame|herrn?|frau|hr|fru|sra?|srta|señora?|dhr|mevr)\\.?",
];
const SIGNED =
  "regards|thanks|cheers|sincerely|yours|best|merci|cordialement|saludos|gracias|grüßen?|gruß|danke|hilsen|mvh|tak|tack|hälsningar|groet(?:en|jes)?|saluti|grazie|obrigad[oa]";

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/[^\s<>(),;:"]*@[^\s<>(),;:"]+/gu, "e-mail"],
  [
    /(?<![\w.+-])[\w.+-]+\s*(?:[([]\s*at\s*[)\]]|\sat\s(?=\S+ dot ))\s*[\w-]+(?:\s*(?:[([]\s*dot\s*[)\]]|\sdot\s|\.)\s*\w{2,})+/giu,
    "e-mail",
  ],
  [/\b(?:https?:\/\/|www\.)\S+/giu, "link"],
  [/\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/giu, "address"],
  [
    /(?<!\p{L})\p{L}+(?:gade|gaden|vej|vejen|gatan|vägen|allé|stra(?:ß|ss)e|str\.|gasse|weg|straat|laan|plads|torv)\s+\d{1,4}(?:\s?[a-z])?(?![\p{L}\p{N}])/giu,
    "address",
  ],
  [
    /\b\d{1,4}[a-z]?,?\s+(?:[\p{L}'.]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|close|court|ct|place|square)\b\.?/giu,
    "address",
  ],
  [
    /(?:(?<!\p{L})\d{1,4}[a-z]?,?\s+)?(?<!\p{L})(?:[Cc]alle|[Aa]venida|[Aa]vda\.?|[Pp]laza|[Pp]aseo|[Rr]ue|[Bb]oulevard|[Vv]iale?|[Pp]iazza|[Rr]ua|[Uu]l\.)\s+(?:(?:de|del|la|las|los|el|da|du|des)\s+){0,2}\p{Lu}[\p{L}'-]+(?:,?\s+\d{1,4}(?!\d))?/gu,
    "address",
  ],
  [
    /(?<=(?:,|\n|\]|\bin)\s*)(?<![\p{L}\d])(?:[A-Z]{1,3}-)?\d{4,5}\s+\p{Lu}\p{L}{2,}(?:\s+[A-ZÆØÅ]{1,2}\b)?/gu,
    "address",
  ],
  [/\b\p{Lu}\p{Ll}+,? [A-Z]{2},? \d{5}\b/gu, "address"],
  [/(?<![\p{L}\p{N}])(?=\p{L}*\d)(?=\d*\p{Lu})[\p{Lu}\d]{6,}(?![\p{L}\p{N}])/gu, "number"],
  [/[+(]*\p{Nd}(?:[ ().\-/]{0,2}\p{Nd}){3,}/gu, "number"],
  [/(?<=\b(?:cvc|cvv|cvc2|cvv2|security code|pin)\W{0,3}(?:is\s+)?)\d{3,4}\b/giu, "number"],
  [after(NAME_IS.join("|"), "\\s+", GIVEN), "name"],
  [after(I_AM.join("|"), "\\s+", CAPITAL), "name"],
  [after("\\[private[^\\]]*\\]", "\\s", CAPITAL), "name"],
  [after(SIGNED, "[,.!]?\\s*", `${CAPITAL}\\s*$`), "name"],
];

/** `what` behind one of `words`, each of which may begin with a capital. A flag for these alone, `(?i:…)`, is lost now and then. */
function after(words: string, between: string, what: string): RegExp {
  const eitherWay = words.replace(
    /(?<=^|\(\?:|[| ])\p{L}/gu,
    (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`,
  );
  return new RegExp(`(?<=(?<!\\p{L})(?:${eitherWay})${between})(?<![\\p{L}'-])${what}`, "gu");
}

function escaped(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
}
