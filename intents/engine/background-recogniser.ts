import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { getCompileCacheDir } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Encoder } from "../../core/encoder.ts";
import type { Events } from "../../core/events.ts";
import type { Clock } from "../../core/ports.ts";
import type { Recogniser } from "../../core/understanding.ts";
import { shippedLanguage } from "../language.ts";
import {
  type ExplainingRecogniser,
  examplesIn,
  type RecogniserOptions,
  recogniserFrom,
} from "../recognise.ts";
import { encodedReading } from "./encoded-reading.ts";
import { type Encodings, type Learned, learnFrom } from "./guesser.ts";
import { type LearnedFile, readLearned } from "./learned-file.ts";
import { encodePhrases } from "./phrase-encodings.ts";

/** What a learner is asked to learn, and where to keep it. */
export type Lesson = {
  examples: ReturnType<typeof examplesIn>;
  withVectors: boolean;
  /** What an encoder makes of each example, where there is one. */
  encodings?: Encodings;
  kept: LearnedFile;
};

/** What a recogniser in the background needs. With an encoder it reads with it, once it has learned how. */
export type LearningPorts = {
  folder: string;
  events: Pick<Events, "failed">;
  encoder?: Encoder | undefined;
  clock: Pick<Clock, "sleep">;
  /** Whether the process lives until it has learned: a command does, a server that is stopped does not. */
  isAwaited?: boolean;
};

/** `ready` to be asked; `encoded`: its `read` uses the encoder from now on, or rejects when it never will. */
export type BackgroundRecogniser = Required<Recogniser> &
  ExplainingRecogniser & { encoded: Promise<void> };

/**
 * A recogniser that learns without holding anybody up: in a process of its own, and only what was not learned before.
 * What was learned lies in `folder`, for this engine and these phrases alone; a file that is missing, stale or damaged
 * is learned anew. Nobody may ask before `ready`. With an encoder, `read` takes its reading as soon as it has learned
 * (`encoded` resolves then), and the usual one until then, after a second, and when it fails.
 */
export function backgroundRecogniser(
  options: RecogniserOptions,
  ports: LearningPorts,
): BackgroundRecogniser {
  let recogniser: ExplainingRecogniser | undefined;
  let reading: ReturnType<typeof encodedReading> | undefined;
  const ready = learned(options, ports).then((known) => {
    recogniser = recogniserFrom(known, options);
  });
  ready.catch(() => {}); // whoever waits for it is told
  const { encoder } = ports;
  const encoded = ready.then(async () => {
    if (encoder && shippedLanguage(options.locale ?? "en") === "en")
      reading = encodedReading(await learnedEncoded(options, encoder, ports), options, encoder);
  });
  encoded.catch((error: unknown) =>
    ports.events.failed({ what: "learning with the encoder", error }),
  );
  const asked = (): ExplainingRecogniser => {
    if (recogniser === undefined) throw new Error("a recogniser was asked before it was ready");
    return recogniser;
  };
  return {
    ready,
    encoded,
    recognise: (text, hints) => asked().recognise(text, hints),
    explain: (text, hints) => asked().explain(text, hints),
    async read(text, hints) {
      const slow = reading && (await inTime(reading(text, hints), ports));
      return slow ?? asked().recognise(text, hints);
    },
  };
}

/** How long a customer's message may wait for the encoder. */
const READING_LIMIT_MS = 1_000;

/** `undefined` when it failed or took too long. */
async function inTime<T>(
  reading: Promise<T>,
  { clock, events }: LearningPorts,
): Promise<T | undefined> {
  const limit = new AbortController();
  const answer = await Promise.race([
    reading.catch((error: unknown) => {
      events.failed({ what: "reading with the encoder", error });
      return undefined;
    }),
    clock.sleep(READING_LIMIT_MS, limit.signal).then(() => undefined),
  ]);
  limit.abort("answered");
  return answer;
}

async function learnedEncoded(
  { catalogue }: RecogniserOptions,
  encoder: Encoder,
  ports: LearningPorts,
): Promise<Learned> {
  const examples = examplesIn(catalogue);
  const texts = examples.map(({ text }) => text);
  const lesson = { examples, withVectors: catalogue.vectors !== undefined };
  const key = await keyOf({ ...lesson, encoder: true });
  const kept = { file: join(ports.folder, "understanding-encoder.bin"), key };
  const known = await readLearned(kept);
  if (known) return known;
  const encodings = await encodePhrases(texts, encoder, ports);
  return learn({ ...lesson, encodings, kept }, catalogue, ports);
}

async function learned(
  { catalogue, locale = "en" }: RecogniserOptions,
  ports: LearningPorts,
): Promise<Learned> {
  const examples = examplesIn(catalogue);
  const lesson = { examples, withVectors: catalogue.vectors !== undefined };
  const language = shippedLanguage(locale);
  const name = language === "en" ? "understanding.bin" : `understanding-${language}.bin`;
  const kept = { file: join(ports.folder, name), key: await keyOf(lesson) };
  return (await readLearned(kept)) ?? learn({ ...lesson, kept }, catalogue, ports);
}

async function learn(
  lesson: Lesson,
  { vectors }: RecogniserOptions["catalogue"],
  { events, isAwaited = false }: LearningPorts,
): Promise<Learned> {
  const answer = await learnApart(lesson, isAwaited).catch((error: unknown) => {
    events.failed({ what: "learning in a process of its own", error });
    return { done: "kept" } as const; // perhaps it was, before it failed
  });
  if (answer.done === "kept")
    return (
      (await readLearned(lesson.kept)) ?? learnFrom(lesson.examples, vectors, lesson.encodings)
    );
  events.failed({ what: "keeping what was learned", error: new Error(answer.why) });
  return answer.learned;
}

/** What came of a lesson. What could not be kept comes along. */
type Answer = { done: "kept" } | { done: "not kept"; learned: Learned; why: string };

/** In a process, not a thread: when it ends, all of the memory that learning took is the machine's again. */
function learnApart(lesson: Lesson, isAwaited: boolean): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const compiled = getCompileCacheDir();
    const learner = fork(
      fileURLToPath(new URL("./learner.ts", import.meta.url)),
      compiled === undefined ? [] : [dirname(compiled)],
      { serialization: "advanced", execArgv: [] },
    );
    learner.once("message", (answer) => resolve(answer as Answer)); // what learner.ts sends
    learner.once("error", reject);
    learner.once("exit", (code) => reject(new Error(`the learner ended with code ${code}`)));
    learner.send(lesson, (error) => error && reject(error));
    if (isAwaited) return;
    learner.unref();
    learner.channel?.unref();
  });
}

/** Changes with the phrases, with any line of the engine, and with the Node that wrote the file. */
async function keyOf(
  lesson: Pick<Lesson, "examples" | "withVectors"> & { encoder?: true },
): Promise<string> {
  engine ??= engineHash();
  engine.catch(() => {
    engine = undefined; // the next lesson tries again
  });
  const hash = createHash("sha256").update(await engine);
  if (lesson.withVectors) {
    // Reading these five megabytes once more at each start would cost more than all the rest of it.
    const { size, mtimeMs } = await stat(new URL("vectors/en.bin", ENGINE));
    hash.update(`${size} ${mtimeMs}`);
  }
  return hash.update(JSON.stringify(lesson)).digest("hex");
}

/** Of this process: a file of the engine that changes meanwhile is not what it runs. */
let engine: Promise<string> | undefined;

const ENGINE = new URL("./", import.meta.url);

async function engineHash(): Promise<string> {
  const names = (await readdir(ENGINE)).filter((name) => name.endsWith(".ts")).sort();
  names.push("kernel/kernel.wasm");
  const files = await Promise.all(names.map((name) => readFile(new URL(name, ENGINE))));
  const hash = createHash("sha256").update(process.version + process.arch);
  for (const file of files) hash.update(file);
  return hash.digest("hex");
}
