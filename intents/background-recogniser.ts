import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import type { Events } from "../core/events.ts";
import { type Learned, learnFrom } from "./guesser.ts";
import {
  type ExplainingRecogniser,
  examplesIn,
  type RecogniserOptions,
  recogniserFrom,
} from "./recognise.ts";

/** What a learner is asked to learn. */
export type Lesson = { examples: ReturnType<typeof examplesIn>; withVectors: boolean };

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
  const lesson = { examples: examplesIn(catalogue), withVectors: catalogue.vectors !== undefined };
  const file = join(folder, "understanding.bin");
  const key = await keyOf(lesson);
  const kept = await readKept(file, key);
  if (kept) return kept;
  const fresh = await learnApart(lesson).catch((error: unknown) => {
    events.failed({ what: "learning in a process of its own", error });
    return learnFrom(lesson.examples, catalogue.vectors);
  });
  await keep(file, key, fresh).catch((error: unknown) =>
    events.failed({ what: "keeping what was learned", error }),
  );
  return fresh;
}

/** In a process, not a thread: when it ends, all of the memory that learning took is the machine's again. */
function learnApart(lesson: Lesson): Promise<Learned> {
  return new Promise((resolve, reject) => {
    const learner = fork(fileURLToPath(new URL("./learner.ts", import.meta.url)), {
      serialization: "advanced",
      execArgv: [],
    });
    learner.once("message", (learned) => resolve(learned as Learned)); // what learner.ts sends
    learner.once("error", reject);
    learner.once("exit", (code) => reject(new Error(`the learner ended with code ${code}`)));
    learner.send(lesson, (error) => error && reject(error));
    learner.unref(); // a server that is stopped does not wait for it
    learner.channel?.unref();
  });
}

/** Changes with the phrases, with any line of the engine, and with the Node that wrote the file. */
async function keyOf(lesson: Lesson): Promise<string> {
  const folder = new URL("./", import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ts")).sort();
  if (lesson.withVectors) names.push("vectors/en.bin");
  const files = await Promise.all(names.map((name) => readFile(new URL(name, folder))));
  const hash = createHash("sha256").update(process.version + process.arch);
  for (const file of files) hash.update(file);
  return hash.update(JSON.stringify(lesson)).digest("hex");
}

/** Before the content stands its SHA-256: half a file is no file. */
const SEAL_BYTES = 32;

async function readKept(file: string, key: string): Promise<Learned | undefined> {
  const bytes = await readFile(file).catch(() => undefined); // there is none, or none that can be read
  if (bytes === undefined) return undefined;
  const content = bytes.subarray(SEAL_BYTES);
  if (!sealOf(content).equals(bytes.subarray(0, SEAL_BYTES))) return undefined;
  const kept = deserialize(content) as Kept; // sealed by `keep`
  return kept.key === key ? kept.learned : undefined;
}

type Kept = { key: string; learned: Learned };

/** Whole or not at all, also when two processes do it at once. */
async function keep(file: string, key: string, fresh: Learned): Promise<void> {
  const content = serialize({ key, learned: fresh } satisfies Kept);
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, Buffer.concat([sealOf(content), content]));
  await rename(unfinished, file);
}

function sealOf(content: Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}
