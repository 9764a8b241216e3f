/** Words, and what they became in the language `into`; `from`: the language that they are in, where it is known. */
type Spoken = { words: string; made: string; into: string; from?: string | undefined };

/**
 * Whether each sentence says no where the other one does: a "not" that is lost, or added, turns round what somebody meant.
 * Languages that are not known here pass; of words in a language that nobody named, only a "not" that is lost is noticed.
 */
export function negatesAlike({ words, made, into, from }: Spoken): boolean {
  const theirs = LANGUAGES.find(({ names }) => names.includes(into));
  const own = LANGUAGES.find(({ names }) => from !== undefined && names.includes(from));
  if (!theirs || (from !== undefined && !own)) return true;
  const saysNo = own?.plain ?? PLAIN_ANYWHERE;
  return sideBySide(words, made).every(
    ([said, told]) =>
      (!saysNo.test(said) || theirs.plain.test(told) || theirs.other.test(told)) &&
      (!own ||
        !theirs.plain.test(told) ||
        [own.plain, own.other, PLAIN_ANYWHERE].some((no) => no.test(said))),
  );
}

/** Sentence by sentence where there are as many, else as a whole. */
function sideBySide(words: string, made: string): readonly (readonly [string, string])[] {
  const [said, told] = [words, made].map((text) => tidy(text).split(/[.!?…]+\s+|\n/));
  if (said === undefined || said.length !== told?.length) return [[tidy(words), tidy(made)]];
  return said.map((each, at) => [each, told[at] ?? ""]);
}

function tidy(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[’‘`´]/g, "'")
    .trim();
}

function anyOf(words: string): RegExp {
  return new RegExp(`(?<![\\p{L}])(?:${words.replaceAll(" ", "|")})(?![\\p{L}])`, "iu");
}

/** By code and English name: what says no and nothing else, and what may say so in other words. */
const LANGUAGES = (
  [
    [
      "en English",
      "not no never nothing none nobody neither nor cannot cant dont doesnt didnt isnt wasnt arent wont wouldnt couldnt havent hasnt hadnt \\p{L}+n't",
      "without unable impossible missing lack\\p{L}* fail\\p{L}* refus\\p{L}* unopened unused unworn stop\\p{L}* end hardly only",
    ],
    [
      "es Spanish",
      "no nunca jamás ning[uú]n\\p{L}* nadie tampoco",
      "nada sin imposible falta\\p{L}* apenas",
    ],
    [
      "fr French",
      "pas jamais rien aucune? non",
      "ne n'\\p{L}+ ni sans plus personne impossible manqu\\p{L}* refus\\p{L}*",
    ],
    [
      "de German",
      "nicht kein\\p{L}* nie niemals nein nichts niemand\\p{L}* weder",
      "ohne unmöglich ungeöffnet fehl\\p{L}* kaum",
    ],
    [
      "it Italian",
      "non no nessun\\p{L}* niente nulla neanche",
      "mai né senza impossibile manc\\p{L}*",
    ],
    [
      "pt Portuguese",
      "não nao nunca nenhum\\p{L}* ninguém jamais",
      "nada nem sem impossível falt\\p{L}*",
    ],
    [
      "nl Dutch",
      "niet geen nee nooit niets niks niemand",
      "zonder onmogelijk ontbre\\p{L}+ kwijt nergens",
    ],
    ["da Danish", "ikke nej aldrig ingen intet ingenting", "uden umuligt mangl\\p{L}* hverken"],
    [
      "sv Swedish",
      "inte nej aldrig ingen inget inga ingenting ej",
      "utan omöjligt sakna\\p{L}* varken",
    ],
    [
      "no nb nn Norwegian",
      "ikke ikkje nei aldri ingen ingenting intet",
      "uten umulig mangl\\p{L}* verken",
    ],
  ] as const
).map(([names, plain, other]) => ({
  names: names.split(" "),
  plain: anyOf(plain),
  other: anyOf(other),
}));

/** Without what is something else in a neighbour's language: Italian "nei" is in the, and so is "no" before a Portuguese day. */
const PLAIN_ANYWHERE = anyOf(
  "not never nothing \\p{L}+n't no(?!\\s+(?:s[aá]bado|domingo|dia|meu|seu|site|mesmo|momento|final|entanto|prazo|endereço)) nunca jamás nadie tampoco pas rien jamais aucune? nicht keine? keinen nichts niemals nein non nessun[oa]? niente não nao ninguém niet geen nooit niets niks ikke nej aldrig ingen ingenting inte inget aldri",
);
