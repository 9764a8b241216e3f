import type { Lesson } from "./background-recogniser.ts";
import { learnFrom } from "./guesser.ts";
import { keepLearned } from "./learned-file.ts";
import { loadWordVectors } from "./word-vectors.ts";

/** A process that learns one lesson, keeps what it learned, and ends: its memory is then the machine's again. */
process.once("message", async (lesson) => {
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
