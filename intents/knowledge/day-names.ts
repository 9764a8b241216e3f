/** Languages in which customers of a European shop write, and the largest of the others. */
const LANGUAGES =
  "en es fr de it pt nl da sv no fi is pl cs sk sl hr hu ro bg el tr ru uk et lv lt ar he hi zh ja ko vi id".split(
    " ",
  );

/** A weekday ("d1"), a month ("m11") or a day by its distance from today ("t1"), and how it is said. */
type Name = { day: string; said: string };

/** The days that a text in this language ("es", or by its English name) speaks of; none where the language is not known here. */
export function daysNamedIn(text: string, language: string): readonly string[] {
  const code = codeOf(language);
  if (code === undefined) return [];
  const read = small(text);
  const found = namesIn(code).filter(({ said }) => isWordIn(read, said));
  return [...new Set(found.map(({ day }) => day))];
}

/** Whether a text, in whatever language, may speak of this day. True where its `language` is told and not known here. */
export function maySayDay(text: string, day: string, language?: string): boolean {
  if (language !== undefined && codeOf(language) === undefined) return true;
  const read = small(text);
  const said = LANGUAGES.flatMap((each) => namesIn(each).filter((name) => name.day === day));
  const isSaid = said.some((name) => read.includes(stemOf(name.said)));
  return isSaid || (day === TOMORROW && MORNING.test(read));
}

function codeOf(language: string): string | undefined {
  const english = new Intl.DisplayNames("en", { type: "language" });
  return LANGUAGES.find((each) => each === language || english.of(each) === language);
}

const TOMORROW = "t1";

/** In many languages one word is both. */
const MORNING = /morning|matin/;

/** As Intl has them, which takes milliseconds for each language; they never change. */
const known = new Map<string, readonly Name[]>();

function namesIn(language: string): readonly Name[] {
  const names = known.get(language) ?? readNames(language);
  known.set(language, names);
  return names;
}

function readNames(language: string): readonly Name[] {
  const month = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });
  const dated = new Intl.DateTimeFormat(language, {
    month: "long",
    day: "numeric",
    timeZone: "UTC",
  });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const names: Name[] = [];
  for (let n = 0; n < 12; n++) {
    const at = Date.UTC(2026, n, 5);
    const inDate = dated.formatToParts(at).find(({ type }) => type === "month")?.value ?? "";
    for (const said of [month.format(at), inDate]) names.push({ day: `m${n + 1}`, said });
  }
  // The 5th of January 2026 is a Monday.
  for (let n = 0; n < 7; n++)
    names.push({ day: `d${n + 1}`, said: weekday.format(Date.UTC(2026, 0, 5 + n)) });
  for (const n of [-1, 0, 1]) names.push({ day: `t${n}`, said: relative.format(n, "day") });
  // "May" may be a verb, and what is as short as "ma" may be anything.
  return names
    .map(({ day, said }) => ({ day, said: small(said) }))
    .filter(({ said }) => said !== "may" && /\p{L}/u.test(said) && !/^[a-z]{1,2}$/.test(said));
}

function small(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function isWordIn(text: string, word: string): boolean {
  const at = text.indexOf(word);
  if (at < 0) return false;
  const isLetter = (char: string | undefined) => char !== undefined && /[\p{L}\p{M}]/u.test(char);
  const isWhole = !isLetter(text[at - 1]) && !isLetter(text[at + word.length]);
  return isWhole || isWordIn(text.slice(at + word.length), word);
}

/** "środa" is "w środę" in a sentence. */
function stemOf(word: string): string {
  return word.slice(0, Math.max(4, word.length - 2));
}
