import { withoutValues } from "./mask.ts";

/** An error as it may stand in a log. */
export type TellableError = {
  type: string;
  code?: string;
  /** Only where the words are known to be ours or the operating system's. */
  message?: string;
  /** Where it happened, innermost first. */
  at?: readonly string[];
  cause?: TellableError;
};

/**
 * What an error says about itself without what a customer said: its type, code, places and causes. The message is
 * left out unless it is of our own errors (whose values from outside stand in quotation marks, which are emptied) or of
 * the system (files, sockets, SQLite): parsers and validators quote what they were given.
 */
export function tellableError(error: unknown, depth = 0): TellableError {
  if (!(error instanceof Error)) {
    return { type: typeof error };
  }
  const code = "code" in error ? String(error.code) : undefined;
  const at = placesOf(error);
  return {
    type: error.name,
    ...(code !== undefined && /^[\w.-]{1,40}$/.test(code) ? { code: withoutValues(code) } : {}),
    ...(hasOurWords(error, code) ? { message: withoutValues(error.message) } : {}),
    ...(at.length === 0 ? {} : { at }),
    ...(error.cause === undefined || depth >= DEEPEST_CAUSE
      ? {}
      : { cause: tellableError(error.cause, depth + 1) }),
  };
}

/** A cause may lead back to itself. */
const DEEPEST_CAUSE = 4;
const MOST_PLACES = 12;

/** The classes of core/errors.ts. */
const OURS = [
  "ConfigurationError",
  "StoreUnavailableError",
  "ProviderUnavailableError",
  "MalformedInboundError",
];

function hasOurWords(error: Error, code: string | undefined): boolean {
  const isOfTheSystem = "syscall" in error || code === "ERR_SQLITE_ERROR";
  return isOfTheSystem || OURS.includes(error.name);
}

/** Only the places: a stack begins with the message, which may have lines of its own. */
function placesOf(error: Error): readonly string[] {
  const stack = typeof error.stack === "string" ? error.stack : "";
  return stack
    .replace(error.message, "")
    .split("\n")
    .flatMap(
      (line) =>
        /^ {4}at ((?:async )?[\w$.<>#[\] ]*\(?(?:file:|node:|\/|\w:\\)[^\s()]*:\d+:\d+\)?)$/.exec(
          line,
        )?.[1] ?? [],
    )
    .slice(0, MOST_PLACES)
    .map((place) => place.replace(/file:\/\/\/?|\/\S*?(?=\/node_modules\/)/g, ""));
}
