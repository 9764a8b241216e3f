import { z } from "zod";
import { closureSchema, type Hours, holidaysSchema, weeklyHoursSchema } from "./hours.ts";
import type { Knowledge } from "./knowledge.ts";
import { RETURN_REASONS } from "./order.ts";
import type { Recogniser } from "./understanding.ts";

const timezone = z.string().refine(isTimezone, {
  error: (issue) =>
    `${JSON.stringify(issue.input)} is not an IANA time zone such as "Europe/Copenhagen"`,
});

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false; // a RangeError is Intl's way to say no
  }
}

const slackChannelId = z
  .string()
  .regex(
    /^[CG][A-Z0-9]{6,}$/,
    'expected a Slack channel id such as "C0123456789" (channel details, at the bottom)',
  );

const teamSchema = z.strictObject({
  slack_channel: slackChannelId.optional(),
  /** Members who may claim; empty (and no agents_group) means everybody in the desk channel who is a full member of the workspace. */
  agents: z.array(z.string()).default([]),
  /** A Slack user group ("S0123456789") whose members may claim as well. */
  agents_group: z
    .string()
    .regex(/^S[A-Z0-9]{6,}$/, 'expected the id of a Slack user group such as "S0123456789"')
    .optional(),
  /** The team's own hours; the shop's where it has none. */
  hours: weeklyHoursSchema.optional(),
});

/** Tried as it is used: over letters of any script, in any case. */
const orderNumberPattern = z.string().superRefine((source, context) => {
  const say = (message: string) => context.addIssue({ code: "custom", message });
  try {
    if (new RegExp(`^(?:${source})$`, "iu").test("")) {
      say('fits an empty text, and so every message: expected a pattern such as "#?(\\\\d{4,})"');
    }
  } catch (error) {
    say(`not a valid pattern: ${(error as Error).message}`); // RegExp throws only SyntaxError
  }
  if (ENDLESS_IN_ENDLESS.test(source.replace(/\\.|\[(?:\\.|[^\]])*\]/g, "c"))) {
    say(
      "repeats what is repeated already, which can take hours to read: write (\\d+), not ((\\d+)+)",
    );
  }
});

/** A group that is repeated without end and holds something that is: a long text that does not fit is tried in 2^n ways. */
const ENDLESS_IN_ENDLESS = /[+*}]\)?[^()|]*\)(?:[+*]|\{\d+,\})/;

const locale = z.string().refine(isLocale, {
  error: (issue) =>
    `${JSON.stringify(issue.input)} is not a language such as "en", "da" or "pt-BR"`,
});

function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1 && /^[a-z]{2,3}(-|$)/i.test(name);
  } catch {
    return false; // a RangeError is Intl's way to say no
  }
}

const pageOrigin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'expected where a page lives, without a path, such as "https://harbour-pine.example"',
  );

/** What we may say without having been asked. */
export const OUTREACH_KINDS = [
  "thank_you",
  "ready_for_pickup",
  "delayed",
  "refunded",
  "return_received",
  "survey",
] as const;
export type OutreachKind = (typeof OUTREACH_KINDS)[number];

const contentSid = z
  .string()
  .regex(/^HX[0-9a-fA-F]{32}$/, 'expected a ContentSid such as "HX" and 32 hex digits');

/** `outreach:` of shop.yaml: what is said besides the thank-you. Its quiet hours hold for all of it, its cap for the survey too. */
const outreachSchema = z.strictObject({
  /** News of an order that its buyer waits for. They need no consent of their own, but hold after a STOP as all do. */
  tell: z.array(z.enum(["ready_for_pickup", "delayed", "refunded", "return_received"])).default([]),
  /** One question, so many days after the order arrived. */
  survey: z
    .strictObject({
      after_days: z.number().positive().default(8),
      answers: z.enum(["1-5", "thumbs"]).default("1-5"),
    })
    .optional(),
  /** Of these a second text (`thank_you.b`, `survey.ask_b` of phrases/<locale>.yaml) is tried against the first; the order decides which one it is. */
  two_texts: z.array(z.enum(["thank_you", "survey"])).default([]),
  /** Approved WhatsApp templates ({{1}}: first name, {{2}}: what they bought, {{3}}: the shop's name) for when its 24 hours are over. */
  templates: z.partialRecord(z.enum(OUTREACH_KINDS), contentSid).default({}),
});

const most = z.number().int().nonnegative();

/** `helper:` of shop.yaml: how much a language model may be asked, where there is one; a night is twelve hours. 0: never. */
const helperSchema = z.strictObject({
  calls_per_conversation: most.default(20),
  calls_per_hour: most.default(300),
  calls_per_night: most.default(2_000),
  tokens_per_hour: most.default(300_000),
  tokens_per_night: most.default(2_000_000),
});

/** `keep:` of shop.yaml: for how many days, by what it is; 0: for ever. */
const keepSchema = z.strictObject({
  /** Settled messages word for word, as they came and as they went. */
  messages_days: most.default(90),
  /** What was understood, decided and said in each turn: the timeline, and the scorecard's source. */
  turns_days: most.default(730),
  /** People, after the last word with them. Source: CNIL's guidance on customers' data, three years after the last contact. */
  people_days: most.default(1_095),
});

/** shop.yaml. */
export const shopFileSchema = z.strictObject({
  name: z.string().min(1),
  timezone,
  locales: z.array(locale).min(1).default(["en"]),
  hours: weeklyHoursSchema,
  holidays: holidaysSchema.default({ extra: [] }),
  closures: z.array(closureSchema).default([]),
  /** What an order number looks like; its first group is the number itself. */
  order_number: orderNumberPattern.default("#?(\\d{4,})"),
  returns: z
    .strictObject({
      window_days: z.number().int().positive().default(30),
      counted_from: z.enum(["delivery", "shipping", "order"]).default("delivery"),
      outcomes: z
        .array(z.enum(["refund", "exchange", "store_credit", "replacement", "keep_item"]))
        .default(["refund"]),
      final_sale_tags: z.array(z.string()).default([]),
      /** Items that never come back for another reason than price, e.g. for hygiene. */
      not_returnable_tags: z.array(z.string()).default([]),
      /** A longer window for some items, by tag: `{ christmas: 60 }`. */
      window_days_by_tag: z.record(z.string(), z.number().int().positive()).default({}),
      /** For these reasons a photo is asked for before the return is made; who has none gets a person. */
      photo_for: z.array(z.enum(RETURN_REASONS)).default([]),
      /** How to send it back, where the shop's system makes no label of its own: a link to one, a QR code, a place. `{order}` is the order's number. */
      send_back: z.string().min(1).optional(),
      /** So many days after it has reached the shop, at the latest, the money is on its way. */
      refund_days: z.number().int().positive().optional(),
    })
    .prefault({}),
  cancel_until: z.enum(["packed", "shipped", "never"]).default("packed"),
  change_address_until: z.enum(["packed", "shipped", "never"]).default("packed"),
  thank_you: z
    .strictObject({
      after: z.enum(["delivered", "never"]).default("delivered"),
      delay_hours: z.number().nonnegative().default(3),
      /** Local to the recipient; nothing we start goes out inside it. */
      quiet: z
        .string()
        .regex(
          /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/,
          'expected a span such as "20:00-09:00"',
        )
        .default("20:00-09:00"),
      /** At most one message that we start per person in so many days. */
      cap_days: z.number().nonnegative().default(7),
    })
    .prefault({}),
  outreach: outreachSchema.prefault({}),
  helper: helperSchema.prefault({}),
  keep: keepSchema.prefault({}),
  teams: z.record(z.string(), teamSchema).default({ care: { agents: [] } }),
  whatsapp: z
    .strictObject({
      /**
       * The ContentSid of an approved utility template ({{1}}: the customer's first name, {{2}}: the shop's name) that asks
       * for a word, sent when an answer is there and the 24 hours are over.
       */
      answer_template: z
        .string()
        .regex(/^HX[0-9a-fA-F]{32}$/, 'expected a ContentSid such as "HX" and 32 hex digits')
        .optional(),
    })
    .optional(),
  /** Chat on the shop's own pages; without it only this server's own page has one, and only on a machine of one's own. */
  web_chat: z.strictObject({ origins: z.array(pageOrigin).default([]) }).optional(),
});
export type ShopFile = z.infer<typeof shopFileSchema>;

/** What a handoff rule looks at. Every condition that is given must hold. */
const whenSchema = z.strictObject({
  intent: z.union([z.string(), z.array(z.string())]).optional(),
  /** Messages in a row that were not understood. */
  misunderstood: z.number().int().positive().optional(),
  proof: z.literal("missing").optional(),
  /** Whole words or phrases, any of them, in any case. */
  words: z.array(z.string().regex(/\S/, "expected a word")).min(1).optional(),
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
});

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
          say: z.string().optional(),
          /** Asked after the promise, so that the answer waits for the colleague: "Which lamp is it?" */
          ask: z.string().optional(),
          /** What the colleague should bring along, shown on the card: "Danish", "electrics". */
          skills: z.array(z.string()).optional(),
        }),
      }),
    )
    .default([]),
});
export type HandoffFile = z.infer<typeof handoffFileSchema>;
export type HandoffRule = HandoffFile["rules"][number];

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
        title: z.string().optional(),
        phrases: z.array(z.string().min(1)).default([]),
        replace: z.boolean().default(false),
        /** A fixed answer (a phrase key of phrases/<locale>.yaml, or the words themselves). */
        answer: z.string().optional(),
      }),
    )
    .default({}),
});
export type IntentsFile = z.infer<typeof intentsFileSchema>;

/** phrases/<locale>.yaml: ICU MessageFormat texts by key; what is missing falls back to the shipped ones. */
export const phrasesFileSchema = z.record(
  z.string(),
  z
    .string()
    .regex(/\S/, "expected some text: without the line, the one that comes with Nightdesk is said"),
);

/** Fills a text of phrases/<locale>.yaml. @throws when a key does not exist: that is our mistake, not the shop's. */
export type Phrase = (key: string, values?: Record<string, string | number | Date>) => string;

/** The shop as its files say today, ready to be asked. Replaced as a whole when a file changes. */
export type Shop = {
  readonly file: ShopFile;
  readonly handoff: HandoffFile;
  readonly intents: IntentsFile;
  readonly hours: Hours;
  /** A team's own hours, or the shop's. */
  hoursOf(team: string): Hours;
  readonly recogniser: Recogniser;
  /** What knowledge/*.md says; absent where there is none. */
  readonly knowledge?: Knowledge;
  /** All that it may recognise, where that can be told. */
  readonly intentNames?: readonly string[];
  /** How the bot names an intent when it asks "did you mean …?", and the shop's fixed answer to it, if it has one. */
  intent(name: string, locale?: string): { title: string; answer?: string } | undefined;
  /** Phrases of the first configured locale that fits `locale`. */
  phrases(locale: string | undefined): Phrase;
  /** Answers that agents give again and again, in the locale of the shop's that fits: the `canned.*` texts of phrases/<locale>.yaml. */
  canned?(locale: string | undefined): readonly CannedReply[];
};

/** Stands in a canned reply for what is not known of the customer: an agent fills it in, and it is never sent. */
export const GAP = "[...]";

/** What canned replies may tell: the customer's first name, and of the one order that the talk is about its number, what was bought and where to follow it. */
export const CANNED_FACTS = ["name", "order", "items", "tracking"] as const;
export type CannedFacts = Partial<Record<(typeof CANNED_FACTS)[number], string>>;

/**
 * `name`: the key without its `canned.`, as agents choose by it; one that begins with an intent and a dot
 * ("delivery_problem.photo_please") is suggested for it. `text`: ready to be edited, with a GAP for each fact not given.
 */
export type CannedReply = { name: string; text(facts: CannedFacts): string };
