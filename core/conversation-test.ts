import { z } from "zod";

/** An order number needs no quotes in YAML. */
const words = z.union([z.string().min(1), z.number().transform(String)]);
const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/, 'expected the shop\'s clock: "2026-11-20 22:41"');

/** What happens in a conversation test, or what must be so after it. */
const step = z.union([
  /**
   * The customer writes: one message, or a list of messages so quick after each other that they are read as one. `{code}`
   * stands for the one-time code that was sent last, `{link}` for the code to go on elsewhere.
   */
  z.strictObject({
    customer: z.union([words, z.array(words).min(1)]),
    /** Where they write from now on, if it is not where they wrote before. */
    from: words.optional(),
  }),
  /**
   * All of these must stand in what reached the customer since they wrote (or since the hour struck), in any case; `not`
   * must not. `nothing`: no word reached them. `not` may stand alone.
   */
  z.strictObject({
    bot: z.union([words, z.array(words).min(1)]),
    not: z.array(words).optional(),
  }),
  z.strictObject({ not: z.array(words).min(1) }),
  /** Time passes until then; what falls due on the way happens, and the shop's system is asked for news every hour. */
  z.strictObject({ at: moment }),
  /** Somebody at the desk does this, or says this to the customer. */
  z.strictObject({ agent: z.enum(["claim", "hand_back", "resolve"]) }),
  z.strictObject({ agent_says: words }),
  z.strictObject({ holder: z.enum(["bot", "waiting", "agent", "resolved"]) }),
  /** All that was done in the shop's system so far, each as `cancel 1048`; or `nothing`. */
  z.strictObject({ done: z.union([words, z.array(words).min(1)]) }),
]);

/** tests/*.yaml: conversations that must go so; `nightdesk check` plays them. */
export const conversationTestsSchema = z.array(
  z.strictObject({
    name: words,
    /** When the first message is written, local to the shop: "2026-11-20 22:41". */
    at: moment,
    /** The customer's address; default: a number on no order. */
    from: words.optional(),
    /** As if shop.yaml had these `locales`: what customers would read before a language is switched on. */
    locales: z.array(words).min(1).optional(),
    steps: z.array(step).min(1),
  }),
);
export type ConversationTest = z.infer<typeof conversationTestsSchema>[number];
