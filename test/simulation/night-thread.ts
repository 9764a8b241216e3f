import { parentPort } from "node:worker_threads";
import { DEFECTS } from "./defects.ts";
import { type NightReport, playNight } from "./night.ts";

/** One night to be played, with a mistake planted in it or without. */
export type NightTask = { seed: number; defect?: string | undefined };

parentPort?.on("message", async ({ seed, defect: name }: NightTask) => {
  const report: NightReport = await playNight(seed, {
    defect: DEFECTS.find((defect) => defect.name === name),
  });
  // Only the steps of a night that went wrong are told.
  parentPort?.postMessage(report.violations.length > 0 ? report : { ...report, lastSteps: [] });
});
