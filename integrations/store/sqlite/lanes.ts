import type { Purpose } from "../../../core/decision.ts";
import type { Send } from "../../../core/ports.ts";
import { agenda } from "./agenda.ts";

/** A row of the outbox that has not left yet, as far as its turn to leave is concerned. */
export type Queued = {
  seq: number;
  lane: string;
  rank: number;
  status: "pending" | "retry" | "ambiguous";
  dueAt: number;
  purpose: Purpose;
  /** The row itself where it is known, as it was written and has not been touched since. */
  send?: Send;
};

/** A row whose first attempt was noted as begun in the commit that made it, so that it leaves without another. */
export type Begun = Queued & { send: Send & { status: "sending" } };

export type Lanes = {
  add(row: Queued): void;
  /** Takes it out, whether it waits or is on its way. */
  remove(seq: number): void;
  /** Whether what enters this lane at `now` leaves at once: nothing is before it, and whoever takes has room for it. */
  isOpen(lane: string, now: number): boolean;
  /** As `add`, for one that is under way from now on: `takeBegun` gives it to whoever sends it. */
  begin(row: Begun): void;
  takeBegun(limit: number): readonly Begun[];
  /** Those of a customer's that wait for `takeBegun`. */
  begunOf(customer: string): readonly Begun[];
  /** Heads of free lanes that are due, what customers wait for first; their lanes are busy until `remove`. */
  take(now: number, limit: number): readonly Queued[];
  /** Whether an attempt at it, or a question about one, has begun and not ended. */
  isUnderWay(seq: number): boolean;
  /** When the next row could leave. */
  nextAt(): number | undefined;
  /** Whether something waits behind this lane's busy row. */
  isQueued(lane: string): boolean;
};

type Lane = { rows: Queued[]; busy: Queued | undefined };

/**
 * The unsent rows in the order in which they may leave. Within a lane: lowest rank first, then oldest; one at a time.
 * A pending row whose time has not come is passed by; a row that waits for its retry holds up what is behind it; an
 * ambiguous row holds up the whole lane until somebody knows what became of it.
 */
export function lanes(): Lanes {
  const byName = new Map<string, Lane>();
  const byRow = new Map<number, Queued>();
  // What we start ourselves never delays what somebody waits for.
  const urgent = agenda();
  const patient = agenda();
  let begun: Begun[] = [];
  /** The most that were ever asked for at once, and how many are under way. */
  let room = 0;
  let underWay = 0;

  const nextDue = () => {
    const times = [urgent.soonest()?.at, patient.soonest()?.at].filter((at) => at !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  };

  function plan(name: string, lane: Lane): void {
    urgent.delete(name);
    patient.delete(name);
    const next = lane.busy ? undefined : nextOf(lane.rows);
    if (next) (next.purpose === "thank_you" ? patient : urgent).set(name, next.dueAt);
    else if (!lane.busy) byName.delete(name);
  }

  function takeFrom(queue: typeof urgent, now: number, limit: number, taken: Queued[]): void {
    while (taken.length < limit) {
      const due = queue.soonest();
      if (!due || due.at > now) return;
      const lane = byName.get(due.id);
      const head = lane && headAt(lane.rows, now);
      if (lane && head) {
        lane.rows.splice(lane.rows.indexOf(head), 1);
        lane.busy = head;
        underWay += 1;
        taken.push(head);
      }
      queue.delete(due.id);
    }
  }

  return {
    add(row) {
      const lane = byName.get(row.lane) ?? { rows: [], busy: undefined };
      byName.set(row.lane, lane);
      byRow.set(row.seq, row);
      lane.rows.splice(lane.rows.findLastIndex((other) => isBefore(other, row)) + 1, 0, row);
      plan(row.lane, lane);
    },
    remove(seq) {
      const row = byRow.get(seq);
      const lane = row && byName.get(row.lane);
      if (!row || !lane) return;
      byRow.delete(seq);
      if (lane.busy === row) {
        lane.busy = undefined;
        underWay -= 1;
        begun = begun.filter((waiting) => waiting !== row);
      } else lane.rows.splice(lane.rows.indexOf(row), 1);
      plan(row.lane, lane);
    },
    isOpen: (name, now) =>
      !byName.has(name) && underWay < room && (nextDue() ?? Number.POSITIVE_INFINITY) > now,
    begin(row) {
      const lane = byName.get(row.lane) ?? { rows: [], busy: undefined };
      lane.busy = row;
      byName.set(row.lane, lane);
      byRow.set(row.seq, row);
      plan(row.lane, lane);
      underWay += 1;
      begun.push(row);
    },
    takeBegun(limit) {
      room = Math.max(room, limit);
      return begun.splice(0, limit);
    },
    begunOf: (customer) => begun.filter(({ send }) => send.customer === customer),
    take(now, limit) {
      const taken: Queued[] = [];
      takeFrom(urgent, now, limit, taken);
      takeFrom(patient, now, limit, taken);
      return taken;
    },
    isUnderWay(seq) {
      const row = byRow.get(seq);
      return row !== undefined && byName.get(row.lane)?.busy === row;
    },
    nextAt: () => begun[0]?.dueAt ?? nextDue(),
    isQueued: (name) => (byName.get(name)?.rows.length ?? 0) > 0,
  };
}

function isBefore(a: Queued, b: Queued): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.seq < b.seq);
}

/** The row that may leave at `now`. */
function headAt(rows: readonly Queued[], now: number): Queued | undefined {
  return notHeldUp(rows).find(({ dueAt }) => dueAt <= now);
}

/** The row that may leave first, if nothing changes. */
function nextOf(rows: readonly Queued[]): Queued | undefined {
  let next: Queued | undefined;
  for (const row of notHeldUp(rows)) {
    if (!next || row.dueAt < next.dueAt) next = row;
  }
  return next;
}

/** The unclear row alone, where there is one; else every row up to the first that waits for its retry. */
function notHeldUp(rows: readonly Queued[]): readonly Queued[] {
  const unclear = rows.find(({ status }) => status === "ambiguous");
  if (unclear) return [unclear];
  const retried = rows.findIndex(({ status }) => status === "retry");
  return retried < 0 ? rows : rows.slice(0, retried + 1);
}
