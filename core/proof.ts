import { z } from "zod";
import { addressSchema } from "./message.ts";

/** How a one-time code can reach somebody. */
export const CODE_ROADS = ["sms", "email"] as const;
export type CodeRoad = (typeof CODE_ROADS)[number];

/**
 * A one-time code that was asked for: for the contact on the order with this number, or for this e-mail address if it
 * stands on an order. Holds neither the contact nor the code: both are found when the code is sent.
 */
export const challengeSchema = z.object({
  /** Unique for ever; the code is made from it, and the send that carries the code has it as its id. */
  id: z.string(),
  about: z.union([z.object({ number: z.string() }), z.object({ email: z.string() })]),
  /** Which road they would rather have; the other one is taken where that one leads nowhere. */
  by: z.enum(CODE_ROADS).optional(),
  at: z.number(),
});
export type Challenge = z.infer<typeof challengeSchema>;

/** What a conversation remembers of who its customer has proven to be. */
export const proofSchema = z.object({
  /** When codes were asked for here, within the last day. */
  askedAt: z.array(z.number()).default([]),
  /** The code that is waited for, how often a wrong one was given, and the words that were interrupted for it. */
  open: challengeSchema.extend({ wish: z.string(), tries: z.number().int() }).optional(),
  /** Words that wait for an order number to send a code for. */
  wish: z.object({ text: z.string(), at: z.number() }).optional(),
  /** Whose orders may be told until then, because the code sent to this contact came back. */
  proven: z
    .object({
      contact: addressSchema,
      until: z.number(),
      /** Where they wrote the code that proved it: other addresses of theirs learn nothing by it. Absent: anywhere. */
      on: z.array(addressSchema).optional(),
    })
    .optional(),
});
export type Proof = z.infer<typeof proofSchema>;
