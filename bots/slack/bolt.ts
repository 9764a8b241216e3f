import type * as Sdk from "@slack/bolt";
import type { Router } from "express";
import { MalformedInboundError, StoreUnavailableError } from "../../core/errors.ts";
import type { Edge } from "../channel.ts";
import type { DeskMessage } from "./blocks.ts";
import { readSlack } from "./parse.ts";

/** Takes one body in; resolves with what to answer a command, once everything in it is kept. */
export type TakeIn = (body: unknown) => Promise<DeskMessage | undefined>;

/** Slack waits three seconds for an answer; a slow store gets a little more before we hang up. */
const ANSWER_WITHIN_MS = 15_000;
const CALL_TIMEOUT_MS = 10_000;
/** A click is answered within three seconds, and who clicked must be known before. */
const QUICK_CALL_TIMEOUT_MS = 2_000;
const RETRY_AFTER_SECONDS = "5";

/** Says nothing: its messages carry bodies and tokens, and every failure reaches us as an error anyway. */
function quietLogger(sdk: typeof Sdk): Sdk.Logger {
  const nothing = () => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    setLevel: nothing,
    getLevel: () => sdk.LogLevel.ERROR,
    setName: nothing,
  };
}

/**
 * How we call Slack: one attempt and no waiting inside the SDK, because the outbox alone decides about repeating.
 * `quick` is for questions that an agent's click waits on.
 */
export function callOptions(sdk: typeof Sdk, apiUrl: string, pace: "quick" | "patient") {
  return {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: pace === "quick" ? QUICK_CALL_TIMEOUT_MS : CALL_TIMEOUT_MS,
    allowAbsoluteUrls: false,
    fetch: plainFetch,
    logger: quietLogger(sdk),
  };
}

/** When Slack says "too fast" without saying for how long. */
const USUAL_PENALTY_SECONDS = "30";

/** The SDK drops a failure's cause in some places and cannot read a 429 without its header; with this it need not. */
async function plainFetch(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const answer = await fetch(url, init).catch((cause: unknown) => {
    throw new Error("Slack did not answer", { cause });
  });
  if (answer.status !== 429 || Number(answer.headers.get("retry-after")) > 0) return answer;
  const headers = { "retry-after": USUAL_PENALTY_SECONDS };
  return new Response(answer.body, { status: 429, headers });
}

type Wiring = {
  sdk: typeof Sdk;
  botToken: string;
  apiUrl: string;
  takeIn: TakeIn;
  edge: Edge;
};

/**
 * Bolt behind HTTP, as a router for `POST /slack/events`. It expects the raw bytes in `rawBody`, their signature
 * checked; it answers only when `takeIn` has kept everything: 400 for nonsense, 503 when nothing could be kept.
 */
export function boltRouter(wiring: Wiring): Router {
  const { sdk, edge } = wiring;
  const receiver = new sdk.ExpressReceiver({
    // The bytes were checked on our own clock before they come here.
    signingSecret: "checked before",
    signatureVerification: false,
    endpoints: "/slack/events",
    // Bolt would otherwise thank Slack first and then try to keep the event.
    processBeforeResponse: true,
    // Bolt would otherwise answer 404 after three seconds to what it keeps in the fourth.
    unhandledRequestTimeoutMillis: ANSWER_WITHIN_MS,
    logger: quietLogger(sdk),
    processEventErrorHandler: async ({ error, response }) => {
      if (response.headersSent) return true;
      const status = error instanceof MalformedInboundError ? 400 : 503;
      report(edge, error, status);
      response.writeHead(status, status === 503 ? { "Retry-After": RETRY_AFTER_SECONDS } : {});
      response.end();
      return true; // lets Bolt stop its own timer
    },
  });
  boltApp(receiver, wiring);
  return receiver.router;
}

/** Bolt behind a socket: the receiver, ready to be started. It acknowledges an envelope only once it is kept. */
export function boltSocket(wiring: Wiring, appToken: string): Sdk.SocketModeReceiver {
  const { sdk, apiUrl, edge } = wiring;
  const receiver = new sdk.SocketModeReceiver({
    appToken,
    logger: quietLogger(sdk),
    // The SDK's own reconnecting rejects a promise that nobody holds when Slack is unreachable; that ends the process.
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: callOptions(sdk, apiUrl, "patient") },
    processEventErrorHandler: async ({ error }) => {
      const nonsense = error instanceof MalformedInboundError;
      report(edge, error, nonsense ? 400 : 503);
      return nonsense; // what nobody can read is let go, everything else comes again
    },
  });
  const app = boltApp(receiver, wiring);
  const acknowledgeAfter = {
    processEvent: async (event: Sdk.ReceiverEvent) => {
      if (readSlack(event.body).kind === "nothing") return event.ack();
      let answer: { value: Parameters<Sdk.ReceiverEvent["ack"]>[0] } | undefined;
      await app.processEvent({
        ...event,
        ack: async (value) => {
          answer = { value };
        },
      });
      if (answer) await event.ack(answer.value);
    },
  };
  // The receiver calls nothing but processEvent; Bolt types the whole App here.
  receiver.init(acknowledgeAfter as unknown as Sdk.App);
  return receiver;
}

function boltApp(receiver: Sdk.Receiver, { sdk, botToken, apiUrl, takeIn }: Wiring): Sdk.App {
  const app = new sdk.App({
    receiver,
    // No question to Slack before an event is kept. Who clicked is asked in takeIn.
    authorize: async () => ({ botToken }),
    // Bolt misses our own edits and deletions; readSlack does not.
    ignoreSelf: false,
    convoStore: false,
    logger: quietLogger(sdk),
    clientOptions: callOptions(sdk, apiUrl, "patient"),
  });
  app.use(async (args) => {
    const answer = await takeIn(args.body);
    // Events have no ack here: Bolt has put their answer aside until this function is done.
    const ack =
      "ack" in args ? (args.ack as ((answer?: object) => Promise<void>) | undefined) : undefined;
    await ack?.(answer && { response_type: "ephemeral", ...answer });
  });
  app.error(async (error) => {
    throw "original" in error && error.original instanceof Error ? error.original : error;
  });
  return app;
}

function report(edge: Edge, error: unknown, status: number): void {
  edge.events.refused({
    channel: "slack",
    status,
    why: status === 400 ? "out of shape" : "not kept",
  });
  const expected = error instanceof MalformedInboundError || error instanceof StoreUnavailableError;
  if (!expected) edge.events.failed({ what: "taking in a Slack event", error });
}
