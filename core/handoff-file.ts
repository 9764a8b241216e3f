import { z } from "zod";

/** What a handoff rule looks at. Every condition that is given must hold. */
const whenSchema = z
  .strictObject({
    intent: z.union([z.string(), z.array(z.string())]).optional(),
    /** Messages in a row that were not understood. */
    misunderstood: z.number().int().positive().optional(),
    proof: z.literal("missing").optional(),
    /** Whole words or phrases, any of them, in any case. */
    words: z
      .array(z.string().regex(/[\p{L}\p{N}]/u, "expected a word"))
      .min(1)
      .optional(),
    /** A photo, voice message or file that the bot cannot read. */
    attachment: z.literal(true).optional(),
    /** Swearing, shouting, the third time of asking. */
    mood: z.literal("angry").optional(),
    /** An order of theirs, proven and not older than 90 days, that cost more than so much, in its own currency. */
    order_value_over: z.number().nonnegative().optional(),
    /** Somebody with so many proven orders: a regular. */
    orders_at_least: z.number().int().positive().optional(),
    /** The language they write in, by its code: "es". */
    language: z.union([z.string(), z.array(z.string())]).optional(),
  })
  .refine(
    (when) => Object.keys(when).length > 0,
    "expected a condition, such as { mood: angry }: a rule without one never holds",
  );

const said = z.string().regex(/\S/, "expected some text: leave the line out to say nothing");

/** handoff.yaml: the first rule whose `when` holds decides. */
export const handoffFileSchema = z.strictObject({
  /** A promise is due this many staffed minutes after the shift opens (or after the handoff, in hours). */
  reply_within_minutes: z.number().int().positive().default(60),
  /** An agent who does nothing in a conversation for so long no longer holds it. */
  hold_minutes: z.number().int().positive().default(120),
  /** The team hears so many staffed minutes before a promise falls due, and once more at a third of them. */
  warn_minutes: z.number().int().positive().default(15),
  /** Who answers to a resolved conversation within so many hours, and is not understood, is back with the same team. */
  reopen_hours: z.number().nonnegative().default(72),
  /** An agent whose customer waits so many staffed minutes is reminded; at twice that the channel, at three times `escalate_to`. */
  remind_minutes: z.number().int().positive().default(10),
  /** The team that hears of promises broken and customers kept waiting; none: the customer's own team. */
  escalate_to: z.string().optional(),
  rules: z
    .array(
      z.strictObject({
        name: z.string(),
        when: whenSchema,
        then: z.strictObject({
          team: z.string().default("care"),
          priority: z.enum(["normal", "high", "urgent"]).default("normal"),
          /** Said before the promise, in the shop's own words. */
          say: said.optional(),
          /** Asked after the promise, so that the answer waits for the colleague: "Which lamp is it?" */
          ask: said.optional(),
          /** What the colleague should bring along, shown on the card: "Danish", "electrics". */
          skills: z.array(z.string()).optional(),
        }),
      }),
    )
    .default([]),
});
export type HandoffFile = z.infer<typeof handoffFileSchema>;
export type HandoffRule = HandoffFile["rules"][number];
