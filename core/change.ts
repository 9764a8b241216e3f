import { z } from "zod";
import type { Money } from "./money.ts";
import { GIVEN_FOR_RETURNS, postalAddressSchema, RETURN_REASONS } from "./order.ts";

const swap = z.object({
  lineItemId: z.string(),
  quantity: z.number().int().positive(),
  /** The variant of the same product that is wanted instead. */
  variantId: z.string(),
});

/**
 * A change to an order in the shop's own system. It is an outbox action, never part of a turn: the shop's policy and
 * the customer's yes come before it, and what became of it comes back as a `change_result` inbound.
 */
export const orderChangeSchema = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("cancel"),
    orderId: z.string(),
    reason: z.enum(["no_longer_needed", "ordered_by_mistake", "other"]),
  }),
  z.object({ do: z.literal("change_address"), orderId: z.string(), address: postalAddressSchema }),
  /** Before it is packed: other variants of the same products. */
  z.object({ do: z.literal("change_items"), orderId: z.string(), swaps: z.array(swap).min(1) }),
  z.object({
    do: z.literal("return"),
    orderId: z.string(),
    items: z
      .array(
        z.object({
          lineItemId: z.string(),
          quantity: z.number().int().positive(),
          reason: z.enum(RETURN_REASONS),
          note: z.string().optional(),
        }),
      )
      .min(1),
    outcome: z.enum(GIVEN_FOR_RETURNS),
  }),
  /** After delivery: the items come back, other variants of the same products go out. */
  z.object({ do: z.literal("exchange"), orderId: z.string(), swaps: z.array(swap).min(1) }),
]);
export type OrderChange = z.infer<typeof orderChangeSchema>;

/** What came of a change. A refusal is the system's no: nothing was changed, and asking again changes nothing. */
export const changeOutcomeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("done"),
    /** The system's id of what was made, e.g. of the return. */
    reference: z.string().optional(),
    labelUrl: z.url().optional(),
    /** The system gives the money back by itself; else a person must. */
    refunds: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal("refused"),
    reason: z.enum(["already_done", "too_late", "not_available", "not_allowed", "not_found"]),
    /** The system's own words, for the agent; untrusted text. */
    detail: z.string(),
  }),
]);
export type ChangeOutcome = z.infer<typeof changeOutcomeSchema>;

/** One variant of a product, as a customer tells them apart. */
export type Variant = {
  id: string;
  /** E.g. `{ size: "42", colour: "walnut" }`; names and values as the shop writes them. */
  options: Readonly<Record<string, string>>;
  price: Money;
  isAvailable: boolean;
};

/** What a shop system can do at all. The shop's policy decides whether it does it. */
export type CommerceAbilities = {
  changes: readonly OrderChange["do"][];
  /** `local`: returns are written as a note on the order, and a person makes the refund. */
  returns: "native" | "local";
  /** Whether cancelling gives the money back by itself. */
  cancelRefunds: boolean;
};
