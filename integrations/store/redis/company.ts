import type { Lease } from "../../../core/ports.ts";

/** What this process has under way, so that a turn over which a process has died is begun alone. */
export type Company = {
  begun(lease: Lease, isAlone: boolean): void;
  ended(lease: Lease): void;
  isEmpty(): boolean;
  /** Somebody is due who must be served alone: what is under way ends first. */
  makeRoom(): void;
  /** Leases that have run out are no longer under way. */
  forget(now: number): void;
  /** Until when nothing more may begin, unless what is under way ends before; `undefined`: it may. */
  closedUntil(): number | undefined;
};

export function company(): Company {
  const underWay = new Map<string, { lease: Lease; isAlone: boolean }>();
  let isRoomWanted = false;

  return {
    begun(lease, isAlone) {
      underWay.set(lease.customer, { lease, isAlone });
      isRoomWanted = false;
    },
    ended({ customer, epoch }) {
      if (underWay.get(customer)?.lease.epoch === epoch) underWay.delete(customer);
    },
    isEmpty: () => underWay.size === 0,
    makeRoom() {
      isRoomWanted = true;
    },
    forget(now) {
      for (const [customer, { lease }] of underWay) {
        if (lease.until <= now) underWay.delete(customer);
      }
    },
    closedUntil() {
      const all = [...underWay.values()];
      if (all.length === 0 || !(isRoomWanted || all.some(({ isAlone }) => isAlone)))
        return undefined;
      return Math.min(...all.map(({ lease }) => lease.until));
    },
  };
}
