/** The text with slips of the thumb: in about `rate` of its longer words a letter is lost, doubled, swapped or hit beside. */
export function withTypos(normalised: string, rate: number, random: () => number): string {
  return normalised
    .split(" ")
    .map((word) => (word.length >= SHORTEST && random() < rate ? slip(word, random) : word))
    .join(" ");
}

/** Shorter words become other words. */
const SHORTEST = 4;

/** One slip in a word: the way phones and thumbs make them. */
export function slip(word: string, random: () => number): string {
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
