import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { COPY_STORES, playCopies } from "./copies.ts";
import { FAILOVER_KINDS, playFailover } from "./failovers.ts";
import { playFullDisk } from "./full-disk.ts";
import { judge } from "./judge.ts";
import { playKills } from "./kills.ts";
import { playWrites, WRITE_CALLS, type WriteCall, type WriteFault } from "./writes.ts";

/**
 * `npm run rig [-- kills|copies|failovers|full-disk|writes|bad-disk]`: real processes, real HTTP, real Redis; see CONTRIBUTING.md. What was found
 * goes to standard output, one line of JSON each, and with all raw rows to bench/results/. Exit code 1: something is wrong.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** One of a campaign's stores: sqlite, redis (kills), single, sentinel, cluster; else all of them. */
    store: { type: "string", default: "both" },
    /** kills: how many, over how many texts. */
    kills: { type: "string", default: "1000" },
    messages: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    /** kills: the folder of another Nightdesk, whose server is the second on the same Redis. */
    beside: { type: "string" },
    /** copies: texts that come 64 times each. */
    copies: { type: "string", default: "100" },
    /** writes, bad-disk: so many servers, killed at (failed from) their first one, their second, … */
    writes: { type: "string", default: "100" },
    first: { type: "string", default: "1" },
    /** failovers: of each kind of Redis. */
    failovers: { type: "string", default: "50" },
  },
});
/** So that whoever waits for fifty sees how far they are. */
const FAILOVERS_TOLD = 5;
const { store } = values;
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());

const [campaign = "kills"] = positionals;
switch (campaign) {
  case "kills":
    if (store !== "redis") await kills("sqlite");
    if (store !== "sqlite") await kills("redis");
    break;
  case "copies":
    for (const each of COPY_STORES) if (isChosen(each)) await copies(each);
    break;
  case "failovers":
    for (const each of FAILOVER_KINDS) if (isChosen(each)) await failovers(each);
    break;
  case "full-disk":
    await fullDisk();
    break;
  case "writes":
    for (const each of WRITE_CALLS) await writes(each, "killed");
    break;
  case "bad-disk":
    for (const each of WRITE_CALLS) await writes(each, "failing");
    break;
  default:
    console.error(
      `${campaign} is not known; expected: kills, copies, failovers, full-disk, writes, bad-disk`,
    );
    process.exitCode = 2;
}

/** `--store` names one of a campaign's stores; without it all have their turn. */
function isChosen(each: string): boolean {
  return store === "both" || store === each;
}

async function kills(where: "sqlite" | "redis"): Promise<void> {
  const plan = {
    store: where,
    kills: Number(values.kills),
    messages: Number(values.messages),
    seed: Number(values.seed),
    beside: values.beside,
  };
  let killed = 0;
  const startedAt = performance.now();
  const evidence = await playKills({
    ...plan,
    signal: interrupted.signal,
    progress: (done) => {
      killed = done;
      if (done % 50 === 0) console.error(`${where}: ${done} kills`);
    },
  });
  const verdict = judge(evidence);
  tell(`kills-${where}`, { ...plan, killed, startedAt, ...verdict }, evidence);
}

async function copies(where: (typeof COPY_STORES)[number]): Promise<void> {
  const startedAt = performance.now();
  const texts = Number(values.copies);
  const evidence = await unattended(() => playCopies(where, texts));
  if ("failed" in evidence) {
    return tell(`copies-${where}`, { startedAt, texts, violations: [evidence.failed] }, undefined);
  }
  tell(`copies-${where}`, { startedAt, texts, ...judge(evidence) }, evidence);
}

/** What goes wrong with one trial is told with the others, and does not end them. */
async function unattended<Found>(play: () => Promise<Found>): Promise<Found | { failed: string }> {
  try {
    return await play();
  } catch (error) {
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function writes(call: WriteCall, fault: WriteFault): Promise<void> {
  const startedAt = performance.now();
  const plan = { fault, first: Number(values.first), lives: Number(values.writes) };
  const evidence = await unattended(() => playWrites(call, plan));
  const name = `writes-${call}-${fault}`;
  if ("failed" in evidence) {
    return tell(name, { startedAt, ...plan, violations: [evidence.failed] }, undefined);
  }
  tell(name, { startedAt, ...plan, ...judge(evidence) }, evidence);
}

async function fullDisk(): Promise<void> {
  const startedAt = performance.now();
  const evidence = await playFullDisk();
  const { refused, otherAnswers } = evidence;
  const verdict = judge(evidence);
  const violations = [
    ...verdict.violations,
    ...(refused > 0 ? [] : ["the disk was never full"]),
    ...(otherAnswers.length > 0 ? [`answered ${otherAnswers.join(", ")} instead of 503`] : []),
  ];
  tell("full-disk", { startedAt, ...verdict, refused, violations }, evidence);
}

async function failovers(kind: (typeof FAILOVER_KINDS)[number]): Promise<void> {
  const startedAt = performance.now();
  const rounds: Awaited<ReturnType<typeof playFailover>>[] = [];
  const failed: string[] = [];
  const wanted = Number(values.failovers);
  for (let n = 1; n <= wanted && !interrupted.signal.aborted; n += 1) {
    const round = await unattended(() => playFailover(kind));
    if ("failed" in round) failed.push(`round ${n}: ${round.failed}`);
    else rounds.push(round);
    if (n % FAILOVERS_TOLD === 0) console.error(`${kind}: ${n} failovers`);
  }
  const sum = (count: (round: (typeof rounds)[number]) => number) =>
    rounds.reduce((total, round) => total + count(round), 0);
  const times = rounds.map(({ acceptingAgainMs }) => acceptingAgainMs).sort((a, b) => a - b);
  tell(
    `failovers-${kind}`,
    {
      startedAt,
      failovers: rounds.length,
      acknowledged: sum((round) => round.acknowledged),
      lost: sum((round) => round.lost.length),
      medianMs: times[Math.floor(times.length / 2)],
      longestMs: times.at(-1),
      violations: [...failed, ...rounds.flatMap((round) => round.violations)],
    },
    rounds,
  );
}

function tell(
  name: string,
  {
    startedAt,
    ...found
  }: { startedAt: number; violations: readonly string[]; [figure: string]: unknown },
  raw: unknown,
): void {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(JSON.stringify({ rig: name, seconds, ...found }));
  mkdirSync("bench/results", { recursive: true });
  writeFileSync(`bench/results/rig-${name}.json`, JSON.stringify({ ...found, raw }));
  if (found.violations.length > 0) process.exitCode = 1;
}
