import type { IncomingMessage, ServerResponse } from "node:http";
import type { Express } from "express";
import { MalformedInboundError, StoreUnavailableError } from "../../core/errors.ts";
import type { Arrival } from "../../core/ports.ts";
import type { Channel, Edge } from "../channel.ts";
import { fetchFile } from "../fetch-file.ts";
import { explainTwilioError } from "./errors.ts";
import { twilioAttaches } from "./media.ts";
import { smsPace } from "./pace.ts";
import { accountOf, parseMessage, parseReceipt } from "./parse.ts";
import { splitText } from "./segments.ts";
import { type TwilioOptions, twilioSender } from "./send.ts";
import { authTokens, type Form, isSignedByTwilio, parseForm } from "./verify.ts";

/**
 * SMS and WhatsApp by Twilio: `POST /twilio/messages` and `POST /twilio/status` in, REST out. Mount it before any
 * body parser: signatures are checked over the bytes as they came.
 */
export function twilioChannel(set: TwilioOptions): Channel {
  const options = { ...set, publicUrl: set.publicUrl.replace(/\/$/, "") };
  return {
    name: "twilio",
    carries: ["sms", "whatsapp"],
    mount: (app, edge) => mountWebhooks(app, edge, options),
    take: (request, response, edge) => takeWebhook(request, response, edge, options),
    ...twilioSender(options),
    split: (text) => splitText(text),
    attaches: twilioAttaches,
    pace: ({ send }) => smsPace(send, options),
    explain: explainTwilioError,
    fetchFile: (url) => fetchTwilioFile(url, options),
  };
}

/** Media live at Twilio's API, which wants the account's credentials, and redirects to where they are stored. */
function fetchTwilioFile(url: string, { accountSid, authToken, apiUrl }: TwilioOptions) {
  const [token = ""] = authTokens(authToken);
  return fetchFile(url, {
    hosts: [".twilio.com"],
    storage: [".twiliocdn.com", ".amazonaws.com"],
    authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString("base64")}`,
    origin: apiUrl,
  });
}

function mountWebhooks(app: Express, edge: Edge, options: TwilioOptions): void {
  for (const [path, arrivalOf] of Object.entries(WEBHOOKS)) {
    app.post(path, (request, response) => takeIn(arrivalOf, { request, response, edge, options }));
  }
}

/** Needs nothing of Express, whose own work for a request is a quarter of all that is done for it. */
function takeWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  edge: Edge,
  options: TwilioOptions,
): boolean {
  const { method, url = "" } = request;
  const [path = ""] = url.split("?", 1);
  const arrivalOf = WEBHOOKS[path];
  if (method !== "POST" || !arrivalOf) return false;
  takeIn(arrivalOf, { request, response, edge, options });
  return true;
}

/** A webhook of Twilio's, and what it takes to take it in. */
type Post = {
  request: IncomingMessage;
  response: ServerResponse;
  edge: Edge;
  options: TwilioOptions;
};

function takeIn(arrivalOf: ArrivalOf, post: Post): void {
  const { request, response, edge } = post;
  receive(post, (form) => arrivalOf(form, request.url ?? "", edge)).catch((error: unknown) => {
    edge.events.failed({ what: "answering a Twilio webhook", error });
    response.destroy();
  });
}

type ArrivalOf = (form: Form, url: string, edge: Edge) => Arrival | undefined;

const WEBHOOKS: Readonly<Record<string, ArrivalOf>> = {
  "/twilio/messages"(form, _url, { clock, ids }) {
    const { inbound, consent } = parseMessage(form, clock.now());
    const newCustomer = ids.next();
    return {
      inbound,
      route: { kind: "address", address: inbound.from, newCustomer },
      ...(consent && { consent }),
    };
  },
  "/twilio/status"(form, url, { clock }) {
    const sendId = new URLSearchParams(url.split("?")[1]).get("send") ?? undefined;
    const receipt = parseReceipt(form, sendId, clock.now());
    return receipt && { ...receipt, route: receiptRoute(receipt.inbound) };
  },
};

/** Our send ids begin with their customer: `<customer>-<turn>-<n>`. */
function receiptRoute(receipt: {
  sendId?: string | undefined;
  providerId?: string | undefined;
}): Arrival["route"] {
  const customer = receipt.sendId?.includes("-") ? receipt.sendId.split("-", 1)[0] : undefined;
  if (customer) return { kind: "customer", customer };
  return { kind: "sent", providerId: receipt.providerId ?? "" };
}

/** Size, signature, account, shape, then kept, and only then thanked (G1). Answers never go in here: they take REST. */
async function receive(
  { request, response, edge, options }: Post,
  arrivalOf: (form: Form) => Arrival | undefined,
): Promise<void> {
  const refuse = (status: number, why: string) => {
    edge.events.refused({ channel: "twilio", status, why });
    answer(response, status, "text/plain", why);
  };
  const body = await bodyOf(request);
  if (body === "gone") return;
  if (body === "too_large") {
    response.setHeader("Connection", "close");
    return refuse(413, "too large");
  }
  const form = parseForm(body.text);
  const signed = isSignedByTwilio({
    url: options.publicUrl + request.url,
    form,
    signature: signatureIn(request),
    tokens: authTokens(options.authToken),
  });
  if (!signed) return refuse(403, "not signed by Twilio");
  if (accountOf(form) !== options.accountSid) return refuse(403, "another account");
  try {
    const arrival = arrivalOf(form);
    if (arrival) await edge.accept([arrival]);
    // Nothing to say in here: answers take REST.
    answer(response, 200, "text/xml", "<Response/>");
  } catch (error) {
    if (error instanceof MalformedInboundError) return refuse(400, error.message);
    if (!(error instanceof StoreUnavailableError)) {
      edge.events.failed({ what: "taking in a Twilio webhook", error });
    }
    response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    refuse(503, "not kept, try again");
  }
}

function answer(response: ServerResponse, status: number, type: string, text: string): void {
  response.statusCode = status;
  response.setHeader("Content-Type", `${type}; charset=utf-8`);
  response.end(text);
}

function signatureIn({ headers }: IncomingMessage): string | undefined {
  const signature = headers["x-twilio-signature"];
  return typeof signature === "string" ? signature : undefined;
}

/** Ten MMS links and a 1600-character text are far below this. */
const LARGEST_BODY = 64 * 1024;
const RETRY_AFTER_SECONDS = "5";

/** What is read and thrown away at most, so that a sender who is still sending can hear the refusal. */
const LARGEST_DRAIN = 8 * 1024 * 1024;

/** The body as text, or why there is none: the sender hung up half-way, or would not stop. */
function bodyOf(request: IncomingMessage): Promise<{ text: string } | "too_large" | "gone"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
      else if (size > LARGEST_DRAIN) {
        request.pause();
        resolve("too_large");
      }
    });
    request.on("end", () =>
      resolve(size > LARGEST_BODY ? "too_large" : { text: Buffer.concat(chunks).toString("utf8") }),
    );
    request.on("error", () => resolve("gone"));
    request.on("close", () => resolve("gone"));
  });
}
