/** Milliseconds of the machine's own steady clock, which all its processes share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
