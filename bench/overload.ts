import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { sqliteRows } from "../test/rig/sqlite-rows.ts";
import { type Child, startChild, type Usage } from "./child.ts";
import { monotonicMs } from "./clock.ts";
import type { Flood, Flooded } from "./flood.ts";
import type { Load, Measured } from "./load.ts";
import { environment, writeManyCustomers } from "./setting.ts";

/**
 * `npm run overload -- [--seconds 60]`: ten times what a server can answer comes for a minute. What it takes it must
 * answer, it must say quickly what it does not take, hold no more memory, and be itself again soon. Exit code 1 when a
 * goal is missed.
 */
const { values } = parseArgs({ options: { seconds: { type: "string", default: "60" } } });
const SECONDS = Number(values.seconds);
const TIMES = 10;
/** A fresh server learns what customers mean while it serves. */
const WARM_UP_SECONDS = 10;
const MEASURED_SECONDS = 5;
const COPIES = 70;
const CONNECTIONS = 400;
const WAITING_CUSTOMERS = 256;
/** Far past what the other measurements use, so that no text comes twice. */
const FIRST_TEXT = 10_000_000;

const GOALS = { acceptedP99Ms: 1_000, lost: 0, rssMb: 300, normalAfterSeconds: 30 };
/** A text of a normal night is taken and answered as fast as this. */
const NORMAL_MS = 1_000;
const SETTLED_WITHIN_MS = 180_000;

const folder = mkdtempSync(join(tmpdir(), "nightdesk-overload-"));
const children: Child[] = [];
try {
  if (!(await measure())) process.exitCode = 1;
} finally {
  await Promise.all(children.map((child) => child.stop()));
  rmSync(folder, { recursive: true });
}

async function measure(): Promise<boolean> {
  const { file, phones } = writeManyCustomers(folder, COPIES);
  const carrier = await start("carrier.ts");
  const load = await start("load.ts");
  const flood = await start("flood.ts");
  const dataDir = join(folder, "data");
  const env = environment({ dataDir, commerceFile: file, carrierUrl: carrier.url });
  const server = await start("nightdesk.ts", ["turns"], env);
  const { url } = server;
  const usual = (seconds: number, atOnce = WAITING_CUSTOMERS): Promise<Measured> =>
    load.ask<Measured>("run", {
      url,
      connections: 128,
      atOnce,
      seconds,
      phones,
      carrierUrl: carrier.url,
    } satisfies Load);

  await usual(WARM_UP_SECONDS);
  const { repliesPerSecond } = await usual(MEASURED_SECONDS);
  if (repliesPerSecond === 0)
    throw new Error("not one text was answered: there is nothing to multiply");
  const before = await server.ask<Usage>("usage");
  const perSecond = Math.round(TIMES * repliesPerSecond);
  const asked: Flood = {
    url,
    phones,
    perSecond,
    seconds: SECONDS,
    connections: CONNECTIONS,
    first: FIRST_TEXT,
  };
  const flooded = await flood.ask<Flooded>("run", asked);
  const normalAfterSeconds = await secondsUntilNormal(usual);
  await settled(url);
  const { peakRssBytes } = await server.ask<Usage>("usage");
  children.splice(children.indexOf(server), 1);
  await server.stop();
  const lost = lostOf(flooded.accepted, join(dataDir, "nightdesk.db"));
  return report({
    "sustainable (answers/s)": [repliesPerSecond],
    "asked for (texts/s)": [perSecond],
    "brought (texts/s)": [flooded.brought / SECONDS],
    "accepted (texts/s)": [flooded.accepted.length / SECONDS],
    "turned away (503)": [flooded.turnedAway],
    "neither (cut off)": [flooded.failed],
    "turned away p50 (ms)": [flooded.turnedAwayMs.p50],
    "accepted p50 (ms)": [flooded.acceptedMs.p50],
    "accepted p99 (ms)": [flooded.acceptedMs.p99, GOALS.acceptedP99Ms],
    "accepted and lost": [lost, GOALS.lost],
    "memory before (MB)": [before.peakRssBytes / 1e6],
    "memory peak (MB)": [peakRssBytes / 1e6, GOALS.rssMb],
    "normal after (s)": [normalAfterSeconds, GOALS.normalAfterSeconds],
  });
}

async function start(file: string, args: string[] = [], env = {}): Promise<Child> {
  const child = await startChild(file, { args, env, asServed: file === "nightdesk.ts" });
  children.push(child);
  return child;
}

/** Until one customer's text is answered as on any night. */
async function secondsUntilNormal(
  usual: (seconds: number, atOnce: number) => Promise<Measured>,
): Promise<number> {
  const from = monotonicMs();
  while (monotonicMs() - from < SETTLED_WITHIN_MS) {
    const { replyMs, refused, repliesPerSecond } = await usual(1, 1);
    if (refused === 0 && repliesPerSecond > 0 && replyMs.p99 <= NORMAL_MS) break;
  }
  return (monotonicMs() - from) / 1_000;
}

async function settled(url: string): Promise<void> {
  const until = monotonicMs() + SETTLED_WITHIN_MS;
  while (monotonicMs() < until) {
    const answer = await fetch(`${url}/readyz`);
    const { store } = (await answer.json()) as { store: { pending: number; unsent: number } }; // our own answer
    if (store.pending === 0 && store.unsent === 0) return;
    await wait(200);
  }
}

/** Texts that were answered 200 and of which no turn knows, or that are not settled. */
function lostOf(accepted: readonly number[], file: string): number {
  const { turns, unsettled } = sqliteRows(file);
  const open = new Set(unsettled.map(({ key }) => key));
  const read = new Set(turns.flatMap(({ keys }) => keys));
  const keyOf = (number: number) => `twilio:SM${number.toString(16).padStart(32, "0")}`;
  return accepted.map(keyOf).filter((key) => open.has(key) || !read.has(key)).length;
}

function report(rows: Record<string, [value: number, goal?: number]>): boolean {
  let isMet = true;
  for (const [name, [value, goal]] of Object.entries(rows)) {
    const met = goal === undefined || value <= goal;
    if (!met) isMet = false;
    const figure = value.toFixed(value < 100 && !Number.isInteger(value) ? 1 : 0);
    const wanted = goal === undefined ? "" : `${met ? "ok" : "MISSED"}, at most ${goal}`;
    console.log(`${name.padEnd(26)}${figure.padStart(10)}   ${wanted}`);
  }
  return isMet;
}
