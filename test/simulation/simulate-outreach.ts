import { parseArgs } from "node:util";
import { playOutreachYear } from "./outreach-year.ts";

/** `npm run simulate:outreach -- [--people N] [--days N] [--seed S]` plays a year of customers and tells what went wrong. */
const { values } = parseArgs({
  options: {
    people: { type: "string", default: "5000" },
    days: { type: "string", default: "365" },
    seed: { type: "string", default: "1" },
  },
});

const startedAt = performance.now();
const report = await playOutreachYear({
  seed: Number(values.seed),
  people: Number(values.people),
  days: Number(values.days),
});
const { violations, ...figures } = report;
console.log(JSON.stringify({ ...figures, seconds: (performance.now() - startedAt) / 1_000 }));
for (const violation of violations.slice(0, 20)) console.log(violation);
console.log(`${violations.length} violations`);
if (violations.length > 0) process.exitCode = 1;
