import { parseArgs } from "node:util";
import { DEFECTS } from "./defects.ts";
import { nightsFrom, playNights } from "./many-nights.ts";
import type { NightReport } from "./night.ts";

/**
 * `npm run simulate -- [--seeds N] [--seed S]` plays N nights from seed S on, on every core, and tells the last steps of the
 * first one that went wrong. `--defects` plants every known mistake instead and tells at which seed it is found.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    seed: { type: "string", default: "1" },
    defects: { type: "boolean", default: false },
    defect: { type: "string" },
  },
});

const SUMMED = [
  "messages",
  "events",
  "crashes",
  "ambiguous",
  "doubles",
  "saidAgain",
  "setAsideByChance",
] as const;

/** So that somebody who waits for twenty thousand nights sees how far they are. */
const TOLD_EVERY = 1_000;

/** A planted defect must show within so many nights. */
const DEFECT_SEEDS = 500;

const first = Number(values.seed);
if (values.defects || values.defect !== undefined) await findDefects(values.defect);
else await playAndSum(first, Number(values.seeds ?? 500));

async function playAndSum(from: number, count: number): Promise<void> {
  const startedAt = performance.now();
  const sums = {
    nights: 0,
    messages: 0,
    events: 0,
    crashes: 0,
    ambiguous: 0,
    doubles: 0,
    saidAgain: 0,
    setAsideByChance: 0,
  };
  const lookUpsWork = { ambiguous: 0, doubles: 0 };
  const wrong: NightReport[] = [];
  await playNights(nightsFrom(from, count), (report) => {
    sums.nights += 1;
    for (const name of SUMMED) sums[name] += report[name];
    if (report.lookUpsWork) {
      lookUpsWork.ambiguous += report.ambiguous;
      lookUpsWork.doubles += report.doubles;
    }
    if (report.violations.length > 0) {
      wrong.push(report);
      console.error(`seed ${report.seed}: ${report.violations[0]}`);
    }
    if (sums.nights % TOLD_EVERY === 0) console.error(`${sums.nights} nights`);
    return true;
  });
  wrong.sort((one, other) => one.seed - other.seed);
  if (wrong[0]) tell(wrong[0]);
  const doublesPercent = (100 * lookUpsWork.doubles) / Math.max(lookUpsWork.ambiguous, 1);
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(
    JSON.stringify({
      ...sums,
      lookUpsWork: { ...lookUpsWork, doublesPercent },
      violatingSeeds: wrong.map(({ seed }) => seed),
      seconds: Math.round(seconds),
      nightsPerSecond: sums.nights / seconds,
    }),
  );
  if (wrong.length > 0) process.exitCode = 1;
}

function tell({ seed, hash, violations, lastSteps }: NightReport): void {
  console.log(`seed ${seed} (trace ${hash.slice(0, 12)}) went wrong:`);
  for (const violation of violations) console.log(`  ${violation}`);
  console.log("its last steps:");
  for (const step of lastSteps) console.log(`  ${step}`);
  console.log(`play it again: npm run simulate -- --seeds 1 --seed ${seed}`);
}

async function findDefects(only: string | undefined): Promise<void> {
  let missed = 0;
  for (const { name } of DEFECTS) {
    if (only !== undefined && name !== only) continue;
    const found = await firstNightThatShows(name);
    if (!found) missed += 1;
    console.log(
      found ? `seed ${found.seed}: ${name} (${found.violations[0]})` : `NOT FOUND: ${name}`,
    );
  }
  if (missed > 0) process.exitCode = 1;
}

async function firstNightThatShows(defect: string): Promise<NightReport | undefined> {
  const shows: NightReport[] = [];
  await playNights(nightsFrom(first, DEFECT_SEEDS, defect), (report) => {
    if (report.violations.length > 0) shows.push(report);
    return shows.length === 0;
  });
  return shows.sort((one, other) => one.seed - other.seed)[0];
}
