/**
 * Rows as a turn reads them. They come in the order they were kept, which is the order of arrival but for timers:
 * theirs is their due time.
 */
export function inOrderOfArrival<Row extends { kind: string; receivedAt: number }>(
  rows: readonly Row[],
): readonly Row[] {
  const timers = rows
    .filter(({ kind }) => kind === "timer")
    .sort((a, b) => a.receivedAt - b.receivedAt);
  if (timers.length === 0) return rows;
  const ordered: Row[] = [];
  for (const row of rows) {
    if (row.kind === "timer") continue;
    while (timers[0] && timers[0].receivedAt < row.receivedAt) ordered.push(...timers.splice(0, 1));
    ordered.push(row);
  }
  return [...ordered, ...timers];
}
