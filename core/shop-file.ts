import { z } from "zod";
import { closureSchema, holidaysSchema, weeklyHoursSchema } from "./hours.ts";
import { isLocale, likelyLocale } from "./locale.ts";
import { nearest } from "./nearest.ts";
import { RETURN_REASONS } from "./order.ts";

const timezone = z.string().refine(isTimezone, {
  error: (issue) =>
    `${JSON.stringify(issue.input)} is not an IANA time zone such as "${likelyZone(String(issue.input))}"`,
});

/** The zone that was probably meant. */
function likelyZone(name: string): string {
  return nearest(name, Intl.supportedValuesOf("timeZone")) ?? "Europe/Copenhagen";
}

/** "+01:00" is no place: its clocks never change. */
function isTimezone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
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
  agents: z
    .array(
      z
        .string()
        .regex(
          /^[UW][A-Z0-9]+$/,
          'expected a Slack member\'s id such as "U0123456789" (their profile, behind the dots)',
        ),
    )
    .default([]),
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
  if (ENDLESS_IN_ENDLESS.test(source.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, "c"))) {
    say(
      "repeats what is repeated already, which can take hours to read: write (\\d+), not ((\\d+)+)",
    );
  }
});

/** A group that is repeated without end and holds something that is: a long text that does not fit is tried in 2^n ways. */
const ENDLESS_IN_ENDLESS = /[+*}]\)?[^()|]*\)(?:[+*]|\{\d+,\})/;

const locale = z.string().refine(isLocale, {
  error: ({ input }) => {
    const meant = likelyLocale(String(input));
    const hint =
      meant === undefined ? ' such as "en", "da" or "pt-BR"' : `: did you mean "${meant}"?`;
    return `${JSON.stringify(input)} is not a language${hint}`;
  },
});

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
  /** Where customers find the shop, as it would stand on a letter; told to those who ask where it is. */
  address: z.string().min(1).optional(),
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
