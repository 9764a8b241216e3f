import type { CustomerId } from "../../../core/message.ts";
import type { Lease } from "../../../core/ports.ts";
import { agenda } from "./agenda.ts";

/** Whose turn it is, and who has it. Lives in memory because one process owns the file. */
export type TurnOrder = {
  /** Something of theirs is due at `at`, or sooner if that is known already. */
  expect(customer: CustomerId, at: number): void;
  /** Nobody serves them now; what they have is due at `at` and not before; `undefined`: nothing is. */
  plan(customer: CustomerId, at: number | undefined): void;
  /** They were being served when `crashes` processes ended: served after those who waited before, alone, and later each time. */
  suspect(customer: CustomerId, crashes: number): void;
  isSuspect(customer: CustomerId): boolean;
  /** A turn of theirs has been lived through. */
  acquit(customer: CustomerId): void;
  /** The customer whom nobody serves and who has waited longest, if one is due and may be served beside the others. */
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

/**
 * A suspect waits so long, and twice as long after each crash: a process that others end after moments ends without
 * having begun it.
 */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 8_000;

/** `opening` counts how often the file was opened: a lease of an earlier process never fits again. */
export function turnOrder(opening: number): TurnOrder {
  const due = agenda();
  const leases = new Map<CustomerId, Lease>();
  const suspects = new Map<CustomerId, number>();
  let epoch = opening * LEASES_PER_OPENING;
  let unplaced = true;

  /** Behind those who waited when the process began to serve. */
  function placeSuspects(now: number): void {
    unplaced = false;
    for (const [customer, crashes] of suspects) {
      const at = due.at(customer);
      if (at !== undefined) due.set(customer, Math.max(at, now + waitOf(crashes)));
    }
  }

  /** What has to end before anybody else may begin: a suspect's turn, or all others before one. */
  function inTheWay(now: number, customer: CustomerId): readonly Lease[] {
    if (leases.size === 0 || suspects.size === 0) return [];
    const running = [...leases.values()].filter((lease) => lease.until > now);
    return suspects.has(customer)
      ? running
      : running.filter((lease) => suspects.has(lease.customer));
  }

  let heldUpUntil: number | undefined;
  return {
    expect(customer, at) {
      // Whoever serves the customer sees what is left when the lease ends.
      if (leases.has(customer)) return;
      const known = due.at(customer);
      if (known === undefined || (at < known && !suspects.has(customer))) due.set(customer, at);
    },
    plan(customer, at) {
      leases.delete(customer);
      if (at === undefined) due.delete(customer);
      else due.set(customer, at);
    },
    suspect(customer, crashes) {
      suspects.set(customer, crashes);
    },
    isSuspect: (customer) => suspects.has(customer),
    acquit(customer) {
      suspects.delete(customer);
    },
    next(now) {
      if (unplaced) placeSuspects(now);
      heldUpUntil = undefined;
      const soonest = due.soonest();
      if (!soonest || soonest.at > now) return undefined;
      const running = inTheWay(now, soonest.id);
      if (running.length === 0) return soonest.id;
      heldUpUntil = Math.min(...running.map(({ until }) => until));
      return undefined;
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
    nextAt: () => heldUpUntil ?? due.soonest()?.at,
  };
}

function waitOf(crashes: number): number {
  return crashes < 2 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (crashes - 2), LONGEST_WAIT_MS);
}
