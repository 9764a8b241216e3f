/**
 * The known word that `word` was probably meant to be: at most a third of its letters (and never more than three)
 * added, dropped, changed or swapped. `undefined` when nothing is that near.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const allowed = Math.min(3, Math.ceil(word.length / 3));
  const [best] = known
    // As many slips as the lengths differ by there are at least, and counting them is dear.
    .filter((candidate) => Math.abs(candidate.length - word.length) <= allowed)
    .map((candidate) => ({ candidate, count: slips(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ count }) => count <= allowed)
    .sort((one, other) => one.count - other.count);
  return best?.candidate;
}

/** How many letters must be added, dropped, changed or swapped with their neighbour to make one of the other. */
export function slips(from: string, to: string): number {
  const width = to.length;
  /** How many it takes from the letters so far to the first `column` letters, and the same one and two letters ago. */
  let counts = Array.from({ length: width + 1 }, (_, column) => column);
  let before = counts.slice();
  let longBefore = counts.slice();
  for (let row = 1; row <= from.length; row++) {
    [counts, before, longBefore] = [longBefore, counts, before];
    const letter = from.charCodeAt(row - 1);
    counts[0] = row;
    for (let column = 1; column <= width; column++) {
      const left = counts[column - 1] as number; // a row has a place for each column, here and below
      const above = before[column] as number;
      const change = letter === to.charCodeAt(column - 1) ? 0 : 1;
      let least = Math.min(left + 1, above + 1, (before[column - 1] as number) + change);
      const isSwap =
        row > 1 &&
        column > 1 &&
        letter === to.charCodeAt(column - 2) &&
        from.charCodeAt(row - 2) === to.charCodeAt(column - 1);
      if (isSwap) least = Math.min(least, (longBefore[column - 2] as number) + 1);
      counts[column] = least;
    }
  }
  return counts[width] as number;
}
