/** Puts right words that are one slip of the thumb away from a word the texts use. */
export type Spelling = (normalised: string) => string;

/** Learns the words of the texts. `isWord` tells real words, which stay as they are although the texts lack them. */
export function learnSpelling(
  normalised: readonly string[],
  isWord: (word: string) => boolean,
): Spelling {
  const uses = new Map<string, number>();
  for (const text of normalised)
    for (const word of text.split(" ")) uses.set(word, (uses.get(word) ?? 0) + 1);
  const homes = homesOf([...uses.keys()].filter((word) => word.length >= SHORTEST));
  const correct = (word: string) => {
    if (word.length < SHORTEST || uses.has(word) || DIGIT.test(word) || isWord(word)) return word;
    return likeliest(word, homes, uses) ?? word;
  };
  return (text) => text.split(" ").map(correct).join(" ");
}

/**
 * The words behind every shortened form: two words one slip apart have a form in common.
 * Source: symmetric delete spelling correction, W. Garbe 2012.
 */
function homesOf(words: readonly string[]): Map<string, string[]> {
  const homes = new Map<string, string[]>();
  for (const word of words) {
    for (const form of shortened(word)) {
      const home = homes.get(form);
      if (home === undefined) homes.set(form, [word]);
      else home.push(word);
    }
  }
  return homes;
}

/** Shorter words are one slip away from too many others. */
const SHORTEST = 3;
const DIGIT = /\d/;

function likeliest(
  word: string,
  homes: Map<string, string[]>,
  uses: Map<string, number>,
): string | undefined {
  let best: string | undefined;
  let weight = 0;
  for (const form of shortened(word)) {
    for (const candidate of homes.get(form) ?? []) {
      const likely = (uses.get(candidate) ?? 0) * plausibility(word, candidate);
      if (likely > weight) {
        best = candidate;
        weight = likely;
      }
    }
  }
  return best;
}

/** Thumbs seldom miss the first letter, and one slip is likelier than two. */
const SAME_START = 3;
const ONE_SLIP = 4;

function plausibility(word: string, candidate: string): number {
  return (word[0] === candidate[0] ? SAME_START : 1) * (isOneSlip(word, candidate) ? ONE_SLIP : 1);
}

/** Whether a letter was lost, added, replaced or swapped with its neighbour. */
function isOneSlip(word: string, candidate: string): boolean {
  if (word.length !== candidate.length) return true; // they share a shortened form, so nothing else differs
  const different: number[] = [];
  for (let at = 0; at < word.length; at++) if (word[at] !== candidate[at]) different.push(at);
  const [first = 0, second = 0] = different;
  if (different.length === 1) return true;
  return (
    different.length === 2 &&
    second === first + 1 &&
    word[first] === candidate[second] &&
    word[second] === candidate[first]
  );
}

/** The word itself and every form of it that lacks one letter. */
function shortened(word: string): string[] {
  const forms = [word];
  for (let at = 0; at < word.length; at++) forms.push(word.slice(0, at) + word.slice(at + 1));
  return forms;
}
