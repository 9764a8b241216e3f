import type { SendOutcome } from "../channel.ts";

type Reaction = Extract<SendOutcome, { kind: "refused" }>["reaction"];

/** Twilio (or the way to it) refused a request before acting on it. Holds what decides the reaction. */
export class TwilioRefusalError extends Error {
  override readonly name = "TwilioRefusalError";
  readonly status: number;
  /** Twilio's own code, e.g. "21610", where the answer carried one. */
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(refusal: {
    status: number;
    code: string | undefined;
    message: string;
    retryAfterMs: number | undefined;
  }) {
    super(refusal.message);
    this.status = refusal.status;
    this.code = refusal.code;
    this.retryAfterMs = refusal.retryAfterMs;
  }
}

/**
 * What an error code of Twilio means, in words for a person at the desk or in the log.
 *
 * Source: https://www.twilio.com/docs/api/errors
 */
export function explainTwilioError(code: string): string | undefined {
  return CODES.get(code)?.meaning;
}

/**
 * What a failed attempt to send amounts to (G5). A 4xx says that nothing was sent; a failure to connect as well. All
 * else (5xx, a reset, a time-out, an unreadable answer) leaves open whether Twilio acted on the request.
 */
export function outcomeOf(error: unknown): Exclude<SendOutcome, { kind: "accepted" }> {
  if (error instanceof TwilioRefusalError) return refusalOutcome(error);
  const failure = networkFailure(error);
  const message = failure ? `${failure.code}: ${String(error)}` : String(error);
  if (!failure || failure.connected) return { kind: "unclear", message };
  return { kind: "refused", code: failure.code, message, reaction: "retry_later" };
}

function refusalOutcome(error: TwilioRefusalError): Exclude<SendOutcome, { kind: "accepted" }> {
  const { status, retryAfterMs } = error;
  if (status >= 500 || status === REQUEST_TIMEOUT) {
    return { kind: "unclear", message: `HTTP ${status}: ${error.message}` };
  }
  const known = error.code === undefined ? undefined : CODES.get(error.code);
  return {
    kind: "refused",
    code: error.code ?? `http_${status}`,
    message: known ? `${known.meaning} (Twilio: ${error.message})` : error.message,
    reaction: known?.reaction ?? reactionToStatus(status),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

const REQUEST_TIMEOUT = 408;

function reactionToStatus(status: number): Reaction {
  if (status === 429 || status === 409) return "retry_later";
  // a redirect or an unknown path means that TWILIO_API_URL or the account is wrong, for every message alike
  if (status < 400 || status === 401 || status === 403 || status === 404) return "channel_broken";
  return "give_up";
}

/** The request never left: safe to try again, whatever it was. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Asked by shape: undici wraps Node's own errors, with the code on the error or on its cause. */
function networkFailure(error: unknown): { code: string; connected: boolean } | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "string") {
    const connecting = "syscall" in error && error.syscall === "connect";
    return { code: error.code, connected: !connecting && !NEVER_CONNECTED.has(error.code) };
  }
  return "cause" in error ? networkFailure(error.cause) : undefined;
}

const CODES: ReadonlyMap<string, { reaction: Reaction; meaning: string }> = new Map(
  Object.entries({
    channel_broken: {
      "20003": "Twilio does not accept the account's credentials",
      "20005": "the Twilio account is not active",
      "20404": "this account or sender does not exist at Twilio",
      "21212": "the number to send from is not a phone number",
      "21601": "the number to send from cannot send texts",
      "21603": "no number to send from is set",
      "21606": "the number to send from does not belong to this Twilio account",
      "21659": "the number to send from is not a Twilio number",
      "21660": "the number to send from belongs to another Twilio account",
      "21661": "the number to send from cannot send texts",
      "21701": "the Twilio Messaging Service does not exist",
      "21703": "the Twilio Messaging Service has no senders",
      "21712": "the number to send from is not in the Twilio Messaging Service",
      "30002": "the Twilio account is suspended",
      "30034":
        "the number to send from is not registered for texts to the United States (A2P 10DLC)",
      "63007": "the WhatsApp number to send from is not set up at Twilio",
    },
    retry_later: {
      "20429": "Twilio gets too many requests at once",
      "21611": "too many texts already wait at the number to send from",
      "30001": "too many texts already wait at Twilio",
      "30610": "the recipient's quiet hours hold this message back",
      "63017": "WhatsApp gets too many messages at once",
      "63018": "WhatsApp gets too many messages at once",
    },
    opted_out: { "21610": "the customer has sent STOP and gets no more messages" },
    give_up: {
      "21201": "there is no number to send to",
      "21211": "this number does not exist",
      "21217": "this number does not exist",
      "21266": "the number to send to is our own",
      "21408": "texts to this country are not switched on at Twilio",
      "21602": "the message was empty",
      "21604": "there is no number to send to",
      "21609": "Twilio cannot report back to PUBLIC_URL",
      "21612": "texts cannot go from our number to this one",
      "21614": "this number is not a mobile phone and gets no texts",
      "21617": "the message is too long",
      "21635": "this number is a landline and gets no texts",
      "21654": "the message template does not exist",
      "21655": "the message template does not exist",
      "21656": "the message template was not filled in rightly",
      "21658": "the message is too long",
      "30003": "the phone is switched off or out of reach",
      "30004": "the phone or its network blocks this message",
      "30005": "this number does not exist, or no longer",
      "30006": "this number is a landline or its network takes no texts",
      "30007": "the phone network filtered this message as unwanted",
      "30008": "the phone network gave no reason",
      "30019": "the phone network takes no file of this size",
      "63003": "this number is not on WhatsApp",
      "63016": "WhatsApp's 24 hours have passed: free text waits until the customer writes again",
      "63021": "WhatsApp does not accept this content",
      "63024": "this number is not on WhatsApp",
    },
  } satisfies Record<Reaction, Record<string, string>>).flatMap(([reaction, codes]) =>
    Object.entries(codes).map(
      ([code, meaning]) => [code, { reaction: reaction as Reaction, meaning }] as const, // the keys above, by satisfies
    ),
  ),
);
