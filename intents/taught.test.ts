import { describe, expect, it } from "@jest/globals";
import { intentsFileSchema } from "../core/intents-file.ts";
import type { Understanding } from "../core/understanding.ts";
import type { ExplainingRecogniser } from "./recognise.ts";
import { taughtIn, withTaught } from "./taught.ts";

const taught = taughtIn(
  intentsFileSchema.parse({
    intents: {
      dogs: { phrases: ["are dogs allowed in the shop", "say it", "my code is 1042"] },
      parking: { phrases: ["where can i park", "Say it!"] },
      out_of_scope: { phrases: ["do you sell cars"] },
    },
  }),
);

/** A recogniser that takes everything for a question about the shop, as sure as it is told to be. */
function takingAll(verdict: Understanding["verdict"], name = "store_info") {
  const guess = { name, confidence: 0.5 };
  const understanding: Understanding = {
    verdict,
    intents: verdict === "sure" ? [{ ...guess, clause: "" }] : [],
    candidates: [guess, { name: "dogs", confidence: 0.4 }],
    entities: { orderNumbers: [], emails: [], phones: [] },
  };
  return withTaught<ExplainingRecogniser>(
    {
      recognise: () => understanding,
      read: async () => understanding,
      explain: () => ({ understanding, threshold: { accept: 0.8, ask: 0.2 }, words: [] }),
    },
    taught,
  );
}

describe("a shop owner who taught a sentence that much of ours is like", () => {
  it.each(["are dogs allowed in the shop", "Are DOGS allowed in the shop?!", "my code is 2077"])(
    "has it mean what they taught: %s",
    async (text) => {
      const dogs = { verdict: "sure", intents: [{ name: "dogs", clause: text }] };
      for (const verdict of ["sure", "unsure", "unknown"] as const) {
        const recogniser = takingAll(verdict);
        expect(recogniser.recognise(text)).toMatchObject(dogs);
        expect(await recogniser.read?.(text)).toMatchObject(dogs);
        expect(recogniser.explain(text).understanding).toMatchObject(dogs);
      }
      expect(takingAll("unsure").recognise(text).candidates).toEqual([
        { name: "dogs", confidence: 1 },
        { name: "store_info", confidence: 0.5 },
      ]);
    },
  );

  it("has what is only like it, and what two of their intents have, guessed as ever", () => {
    const { recognise } = takingAll("unsure");
    expect(recognise("are dogs allowed in the shop on sundays").verdict).toBe("unsure");
    expect(recognise("say it").verdict).toBe("unsure");
  });

  it("may teach what is none of theirs", () => {
    const { verdict, intents } = takingAll("sure").recognise("Do you sell cars?");
    expect({ verdict, intents }).toEqual({ verdict: "unknown", intents: [] });
  });

  it("keeps what more was meant by it, where that was clear", () => {
    const recogniser = takingAll("sure", "dogs");
    expect(recogniser.recognise("are dogs allowed in the shop").intents).toEqual([
      { name: "dogs", confidence: 0.5, clause: "" },
    ]);
  });
});
