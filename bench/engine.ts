import type { Example } from "../intents/engine/classifier.ts";

/** An engine under test: learns examples and then names the likeliest intent, with how much it trusts it. */
export type Engine = {
  name: string;
  train(
    examples: readonly Example[],
  ): Promise<(text: string) => Promise<{ label: string; trust: number }>>;
};
