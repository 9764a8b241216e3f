import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { NightReport } from "./night.ts";
import type { NightTask } from "./night-thread.ts";

/**
 * Plays these nights on every core, and tells each as soon as it is over, in whatever order; `false` from `told` ends it
 * when the nights under way are over. Rejects when a night could not be played at all.
 */
export async function playNights(
  tasks: Iterable<NightTask>,
  told: (report: NightReport, task: NightTask) => boolean,
): Promise<void> {
  const left = tasks[Symbol.iterator]();
  let goesOn = true;
  const next = () => (goesOn ? left.next().value : undefined);
  await Promise.all(
    Array.from({ length: availableParallelism() }, () =>
      onThread(next, (report, task) => {
        goesOn = told(report, task) && goesOn;
      }),
    ),
  );
}

/** The nights from this seed on. */
export function* nightsFrom(first: number, count: number, defect?: string): Generator<NightTask> {
  for (let seed = first; seed < first + count; seed += 1) yield { seed, defect };
}

function onThread(
  next: () => NightTask | undefined,
  told: (report: NightReport, task: NightTask) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let task = next();
    if (!task) return resolve();
    const thread = new Worker(new URL("./night-thread.ts", import.meta.url), { execArgv: [] });
    thread.on("message", (report: NightReport) => {
      if (task) told(report, task);
      task = next();
      if (task) thread.postMessage(task);
      else void thread.terminate();
    });
    thread.once("error", reject);
    thread.once("exit", () => {
      if (task) reject(new Error(`the night of seed ${task.seed} was never over`));
      else resolve();
    });
    thread.postMessage(task);
  });
}
