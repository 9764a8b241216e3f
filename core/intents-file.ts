import { z } from "zod";

const text = z.string().regex(/\S/, "expected some text");

/** intents.yaml: phrases that are added to (or, with `replace`, stand instead of) the shipped ones. */
export const intentsFileSchema = z.strictObject({
  intents: z
    .record(
      z
        .string()
        .regex(
          /^[a-z][a-z0-9_]*$/,
          'an intent is named in small letters with underscores: "order_status"',
        ),
      z.strictObject({
        /** How the bot names it when it asks "did you mean …?". */
        title: text.optional(),
        phrases: z.array(text).default([]),
        replace: z.boolean().default(false),
        /** A fixed answer (a phrase key of phrases/<locale>.yaml, or the words themselves). */
        answer: text.optional(),
      }),
    )
    .default({}),
});
export type IntentsFile = z.infer<typeof intentsFileSchema>;
