import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { COPY_STORES, playCopies } from "./copies.ts";
import { FAILOVER_KINDS, playFailover } from "./failovers.ts";
import { playFullDisk } from "./full-disk.ts";
import { judge } from "./judge.ts";
import { playKills } from "./kills.ts";

/**
 * `npm run rig [-- kills|copies|failovers|full-disk]`: real processes, real HTTP, real Redis; see CONTRIBUTING.md. What was found
 * goes to standard output, one line of JSON each, and with all raw rows to bench/results/. Exit code 1: something is wrong.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** kills: how many, over how many texts. */
    kills: { type: "string", default: "1000" },
    messages: { type: "string", default: "20000" },
    store: { type: "string", default: "both" },
    seed: { type: "string", default: "1" },
    /** kills: the folder of another Nightdesk, whose server is the second on the same Redis. */
    beside: { type: "string" },
    /** copies: texts that come 64 times each. */
    copies: { type: "string", default: "100" },
    /** failovers: of each kind of Redis. */
    failovers: { type: "string", default: "50" },
  },
});
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
    for (const each of COPY_STORES) await copies(each);
    break;
  case "failovers":
    for (const each of FAILOVER_KINDS) await failovers(each);
    break;
  case "full-disk":
    await fullDisk();
    break;
  default:
    console.error(`${campaign} is not known; expected: kills, copies, failovers, full-disk`);
    process.exitCode = 2;
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
  const evidence = await playCopies(where, Number(values.copies));
  tell(`copies-${where}`, { startedAt, ...judge(evidence) }, evidence);
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
  for (let n = 0; n < Number(values.failovers) && !interrupted.signal.aborted; n += 1) {
    rounds.push(await playFailover(kind));
  }
  const sum = (count: (round: (typeof rounds)[number]) => number) =>
    rounds.reduce((total, round) => total + count(round), 0);
  tell(
    `failovers-${kind}`,
    {
      startedAt,
      failovers: rounds.length,
      acknowledged: sum((round) => round.acknowledged),
      lost: sum((round) => round.lost.length),
      longestMs: Math.max(...rounds.map((round) => round.acceptingAgainMs)),
      violations: rounds.flatMap((round) => round.violations),
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
