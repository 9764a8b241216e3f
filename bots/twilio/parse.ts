import type { ConsentChange } from "../../core/decision.ts";
import { MalformedInboundError } from "../../core/errors.ts";
import type {
  Address,
  CustomerMessage,
  InboundOf,
  Media,
  ReceiptStatus,
} from "../../core/message.ts";
import type { Form } from "./verify.ts";

/**
 * A customer's text, photo, location or tap, and the consent change when it is an opt-out keyword.
 * Fields we do not know are ignored: Twilio adds new ones without notice.
 *
 * @throws MalformedInboundError without a MessageSid, sender or receiver; an id is never invented, because a
 * repeated delivery would then become a second message.
 * Source: https://www.twilio.com/docs/messaging/guides/webhook-request
 */
export function parseMessage(
  form: Form,
  receivedAt: number,
): { inbound: CustomerMessage; consent?: ConsentChange } {
  const sid = required(form, "MessageSid");
  const from = parseAddress(required(form, "From"));
  const text = first(form, "Body") ?? "";
  const media = mediaOf(form);
  const location = locationOf(form);
  const tap = tapOf(form);
  const profileName = first(form, "ProfileName");
  const keyword = keywordOf(form, from, text);
  const inbound: CustomerMessage = {
    kind: "message",
    key: `twilio:${sid}`,
    receivedAt,
    from,
    to: parseAddress(required(form, "To")),
    text,
    media,
    ...(location && { location }),
    ...(tap && { tap }),
    ...(profileName && { profileName }),
    ...(keyword && { optOut: keyword.optOut }),
    ...(keyword?.ownWords && { ownWords: true }),
  };
  const consent = keyword && consentOf(keyword, from, receivedAt);
  return consent ? { inbound, consent } : { inbound };
}

/**
 * What became of something we sent, or `undefined` for a status that says nothing about that.
 * `sendId` is our outbox id, echoed in the callback's query. A 21610 also is an opt-out that we had not heard of.
 *
 * @throws MalformedInboundError without a MessageSid or MessageStatus.
 * Source: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export function parseReceipt(
  form: Form,
  sendId: string | undefined,
  receivedAt: number,
): { inbound: InboundOf<"receipt">; consent?: ConsentChange } | undefined {
  const sid = required(form, "MessageSid");
  const reported = first(form, "MessageStatus") ?? required(form, "SmsStatus");
  const status = RECEIPTS.get(reported);
  if (!status) return undefined;
  const errorCode = first(form, "ErrorCode");
  const inbound: InboundOf<"receipt"> = {
    kind: "receipt",
    key: `twilio:${sid}:${reported}`,
    receivedAt,
    ...(sendId && { sendId }),
    providerId: `twilio:${sid}`,
    status,
    ...(errorCode && errorCode !== "0" && { errorCode }),
  };
  if (errorCode !== OPTED_OUT_CODE) return { inbound };
  const address = parseAddress(required(form, "To"));
  const consent = {
    address,
    status: "opted_out",
    at: receivedAt,
    by: `twilio ${errorCode}`,
  } as const;
  return { inbound, consent };
}

/** `+4520304050` and short codes are SMS; `whatsapp:` says so itself. */
function parseAddress(value: string): Address {
  if (value.startsWith("whatsapp:")) return `whatsapp:${value.slice("whatsapp:".length)}`;
  if (value.includes(":")) {
    throw new MalformedInboundError(
      `${value.slice(0, value.indexOf(":"))}: is not a kind of address that is carried here; expected a phone number or whatsapp:<number>`,
    );
  }
  return `sms:${value}`;
}

/** The account a form claims to come from. */
export function accountOf(form: Form): string | undefined {
  return first(form, "AccountSid");
}

/** Twilio: "Attempt to send to unsubscribed recipient". */
const OPTED_OUT_CODE = "21610";

/**
 * "queued" and "sending" are not among them: that Twilio has a message is what it said when it took it, and what becomes
 * of it follows. Each receipt is a turn of its own, and those would be half of them.
 */
const RECEIPTS: ReadonlyMap<string, ReceiptStatus> = new Map([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["partially_delivered", "undelivered"],
  ["undelivered", "undelivered"],
  ["canceled", "failed"],
  ["failed", "failed"],
]);

type Keyword = { optOut: "stop" | "start" | "help"; by: string; ownWords?: true };

/**
 * Words that Twilio itself acts on and confirms on SMS. YES is not among them: Twilio reads it as START only from
 * somebody who had stopped, for everybody else it answers a question; OptOutType tells when it was one.
 * Source: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
 */
const SMS_KEYWORDS: ReadonlyMap<string, Keyword["optOut"]> = new Map([
  ...["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"].map(
    (word) => [word, "stop"] as const,
  ),
  ...["START", "UNSTOP"].map((word) => [word, "start"] as const),
  ...["HELP", "INFO"].map((word) => [word, "help"] as const),
]);

/**
 * On WhatsApp nobody else owns the keywords, so only words that cannot mean an order or a question count:
 * CANCEL, END and QUIT are talk there, and HELP and INFO deserve the bot's answer.
 */
const WHATSAPP_KEYWORDS: ReadonlyMap<string, Keyword["optOut"]> = new Map([
  ...["STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT"].map((word) => [word, "stop"] as const),
  ...["START", "UNSTOP"].map((word) => [word, "start"] as const),
]);

const OPT_OUT_TYPES: ReadonlyMap<string, Keyword["optOut"]> = new Map([
  ["STOP", "stop"],
  ["START", "start"],
  ["HELP", "help"],
]);

/**
 * What Twilio would act on as well, with a full stop or quotes around it counts too; Twilio neither knows nor confirms it.
 * Source: CTIA, Messaging Principles and Best Practices, 5.1.3: opt-outs in normal language are acted upon too.
 */
function keywordOf(form: Form, from: Address, text: string): Keyword | undefined {
  const told = first(form, "OptOutType") ?? "";
  const toldType = OPT_OUT_TYPES.get(told.toUpperCase());
  if (toldType) return { optOut: toldType, by: `twilio OptOutType ${told.toUpperCase()}` };
  const word = text.trim().toUpperCase();
  const optOut = (from.startsWith("whatsapp:") ? WHATSAPP_KEYWORDS : SMS_KEYWORDS).get(word);
  if (optOut) return { optOut, by: `keyword ${word}` };
  const bare = word.replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, "");
  return WHATSAPP_KEYWORDS.get(bare) === "stop"
    ? { optOut: "stop", by: `words: ${word}`, ownWords: true }
    : undefined;
}

function consentOf(
  { optOut, by }: Keyword,
  address: Address,
  at: number,
): ConsentChange | undefined {
  if (optOut === "help") return undefined;
  return { address, status: optOut === "stop" ? "opted_out" : "opted_in", at, by };
}

function mediaOf(form: Form): Media[] {
  const count = Number(first(form, "NumMedia") ?? 0);
  const media: Media[] = [];
  // Twilio carries at most ten; a signed form that claims more is not worth looping over
  for (let n = 0; n < Math.min(count, MOST_MEDIA); n += 1) {
    const url = first(form, `MediaUrl${n}`);
    if (url) media.push({ url, contentType: first(form, `MediaContentType${n}`) ?? UNKNOWN_TYPE });
  }
  return media;
}

const MOST_MEDIA = 10;
const UNKNOWN_TYPE = "application/octet-stream";

function locationOf(form: Form): CustomerMessage["location"] {
  const latitude = Number(first(form, "Latitude") ?? Number.NaN);
  const longitude = Number(first(form, "Longitude") ?? Number.NaN);
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return undefined;
  const label = [first(form, "Label"), first(form, "Address")].filter(Boolean).join(", ");
  return label ? { latitude, longitude, label } : { latitude, longitude };
}

function tapOf(form: Form): CustomerMessage["tap"] {
  const payload = first(form, "ButtonPayload");
  const text = first(form, "ButtonText");
  if (payload === undefined && text === undefined) return undefined;
  return { payload: payload ?? text ?? "", text: text ?? first(form, "Body") ?? "" };
}

function first(form: Form, name: string): string | undefined {
  const value = form.get(name)?.[0];
  return value === "" ? undefined : value;
}

function required(form: Form, name: string): string {
  const value = first(form, name)?.trim();
  if (!value) throw new MalformedInboundError(`a Twilio webhook must carry ${name}`);
  return value;
}
