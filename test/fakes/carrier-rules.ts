import calculator from "sms-segments-calculator";

const { SegmentedMessage } = calculator;

/** A message as Twilio keeps it. */
export type CarrierMessage = {
  sid: string;
  direction: "inbound" | "outbound-api";
  from: string;
  to: string;
  body: string;
  status: string;
  errorCode: string | undefined;
  segments: number;
  media: readonly string[];
  contentSid: string | undefined;
  serviceSid: string | undefined;
  statusCallback: string | undefined;
  createdAt: number;
  sentAt: number | undefined;
};

export type Service = { sid: string; numbers: readonly string[]; advancedOptOut?: boolean };
export type Template = { sid: string; body: string };

/** What the carrier knows when it judges a request. */
export type CarrierBook = {
  /** `+45…` and `whatsapp:+1…`. */
  numbers: readonly string[];
  services: readonly Service[];
  templates: readonly Template[];
  now: number;
  hasOptedOut(sender: string, customer: string): boolean;
  /** When this customer last wrote to this WhatsApp number. */
  lastInboundAt(sender: string, customer: string): number | undefined;
  /** The error that everything to this address ends in. */
  troubleWith(customer: string): string | undefined;
};

export type Refusal = { status: number; code: number; message: string };

export type Accepted = Pick<
  CarrierMessage,
  "from" | "to" | "body" | "media" | "contentSid" | "serviceSid" | "statusCallback" | "segments"
> & {
  /** It is taken, but will come back undelivered with this code. */
  fate: string | undefined;
};

/** Keywords that Twilio acts on by itself. Source: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out */
export const STOP_WORDS: readonly string[] =
  "STOP UNSUBSCRIBE END QUIT STOPALL REVOKE OPTOUT CANCEL".split(" ");
export const START_WORDS: readonly string[] = ["START", "UNSTOP", "YES"];
export const HELP_WORDS: readonly string[] = ["HELP", "INFO"];

const DAY_MS = 24 * 60 * 60_000;

/** What Twilio says to `POST Messages.json`: the first rule that is broken, or what it makes of it. */
export function judge(form: URLSearchParams, book: CarrierBook): Refusal | Accepted {
  const to = form.get("To") ?? "";
  if (to === "") return refuse(21604, "A 'To' phone number is required.");
  if (!isNumber(to)) return refuse(21211, `Invalid 'To' Phone Number: ${to}`);
  const from = senderFor(form, to, book);
  if (typeof from !== "string") return from;
  const content: Content = {
    body: form.get("Body") ?? "",
    media: form.getAll("MediaUrl"),
    contentSid: form.get("ContentSid") ?? undefined,
    variables: form.get("ContentVariables") ?? "{}",
  };
  const refusal =
    brokenContent(content, book) ??
    brokenCallback(form.get("StatusCallback")) ??
    unwanted(from, to, book);
  return refusal ?? accepted(form, { from, to, content }, book);
}

type Content = {
  body: string;
  media: readonly string[];
  contentSid: string | undefined;
  variables: string;
};

function accepted(
  form: URLSearchParams,
  { from, to, content }: { from: string; to: string; content: Content },
  book: CarrierBook,
): Accepted {
  const template = book.templates.find(({ sid }) => sid === content.contentSid);
  const body = template ? filled(template, content.variables) : content.body;
  return {
    from,
    to,
    body,
    media: content.media,
    contentSid: content.contentSid,
    serviceSid: form.get("MessagingServiceSid") || undefined,
    statusCallback: form.get("StatusCallback") ?? undefined,
    segments: segmentsOf(body, to),
    fate: book.troubleWith(to) ?? (template ? undefined : windowFate(from, to, book)),
  };
}

function brokenCallback(statusCallback: string | null): Refusal | undefined {
  if (statusCallback === null || URL.canParse(statusCallback)) return undefined;
  return refuse(21609, `The StatusCallback URL ${statusCallback} is not a valid URL.`);
}

function unwanted(from: string, to: string, book: CarrierBook): Refusal | undefined {
  if (book.hasOptedOut(from, to)) return refuse(21610, "Attempt to send to unsubscribed recipient");
  const trouble = book.troubleWith(to);
  return trouble?.startsWith("21") ? refuse(Number(trouble), `Error ${trouble}`) : undefined;
}

export function refuse(code: number, message: string, status = 400): Refusal {
  return { status, code, message };
}

export function isWhatsapp(address: string): boolean {
  return address.startsWith("whatsapp:");
}

function isNumber(address: string): boolean {
  return /^(whatsapp:)?\+[1-9]\d{6,14}$/.test(address);
}

function senderFor(form: URLSearchParams, to: string, book: CarrierBook): string | Refusal {
  const sender = form.get("From") || senderOfService(form.get("MessagingServiceSid"), to, book);
  if (typeof sender !== "string") return sender;
  if (isWhatsapp(sender) !== isWhatsapp(to)) {
    return refuse(21910, "Invalid From and To pair. From and To should be of the same channel");
  }
  if (sender === to) return refuse(21266, "'To' and 'From' number cannot be the same");
  if (book.numbers.includes(sender)) return sender;
  return isWhatsapp(sender)
    ? refuse(63007, "Twilio could not find a Channel with the specified From address")
    : refuse(
        21606,
        `The From phone number ${sender} is not a valid, SMS-capable inbound phone number or short code for your account.`,
      );
}

function senderOfService(sid: string | null, to: string, book: CarrierBook): string | Refusal {
  if (!sid) return refuse(21603, "A 'From' phone number is required.");
  const service = book.services.find((one) => one.sid === sid);
  if (!service) return refuse(21701, "The Messaging Service does not exist", 404);
  const sender = service.numbers.find((number) => isWhatsapp(number) === isWhatsapp(to));
  return sender ?? refuse(21703, "The Messaging Service has no sender for this message.");
}

function brokenContent(content: Content, book: CarrierBook): Refusal | undefined {
  if (content.contentSid !== undefined) return brokenTemplate(content, book);
  if (content.body === "" && content.media.length === 0) {
    return refuse(21602, "Message body is required.");
  }
  if (content.media.length > 10)
    return refuse(21623, "Number of media files exceeds allowed limit");
  if (countUnits(content.body) > 1600) {
    return refuse(21617, "The concatenated message body exceeds the 1600 character limit");
  }
  return undefined;
}

function brokenTemplate(
  { contentSid, variables }: Content,
  book: CarrierBook,
): Refusal | undefined {
  if (!book.templates.some(({ sid }) => sid === contentSid)) {
    return refuse(21655, "The ContentSid is Invalid");
  }
  try {
    const given: unknown = JSON.parse(variables);
    if (typeof given === "object" && given !== null && !Array.isArray(given)) return undefined;
  } catch {
    // falls through to the refusal: broken JSON is what it is for
  }
  return refuse(21656, "The ContentVariables Parameter is invalid");
}

function filled(template: Template, variables: string): string {
  const values = JSON.parse(variables) as Record<string, string>; // checked by brokenTemplate
  return template.body.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Free text on WhatsApp is taken, and comes back undelivered, once the customer has been silent for 24 hours. */
function windowFate(sender: string, to: string, book: CarrierBook): string | undefined {
  if (!isWhatsapp(to)) return undefined;
  const seen = book.lastInboundAt(sender, to);
  return seen !== undefined && book.now - seen < DAY_MS ? undefined : "63016";
}

/** Extended GSM-7 and everything beyond the basic plane count twice. Source: Twilio error 21617. */
function countUnits(body: string): number {
  return new SegmentedMessage(body).encodedChars.reduce(
    (sum, char) => sum + char.codeUnits.length,
    0,
  );
}

export function segmentsOf(body: string, address: string): number {
  return isWhatsapp(address) ? 1 : new SegmentedMessage(body).segmentsCount;
}
