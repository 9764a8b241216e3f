/** Keeps us from calling what does not work: one breaker for each provider and account. Lives as long as the process. */
export type Breakers = {
  /** Whether a call may begin; else the instant to ask again. Whoever may begin must say how it went. */
  ask(name: string, now: number): { go: true } | { go: false; until: number };
  /** `neither`: says nothing about the provider's health, e.g. it asked for patience. */
  told(name: string, now: number, how: "worked" | "failed" | "neither"): void;
  /** Those that let nothing, or only a few probes, through. */
  standing(now: number): readonly { name: string; until: number }[];
};

/** Half of at least twenty calls within a minute: fewer say too little, and more would cost customers' time. */
const LEAST_CALLS = 20;
const FAILED_SHARE = 0.5;
const WINDOW_MS = 60_000;
/** How long it leaves a provider alone. */
export const OPEN_MS = 30_000;
/** So many calls try whether it works again, and all of them must. */
const PROBES = 3;
/** Whoever comes while the probes are under way asks again after this. */
const PROBE_REST_MS = 1_000;
/** A probe that nobody spoke of any more is not waited for: longer than any call may take. */
const PROBE_LIMIT_MS = 60_000;

/** The window is counted in slices of this. */
const SLICE_MS = 10_000;

type Slice = { number: number; calls: number; failed: number };
type Breaker = {
  slices: Slice[];
  /** Set while it is open or being probed. */
  openUntil?: number | undefined;
  probes: { begun: number[]; worked: number };
};

/**
 * Breakers that open for 30 seconds when half of the last minute's calls failed, then let three probes decide. `changed`
 * is told of every opening and closing. `leastCalls` is for worlds with less traffic than a shop's.
 */
export function breakers(
  changed: (fact: { name: string; state: "open" | "closed" }) => void,
  leastCalls: number = LEAST_CALLS,
): Breakers {
  const all = new Map<string, Breaker>();

  function of(name: string): Breaker {
    const known = all.get(name) ?? { slices: [], probes: { begun: [], worked: 0 } };
    all.set(name, known);
    return known;
  }

  function open(name: string, breaker: Breaker, now: number): void {
    const isNew = breaker.openUntil === undefined;
    breaker.openUntil = now + OPEN_MS;
    breaker.slices = [];
    breaker.probes = { begun: [], worked: 0 };
    if (isNew) changed({ name, state: "open" });
  }

  function close(name: string, breaker: Breaker): void {
    breaker.openUntil = undefined;
    breaker.probes = { begun: [], worked: 0 };
    changed({ name, state: "closed" });
  }

  function probed(
    name: string,
    breaker: Breaker,
    now: number,
    how: "worked" | "failed" | "neither",
  ): void {
    const { probes } = breaker;
    // A call from before it opened may end now: with no probe under way, it is none.
    if (probes.begun.shift() === undefined || how === "neither") return;
    if (how === "failed") return open(name, breaker, now);
    probes.worked += 1;
    if (probes.worked >= PROBES) close(name, breaker);
  }

  function isTooMuch(breaker: Breaker, now: number, failed: boolean): boolean {
    count(breaker, now, failed);
    const calls = sum(breaker, "calls");
    return calls >= leastCalls && sum(breaker, "failed") >= calls * FAILED_SHARE;
  }

  return {
    ask(name, now) {
      const breaker = of(name);
      const { openUntil, probes } = breaker;
      if (openUntil === undefined) return { go: true };
      // A clock that was set back must not keep it open for longer than it is meant to be.
      if (now < openUntil && openUntil - now <= OPEN_MS) return { go: false, until: openUntil };
      probes.begun = probes.begun.filter((at) => at <= now && now - at < PROBE_LIMIT_MS);
      if (probes.begun.length + probes.worked >= PROBES) {
        return { go: false, until: now + PROBE_REST_MS };
      }
      probes.begun.push(now);
      return { go: true };
    },
    told(name, now, how) {
      const breaker = of(name);
      if (breaker.openUntil !== undefined) probed(name, breaker, now, how);
      else if (how !== "neither" && isTooMuch(breaker, now, how === "failed"))
        open(name, breaker, now);
    },
    standing: (now) =>
      [...all].flatMap(([name, { openUntil }]) =>
        openUntil === undefined ? [] : [{ name, until: Math.max(openUntil, now) }],
      ),
  };
}

function count(breaker: Breaker, now: number, failed: boolean): void {
  const number = Math.floor(now / SLICE_MS);
  const oldest = number - WINDOW_MS / SLICE_MS;
  breaker.slices = breaker.slices.filter(
    (slice) => slice.number > oldest && slice.number <= number,
  );
  const last = breaker.slices.at(-1);
  const slice = last?.number === number ? last : { number, calls: 0, failed: 0 };
  if (slice !== last) breaker.slices.push(slice);
  slice.calls += 1;
  if (failed) slice.failed += 1;
}

function sum({ slices }: Breaker, what: "calls" | "failed"): number {
  return slices.reduce((total, slice) => total + slice[what], 0);
}
