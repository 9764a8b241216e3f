import { z } from "zod";
import type { Engine } from "./engine.ts";

const answerSchema = z.object({
  classifications: z.array(z.object({ intent: z.string(), score: z.number() })),
});

/** nlp.js as its README shows it, the peer of the benchmark. @throws Error with what to install when it is missing. */
export async function nlpJs(): Promise<Engine> {
  const specifier: string = "node-nlp";
  const { NlpManager } = await import(specifier).catch((cause: unknown) => {
    throw new Error("the peer is missing: npm i --no-save --ignore-scripts node-nlp@4.27.0", {
      cause,
    });
  });
  return {
    name: "nlp.js",
    async train(examples) {
      const manager = new NlpManager({
        languages: ["en"],
        forceNER: false,
        autoSave: false,
        nlu: { log: false },
      });
      for (const example of examples) manager.addDocument("en", example.text, example.label);
      await manager.train();
      return async (text) => {
        const { classifications } = answerSchema.parse(await manager.process("en", text));
        const best = classifications[0];
        return {
          label: best?.intent ?? "",
          trust: best?.intent === "None" ? 0 : (best?.score ?? 0),
        };
      };
    },
  };
}
