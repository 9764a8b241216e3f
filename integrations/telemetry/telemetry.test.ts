import { describe, expect, it } from "@jest/globals";
import { collectDefaultMetrics, Registry } from "prom-client";
import {
  MalformedInboundError,
  ProviderUnavailableError,
  StoreUnavailableError,
} from "../../core/errors.ts";
import { telemetry } from "./telemetry.ts";

const phone = "+4520304050";
const groupedPhone = "20 30 40 50";
const email = "signe.holm@example.com";
const words = "my canary wants its boots back";

describe("what a customer wrote at night", () => {
  const parserError = thrownBy(() => JSON.parse(`{"text": ${words}`));
  const disguised = new Error(`${words}\n    at ${words} (/srv/app.ts:1:1)`);
  const changed = new Error("before");
  changed.message = words;
  const errors: Record<string, unknown> = {
    "an error's message": new Error(`cannot send ${words} to ${phone}`),
    "a parser's message": parserError,
    "a quoted value in an error of ours": new MalformedInboundError(
      `From is "${words}" of ${groupedPhone}: expected a number`,
    ),
    "a cause": new StoreUnavailableError("the disk is full", {
      cause: new TypeError(`${words} ${email}`),
    }),
    "a cause that is no error": new Error("x", { cause: { text: words } }),
    "lines that look like a stack": disguised,
    "a message that was changed later": changed,
    "something thrown that is no error": `${words} ${phone}`,
    "the code of an error": Object.assign(new Error("x"), { code: `${words} ${phone}` }),
  };

  it.each(Object.keys(errors))("does not reach the log through %s", (where) => {
    const { lines, events } = listening();
    const error = errors[where];
    events.failed({ what: "a turn", error });
    events.turnFailed({ customer: "c1", tries: 1, dead: false, error });
    events.provider({ name: "demo", outcome: "unavailable", ms: 5, error });
    expect(lines).toHaveLength(3);
    for (const canary of ["canary", "2030", "20 30", "signe"]) {
      expect(withoutTime(lines)).not.toContain(canary);
    }
  });

  it("does not reach the log through an address in a fact", () => {
    const { lines, events } = listening();
    events.refused({ channel: "twilio", status: 403, why: `signature of ${phone} <${email}>` });
    events.shopFiles({ outcome: "kept_last_good", mistakes: [`team: +45 20 30 40 50 ${email}`] });
    const log = withoutTime(lines);
    expect(log).not.toContain("2030");
    expect(log).not.toContain("20 30");
    expect(log).not.toContain("signe");
    expect(log).toContain("signature of [phone]");
  });
});

describe("an operator who reads the log", () => {
  it("finds one JSON line per event, with its time and level", () => {
    const { lines, events } = listening();
    events.turned({
      customer: "c7",
      decision: "answer",
      rule: "flow.order_status",
      ms: 4,
      waitedMs: 2,
    });
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      event: "turned",
      customer: "c7",
      decision: "answer",
      rule: "flow.order_status",
      ms: 4,
      waitedMs: 2,
    });
  });

  it("still learns what failed, where, and why underneath", () => {
    const { lines, events } = listening();
    const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:6379"), {
      code: "ECONNREFUSED",
      syscall: "connect",
    });
    events.failed({
      what: "the shop's orders",
      error: new ProviderUnavailableError("Medusa did not answer in 5000 ms", { cause: refused }),
    });
    const { error } = JSON.parse(lines[0] ?? "");
    expect(error).toMatchObject({
      type: "ProviderUnavailableError",
      message: "Medusa did not answer in 5000 ms",
      cause: {
        type: "Error",
        code: "ECONNREFUSED",
        message: "connect ECONNREFUSED 127.0.0.1:6379",
      },
    });
    expect(error.at[0]).toContain("telemetry.test.ts");
  });

  it("is not told at the quiet levels what goes well all the time", () => {
    const { lines, events } = listening("info");
    events.accepted({ channel: "twilio", kind: "message", outcome: "kept" });
    events.provider({ name: "demo", outcome: "ok", ms: 1 });
    expect(lines).toEqual([]);
  });
});

describe("a dashboard", () => {
  it("finds counts, times and queues, without a customer in a label", async () => {
    const { events, metrics } = listening("silent");
    events.accepted({ channel: "twilio", kind: "message", outcome: "kept" });
    events.turned({
      customer: "c7",
      decision: "answer",
      rule: "flow.order_status",
      ms: 40,
      waitedMs: 2,
    });
    events.sent({ channel: "twilio", purpose: "answer", outcome: "ambiguous", ms: 900 });
    events.refused({ channel: "twilio", status: 403, why: "signature" });
    events.promise({ status: "kept" });
    const text = await metrics({ pending: 3, dead: 0 });
    expect(text).toContain(
      'nightdesk_accepted_total{channel="twilio",kind="message",outcome="kept"} 1',
    );
    expect(text).toContain('nightdesk_turn_seconds_bucket{le="0.05",decision="answer"} 1');
    expect(text).toContain(
      'nightdesk_sends_total{channel="twilio",purpose="answer",outcome="ambiguous"} 1',
    );
    expect(text).toContain('nightdesk_refused_total{channel="twilio",status="403"} 1');
    expect(text).toContain('nightdesk_promises_total{status="kept"} 1');
    expect(text).toContain('nightdesk_queue{queue="pending"} 3');
    expect(text).toContain("process_cpu_seconds_total");
    expect(text).not.toContain("c7");
  });

  it("finds all that prom-client tells of a process by itself", async () => {
    const own = new Registry();
    collectDefaultMetrics({ register: own });
    const told = (text: string) => text.match(/^# (?:HELP|TYPE) (?:process|nodejs)_\S+/gm)?.sort();
    const { metrics } = listening("silent");
    expect(told(await metrics())).toEqual(told(await own.metrics()));
    expect(await metrics()).toMatch(/^process_cpu_seconds_total [\d.]*[1-9]/m);
  });
});

describe("a number that is none", () => {
  it("costs a line in the log and no customer's turn", () => {
    const { lines, events } = listening();
    events.sent({ channel: "twilio", purpose: "answer", outcome: "sent", ms: Number.NaN });
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(["sent", "failed"]);
  });
});

/** What the lines say but when, for there will be a year 2030. */
function withoutTime(lines: readonly string[]): string {
  return lines.join("").replaceAll(/"time":"[^"]*",/g, "");
}

function listening(level: "info" | "debug" | "silent" = "debug") {
  const lines: string[] = [];
  const { events, metrics } = telemetry({ level, write: (line) => lines.push(line) });
  return { lines, events, metrics };
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
