import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type PrivateRedis, singleRedis } from "../test/fakes/redis-server.ts";
import { type Child, startChild, type Usage } from "./child.ts";
import type { Load, Measured } from "./load.ts";
import { environment, slackEnvironment, writeManyCustomers } from "./setting.ts";
import { measureStart } from "./start-up.ts";
import { type Row, type Served, tableOf } from "./table.ts";

/**
 * How fast a night can be, as ratios: Nightdesk beside the least that answers a webhook, beside the bot that one writes
 * in an afternoon, and beside what an engineer builds on BullMQ, all in one run, turn about, because machines are slower
 * in one minute than in the next. The peer on BullMQ needs redis-server on the PATH; without it, it is left out.
 *
 *     npm run bench -- [--seconds 2] [--rounds 4]
 *
 * Raw rows go to bench/results/. Nothing is asserted, and nothing leaves this machine.
 */
const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "4" },
  },
});
const SECONDS = Number(options.seconds);
const ROUNDS = Number(options.rounds);
/** V8 compiles what is used often; before that everything is slower. */
const WARM_UP_SECONDS = 4;
const CONNECTIONS = 128;
/** Customers who wait for an answer at once, when a server is given all it can take. */
const WAITING_CUSTOMERS = 256;
/** Of the sample shop's customers; each writes a few times a minute then. */
const COPIES = 70;
const STARTS = 3;
const START_PORT = 39_517;

type Subject = { name: Served; server: Child; replies: boolean };

const folder = mkdtempSync(join(tmpdir(), "nightdesk-bench-"));
const children: Child[] = [];
let redis: PrivateRedis | undefined;
try {
  const rows = await measureAll();
  console.log(tableOf(rows, describeMachine()));
  console.log(`\nRaw rows: ${keepRows(rows)}`);
} finally {
  await Promise.all(children.map((child) => child.stop()));
  await redis?.stop();
  rmSync(folder, { recursive: true });
}

async function measureAll(): Promise<Row[]> {
  const rows: Row[] = await measureStarts();
  const { file, phones } = writeManyCustomers(folder, COPIES);
  const load = await start("load.ts");
  const carrier = await start("carrier.ts");
  const env = (name: string) =>
    environment({ dataDir: join(folder, name), commerceFile: file, carrierUrl: carrier.url });
  const subjects: Subject[] = [
    { name: "floor", server: await start("floor.ts"), replies: false },
    {
      name: "accept",
      server: await start("nightdesk.ts", ["accept"], env("accept")),
      replies: false,
    },
    { name: "turns", server: await start("nightdesk.ts", ["turns"], env("turns")), replies: true },
    { name: "naive", server: await start("naive.ts", [], env("naive")), replies: true },
  ];
  redis = await redisForPeer();
  if (redis) {
    const peerEnv = { ...env("bullmq"), PEER_REDIS_URL: redis.url };
    subjects.push({
      name: "bullmq",
      server: await start("bullmq.ts", [], peerEnv),
      replies: true,
    });
  }

  async function measure(
    subject: Subject,
    seconds: number,
    perSecond?: number,
  ): Promise<Measured & Usage> {
    const before = await subject.server.ask<Usage>("usage");
    const asked: Load = {
      url: subject.server.url,
      connections: CONNECTIONS,
      atOnce: subject.replies ? WAITING_CUSTOMERS : CONNECTIONS,
      seconds,
      phones,
      ...(subject.replies ? { carrierUrl: carrier.url } : {}),
      ...(perSecond === undefined ? {} : { perSecond }),
    };
    const measured = await load.ask<Measured>("run", asked);
    const after = await subject.server.ask<Usage>("usage");
    return { ...measured, ...after, cpuMs: after.cpuMs - before.cpuMs };
  }

  progress("warming up");
  for (const subject of subjects) await measure(subject, WARM_UP_SECONDS);
  for (let round = 1; round <= ROUNDS; round++) {
    progress(`round ${round} of ${ROUNDS}`);
    const rates = new Map<string, number>();
    for (const subject of subjects) {
      const measured = await measure(subject, SECONDS);
      rates.set(subject.name, measured.repliesPerSecond);
      rows.push({ kind: "saturated", subject: subject.name, round, seconds: SECONDS, ...measured });
    }
    const half = Math.min(rates.get("naive") ?? 0, rates.get("bullmq") ?? Infinity) / 2;
    for (const subject of subjects.filter(({ replies }) => replies)) {
      const measured = await measure(subject, SECONDS, half);
      rows.push({ kind: "half", subject: subject.name, round, seconds: SECONDS, ...measured });
    }
  }
  return rows;
}

/** As BullMQ's guide has it for production; what it kept in the last second may be lost. */
async function redisForPeer(): Promise<PrivateRedis | undefined> {
  try {
    return await singleRedis("appendonly yes", "appendfsync everysec");
  } catch (error) {
    console.error(`The peer on BullMQ is left out: ${String(error)}`);
    return undefined;
  }
}

async function measureStarts(): Promise<Row[]> {
  const rows: Row[] = [];
  const configured = {
    ...environment({ dataDir: "", carrierUrl: "http://127.0.0.1:9" }),
    ...slackEnvironment,
  };
  for (let round = 0; round <= STARTS; round++) {
    progress(round === 0 ? "a first start" : `start ${round} of ${STARTS}`);
    for (const [subject, env] of [
      ["nothing", {}],
      ["channels", configured],
    ] as const) {
      const dataDir = join(folder, `start-${subject}`);
      const measured = await measureStart({ ...env, DATA_DIR: dataDir }, START_PORT);
      rows.push({ kind: round === 0 ? "first_start" : "start", subject, round, ...measured });
    }
  }
  return rows;
}

async function start(
  file: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Child> {
  const child = await startChild(file, { args, env, asServed: file === "nightdesk.ts" });
  children.push(child);
  return child;
}

function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what} …`);
}

function describeMachine(): string {
  const [first, ...others] = cpus();
  return `${others.length + 1} cores (${first?.model.trim() ?? "unknown"}), Node ${process.versions.node}, ${process.platform}`;
}

function keepRows(rows: readonly Row[]): string {
  const results = fileURLToPath(new URL("./results/", import.meta.url));
  mkdirSync(results, { recursive: true });
  const at = new Date().toISOString();
  const path = join(results, `${at.replaceAll(":", "-").slice(0, 19)}.json`);
  const setting = {
    seconds: SECONDS,
    rounds: ROUNDS,
    connections: CONNECTIONS,
    waiting: WAITING_CUSTOMERS,
  };
  writeFileSync(
    path,
    `${JSON.stringify({ at, machine: describeMachine(), ...setting, rows }, null, 1)}\n`,
  );
  return path;
}
