import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Events } from "../core/events.ts";
import { type Learned, learnFrom } from "./guesser.ts";
import { type LearnedFile, readLearned } from "./learned-file.ts";
import {
  type ExplainingRecogniser,
  examplesIn,
  type RecogniserOptions,
  recogniserFrom,
} from "./recognise.ts";

/** What a learner is asked to learn, and where to keep it. */
export type Lesson = {
  examples: ReturnType<typeof examplesIn>;
  withVectors: boolean;
  kept: LearnedFile;
};

/**
 * A recogniser that learns without holding anybody up: in a process of its own, and only what was not learned before.
 * What was learned lies in `folder`, for this engine and these phrases alone; a file that is missing, stale or damaged
 * is learned anew. Nobody may ask before `ready`.
 */
export function backgroundRecogniser(
  options: RecogniserOptions,
  ports: { folder: string; events: Pick<Events, "failed"> },
): ExplainingRecogniser & { ready: Promise<void> } {
  let recogniser: ExplainingRecogniser | undefined;
  const ready = learned(options, ports).then((known) => {
    recogniser = recogniserFrom(known, options);
  });
  ready.catch(() => {}); // whoever waits for it is told
  const asked = (): ExplainingRecogniser => {
    if (recogniser === undefined) throw new Error("a recogniser was asked before it was ready");
    return recogniser;
  };
  return {
    ready,
    recognise: (text) => asked().recognise(text),
    explain: (text) => asked().explain(text),
  };
}

async function learned(
  { catalogue }: RecogniserOptions,
  { folder, events }: { folder: string; events: Pick<Events, "failed"> },
): Promise<Learned> {
  const examples = examplesIn(catalogue);
  const withVectors = catalogue.vectors !== undefined;
  const key = await keyOf({ examples, withVectors });
  const kept = { file: join(folder, "understanding.bin"), key };
  const known = await readLearned(kept);
  if (known) return known;
  const answer = await learnApart({ examples, withVectors, kept }).catch((error: unknown) => {
    events.failed({ what: "learning in a process of its own", error });
    return { done: "kept" } as const; // perhaps it was, before it failed
  });
  if (answer.done === "kept")
    return (await readLearned(kept)) ?? learnFrom(examples, catalogue.vectors);
  events.failed({ what: "keeping what was learned", error: new Error(answer.why) });
  return answer.learned;
}

/** What came of a lesson. What could not be kept comes along. */
type Answer = { done: "kept" } | { done: "not kept"; learned: Learned; why: string };

/** In a process, not a thread: when it ends, all of the memory that learning took is the machine's again. */
function learnApart(lesson: Lesson): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const learner = fork(fileURLToPath(new URL("./learner.ts", import.meta.url)), {
      serialization: "advanced",
      execArgv: [],
    });
    learner.once("message", (answer) => resolve(answer as Answer)); // what learner.ts sends
    learner.once("error", reject);
    learner.once("exit", (code) => reject(new Error(`the learner ended with code ${code}`)));
    learner.send(lesson, (error) => error && reject(error));
    learner.unref(); // a server that is stopped does not wait for it
    learner.channel?.unref();
  });
}

/** Changes with the phrases, with any line of the engine, and with the Node that wrote the file. */
async function keyOf(lesson: Omit<Lesson, "kept">): Promise<string> {
  const folder = new URL("./", import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ts")).sort();
  if (lesson.withVectors) names.push("vectors/en.bin");
  const files = await Promise.all(names.map((name) => readFile(new URL(name, folder))));
  const hash = createHash("sha256").update(process.version + process.arch);
  for (const file of files) hash.update(file);
  return hash.update(JSON.stringify(lesson)).digest("hex");
}
