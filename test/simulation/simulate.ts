import { parseArgs } from "node:util";
import { DEFECTS } from "./defects.ts";
import { type NightReport, playNight } from "./night.ts";

/**
 * `npm run simulate -- [--seeds N] [--seed S]` plays N nights from seed S on and tells what went wrong in the first one that
 * did; one seed alone is told step by step. `--defects` plants every known mistake instead and tells at which seed it is found.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    seed: { type: "string", default: "1" },
    defects: { type: "boolean", default: false },
    defect: { type: "string" },
  },
});

const SUMMED = ["messages", "events", "crashes", "ambiguous", "doubles", "saidAgain"] as const;

/** A planted defect must show within so many nights. */
const DEFECT_SEEDS = 500;

const first = Number(values.seed);
if (values.defects || values.defect !== undefined) await findDefects(values.defect);
else await playNights(first, Number(values.seeds ?? 500));

async function playNights(from: number, count: number): Promise<void> {
  const startedAt = performance.now();
  const sums = {
    nights: 0,
    messages: 0,
    events: 0,
    crashes: 0,
    ambiguous: 0,
    doubles: 0,
    saidAgain: 0,
  };
  const lookUpsWork = { ambiguous: 0, doubles: 0 };
  const wrong: number[] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const report = await playNight(seed);
    sums.nights += 1;
    for (const name of SUMMED) sums[name] += report[name];
    if (report.lookUpsWork) {
      lookUpsWork.ambiguous += report.ambiguous;
      lookUpsWork.doubles += report.doubles;
    }
    if (report.violations.length === 0) continue;
    if (wrong.length === 0) tell(report);
    else console.log(`seed ${seed}: ${report.violations[0]}`);
    wrong.push(seed);
  }
  const doublesPercent = (100 * lookUpsWork.doubles) / Math.max(lookUpsWork.ambiguous, 1);
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(
    JSON.stringify({
      ...sums,
      lookUpsWork: { ...lookUpsWork, doublesPercent },
      violatingSeeds: wrong,
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
  for (const defect of DEFECTS) {
    if (only !== undefined && defect.name !== only) continue;
    const found = await firstSeedThatShows(defect);
    if (!found) missed += 1;
    console.log(
      found ? `seed ${found.seed}: ${defect.name} (${found.why})` : `NOT FOUND: ${defect.name}`,
    );
  }
  if (missed > 0) process.exitCode = 1;
}

async function firstSeedThatShows(
  defect: (typeof DEFECTS)[number],
): Promise<{ seed: number; why: string } | undefined> {
  for (let seed = first; seed < first + DEFECT_SEEDS; seed += 1) {
    const [why] = (await playNight(seed, { defect })).violations;
    if (why !== undefined) return { seed, why };
  }
  return undefined;
}
