import { createRequire } from "node:module";
import type * as Prom from "prom-client";
import type { Events } from "../../core/events.ts";

/** Seconds; from a cached answer to a shop system on its knees. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** From a minute to a long weekend. */
const PROMISE_SECONDS = [60, 300, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400, 172_800, 345_600];

/** Counts and times of every event, labelled by what has few values: never by customer, order or rule. */
export function eventMetrics(): {
  events: Events;
  metrics(queues?: Readonly<Record<string, number>>): Promise<string>;
} {
  const { Registry, Counter, Gauge, Histogram } = prometheus();
  const register = new Registry();
  measureProcess(register);
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `nightdesk_${name}`, help, labelNames, registers: [register] });
  const seconds = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Histogram({
      name: `nightdesk_${name}`,
      help,
      labelNames,
      buckets: SECONDS,
      registers: [register],
    });

  const accepted = counter("accepted_total", "What arrived, by what became of it", [
    "channel",
    "kind",
    "outcome",
  ]);
  const refused = counter("refused_total", "Requests turned away at the door", [
    "channel",
    "status",
  ]);
  const turns = counter("turns_total", "Turns, by what was decided", ["decision"]);
  const turnSeconds = seconds("turn_seconds", "How long a turn took", ["decision"]);
  const waitSeconds = seconds("turn_wait_seconds", "How long a turn's first message waited", []);
  const turnFailures = counter("turn_failures_total", "Turns that could not be done", ["dead"]);
  const sends = counter("sends_total", "Attempts to send, by outcome", [
    "channel",
    "purpose",
    "outcome",
  ]);
  const sendSeconds = seconds("send_seconds", "How long an attempt to send took", ["channel"]);
  const promises = counter("promises_total", "Promises to customers, by what became of them", [
    "status",
  ]);
  const promiseSeconds = new Histogram({
    name: "nightdesk_promise_seconds",
    help: "From a promise to its end, in the customer's time and in the time the team was there",
    labelNames: ["of"],
    buckets: PROMISE_SECONDS,
    registers: [register],
  });
  const shopFiles = counter("shop_files_total", "Readings of the shop's files", ["outcome"]);
  const providers = counter("provider_requests_total", "Questions to shop systems and the like", [
    "name",
    "outcome",
  ]);
  const providerSeconds = seconds("provider_seconds", "How long their answers took", ["name"]);
  const failures = counter("failures_total", "What should not have happened", ["what"]);
  const brokenOff = new Gauge({
    name: "nightdesk_breaker_open",
    help: "Whether a provider that failed is left alone now",
    labelNames: ["name"],
    registers: [register],
  });
  const turningAway = new Gauge({
    name: "nightdesk_overload",
    help: "Whether customers' messages are turned away now",
    registers: [register],
  });
  const starts = counter("starts_total", "Starts of this process", []);
  const waiting = new Gauge({
    name: "nightdesk_queue",
    help: "How many are waiting now",
    labelNames: ["queue"],
    registers: [register],
  });

  return {
    events: {
      accepted: (fact) => accepted.inc(fact),
      refused: ({ channel, status }) => refused.inc({ channel, status }),
      turned({ decision, ms, waitedMs }) {
        turns.inc({ decision });
        turnSeconds.observe({ decision }, ms / 1000);
        waitSeconds.observe(waitedMs / 1000);
      },
      turnFailed: ({ dead }) => turnFailures.inc({ dead: String(dead) }),
      sent({ channel, purpose, outcome, ms }) {
        sends.inc({ channel, purpose, outcome });
        sendSeconds.observe({ channel }, ms / 1000);
      },
      promise({ status, customerMs, staffedMs }) {
        promises.inc({ status });
        if (customerMs !== undefined) promiseSeconds.observe({ of: "customer" }, customerMs / 1000);
        if (staffedMs !== undefined) promiseSeconds.observe({ of: "staffed" }, staffedMs / 1000);
      },
      shopFiles: ({ outcome }) => shopFiles.inc({ outcome }),
      provider({ name, outcome, ms }) {
        providers.inc({ name, outcome });
        providerSeconds.observe({ name }, ms / 1000);
      },
      breaker: ({ name, state }) => brokenOff.set({ name }, state === "open" ? 1 : 0),
      overload: ({ state }) => turningAway.set(state === "began" ? 1 : 0),
      started: () => starts.inc(),
      stopped() {},
      failed: ({ what }) => failures.inc({ what }),
    },
    metrics(queues = {}) {
      for (const [queue, count] of Object.entries(queues)) {
        waiting.set({ queue }, count);
      }
      return register.metrics();
    },
  };
}

const require = createRequire(import.meta.url);

/** The parts in use, one by one: all of prom-client brings OpenTelemetry and a push gateway, a tenth of every start. */
function prometheus(): Pick<typeof Prom, "Registry" | "Counter" | "Gauge" | "Histogram"> {
  const part = (name: string) => require(`prom-client/lib/${name}.js`);
  return {
    Registry: part("registry"),
    Counter: part("counter"),
    Gauge: part("gauge"),
    Histogram: part("histogram"),
  };
}

/** What prom-client measures of the process by itself; its part for processor time is the one that needs OpenTelemetry. */
function measureProcess(register: Prom.Registry): void {
  for (const name of OF_THE_PROCESS) require(`prom-client/lib/metrics/${name}.js`)(register);
  const { Counter } = prometheus();
  const seconds = (name: string, of: (usage: NodeJS.CpuUsage) => number) =>
    new Counter({
      name: `process_cpu_${name}`,
      help: "Processor time spent, in seconds.",
      registers: [register],
      collect() {
        this.reset();
        this.inc(of(process.cpuUsage()) / 1e6);
      },
    });
  seconds("user_seconds_total", ({ user }) => user);
  seconds("system_seconds_total", ({ system }) => system);
  seconds("seconds_total", ({ user, system }) => user + system);
}

const OF_THE_PROCESS = [
  "processStartTime",
  "osMemoryHeap",
  "processOpenFileDescriptors",
  "processMaxFileDescriptors",
  "eventLoopLag",
  "processResources",
  "processHandles",
  "processRequests",
  "heapSizeAndUsed",
  "heapSpacesSizeAndUsed",
  "version",
  "gc",
];
