/** Waiting for things to happen, without looking at a clock. */
export function carrierEvents() {
  let waiters: { isMet: () => boolean; resolve: () => void }[] = [];
  let count = 0;
  const happened = () => {
    const met = waiters.filter(({ isMet }) => isMet());
    waiters = waiters.filter((waiter) => !met.includes(waiter));
    for (const { resolve } of met) resolve();
  };
  return {
    happened,
    until: (isMet: () => boolean): Promise<void> =>
      isMet() ? Promise.resolve() : new Promise((resolve) => waiters.push({ isMet, resolve })),
    underWay: () => count,
    track: <Result>(work: Promise<Result>): Promise<Result> => {
      count += 1;
      return work.finally(() => {
        count -= 1;
        happened();
      });
    },
  };
}

export type CarrierEvents = ReturnType<typeof carrierEvents>;
