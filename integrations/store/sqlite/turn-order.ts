import type { CustomerId } from "../../../core/message.ts";
import type { Lease } from "../../../core/ports.ts";
import { agenda } from "./agenda.ts";

/** Whose turn it is, and who has it. Lives in memory because one process owns the file. */
export type TurnOrder = {
  /** Something of theirs is due at `at`, or sooner if that is known already. */
  expect(customer: CustomerId, at: number): void;
  /** Nobody serves them now; what they have is due at `at` and not before; `undefined`: nothing is. */
  plan(customer: CustomerId, at: number | undefined): void;
  /** The customer whom nobody serves and who has waited longest, if one is due. */
  next(now: number): CustomerId | undefined;
  grant(customer: CustomerId, until: number): Lease;
  /** Takes the lease back; `false`: it is somebody else's by now, or was given back before. */
  end(lease: Lease): boolean;
  /** Makes `end` not have happened. */
  restore(lease: Lease): void;
  isServed(customer: CustomerId): boolean;
  /** When somebody's turn comes, or a lease runs out. */
  nextAt(): number | undefined;
};

/** More than one opening can give: at 4,000 turns a second they last for half a year. */
const LEASES_PER_OPENING = 2 ** 36;

/** `opening` counts how often the file was opened: a lease of an earlier process never fits again. */
export function turnOrder(opening: number): TurnOrder {
  const due = agenda();
  const leases = new Map<CustomerId, Lease>();
  let epoch = opening * LEASES_PER_OPENING;

  return {
    expect(customer, at) {
      // Whoever serves the customer sees what is left when the lease ends.
      if (leases.has(customer)) return;
      const known = due.at(customer);
      if (known === undefined || at < known) due.set(customer, at);
    },
    plan(customer, at) {
      leases.delete(customer);
      if (at === undefined) due.delete(customer);
      else due.set(customer, at);
    },
    next(now) {
      const soonest = due.soonest();
      return soonest && soonest.at <= now ? soonest.id : undefined;
    },
    grant(customer, until) {
      epoch += 1;
      const lease = { customer, epoch, until };
      leases.set(customer, lease);
      due.set(customer, until);
      return lease;
    },
    end(lease) {
      if (leases.get(lease.customer)?.epoch !== lease.epoch) return false;
      leases.delete(lease.customer);
      return true;
    },
    restore(lease) {
      leases.set(lease.customer, lease);
    },
    isServed: (customer) => leases.has(customer),
    nextAt: () => due.soonest()?.at,
  };
}
