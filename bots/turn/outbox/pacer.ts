import type { Purpose } from "../../../core/decision.ts";
import type { Pace } from "../../channel.ts";

/** Shares out what a provider carries per second: whoever comes too early is told when their place is. */
export type Pacer = {
  /** `undefined`: it may leave now. Else the instant to come back at; the place is kept for it. */
  place(id: string, purpose: Purpose, pace: Pace, now: number): number | undefined;
};

/** Codes wait for codes alone, answers for codes and answers, what we start ourselves for everything. */
const CLASSES = 3;

type Bucket = {
  /** For each class: up to when the sender is busy with it and what is more urgent. */
  busyUntil: number[];
  /** Places given away, by what they are kept for. */
  kept: Map<string, number>;
};

/** Nobody is told to come back later than this; a place further away than this was given before the clock was set back. */
const FURTHEST_MS = 10 * 60_000;
/** So many kept places are looked through for those that nobody came back for: the row was taken back since. */
const MANY = 1_000;

/** Token buckets, one for each `pace.bucket`. Of this process: servers that share a sender share its pace by configuration. */
export function pacer(): Pacer {
  const buckets = new Map<string, Bucket>();
  return {
    place(id, purpose, pace, now) {
      const bucket = buckets.get(pace.bucket) ?? newBucket();
      buckets.set(pace.bucket, bucket);
      forgetWhatCannotBe(bucket, now);
      const own = classOf(purpose);
      const kept = bucket.kept.get(id);
      if (kept !== undefined && kept > now) return kept;
      bucket.kept.delete(id);
      const isKept = kept !== undefined;
      // A kept place was counted for its own class already: only what is more urgent may still be before it.
      const before = bucket.busyUntil.slice(0, isKept ? own : own + 1);
      const begins = Math.max(now, ...before);
      const at = begins + lasts(pace) - allowed(pace);
      if (at > now + FURTHEST_MS) return now + FURTHEST_MS;
      if (at > now) keep(bucket, { id, at, own, until: begins + lasts(pace) });
      else use(bucket, own, isKept, { now, pace });
      return at > now ? at : undefined;
    },
  };
}

function lasts({ weight, perSecond }: Pace): number {
  return (weight * 1_000) / perSecond;
}

/** How far the sender may be ahead of its pace; what is longer than a whole burst may leave alone. */
function allowed({ burst, weight, perSecond }: Pace): number {
  return (Math.max(burst, weight) * 1_000) / perSecond;
}

function keep(
  bucket: Bucket,
  { id, at, own, until }: { id: string; at: number; own: number; until: number },
): void {
  bucket.kept.set(id, at);
  bucket.busyUntil[own] = Math.max(bucket.busyUntil[own] ?? until, until);
}

/** What leaves keeps the sender busy for the more urgent classes too. */
function use(
  { busyUntil }: Bucket,
  own: number,
  isKept: boolean,
  { now, pace }: { now: number; pace: Pace },
): void {
  const last = isKept ? own - 1 : own;
  for (let each = 0; each <= last; each += 1) {
    busyUntil[each] = Math.max(busyUntil[each] ?? now, now) + lasts(pace);
  }
}

function newBucket(): Bucket {
  return { busyUntil: Array.from({ length: CLASSES }, () => 0), kept: new Map() };
}

function classOf(purpose: Purpose): number {
  if (purpose === "code") return 0;
  return purpose === "thank_you" ? 2 : 1;
}

function forgetWhatCannotBe(bucket: Bucket, now: number): void {
  const isFar = bucket.busyUntil.some((until) => until > now + 2 * FURTHEST_MS);
  if (isFar) Object.assign(bucket, newBucket());
  if (bucket.kept.size <= MANY) return;
  for (const [id, at] of bucket.kept) if (now - at > FURTHEST_MS) bucket.kept.delete(id);
}
