import { z } from "zod";

/** An intent's name as it stands in intents.yaml, e.g. `order_status`. */
export type IntentName = string;

/** What a message names, found by rules and by the shop's own patterns. */
export const entitiesSchema = z.object({
  /** As the shop writes them, without "#". */
  orderNumbers: z.array(z.string()).default([]),
  emails: z.array(z.string()).default([]),
  /** E.164 where the country could be told. */
  phones: z.array(z.string()).default([]),
  /** Days, as the shop's calendar has them (`2026-11-17`), beside the words that say them; `to`: the last day of a span. */
  dates: z
    .array(z.object({ text: z.string(), day: z.string(), to: z.string().optional() }))
    .optional(),
  postcodes: z.array(z.string()).optional(),
  /** How many of something, where it is said so: "2 of them", "three pairs". */
  quantities: z.array(z.number()).optional(),
  /** As written, letters in capitals: "42", "42.5", "XL", "W32 L34". */
  sizes: z.array(z.string()).optional(),
  /** As written, in small letters. */
  colours: z.array(z.string()).optional(),
});
export type Entities = z.infer<typeof entitiesSchema>;

/**
 * What one message (or one burst of them) was understood to mean.
 * `sure`: act on `intents`. `unsure`: ask which of the first `candidates` was meant. `unknown`: nothing of ours.
 */
export const understandingSchema = z.object({
  verdict: z.enum(["sure", "unsure", "unknown"]),
  /** Every intent the message carries, in the order the customer wrote them; empty unless `sure`. */
  intents: z.array(z.object({ name: z.string(), confidence: z.number(), clause: z.string() })),
  /** The best guesses with calibrated confidence 0–1, best first, whatever the verdict. */
  candidates: z.array(z.object({ name: z.string(), confidence: z.number() })),
  entities: entitiesSchema,
  /** The locale it was read in; absent where the shop has one only. */
  locale: z.string().optional(),
});
export type Understanding = z.infer<typeof understandingSchema>;

/** What a reading may lean on. */
export type ReadingHints = {
  /** The locale of the talk so far, which a text keeps that does not clearly stand in another one. */
  locale?: string | undefined;
  /** What "yesterday" is counted from; without it no dates are read. */
  now?: number;
};

/** Pure: the same text and hints always give the same understanding until the shop's files change. */
export type Recogniser = {
  recognise(text: string, hints?: ReadingHints): Understanding;
  /** The better reading where there is one, in a second at most; never rejects. Not for pure steps: it may differ next time. */
  read?(text: string, hints?: ReadingHints): Promise<Understanding>;
  /** Resolves once it may be asked; where it is absent, it may be asked at once. */
  readonly ready?: Promise<void>;
};
