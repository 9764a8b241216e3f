/**
 * The known word that `word` was probably meant to be: at most a third of its letters (and never more than three)
 * added, dropped, changed or swapped. `undefined` when nothing is that near.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const allowed = Math.min(3, Math.ceil(word.length / 3));
  let best: { candidate: string; slips: number } | undefined;
  for (const candidate of known) {
    const count = slips(word.toLowerCase(), candidate.toLowerCase());
    if (count <= allowed && (best === undefined || count < best.slips)) {
      best = { candidate, slips: count };
    }
  }
  return best?.candidate;
}

/** How many letters must be added, dropped, changed or swapped with their neighbour to make one of the other. */
export function slips(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap =
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
