import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { judge } from "./judge.ts";
import { type KillPlan, playKills } from "./kills.ts";

const STORES = { sqlite: ["sqlite"], redis: ["redis"], both: ["sqlite", "redis"] } as const;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    messages: { type: "string", default: "20000" },
    store: { type: "string", default: "both" },
    seed: { type: "string", default: "1" },
  },
});

const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());

for (const store of STORES[values.store as keyof typeof STORES] ?? STORES.both) await kills(store);

async function kills(store: KillPlan["store"]): Promise<void> {
  const [kills, messages, seed] = [values.kills, values.messages, values.seed].map(Number);
  const startedAt = performance.now();
  let killed = 0;
  const plan = { store, kills: kills ?? 0, messages: messages ?? 0, seed: seed ?? 0 };
  const evidence = await playKills({
    ...plan,
    signal: interrupted.signal,
    progress: (done) => {
      killed = done;
      if (done % 50 === 0) console.error(`${store}: ${done} kills`);
    },
  });
  const verdict = judge(evidence);
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(JSON.stringify({ ...plan, killed, seconds, ...verdict }));
  mkdirSync("bench/results", { recursive: true });
  writeFileSync(
    `bench/results/rig-kills-${store}.json`,
    JSON.stringify({ plan, killed, verdict, evidence }),
  );
  if (verdict.violations.length > 0) process.exitCode = 1;
}
