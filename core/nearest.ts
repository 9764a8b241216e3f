/**
 * The known word that `word` was probably meant to be: at most a third of its letters (and never more than three)
 * added, dropped, changed or swapped. `undefined` when nothing is that near.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const allowed = Math.min(3, Math.ceil(word.length / 3));
  const [best] = known
    .map((candidate) => ({ candidate, count: slips(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ count }) => count <= allowed)
    .sort((one, other) => one.count - other.count);
  return best?.candidate;
}

/** How many letters must be added, dropped, changed or swapped with their neighbour to make one of the other. */
export function slips(from: string, to: string): number {
  /** `counts[i][j]`: from the first i letters to the first j. */
  const counts = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => counts[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row++) {
    counts[row] = [row];
    for (let column = 1; column <= to.length; column++) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1;
      const swaps = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const ways = [
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + change,
      ];
      counts[row]?.push(Math.min(...ways, swaps ? at(row - 2, column - 2) + 1 : (ways[0] ?? 0)));
    }
  }
  return at(from.length, to.length);
}
