/** The text with `count` slips of the thumb in words of three letters or more, at random places. */
export function withSlips(text: string, count: number, random: () => number): string {
  const words = text.split(" ");
  const long = words.flatMap((word, at) => (word.length >= SHORTEST ? [at] : []));
  for (let left = count; left > 0 && long.length > 0; left--) {
    const at = long[Math.floor(random() * long.length)] ?? 0;
    words[at] = slip(words[at] ?? "", random);
  }
  return words.join(" ");
}

/** The text as thumbs in a hurry write it: "r u" for "are you", no apostrophes, no capitals. */
export function inShorthand(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("'", "")
    .replace(/[a-z]+/g, (word) => SHORT[word] ?? word);
}

/** Shorter words become other words. */
const SHORTEST = 3;

/** A letter is lost, doubled, swapped with its neighbour, or hit beside. */
function slip(word: string, random: () => number): string {
  const at = Math.min(word.length - 1, 1 + Math.floor(random() * (word.length - 1)));
  const kind = Math.floor(random() * 4);
  const letter = word.charAt(at);
  if (kind === 0) return word.slice(0, at) + word.slice(at + 1);
  if (kind === 1) return word.slice(0, at) + letter + word.slice(at);
  if (kind === 2) return word.slice(0, at - 1) + letter + word.charAt(at - 1) + word.slice(at + 1);
  const beside = NEIGHBOURS[letter] ?? letter;
  return (
    word.slice(0, at) + beside.charAt(Math.floor(random() * beside.length)) + word.slice(at + 1)
  );
}

/** Keys beside each other on a phone's QWERTY keyboard. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  a: "qsz",
  b: "vn",
  c: "xv",
  d: "sfe",
  e: "wr",
  f: "dgr",
  g: "fht",
  h: "gjy",
  i: "uo",
  j: "hku",
  k: "jli",
  l: "ko",
  m: "n",
  n: "bm",
  o: "ip",
  p: "o",
  q: "wa",
  r: "et",
  s: "adw",
  t: "ry",
  u: "yi",
  v: "cb",
  w: "qe",
  x: "zc",
  y: "tu",
  z: "xa",
};

const SHORT: Readonly<Record<string, string>> = {
  you: "u",
  your: "ur",
  are: "r",
  please: "pls",
  thanks: "thx",
  because: "bc",
  tomorrow: "tmrw",
  today: "2day",
  before: "b4",
  great: "gr8",
  message: "msg",
  information: "info",
  what: "wat",
  about: "abt",
  people: "ppl",
  and: "n",
};
