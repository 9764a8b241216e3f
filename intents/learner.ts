import type { Lesson } from "./background-recogniser.ts";
import { learnFrom } from "./guesser.ts";
import { loadWordVectors } from "./word-vectors.ts";

/** A process that learns one lesson, hands over what it learned, and ends. */
process.once("message", (lesson) => {
  const { examples, withVectors } = lesson as Lesson; // what background-recogniser.ts sends
  const learned = learnFrom(examples, withVectors ? loadWordVectors("en") : undefined);
  process.send?.(learned, () => process.disconnect()); // who asked may be gone by then: nothing is left to do
});
