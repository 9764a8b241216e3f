/**
 * The text without what tells who wrote it: e-mail addresses, links, phone, order and card numbers (four digits and more),
 * postcodes, streets, names that are given as names, and whatever of `known` (their name, their address) stands in it.
 * Rough on purpose: it may take too much, for what is left only has to say what is wanted.
 */
export function maskPerson(text: string, known: readonly string[]): string {
  return masked(text, known, (kind) => `[${kind}]`);
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
    (words, pattern) => words.replace(pattern, (what) => hide("private", what)),
    text,
  );
  return MASKS.reduce(
    (words, [pattern, kind]) => words.replace(pattern, (what) => hide(kind, what)),
    withoutKnown,
  );
}

/** Shorter ones stand in every other word: the "Bo" of "about" is found by its bounds, the "A" of "A. Holm" is nobody's. */
const SHORTEST_KNOWN = 2;

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/[^\s<>(),;:"]*@[^\s<>(),;:"]+/gu, "e-mail"],
  [/\b(?:https?:\/\/|www\.)\S+/giu, "link"],
  [/\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/giu, "address"],
  [
    /(?<!\p{L})\p{L}+(?:gade|gaden|vej|vejen|gatan|vägen|allé|stra(?:ß|ss)e|weg|straat|laan|plads|torv)\s+\d{1,4}(?:\s?[a-z])?(?![\p{L}\p{N}])/giu,
    "address",
  ],
  [
    /\b\d{1,4}[a-z]?,?\s+(?:[\p{L}'.]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|close|court|ct|place|square)\b\.?/giu,
    "address",
  ],
  [/[+(]*\d(?:[ ().\-/]{0,2}\d){3,}/gu, "number"],
  [/(?<=\b(?:[Mm]y )?[Nn]ame(?: is|'s|:)\s+)[\p{L}'-]+(?:\s+\p{Lu}[\p{L}'-]+)*/gu, "name"],
  [
    /(?<=\b(?:I am|I'm|this is|it's|its|here is)\s+)\p{Lu}[\p{L}'-]+(?:\s+\p{Lu}[\p{L}'-]+)*/gu,
    "name",
  ],
  [
    /(?<=\b(?:[Rr]egards|[Tt]hanks|[Cc]heers|[Ss]incerely|[Yy]ours|[Bb]est)[,.!]?\s*)(?<![\p{L}'-])\p{Lu}[\p{L}'-]+(?:\s+\p{Lu}[\p{L}'-]+)*\s*$/gu,
    "name",
  ],
];

function escaped(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
}
