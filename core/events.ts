/**
 * What the log and the metrics are told. Low-cardinality facts only: never a text, a name, a whole address.
 * A helper must not throw.
 */
export type Events = {
  accepted(fact: { channel: string; kind: string; outcome: "kept" | "known" | "unroutable" }): void;
  refused(fact: { channel: string; status: number; why: string }): void;
  turned(fact: {
    customer: string;
    decision: string;
    rule: string;
    ms: number;
    waitedMs: number;
  }): void;
  turnFailed(fact: { customer: string; tries: number; dead: boolean; error: unknown }): void;
  sent(fact: {
    channel: string;
    purpose: string;
    outcome: string;
    code?: string;
    ms: number;
  }): void;
  /** A promise that was settled. `customerMs`: from making to settling; `staffedMs`: as much of it as the team was there. */
  promise(fact: { status: string; customerMs?: number; staffedMs?: number }): void;
  /** `mistakes` of files that were loaded are remarks: they can stay so, but were hardly meant. */
  shopFiles(fact: { outcome: "loaded" | "kept_last_good"; mistakes: readonly string[] }): void;
  provider(fact: {
    name: string;
    outcome: "ok" | "unavailable";
    ms: number;
    error?: unknown;
  }): void;
  /** A provider that fails is left alone for a while (`open`), or works again. */
  breaker(fact: { name: string; state: "open" | "closed" }): void;
  /** More waits for its turn than may: customers' messages are turned away at the door until it is less. */
  overload(fact: { state: "began" | "ended"; waiting: number; limit: number }): void;
  /** `store`: what an accepted message survives with these settings. */
  started(fact: {
    ms: number;
    store?: string;
    channels: readonly string[];
    off: readonly string[];
  }): void;
  stopped(fact: { why: string }): void;
  failed(fact: { what: string; error: unknown }): void;
};

/** Tells `heard` what it listens to, and nobody the rest. */
export function eventsFor(heard: Partial<Events>): Events {
  const nothing = () => {};
  return {
    accepted: nothing,
    refused: nothing,
    turned: nothing,
    turnFailed: nothing,
    sent: nothing,
    promise: nothing,
    shopFiles: nothing,
    provider: nothing,
    breaker: nothing,
    overload: nothing,
    started: nothing,
    stopped: nothing,
    failed: nothing,
    ...heard,
  };
}
