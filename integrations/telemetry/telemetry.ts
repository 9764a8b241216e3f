import type { Events } from "../../core/events.ts";
import { eventLog, type LogLevel } from "./event-log.ts";
import { eventMetrics } from "./event-metrics.ts";

export type Telemetry = {
  /** Tells both the log and the metrics. Never throws. */
  events: Events;
  /** Prometheus text. `queues`: how many of each are waiting now, e.g. the store's `counts()`. */
  metrics(queues?: Readonly<Record<string, number>>): Promise<string>;
};

/**
 * What the house tells its operators: JSON lines on standard output and numbers for Prometheus.
 * `write` takes the lines instead, for tests.
 */
export function telemetry(options: { level: LogLevel; write?: (line: string) => void }): Telemetry {
  const log = eventLog(options);
  const { events: measured, metrics } = eventMetrics();
  const both =
    <Fact>(write: (fact: Fact) => void, measure: (fact: Fact) => void) =>
    (fact: Fact): void => {
      try {
        write(fact);
        measure(fact);
      } catch (error) {
        log.failed({ what: "telemetry", error }); // no customer waits for a log line
      }
    };
  return {
    events: {
      accepted: both(log.accepted, measured.accepted),
      refused: both(log.refused, measured.refused),
      turned: both(log.turned, measured.turned),
      turnFailed: both(log.turnFailed, measured.turnFailed),
      sent: both(log.sent, measured.sent),
      promise: both(log.promise, measured.promise),
      shopFiles: both(log.shopFiles, measured.shopFiles),
      provider: both(log.provider, measured.provider),
      breaker: both(log.breaker, measured.breaker),
      overload: both(log.overload, measured.overload),
      started: both(log.started, measured.started),
      stopped: both(log.stopped, measured.stopped),
      failed: both(log.failed, measured.failed),
    },
    metrics,
  };
}
