import { enableCompileCache } from "node:module";
import type { Lesson } from "./background-recogniser.ts";

const [, , compiled] = process.argv;
if (compiled !== undefined) enableCompileCache(compiled);

/**
 * A process that learns one lesson, keeps what it learned, and ends: its memory is then the machine's again. Its first
 * argument is the folder where compiled code is kept, if it is kept.
 */
process.once("message", async (lesson) => {
  // Only now: what is imported above is compiled before the folder is known, which takes a tenth of a lesson.
  const { learnFrom } = await import("./guesser.ts");
  const { keepLearned } = await import("./learned-file.ts");
  const { loadWordVectors } = await import("./word-vectors.ts");
  const { examples, withVectors, encodings, kept } = lesson as Lesson; // what background-recogniser.ts sends
  const vectors = withVectors ? loadWordVectors("en") : undefined;
  const learned = learnFrom(examples, vectors, encodings);
  const answer = await keepLearned(kept, learned).then(
    () => ({ done: "kept" }),
    (error: unknown) => ({ done: "not kept", learned, why: String(error) }),
  );
  process.send?.(answer, () => {
    if (process.connected) process.disconnect(); // else who asked is gone: nothing is left to do
  });
});
