import { pino } from "pino";
import type { Events } from "../../core/events.ts";
import { maskContacts } from "./mask.ts";
import { tellableError } from "./tellable-error.ts";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/**
 * One JSON line per event: `{"level":"info","time":"2026-11-20T21:41:00.000Z","event":"turned",…}`.
 * What succeeds all the time is `debug`, what people ask about later is `info`, what an owner should see is `warn`.
 * Errors are told without the words of customers, and whatever still looks like a phone number or an e-mail address
 * is masked in the finished line.
 */
export function eventLog(options: { level: LogLevel; write?: (line: string) => void }): Events {
  const { level, write } = options;
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: maskContacts },
  };
  const log = pino(settings, { write: write ?? linesTogether(pino.destination(1)) });

  return {
    accepted: (fact) => log.debug({ event: "accepted", ...fact }),
    refused: (fact) => log.warn({ event: "refused", ...fact }),
    turned: (fact) => log.info({ event: "turned", ...fact }),
    turnFailed: ({ error, ...fact }) =>
      log[fact.dead ? "error" : "warn"]({
        event: "turn_failed",
        ...fact,
        error: tellableError(error),
      }),
    sent: (fact) => log.info({ event: "sent", ...fact }),
    promise: (fact) => log.info({ event: "promise", ...fact }),
    shopFiles: (fact) =>
      log[fact.mistakes.length === 0 ? "info" : "warn"]({ event: "shop_files", ...fact }),
    provider: ({ error, ...fact }) =>
      log[fact.outcome === "ok" ? "debug" : "warn"]({
        event: "provider",
        ...fact,
        ...(error === undefined ? {} : { error: tellableError(error) }),
      }),
    breaker: (fact) => log.warn({ event: "breaker", ...fact }),
    overload: (fact) => log.warn({ event: "overload", ...fact }),
    started: (fact) => log.info({ event: "started", ...fact }),
    stopped: (fact) => log.info({ event: "stopped", ...fact }),
    failed: ({ what, error }) => log.error({ event: "failed", what, error: tellableError(error) }),
  };
}

/** Writes the lines of one moment together, for each write costs as much as a line; what went wrong is written at once. */
function linesTogether(out: { write(lines: string): unknown }): (line: string) => void {
  let lines = "";
  const flush = () => {
    const all = lines;
    lines = "";
    if (all !== "") out.write(all);
  };
  return (line) => {
    if (lines === "") setImmediate(flush);
    lines += line;
    if (line.startsWith(ERROR)) flush();
  };
}

/** How pino begins a line of this level. */
const ERROR = '{"level":"error"';
