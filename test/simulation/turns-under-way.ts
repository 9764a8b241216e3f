import type { CustomerId } from "../../core/message.ts";
import type { Lease, Store } from "../../core/ports.ts";

/** One process's store, watched for what the process was in the middle of when it died. */
export type TurnsUnderWay = {
  store: Store;
  died(): void;
};

/**
 * Counts in `diedAlone` how many processes in a row died in the middle of a customer's turn while it was their only one:
 * what the product's own count is held against.
 */
export function turnsUnderWay(
  store: Store,
  diedAlone: Map<CustomerId, number>,
  wall: () => number,
): TurnsUnderWay {
  const underWay = new Map<CustomerId, Lease>();

  function livedThrough({ customer, epoch }: Lease): void {
    if (underWay.get(customer)?.epoch !== epoch) return;
    underWay.delete(customer);
    diedAlone.delete(customer);
  }

  return {
    store: {
      ...store,
      lease: (options) =>
        observed(store.lease(options), (work) => {
          if (work) underWay.set(work.lease.customer, work.lease);
        }),
      commit: (lease, change) => observed(store.commit(lease, change), () => livedThrough(lease)),
      fail: (lease, failure) => observed(store.fail(lease, failure), () => livedThrough(lease)),
    },
    died() {
      const [only, ...others] = [...underWay.values()].filter(({ until }) => until > wall());
      if (!only || others.length > 0) return;
      diedAlone.set(only.customer, (diedAlone.get(only.customer) ?? 0) + 1);
    },
  };
}

/** Beside whoever asked, so that nothing of the night takes another course for being watched. */
function observed<T>(asked: Promise<T>, see: (answer: T) => void): Promise<T> {
  asked.then(see, () => {}); // whoever asked hears of the failure
  return asked;
}
