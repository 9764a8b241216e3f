import { z } from "zod";
import { flowSchema, refusedSchema } from "./flow.ts";
import { addressSchema, sentFileSchema } from "./message.ts";
import { proofSchema } from "./proof.ts";

/** Raised whenever the shape below changes; older versions are migrated on read, newer ones go to a person. */
const CONVERSATION_VERSION = 1;

/** How many lines of talk a conversation carries along; the journal has them all. */
export const KEPT_LINES = 20;

const agent = z.object({ id: z.string(), name: z.string() });

/** Who may speak to the customer. `handoff` numbers the handoffs of this conversation, from 1. */
const holderSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("bot") }),
  z.object({ kind: z.literal("waiting"), since: z.number(), handoff: z.number() }),
  z.object({
    kind: z.literal("agent"),
    agent,
    since: z.number(),
    /** When they last did something here; their lease runs from it. */
    activeAt: z.number(),
    handoff: z.number(),
  }),
  z.object({ kind: z.literal("resolved"), at: z.number(), handoff: z.number() }),
]);
export type Holder = z.infer<typeof holderSchema>;

/** A commitment to a customer, with the moment by which it must be kept. */
const promiseSchema = z.object({
  id: z.string(),
  kind: z.enum(["reply_by"]),
  madeAt: z.number(),
  dueAt: z.number(),
  status: z.enum(["live", "kept", "renewed", "broken", "released"]),
  settledAt: z.number().optional(),
});
export type PromiseMade = z.infer<typeof promiseSchema>;

/** Why a person is needed, and everything that the card shows about it. */
const handoffSchema = z.object({
  number: z.number(),
  team: z.string(),
  priority: z.enum(["normal", "high", "urgent"]),
  /** The name of the rule in handoff.yaml (or the built-in one) that fired. */
  rule: z.string(),
  /** What made it fire: `they wrote "smoke"`. */
  because: z.string().optional(),
  /** One line in the agent's language: "asked for a person". */
  reason: z.string(),
  /** The talk in short, by a language model: held against the talk, and still a machine's word. */
  summary: z.string().optional(),
  at: z.number(),
  orderNumbers: z.array(z.string()),
  skills: z.array(z.string()).optional(),
  /** The handoff, and its team, that this one goes on from. */
  from: z.object({ number: z.number(), team: z.string() }).optional(),
});

/** How earlier work on this conversation ended, in the agent's own words where they left some. */
const pastWorkSchema = z.object({
  at: z.number(),
  by: z.string(),
  how: z.enum(["resolved", "handed_back", "passed_on"]),
  note: z.string().optional(),
});
export type PastWork = z.infer<typeof pastWorkSchema>;

/** How many ends of earlier work a conversation carries along. */
export const KEPT_PAST_WORK = 5;

/** A question the bot asked and still waits on: what the answers mean. */
const openQuestionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("which_intent"), intents: z.array(z.string()), askedAt: z.number() }),
  z.object({
    kind: z.literal("which_order"),
    orderIds: z.array(z.string()),
    askedAt: z.number(),
    /** What is wanted with the order; how it stands, where nothing else is said. */
    intent: z.string().optional(),
  }),
  /** It is marked as delivered and not there: have they looked around? */
  z.object({ kind: z.literal("looked_around"), orderId: z.string(), askedAt: z.number() }),
]);
export type OpenQuestion = z.infer<typeof openQuestionSchema>;

/** A change that the shop's system was asked for and has not answered yet. `what`: the items, in words. */
const changeAskedSchema = z.object({
  sendId: z.string(),
  orderId: z.string(),
  number: z.string(),
  what: z.string(),
  at: z.number(),
});
export type ChangeAsked = z.infer<typeof changeAskedSchema>;

const lineSchema = z.object({
  at: z.number(),
  who: z.enum(["customer", "bot", "agent"]),
  /** The agent's name, when `who` is "agent". */
  name: z.string().optional(),
  text: z.string(),
  /** Something of the customer's that no turn could read. */
  unread: z.literal(true).optional(),
  /** What came of a change, or a promise made anew: for a while nobody at the desk should miss it. */
  news: z.literal(true).optional(),
});
export type Line = z.infer<typeof lineSchema>;

/** How many of an agent's lines a conversation remembers the way of. */
export const KEPT_RELAYED = 20;

/** A line that an agent wrote at the desk and that was sent on: where its receipts are shown. */
const relayedSchema = z.object({
  sendId: z.string(),
  mark: z.string(),
  text: z.string(),
  files: z.array(sentFileSchema).optional(),
  /** What the agent made of it afterwards, and when; without `text` they took it back. Holds if it has not left yet. */
  amended: z.object({ at: z.number(), text: z.string().optional() }).optional(),
});

/** How many lines that were changed before they came in a conversation waits for. */
export const KEPT_AMENDED_EARLY = 5;

/** What an agent made of a line that has not come in yet: the desk brings things again, and out of order. */
const amendedEarlySchema = z.object({
  mark: z.string(),
  /** Absent: they deleted it. */
  text: z.string().optional(),
});

/** An agent's line that waits until the customer writes again, because WhatsApp carries no free text before. */
const heldLineSchema = z.object({
  agent,
  text: z.string(),
  mark: z.string().optional(),
  files: z.array(sentFileSchema).optional(),
});
export type HeldLine = z.infer<typeof heldLineSchema>;

/** How many who joined a conversation carries along. */
export const KEPT_JOINED = 20;

/** Somebody who turned out to be the same person. What they said before is in a journal of their own. */
const joinedSchema = z.object({
  customer: z.string(),
  addresses: z.array(addressSchema),
  at: z.number(),
  by: z.string(),
});
export type Joined = z.infer<typeof joinedSchema>;

/** Whom somebody turned out to be, and what they take along: who held the conversation, what was promised, words still to be answered. */
const joinedToSchema = z.object({
  customer: z.string(),
  at: z.number(),
  by: z.string(),
  holder: holderSchema,
  promise: promiseSchema.optional(),
  proven: z.object({ contact: addressSchema, until: z.number() }).optional(),
  words: z.string().optional(),
});

/** All that one person's conversation remembers between turns. Plain data; the store keeps it as JSON. */
export const conversationSchema = z.object({
  version: z.literal(CONVERSATION_VERSION),
  /** Counts turns; ids made in a turn carry it, so that doing a turn twice makes the same ids. */
  turn: z.number().int(),
  /** Where the customer spoke last and which of our addresses they wrote to: where answers go. */
  reach: z.object({ to: addressSchema, from: addressSchema }).optional(),
  /** When they last wrote on WhatsApp: free text may be sent until 24 hours later. */
  whatsappSeenAt: z.number().optional(),
  /** What WhatsApp's 24 hours hold back: the agent's lines, and when the template was sent that asks for a word. */
  window: z
    .object({
      held: z.array(heldLineSchema).default([]),
      templateAt: z.number().optional(),
      /** They were told that answering "SMS" brings the answer by SMS. */
      smsOffered: z.boolean().optional(),
    })
    .optional(),
  profileName: z.string().optional(),
  /** As it stands on an order that is proven to be theirs. */
  firstName: z.string().optional(),
  locale: z.string().optional(),
  holder: holderSchema,
  handoff: handoffSchema.optional(),
  pastWork: z.array(pastWorkSchema).default([]),
  /** The holder has put it aside: until then, or until the customer writes. */
  snoozed: z.object({ until: z.number().optional() }).optional(),
  promises: z.array(promiseSchema),
  question: openQuestionSchema.optional(),
  flow: flowSchema.optional(),
  refused: refusedSchema.optional(),
  /** Wishes of the same message that wait for the open flow to be settled, in the customer's words. */
  nextWishes: z.array(z.object({ intent: z.string(), text: z.string() })).default([]),
  changesAsked: z.array(changeAskedSchema).default([]),
  proof: proofSchema.optional(),
  /**
   * What it takes to answer the customer's last words again if their answer is held up: when they were read, what the bot
   * waited for then, and when a change was last talked about.
   */
  again: z
    .object({
      askedAt: z.number(),
      question: openQuestionSchema.optional(),
      misunderstood: z.number().int(),
      flowAt: z.number().optional(),
    })
    .optional(),
  /** The order the talk is about. */
  topic: z.object({ orderId: z.string(), at: z.number() }).optional(),
  /** Messages in a row that were not understood. */
  misunderstood: z.number().int(),
  lines: z.array(lineSchema),
  relayed: z.array(relayedSchema).default([]),
  amendedEarly: z.array(amendedEarlySchema).optional(),
  /** When a message that we started last went out, for the cap. */
  lastOutreachAt: z.number().optional(),
  /** The one question that we asked after an order arrived, and what they made of it: 1 to 5. */
  survey: z
    .object({ orderId: z.string(), askedAt: z.number(), rating: z.number().optional() })
    .optional(),
  /** They want no more messages: since when, and by which words or code. */
  silenced: z.object({ at: z.number(), by: z.string() }).optional(),
  joined: z.array(joinedSchema).optional(),
  /** What still comes in here is passed on to them. */
  joinedTo: joinedToSchema.optional(),
  /** Order moments already thanked for (or deliberately not), e.g. `1042:delivered`. */
  outreachDone: z.array(z.string()),
});
export type Conversation = z.infer<typeof conversationSchema>;

/**
 * What a store gave, as a conversation of this version. Looked at once only: a store may give the same object again.
 * @throws ZodError for a shape that this version does not know.
 */
export function readConversation(stored: unknown): Conversation {
  if (typeof stored !== "object" || stored === null) return conversationSchema.parse(stored);
  const known = read.get(stored);
  if (known) return known;
  const conversation = conversationSchema.parse(stored);
  read.set(stored, conversation);
  return conversation;
}

/** The conversation, known to have its shape: for a store that gives a turn's own work back as it is. */
export function asRead(conversation: Conversation): Conversation {
  read.set(conversation, conversation);
  return conversation;
}

/** Nobody changes a conversation in place, so remembering what was read cannot be seen. */
const read = new WeakMap<object, Conversation>();

/**
 * What can be read of a conversation that another version left: each part that this version knows, anew where it does
 * not. What it could not read is lost with the next commit, so it is the last resort, and a person must look at it.
 */
export function salvageConversation(stored: unknown): Conversation {
  const given = z.record(z.string(), z.unknown()).safeParse(stored).data ?? {};
  const parts = Object.entries(conversationSchema.shape).flatMap(([name, shape]) => {
    const { success, data } = z.safeParse(shape, given[name]);
    return success && data !== undefined ? [[name, data] as const] : [];
  });
  return conversationSchema.parse({ ...newConversation(), ...Object.fromEntries(parts) });
}

/** A person nobody has spoken with yet. */
export function newConversation(): Conversation {
  return {
    version: CONVERSATION_VERSION,
    turn: 0,
    holder: { kind: "bot" },
    pastWork: [],
    promises: [],
    nextWishes: [],
    changesAsked: [],
    misunderstood: 0,
    lines: [],
    relayed: [],
    outreachDone: [],
  };
}

/** The promise the customer is waiting on, if there is one. */
export function livePromise(conversation: Conversation): PromiseMade | undefined {
  return conversation.promises.find((promise) => promise.status === "live");
}
