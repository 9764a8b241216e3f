import { z } from "zod";
import { changeOutcomeSchema, orderChangeSchema } from "./change.ts";

/**
 * Where somebody can be reached: a kind, a colon, and the address in that kind's own canonical form.
 * Phones are E.164 (`sms:+4520304050`, `whatsapp:+4520304050`), a desk thread is `desk:<channel>/<ts>`, an order in the
 * shop's own system `shop:<order id>` (for a one-time code, what the customer named of it).
 */
export type Address = `${AddressKind}:${string}`;

/** Every kind of address Nightdesk knows. The kind decides which channel carries a message. */
export const ADDRESS_KINDS = [
  "sms",
  "whatsapp",
  "slack",
  "webchat",
  "teams",
  "email",
  "desk",
  "shop",
] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

export const addressSchema = z.custom<Address>(
  (value) =>
    typeof value === "string" && ADDRESS_KINDS.some((kind) => value.startsWith(`${kind}:`)),
  { message: `expected an address such as "sms:+4520304050" (kinds: ${ADDRESS_KINDS.join(", ")})` },
);

/** Opaque id of a person, who has exactly one conversation. */
export type CustomerId = string;

export function addressKind(address: Address): AddressKind {
  return address.slice(0, address.indexOf(":")) as AddressKind; // the type guarantees the prefix
}

/** The part after the kind: for `sms:` and `whatsapp:` the E.164 number. */
export function addressValue(address: Address): string {
  return address.slice(address.indexOf(":") + 1);
}

/** The E.164 number behind an address whose carrier vouches for it, if it has one. */
export function phoneOf(address: Address): string | undefined {
  const kind = addressKind(address);
  return kind === "sms" || kind === "whatsapp" ? addressValue(address) : undefined;
}

const mediaSchema = z.object({ url: z.string(), contentType: z.string() });
const locationSchema = z.object({
  latitude: z.number(),
  longitude: z.number(),
  label: z.string().optional(),
});

/** A file on its way to a customer, under an address of ours where it can be read for a while. */
export const sentFileSchema = z.object({
  url: z.url(),
  contentType: z.string(),
  name: z.string(),
  bytes: z.number(),
});
export type SentFile = z.infer<typeof sentFileSchema>;

/** A customer's message as it arrived. Empty text is normal when there is media, a location or a tap. */
const customerMessage = z.object({
  kind: z.literal("message"),
  from: addressSchema,
  /** Which of our own addresses it was written to; answers go out from there. */
  to: addressSchema,
  text: z.string(),
  media: z.array(mediaSchema).default([]),
  location: locationSchema.optional(),
  /** A button the customer tapped: its payload, the words that stood on it, and when the question above it was asked. */
  tap: z
    .object({ payload: z.string(), text: z.string(), askedAt: z.number().optional() })
    .optional(),
  profileName: z.string().optional(),
  /** Set at accept when the text is exactly an opt-out keyword; the bot stays silent on it. */
  optOut: z.enum(["stop", "start", "help"]).optional(),
  /** They said so in words of their own, which no carrier knows and confirms. */
  ownWords: z.literal(true).optional(),
});

/** Delivery states in the order they may be reached; a later report never moves a send backwards. */
export const RECEIPT_STATUSES = [
  "queued",
  "sent",
  "delivered",
  "read",
  "undelivered",
  "failed",
] as const;
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

/** What a provider says became of something we sent. */
const receipt = z.object({
  kind: z.literal("receipt"),
  /** Our own outbox id where the provider echoes it, else absent and `providerId` leads to it. */
  sendId: z.string().optional(),
  providerId: z.string().optional(),
  status: z.enum(RECEIPT_STATUSES),
  /** The provider's own code, e.g. Twilio "21610". */
  errorCode: z.string().optional(),
});

/** Who did something at the desk. */
const agentSchema = z.object({ id: z.string(), name: z.string() });
export type Agent = z.infer<typeof agentSchema>;

/** A click or a thread message at the desk. */
const agentAction = z.object({
  kind: z.literal("agent"),
  agent: agentSchema,
  /** The handoff whose card was clicked: an old card must not act on a new conversation. */
  handoff: z.number().optional(),
  action: z.discriminatedUnion("do", [
    z.object({ do: z.literal("claim") }),
    z.object({ do: z.literal("hand_back"), note: z.string().optional() }),
    z.object({ do: z.literal("resolve"), outcome: z.string().optional() }),
    /** Text for the customer, already free of Slack's own markup. */
    z.object({
      do: z.literal("say"),
      text: z.string(),
      /** The desk's own name for the message it was written in (`C0123456789/1795942800.000001`); receipts show there. */
      mark: z.string().optional(),
      /** What goes with it; then `text` may be empty. */
      files: z.array(sentFileSchema).optional(),
    }),
    /** The agent edited (or, without `text`, deleted) the message that `mark` names. */
    z.object({ do: z.literal("amend"), mark: z.string(), text: z.string().optional() }),
    /** Gives the work to another team's queue, or straight into a colleague's hands. */
    z.object({
      do: z.literal("pass_on"),
      to: z.union([z.object({ team: z.string() }), z.object({ agent: agentSchema })]),
      note: z.string().optional(),
    }),
    /** Puts it aside until that instant, or until the customer writes, whichever comes first. */
    z.object({ do: z.literal("snooze"), until: z.number().optional() }),
    /** They are off: who waits for their word waits in the queue again, the rest is the bot's. */
    z.object({ do: z.literal("away") }),
    /** Takes back what was resolved or handed back. */
    z.object({ do: z.literal("reopen") }),
    /** Work on an order, under the policy in force; `note`: which items, and why, in the agent's words. */
    z.object({
      do: z.literal("order"),
      what: z.enum(["look_up", "send_code", "cancel", "return"]),
      number: z.string(),
      note: z.string().optional(),
    }),
    /** A thread message that must never leave the house; `into`: the language in which the customer may read it, "Spanish". */
    z.object({ do: z.literal("note"), text: z.string(), into: z.string().optional() }),
  ]),
});
export type AgentAction = z.infer<typeof agentAction>;

/** What can happen to an order that its customer may want to hear of. */
export const SHOP_EVENTS = [
  "delivered",
  "picked_up",
  "ready_for_pickup",
  "delayed",
  "refunded",
  "return_received",
] as const;
export type ShopEventName = (typeof SHOP_EVENTS)[number];

/** Something that happened to an order in the shop's own system. */
const shopEvent = z.object({
  kind: z.literal("shop_event"),
  event: z.enum(SHOP_EVENTS),
  orderId: z.string(),
  /** Which of several such happenings: the parcel, the refund, the return, or the new day of delivery ("2026-11-24"). */
  detail: z.string().optional(),
  /** When it happened, which may be long before we hear of it. */
  happenedAt: z.number(),
});

/** Whether somebody may be written to, as the shop learnt it elsewhere: from its own list, at its counter, by a number's new owner. */
const consentTold = z.object({
  kind: z.literal("consent"),
  address: addressSchema,
  status: z.enum(["opted_out", "opted_in"]),
  purpose: z.literal("thanks").optional(),
  by: z.string(),
});

/** What came of a change that a turn asked the shop's system for. `sendId` is its row in the outbox. */
const changeResult = z.object({
  kind: z.literal("change_result"),
  sendId: z.string(),
  change: orderChangeSchema,
  outcome: changeOutcomeSchema,
});

/** Somebody turned out to be the same person as this one, or not to be. */
const personChange = z.object({
  kind: z.literal("person"),
  change: z.discriminatedUnion("do", [
    z.object({
      do: z.literal("joined"),
      customer: z.string(),
      /** Theirs, which lead to this person from now on. */
      addresses: z.array(addressSchema),
      /** What proved it: "link code", "code", or who did it by hand. */
      by: z.string(),
      /** Their conversation as it was when they joined; whoever reads it checks its version. */
      conversation: z.unknown(),
    }),
    /** They turned out to be `into`, where their conversation goes on. */
    z.object({ do: z.literal("leave"), into: z.string(), by: z.string() }),
    z.object({ do: z.literal("parted"), customer: z.string(), by: z.string() }),
  ]),
});

/** A moment we asked to be woken at. `subject` is what it is about, e.g. a promise id or an order id. */
const timer = z.object({
  kind: z.literal("timer"),
  timer: z.enum([
    "promise_due",
    "thank_you",
    /** Any other message that we start: `subject` is its kind, the order's id and perhaps a detail, a space between them. */
    "outreach",
    "holder_lease",
    "promise_warning",
    "unanswered",
    "snooze_over",
    "shift",
    /** WhatsApp's 24 hours end soon, or have ended: `subject` is `<when the customer last wrote>/<what is due>`. */
    "whatsapp_window",
    /** An answer was held up for so long that it is not sent any more: the key names it. */
    "stale_answer",
    /** Has joined, or been proven to have the address that `subject` is: what that changes outside is done now. */
    "join",
  ]),
  subject: z.string(),
});
export type TimerKind = z.infer<typeof timer>["timer"];

/** Everything a turn can be about. All of it is kept first, and all of it takes the same road. */
export const inboundSchema = z
  .discriminatedUnion("kind", [
    customerMessage,
    receipt,
    agentAction,
    shopEvent,
    consentTold,
    changeResult,
    personChange,
    timer,
  ])
  .and(
    z.object({
      /** Unique over everything that ever arrives, from the provider's id: `twilio:SM…`, `timer:<customer>:…`. */
      key: z.string().min(1),
      /** When we took it in, epoch milliseconds. */
      receivedAt: z.number(),
    }),
  );
export type Inbound = z.infer<typeof inboundSchema>;
export type InboundOf<Kind extends Inbound["kind"]> = Extract<Inbound, { kind: Kind }>;
export type CustomerMessage = InboundOf<"message">;
export type Media = z.infer<typeof mediaSchema>;
