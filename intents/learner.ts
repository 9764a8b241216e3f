import { parentPort, workerData } from "node:worker_threads";
import type { Lesson } from "./background-recogniser.ts";
import { learnFrom } from "./guesser.ts";
import { loadWordVectors } from "./word-vectors.ts";

/** A thread that learns one lesson, hands over what it learned, and ends. */
const { examples, withVectors } = workerData as Lesson; // what background-recogniser.ts starts it with
parentPort?.postMessage(learnFrom(examples, withVectors ? loadWordVectors("en") : undefined));
