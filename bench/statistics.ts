/** How well trust tells ours from foreign talk: the chance that a line of ours is trusted more than a foreign one. */
export function areaUnderCurve(ours: readonly number[], foreign: readonly number[]): number {
  const ranked = [
    ...ours.map((trust) => ({ trust, own: true })),
    ...foreign.map((trust) => ({ trust, own: false })),
  ].sort((one, other) => one.trust - other.trust);
  const ranks = ranked.reduce((sum, entry, at) => sum + (entry.own ? at + 1 : 0), 0);
  return (ranks - (ours.length * (ours.length + 1)) / 2) / (ours.length * foreign.length);
}

/** The share of foreign lines caught when `falseAlarms` of ours may be taken for foreign. */
export function recallAtFalseAlarms(
  ours: readonly number[],
  foreign: readonly number[],
  falseAlarms: number,
): number {
  const threshold = atQuantile(ours, falseAlarms);
  return foreign.filter((trust) => trust < threshold).length / foreign.length;
}

/** The value below which `share` of the values lie. */
export function atQuantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
