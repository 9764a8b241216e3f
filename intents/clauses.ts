/**
 * The parts of a message that may each want something of their own, in the customer's words and order.
 * Cuts at sentence ends, line breaks, before words that start another wish ("also", "and can you", "oh and"), and where
 * the tone turns ("lovely, but one glove is missing"); "n", "nd", "&" and "+" are and.
 */
export function splitClauses(text: string): readonly string[] {
  return withoutRuns(unnumbered(text))
    .split(SENTENCE_END)
    .flatMap((sentence) => (COULD_GO_ON.test(sentence) ? sentence.split(NEXT_WISH) : sentence))
    .map((clause) => clause.replace(/^[\s,;&-]+|[\s,;&-]+$/g, ""))
    .filter((clause) => /[\p{L}\d]/u.test(clause));
}

/** "1) where is it 2) can I cancel": each number begins a part of its own. */
function unnumbered(text: string): string {
  return LISTS.test(text) ? text.replace(MARK, "\n") : text;
}

const MARK = /(?:^|\s)\(?[1-5][).:](?=\s|\p{L})/gu;
const LISTS = /(?:^|\s)\(?1[).:](?=\s|\p{L}).*\s\(?2[).:](?=\s|\p{L})/su;

/**
 * Runs of blanks or marks say no more than a few of them, and the patterns below would try each beginning with each end:
 * a text of nothing but blanks would hold the whole house up for seconds.
 */
function withoutRuns(text: string): string {
  return text
    .replace(/\s{2,}|[^\S ]/g, (run) => (/[\n\r]/.test(run) ? "\n" : " "))
    .replace(/[,.&;-]{4,}/g, (run) => run.slice(0, 3));
}

/** Whether a clause asks or demands, rather than tells. */
export function asksForSomething(clause: string): boolean {
  return ASKING.test(clause);
}

const ASKING =
  /\?|¿|^(?:(?:hola|y|por favor)[\s,]+)*(?:qu[eé]|c[oó]mo|cu[aá]ndo|cu[aá]nt[oa]s?|d[oó]nde|quiero|quisiera|necesito|puedo|pueden|podr[ií]a)(?!p{L})|^(?:(?:hi|hey|hello|ok|and|also|so|then|but|please|pls|plz)[\s,]+)*(?:can|could|may|how'?s?|wher?e?'?s?|whr|when'?s?|what'?s?|which|who|why|do|does|did|is|are|will|would|should|has|any|tell|give|send|cancel|cncl|change|return|exchange|refund|track|check|stop|add|remove|need|want|wanna)\b|\b(?:i want|i need|i'?d like|i would like|want to|need to|wanna|please|pls|plz|let me know|wondering|where(?:'?s| is))\b/i;

/** After ".", "!", "?" followed by a space or the end; not inside "no. 1042" or "Dr. Who". */
const SENTENCE_END =
  /(?<=[.!?…])(?<!\b(?:no|nr|num|dr|mr|mrs|ms|st|approx|vs|etc|e\.g|i\.e)\.)\s+|\s*[\n\r;]+\s*/i;

const WISH =
  "(?:how|how's|hows|what|what's|whats|wat|when|when's|whens|wen|where|where's|wheres|wher|which|who|who's|whos|why|can|could|may|do|does|did|is|are|will|would|should|please|pls|plz|i want|i need|i'd like|id like|i would like|i also|i have|i'm|im|my|you|there's|theres|there is|i was charged|i got charged|i've been charged|ive been charged|let me|tell me|give me|gimme|lemme|send|cancel|cncl|change|return|exchange|refund|track|check)";

/** Words that begin another wish in Spanish: "y a qué hora abrís", "además quiero …". None is an English one. */
const SPANISH_WISH =
  "(?:[¿]|(?:a )?qu[eé]|c[oó]mo|cu[aá]ndo|cu[aá]nt[oa]s?|d[oó]nde|qui[eé]n|quiero|quisiera|necesito|puedo|pueden|puedes|podr[ií]a\\w*|me gustar[ií]a|tengo|cancel(?:a|ar|en)|cambi(?:a|ar|en)|devolver|mi|mis)";

/** What each way of beginning another wish has in it; whatever has none of it need not be held against them all. */
const COULD_GO_ON =
  /[,&+]|\sy\s|adem[aá]s|tambi[eé]n|por cierto|otra cosa|de paso|also|oh|another|more thing|second|on top of|while|by the way|btw|p\.?s|additionally|as well|but|however|except|and|plus|then|\bn\b|\bnd\b/i;

const NEXT_WISH = new RegExp(
  // Nothing begins in the middle of a word: to see that first is twice as fast.
  `(?=[\\s,.&+-]|\\b)(?:${[
    "\\s*[,.]*\\s*\\b(?:y\\s+)?(?:adem[aá]s|tambi[eé]n|por cierto|otra cosa|de paso)\\b[,:]?\\s+(?=\\S)",
    `\\s*,?\\s+y\\s+(?=${SPANISH_WISH})`,
    `\\s*,\\s+(?=${SPANISH_WISH})`,
    "\\s*[,.&-]*\\s*\\b(?:and|oh|but|plus|so)?\\s*\\balso\\b[,:]?\\s+(?=\\S)",
    "\\s*,?\\s*\\b(?:oh and|oh,? also|and another thing|another thing|one more thing|secondly|second question|on top of that|while (?:i'm|im|we're) at it|by the way|btw|p\\.?s\\.?|additionally|as well as)\\b[,:]?\\s+",
    // a few words of manners before it; after a longer beginning it is one story
    "(?<=^(?:\\S+\\s+){0,2}\\S+)\\s*,?\\s+\\b(?:but|however|except)\\b[,:]?\\s+(?=\\S)",
    `\\s*,?\\s*(?:\\b(?:and|nd|n|plus|then)\\b|&|\\+)\\s+(?=${WISH}\\b)`,
    `\\s*,\\s+(?=${WISH}\\b)`,
  ].join("|")})`,
  "i",
);
