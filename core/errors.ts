/**
 * The retailer's configuration or files are wrong: nothing can start (exit code 2), or the last good version stays.
 * Holds every mistake found, each with its place where there is one, never only the first.
 */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(mistakes.join("\n"));
    this.mistakes = mistakes;
  }
}

/**
 * The store could not keep or tell something. Whoever was promised durability must not be told it happened:
 * an edge answers 503 with Retry-After, a turn is tried again.
 */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";
}

/** A shop system, mail or model did not answer in time or answered nonsense: what we asked is unknown, not absent. */
export class ProviderUnavailableError extends Error {
  override readonly name = "ProviderUnavailableError";
}

/** A shop system's answer to a change was lost after it may have been read: perhaps it was made. Ask again with the same key. */
export class OutcomeUnknownError extends Error {
  override readonly name = "OutcomeUnknownError";
}

/** A webhook's body does not have the shape its provider promises: the edge answers 400. */
export class MalformedInboundError extends Error {
  override readonly name = "MalformedInboundError";
}
