import type twilio from "twilio";
import { addressKind, addressValue } from "../../core/message.ts";
import type { Send } from "../../core/ports.ts";
import type { Channel, Outgoing, SendOutcome } from "../channel.ts";
import { outcomeOf, TwilioRefusalError } from "./errors.ts";
import { type TwilioHttpClient, twilioHttpClient } from "./http-client.ts";
import { MESSAGE_LIMIT, plainForSms } from "./segments.ts";
import { authTokens } from "./verify.ts";

/** What is set for Twilio. `authToken` may hold two, comma-separated, while they are rotated: the first one is used to send. */
export type TwilioOptions = {
  accountSid: string;
  authToken: string;
  /** Where Twilio reaches us, without a slash at the end. */
  publicUrl: string;
  smsFrom?: string | undefined;
  /** With or without its `whatsapp:`. */
  whatsappFrom?: string | undefined;
  messagingServiceSid?: string | undefined;
  /** Segments a second that each number carries; absent: Twilio's own queue sets the pace. */
  smsPerSecond?: number | undefined;
  /** Stands for https://api.twilio.com. */
  apiUrl?: string | undefined;
  /** How long Twilio may take over one request. */
  timeoutMs?: number | undefined;
};

/**
 * Sends by Twilio's REST API. Attempts once; the outbox retries. A text is one POST through the HTTP client that the SDK
 * has too; the SDK itself (34 MB, and dates and links that nobody reads) is loaded only when something is looked up.
 */
export function twilioSender(
  options: TwilioOptions,
): Pick<Channel, "send" | "reconcile" | "check"> {
  const { apiUrl, timeoutMs = TIMEOUT_MS } = options;
  let connecting: Promise<TwilioHttpClient> | undefined;
  const connect = () => {
    connecting ??= twilioHttpClient({ apiUrl, timeoutMs });
    return connecting;
  };
  let loading: Promise<twilio.Twilio> | undefined;
  const load = () => {
    loading ??= loadSdk(options, connect);
    return loading;
  };
  return {
    send: ({ send }) => sendOnce(send, options, connect),
    reconcile: (outgoing) => lookUp(outgoing, options, load),
    check: () => complaints(options, load),
  };
}

type Load = () => Promise<twilio.Twilio>;
type Connect = () => Promise<TwilioHttpClient>;

/** Twilio answers in well under a second; what takes this long is lost. */
const TIMEOUT_MS = 12_000;

async function loadSdk(options: TwilioOptions, connect: Connect): Promise<twilio.Twilio> {
  const [{ default: sdk }, http] = await Promise.all([import("twilio"), connect()]);
  return sdk(options.accountSid, authTokens(options.authToken)[0], {
    // the SDK's type is its own class, of which it only ever calls `request`
    httpClient: http as unknown as twilio.RequestClient,
    autoRetry: false,
    env: {}, // its own TWILIO_REGION and TWILIO_EDGE would look things up elsewhere than where they were sent
  });
}

async function sendOnce(
  send: Send,
  options: TwilioOptions,
  connect: Connect,
): Promise<SendOutcome> {
  const wire = wireOf(send, options);
  if ("kind" in wire) return wire;
  let http: TwilioHttpClient;
  try {
    http = await connect();
  } catch (error) {
    return refused("http", `no HTTP client could be had: ${String(error)}`, "channel_broken");
  }
  try {
    const { body } = await http.request(postOf(wire, send, options));
    const sid = sidIn(body);
    if (!sid) return { kind: "unclear", message: "Twilio answered without a message id" };
    return { kind: "accepted", providerId: `twilio:${sid}` };
  } catch (error) {
    return outcomeOf(error);
  }
}

/** Source: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
function postOf(
  wire: Wire,
  send: Send,
  { accountSid, authToken, publicUrl }: TwilioOptions,
): Parameters<TwilioHttpClient["request"]>[0] {
  const sender =
    "from" in wire ? { From: wire.from } : { MessagingServiceSid: wire.messagingServiceSid };
  return {
    method: "post",
    uri: `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages.json`,
    username: accountSid,
    password: authTokens(authToken)[0] ?? "",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/x-www-form-urlencoded",
      "User-Agent": "nightdesk",
    },
    data: {
      To: wire.to,
      StatusCallback: `${publicUrl}/twilio/status?send=${encodeURIComponent(send.id)}`,
      ...sender,
      ...(wire.template
        ? {
            ContentSid: wire.template.sid,
            ContentVariables: JSON.stringify(wire.template.variables),
          }
        : {
            ...(wire.body !== "" && { Body: wire.body }),
            ...(wire.media && { MediaUrl: wire.media }),
          }),
    },
  };
}

function sidIn(body: string): string | undefined {
  const resource: unknown = JSON.parse(body);
  if (typeof resource !== "object" || resource === null || !("sid" in resource)) return undefined;
  return typeof resource.sid === "string" ? resource.sid : undefined;
}

/** A template takes the body's place: with both, WhatsApp refuses it (63016). */
type Template = Extract<Send["body"], { kind: "text" }>["template"];

type Wire = { to: string; body: string; media?: string | undefined; template?: Template } & (
  | { from: string }
  | { messagingServiceSid: string }
);

/** The row as Twilio will be asked to send it; the same row always gives the same words, so that it can be found again. */
function wireOf(send: Send, options: TwilioOptions): Wire | SendOutcome {
  const kind = addressKind(send.to);
  if (send.body.kind !== "text" || (kind !== "sms" && kind !== "whatsapp")) {
    return refused("unsupported", `a ${send.body.kind} to ${kind} cannot go by Twilio`, "give_up");
  }
  const body = kind === "sms" ? plainForSms(send.body.text) : send.body.text;
  if (body.length > MESSAGE_LIMIT) {
    return refused(
      "21617",
      `${body.length} characters do not fit into one message; split it`,
      "give_up",
    );
  }
  const to = kind === "sms" ? addressValue(send.to) : send.to;
  const media = send.body.files?.[0]?.url;
  if (kind === "sms" && options.messagingServiceSid) {
    return { to, body, media, messagingServiceSid: options.messagingServiceSid };
  }
  const from = senderOf(send, kind, options);
  if (from === undefined) {
    const setting = kind === "sms" ? "TWILIO_SMS_FROM" : "TWILIO_WHATSAPP_FROM";
    return refused("21603", `no number to send from: set ${setting}`, "channel_broken");
  }
  return { to, body, media, from, template: send.body.template };
}

/** The address the customer wrote to, so that the answer stays in their thread; else the one that is set. */
function senderOf(
  send: Send,
  kind: "sms" | "whatsapp",
  options: TwilioOptions,
): string | undefined {
  const written =
    send.from && addressKind(send.from) === kind ? addressValue(send.from) : undefined;
  const set = kind === "sms" ? options.smsFrom : options.whatsappFrom?.replace(/^whatsapp:/, "");
  const number = written ?? set;
  return number && kind === "whatsapp" ? `whatsapp:${number}` : number;
}

/**
 * Looks for the words of an unclear attempt among what Twilio took for this recipient since it began. Words that went
 * out twice within a minute cannot be told apart; then the customer has just read them and misses nothing. A template's
 * words are Twilio's: any message of that time is taken for it. Of a file without words nobody can tell which one it was.
 */
async function lookUp(
  { send }: Outgoing,
  options: TwilioOptions,
  load: Load,
): ReturnType<Channel["reconcile"]> {
  const wire = wireOf(send, options);
  if ("kind" in wire) return { kind: "not_sent" };
  if (send.startedAt === undefined) return { kind: "unknown" };
  try {
    const client = await load();
    // no DateSent filter: Twilio leaves that date empty while a message still waits, and so would hide it
    const listed = await client.messages.list({
      to: wire.to,
      ...("from" in wire ? { from: wire.from } : {}),
      pageSize: LISTED,
      limit: LISTED,
    });
    const since = send.startedAt - CLOCKS_APART_MS;
    const found = listed.find(
      ({ direction, dateCreated, body }) =>
        direction.startsWith("outbound") &&
        dateCreated.getTime() >= since &&
        (wire.template !== undefined || comparable(body ?? "") === comparable(wire.body)),
    );
    if (found && wire.media && wire.body === "") return { kind: "unknown" };
    if (found) return { kind: "accepted", providerId: `twilio:${found.sid}` };
    const oldest = listed.at(-1)?.dateCreated.getTime() ?? 0;
    return listed.length === LISTED && oldest >= since ? { kind: "unknown" } : { kind: "not_sent" };
  } catch {
    return { kind: "unknown" }; // whatever kept us from asking, nothing was learnt; the outbox asks again
  }
}

/** Newest first, this many cover a minute with one recipient many times over. */
const LISTED = 100;

/** How far Twilio's clock (in whole seconds) and ours may be apart. */
const CLOCKS_APART_MS = 60_000;

/** Trial accounts put words of their own before ours, and a service's Smart Encoding replaces marks. */
function comparable(body: string): string {
  return plainForSms(body.replace(/^Sent from your Twilio trial account - /, "").trim());
}

/** Asks Twilio for one message: proves address, account and token, and the right to look an unclear send up. */
async function complaints(options: TwilioOptions, load: Load): Promise<readonly string[]> {
  const found = misconfigured(options);
  try {
    const client = await load();
    await client.messages.list({ pageSize: 1, limit: 1 });
  } catch (error) {
    const what = refusalWords(error, options);
    if (what) found.push(what);
  }
  return found;
}

function misconfigured(options: TwilioOptions): string[] {
  const found: string[] = [];
  if (!options.smsFrom && !options.whatsappFrom && !options.messagingServiceSid) {
    found.push(
      "Twilio has no number to send from: set TWILIO_SMS_FROM, TWILIO_WHATSAPP_FROM or TWILIO_MESSAGING_SERVICE_SID",
    );
  }
  const { hostname } = new URL(options.publicUrl);
  if (!options.apiUrl && /^(localhost|127\..*|0\.0\.0\.0|\[::1?\])$/.test(hostname)) {
    found.push(
      `Twilio cannot reach PUBLIC_URL ${options.publicUrl}: set it to this server's public address`,
    );
  }
  return found;
}

function refusalWords(error: unknown, options: TwilioOptions): string | undefined {
  const where = options.apiUrl ?? "https://api.twilio.com";
  if (!(error instanceof TwilioRefusalError)) {
    return `Twilio was not asked at ${where}: ${String(error)}`;
  }
  const { status, code, message } = error;
  if (status === 401 || status === 403) {
    return `Twilio refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN (${code ?? status}: ${message})`;
  }
  return status >= 500 ? `Twilio at ${where} answers HTTP ${status}` : undefined;
}

function refused(
  code: string,
  message: string,
  reaction: Extract<SendOutcome, { kind: "refused" }>["reaction"],
): SendOutcome {
  return { kind: "refused", code, message, reaction };
}
