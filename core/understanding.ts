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
});
export type Understanding = z.infer<typeof understandingSchema>;

/** Pure: the same text always gives the same understanding until the shop's files change. */
export type Recogniser = {
  recognise(text: string): Understanding;
  /** Resolves once it may be asked; where it is absent, it may be asked at once. */
  readonly ready?: Promise<void>;
};
