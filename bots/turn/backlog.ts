import { StoreUnavailableError } from "../../core/errors.ts";
import type { Events } from "../../core/events.ts";
import type { Arrival, Clock, Store } from "../../core/ports.ts";

/** How often the store is asked how much waits; in between what is kept is counted. */
const LOOK_EVERY_MS = 1_000;

export type BacklogPorts = { store: Pick<Store, "backlog">; clock: Clock; events: Events };

/**
 * Bounds how much may wait for its turn, so that a flood costs those who come last and nobody's memory: beyond `limit`
 * it throws for what its sender sends again. Opt-outs, keywords, one-time codes, people at the desk and our own
 * wake-ups always pass.
 * @throws StoreUnavailableError: to be answered 503 with Retry-After; nothing of it was kept.
 */
export function backlogGuard(
  limit: number,
  { store, clock, events }: BacklogPorts,
): (arrivals: readonly Arrival[]) => void {
  let known = 0;
  let keptSince = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let isTooMuch = false;

  function look(now: number): void {
    if (Math.abs(now - lookedAt) < LOOK_EVERY_MS) return;
    lookedAt = now;
    const counted = keptSince;
    store.backlog(now).then(
      (waiting) => {
        known = waiting;
        keptSince -= counted;
        judge();
      },
      () => {}, // a store that cannot tell cannot keep either, and says so itself
    );
  }

  function judge(): void {
    const waiting = known + keptSince;
    if (waiting >= limit === isTooMuch) return;
    isTooMuch = !isTooMuch;
    events.overload({ state: isTooMuch ? "began" : "ended", waiting, limit });
  }

  return (arrivals) => {
    look(clock.now());
    judge();
    if (isTooMuch && arrivals.every(isSentAgain)) {
      throw new StoreUnavailableError(`${limit} messages wait already; try again in a moment`);
    }
    keptSince += arrivals.length;
  };
}

/** As people type a code that they were sent. */
const CODE = /^\D{0,20}\d{3}[\s-]?\d{3}\D{0,3}$/;

/** Whether its sender keeps it and comes again when we say 503, and nothing hangs on its moment. */
function isSentAgain({ inbound, consent }: Arrival): boolean {
  switch (inbound.kind) {
    case "message":
      return consent === undefined && inbound.optOut === undefined && !CODE.test(inbound.text);
    case "receipt":
    case "shop_event":
      return true;
    case "agent":
    case "consent":
    case "change_result":
    case "person":
    case "timer":
      return false;
    default:
      return inbound satisfies never;
  }
}
