import { z } from "zod";
import { GIVEN_FOR_RETURNS, postalAddressSchema } from "./order.ts";

/** What a customer may want done to an order. `swap`: another variant of the same product, before packing or after delivery. */
const FLOW_KINDS = ["cancel", "address", "return", "swap"] as const;
export type FlowKind = (typeof FLOW_KINDS)[number];

/** A change that a customer wants, while the bot still asks about it: what is known so far, and what was asked last. */
export const flowSchema = z.object({
  kind: z.enum(FLOW_KINDS),
  /** When they first asked: deadlines are judged at that moment, however long the talk takes. */
  askedAt: z.number(),
  /** Their last word about it; hours after it, it is forgotten. */
  touchedAt: z.number(),
  orderId: z.string().optional(),
  items: z
    .array(
      z.object({
        lineItemId: z.string(),
        quantity: z.number().int().positive(),
        /** For a swap: the options asked for so far, and the variant that they lead to. */
        wanted: z.record(z.string(), z.string()).default({}),
        variantId: z.string().optional(),
      }),
    )
    .default([]),
  /** A reason in our own words (`too_small`, `ordered_by_mistake`), and in the customer's. */
  reason: z.object({ code: z.string(), note: z.string() }).optional(),
  /** As much of the new address as is known. */
  address: postalAddressSchema.partial().optional(),
  /** For a return: what they would like for it, and whether they sent a photo. */
  outcome: z.enum(GIVEN_FOR_RETURNS).optional(),
  hasPhoto: z.boolean().optional(),
  /** The words that wished for it: read again once the order is known, and for each of several. */
  words: z.string().optional(),
  /** The same is wanted with these orders afterwards. */
  otherOrderIds: z.array(z.string()).default([]),
  asks: z
    .enum(["order", "items", "reason", "outcome", "photo", "variant", "address", "code", "yes"])
    .optional(),
  /** What was offered to choose from, by id, as it was numbered. */
  offered: z.array(z.string()).default([]),
  /** How often the same question was asked again. */
  tries: z.number().int().default(0),
});
export type Flow = z.infer<typeof flowSchema>;

/** What the shop's rules refused last, and of which items, for who asks why. */
export const refusedSchema = z.object({
  kind: z.enum(FLOW_KINDS),
  orderId: z.string(),
  lineItemIds: z.array(z.string()),
  at: z.number(),
});
export type Refused = z.infer<typeof refusedSchema>;
