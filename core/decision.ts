import { z } from "zod";
import { orderChangeSchema } from "./change.ts";
import type { Conversation, PastWork } from "./conversation.ts";
import { helpSchema } from "./helper.ts";
import {
  type Address,
  type Agent,
  addressSchema,
  type CustomerId,
  sentFileSchema,
  type TimerKind,
} from "./message.ts";
import { challengeSchema } from "./proof.ts";
import { understandingSchema } from "./understanding.ts";

/** What a message is for: decides its priority, how long it may be retried, and which re-checks it passes. */
export const PURPOSES = [
  "code",
  "answer",
  "notice",
  "relay",
  "thank_you",
  "desk",
  "change",
  /** Says once that no more will come; the only words that reach somebody who asked for silence. */
  "consent",
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** One answer to a question: what stands on its button, and what whoever taps it says. */
export const choiceSchema = z.object({ label: z.string(), say: z.string() });
export type Choice = z.infer<typeof choiceSchema>;

/** What goes out. `card` carries no text: it is drawn from the conversation at the moment it is sent. */
export const sendBodySchema = z.discriminatedUnion("kind", [
  /** `zones`: where the recipient lives, for what must not arrive in their quiet hours. */
  z.object({
    kind: z.literal("text"),
    text: z.string(),
    zones: z.array(z.string()).optional(),
    /** Files that go with it, where the channel carries them; else the text says where they are read. */
    files: z.array(sentFileSchema).optional(),
    /** Sent by WhatsApp's approved template of this id, filled so; `text` says what it says, for people who read the journal. */
    template: z.object({ sid: z.string(), variables: z.record(z.string(), z.string()) }).optional(),
    /** What the text asks them to choose from, for channels that can draw it; the text alone says it all as well. */
    choices: z.array(choiceSchema).optional(),
    /** When the words were read that it answers, if not in the turn that made it: it takes the place of held-up answers. */
    about: z.array(z.number()).optional(),
    /** The promise whose hour it tells: not said any more once another, or none, stands. */
    promise: z.string().optional(),
  }),
  /** Post or refresh this handoff's card in the team's desk channel. */
  z.object({ kind: z.literal("card"), handoff: z.number() }),
  /** A line in the card's thread. */
  z.object({
    kind: z.literal("line"),
    handoff: z.number(),
    who: z.enum(["customer", "bot", "desk"]),
    text: z.string(),
    /** What a machine makes of a customer's words for the desk: shown apart from them, so that nobody can write one. */
    translation: z.string().optional(),
    /** A customer's files, as their provider keeps them. */
    files: z.array(z.object({ url: z.string(), contentType: z.string() })).optional(),
    /** Shown in the team's channel as well as in the thread. */
    aloud: z.boolean().optional(),
    /** The agent whom it calls, by the desk's id. */
    calls: z.string().optional(),
  }),
  /** A post of its own in the team's channel, about this handoff (of another team, perhaps). */
  z.object({ kind: z.literal("notice"), handoff: z.number(), text: z.string() }),
  /** Only `agentId` sees it: "Mette claimed this a moment before you". */
  z.object({
    kind: z.literal("whisper"),
    handoff: z.number(),
    agentId: z.string(),
    text: z.string(),
    /** Words that a button opens, to be edited and sent to the customer. */
    offer: z.string().optional(),
  }),
  /** Tells the agent alone whether their edit or deletion came before the line `about` had left. */
  z.object({
    kind: z.literal("amendment"),
    handoff: z.number(),
    agentId: z.string(),
    about: z.string(),
    at: z.number(),
    deleted: z.boolean(),
  }),
  /**
   * What a team reads as its shift begins or ends, and of those whom nobody has claimed as the hour promised to them comes
   * near (`promised`) or has passed (`broken`); drawn at the moment it is sent. About no handoff: that is 0.
   */
  z.object({
    kind: z.literal("briefing"),
    handoff: z.literal(0),
    team: z.string(),
    shift: z.enum(["opens", "closes", "promised", "broken"]),
    /** When the shift begins or ends, or the promised hour. */
    at: z.number(),
    /** From when on it tells what was settled. */
    since: z.number(),
  }),
  /** Asks the shop's system for a change; `to` names the order. About no handoff: that is 0. */
  z.object({ kind: z.literal("change"), handoff: z.literal(0), change: orderChangeSchema }),
  /** A one-time code; `to` says what the customer named, and the contact is found when it leaves. About no handoff: that is 0. */
  z.object({ kind: z.literal("code"), handoff: z.literal(0), challenge: challengeSchema }),
  /** A code that joins what is written elsewhere to this person; made as it leaves. About no handoff: that is 0. */
  z.object({
    kind: z.literal("link"),
    handoff: z.literal(0),
    /** Who they have proven to be, and until when at most that holds elsewhere; without it, as long as a code's. */
    contact: addressSchema,
    until: z.number().optional(),
    at: z.number(),
  }),
  /** Shows at the agent's own message `mark` what became of what it said, as it stands when this is sent. */
  z.object({ kind: z.literal("mark"), handoff: z.number(), mark: z.string(), about: z.string() }),
]);
export type SendBody = z.infer<typeof sendBodySchema>;

/** How far an agent's line has come on its way to the customer. */
export type LineFate = "queued" | "sent" | "delivered" | "read" | "failed";

/** Something to send, as a turn asks for it; the commit keeps it in the outbox. */
export type NewSend = {
  /** Unique for ever: `<customer>-<turn>-<n>`, or one derived from the moment it must happen once for. */
  id: string;
  purpose: Purpose;
  author: "bot" | "agent";
  to: Address;
  /** Our own address; absent for the desk. */
  from?: Address;
  body: SendBody;
  /** Sends of one lane leave one at a time, lowest `rank` first, then in the order they were made. */
  lane: string;
  rank: number;
  /** Not before this instant; until then it does not hold up its lane. */
  notBefore: number;
};

export type NewTimer = { key: string; timer: TimerKind; subject: string; dueAt: number };

/** A change to who may be written to, with the words or code that made it. */
export const consentChangeSchema = z.object({
  address: addressSchema,
  status: z.enum(["opted_out", "opted_in"]),
  /** `thanks`: only what nobody needs to have, such as thank-yous and surveys. Absent: whatever we would write. */
  purpose: z.literal("thanks").optional(),
  at: z.number(),
  /** E.g. `keyword STOP`, `twilio 21610`, `words: pls dont text me`. */
  by: z.string(),
});
export type ConsentChange = z.infer<typeof consentChangeSchema>;

export const DECISION_KINDS = [
  "relay",
  "answer",
  "ask",
  "act",
  "hand_over",
  "stay_silent",
] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** What `choose` makes of a brief. Nothing in it has happened until it is committed. */
export type Decision = {
  kind: DecisionKind;
  /** The rule that made it, readable in the journal: `flow.order_status`, `handoff: asked for a person`. */
  rule: string;
  conversation: Conversation;
  sends: NewSend[];
  timers: { set: NewTimer[]; cancel: string[] };
  consent: ConsentChange[];
  /** A claim takes the bot's unsent words back in the same commit (G6). */
  cancelBotSends: boolean;
  /** Ids of answers that were held up until they were stale: they do not leave any more, what is said now is said in their place. */
  takeBack?: readonly string[];
};

/** One turn as people read it later. Texts are kept; logs never carry them. */
export const journalEntrySchema = z.object({
  at: z.number(),
  turn: z.number(),
  inbounds: z.array(
    z.object({
      key: z.string(),
      kind: z.string(),
      text: z.string().optional(),
      /** When we took it in; the turn may come later. */
      receivedAt: z.number().optional(),
      /** Who did what at the desk: "Mette (U0123456789): claim". */
      by: z.string().optional(),
    }),
  ),
  /** What was looked up outside, how long it took, and what came of it. */
  reads: z.array(z.object({ what: z.string(), ms: z.number(), outcome: z.string() })),
  understanding: understandingSchema.optional(),
  /** What a language model said, unchecked; what came of it is the decision's. */
  help: helpSchema.optional(),
  decision: z.object({ kind: z.enum(DECISION_KINDS), rule: z.string() }),
  replies: z.array(z.object({ to: addressSchema, text: z.string(), by: z.string() })),
  holder: z.object({ before: z.string(), after: z.string() }),
  promises: z.object({ before: z.number(), after: z.number() }),
});
export type JournalEntry = z.infer<typeof journalEntrySchema>;

/** What a team reads as its shift begins or ends, or of promises that nobody keeps. Names and reasons are untrusted text. */
export type DeskBriefing = {
  team: string;
  shift: Extract<SendBody, { kind: "briefing" }>["shift"];
  at: number;
  timezone: string;
  /** Conversations since the last shift, where the store can tell: all, and those that needed a person. */
  settled?: { conversations: number; handedOver: number };
  /** In the order in which they should be served. */
  waiting: readonly {
    customer?: CustomerId;
    handoff?: number;
    /** Where their card is, once it is up. */
    thread?: Address;
    who: string;
    reason: string;
    priority: "normal" | "high" | "urgent";
    promiseDueAt?: number;
    /** Until when WhatsApp lets us write to them freely, where that is how they wrote. */
    windowEndsAt?: number;
  }[];
};

/** A person's work at the desk as the card shows it. Drawn fresh each time the card is posted or updated. */
export type DeskCard = {
  customer: CustomerId;
  handoff: number;
  team: string;
  state: "waiting" | "claimed" | "handed_back" | "resolved" | "passed_on";
  /** For one that was passed on: to which team. */
  passedTo?: string;
  /** Put aside by its holder: until that instant, or until the customer writes. */
  snoozed?: { until?: number | undefined };
  /** How earlier work on this conversation ended, newest last. Notes are agents' own words. */
  pastWork?: readonly PastWork[];
  agent?: Agent;
  priority: "normal" | "high" | "urgent";
  /** The customer's first name or profile name, else a masked address. Untrusted text. */
  who: string;
  channel: string;
  /** Masked: `sms …4050`. */
  address: string;
  reason: string;
  rule: string;
  /** Names of the shop's canned replies, for whoever holds it. */
  replies?: readonly string[];
  /** What the holder might answer to the customer's last words, the likeliest first; to be edited and sent. */
  suggestions?: readonly string[];
  /** What made the rule fire; quotes untrusted text. */
  because?: string;
  /** The talk in short, as a language model tells it. Untrusted text. */
  summary?: string;
  /** What a colleague should bring along, as the rule asks for it. */
  skills?: readonly string[];
  /** Since when words of theirs wait for a person. */
  waitingSince: number;
  /** When a person last wrote to them, where nothing of theirs waits since. */
  answeredAt?: number;
  promiseDueAt?: number;
  /** For WhatsApp: whether free text reaches them and until when, and how many of the agent's lines wait for them to write. */
  window?: { state: "open" | "closing" | "closed"; endsAt: number; held: number };
  /** They want no more messages: since when, and by which words. Untrusted text. */
  silenced?: { at: number; by: string };
  orderNumbers: string[];
  /** The last words of the talk, oldest first; untrusted text. */
  lines: Conversation["lines"];
  timezone: string;
};
