import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { ChatLog } from "../../core/chat-log.ts";
import { MalformedInboundError, StoreUnavailableError } from "../../core/errors.ts";
import type { Edge } from "../channel.ts";
import { type Limiter, limiter } from "./limits.ts";
import { mayUseChat, type OriginRule } from "./origins.ts";
import {
  activityId,
  activityOf,
  LARGEST_TEXT,
  messageOf,
  placeOfWatermark,
  readActivity,
  tapOf,
} from "./parse.ts";
import type { ChatSockets } from "./sockets.ts";
import { type ChatTokens, chatOf, unnamedVisitor, type Visitor } from "./tokens.ts";

export type DirectLine = {
  edge: Edge;
  log: ChatLog;
  tokens: ChatTokens;
  sockets: ChatSockets;
  /** Who may, as the shop's files say now; `undefined`: the chat is off. */
  rule: () => OriginRule | undefined;
  shopName: () => string;
};

/**
 * `/directline/*`, as Direct Line 3.0's clients speak it: tokens, one conversation per visitor, activities with a
 * watermark, and the address of a stream. A token is for whoever asks; what it may see is only that visitor's own chat.
 * Source: learn.microsoft.com, "Direct Line API 3.0 reference".
 */
export function mountDirectLine(app: Express, line: DirectLine): void {
  const { clock } = line.edge;
  const own = express();
  // behind a proxy on the same machine or network, the visitor is whom the proxy names
  own.set("trust proxy", ["loopback", "linklocal", "uniquelocal"]);
  own.disable("x-powered-by");
  own.disable("etag");
  own.use((request, response, next) => admit(request, response, next, line));
  own.use(express.json({ limit: LARGEST_BODY, type: () => true }));

  const arriving = limiter(ARRIVING, clock);
  own.post("/tokens/generate", limited(arriving, byAddress, line), async (request, response) => {
    const visitor = await whoArrives(request, line);
    if (!visitor)
      return refuse(response, line, 401, "BadIdentity", "the shop's signature does not hold");
    await answerWithToken(response, visitor, line, 200);
  });
  own.post("/tokens/refresh", limited(arriving, byAddress, line), async (request, response) => {
    const visitor = await line.tokens.readForRenewal(bearerOf(request));
    if (!visitor) return refuse(response, line, 403, "TokenExpired", "ask for a new token");
    await answerWithToken(response, visitor, line, 200);
  });

  const asking = limited(limiter(ASKING, clock), byVisitor, line);
  const known = (request: Request, response: Response, next: NextFunction) =>
    recognise(request, response, next, line);
  own.post("/conversations", known, asking, async (_request, response) => {
    await answerWithToken(response, visitorOf(response), line, 201, 0);
  });
  own.get("/conversations/:chat", known, asking, async (request, response) => {
    const place = placeOfWatermark(request.query.watermark);
    await answerWithToken(response, visitorOf(response), line, 200, place);
  });
  own.get("/conversations/:chat/activities", known, asking, (request, response) =>
    tellSince(request, response, line),
  );
  const writing = [
    limited(limiter(WRITING, clock), byVisitor, line),
    limited(limiter(WRITING_FROM_ONE_PLACE, clock), byAddress, line),
  ];
  own.post("/conversations/:chat/activities", known, ...writing, (request, response) =>
    take(request, response, line),
  );
  own.post("/conversations/:chat/upload", known, (_request, response) =>
    refuse(response, line, 415, "NotSupported", "files cannot be taken here"),
  );
  own.use((_request, response) =>
    refuse(response, line, 404, "NotFound", "there is no such thing"),
  );
  own.use((error: unknown, _request: Request, response: Response, _next: NextFunction) =>
    explainFailure(error, response, line),
  );
  app.use("/directline", own);
}

/** The text alone may be 8 KB; what clients put around it is more. */
const LARGEST_BODY = 64 * 1024;
const RETRY_AFTER_SECONDS = "5";

/** A page asks for a token when its visitor opens the chat, and once an hour after that. */
const ARRIVING = { burst: 30, everyMs: 2_000 };
/** A client without a socket asks every second. */
const ASKING = { burst: 60, everyMs: 500 };
/** People write in bursts, but not for long. */
const WRITING = { burst: 10, everyMs: 2_000 };
/** An office or a café is one place with many visitors. */
const WRITING_FROM_ONE_PLACE = { burst: 60, everyMs: 500 };

const BATCH = 200;

/** The chat is on, and this page may use it; preflights end here. */
function admit(request: Request, response: Response, next: NextFunction, line: DirectLine): void {
  const rule = line.rule();
  if (!rule) return refuse(response, line, 404, "Off", "web chat is off");
  const origin = request.get("origin");
  response.vary("Origin");
  if (!mayUseChat(origin, rule)) {
    return refuse(
      response,
      line,
      403,
      "Origin",
      "this page may not use the chat: add its origin to web_chat in shop.yaml",
    );
  }
  response.set("Cache-Control", "no-store");
  if (origin !== undefined) {
    response.set("Access-Control-Allow-Origin", origin);
    response.set("Access-Control-Expose-Headers", "Retry-After");
  }
  if (request.method !== "OPTIONS") return next();
  response.set({
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": request.get("access-control-request-headers") ?? "",
    "Access-Control-Max-Age": "600",
  });
  response.status(204).end();
}

/** A visitor with the shop's signature is its user; one without is somebody new. */
async function whoArrives(request: Request, line: DirectLine): Promise<Visitor | undefined> {
  const body: unknown = request.body;
  const signature =
    typeof body === "object" && body !== null && "identity" in body ? body.identity : undefined;
  if (signature === undefined || signature === null) return unnamedVisitor(line.edge.ids.next());
  return typeof signature === "string" ? line.tokens.identify(signature) : undefined;
}

/** Lets on who holds a token, in their own chat only. */
async function recognise(
  request: Request,
  response: Response,
  next: NextFunction,
  line: DirectLine,
): Promise<void> {
  const token = bearerOf(request);
  if (token === "") return refuse(response, line, 401, "MissingToken", "a token is needed");
  const visitor = await line.tokens.read(token);
  if (!visitor) return refuse(response, line, 403, "TokenExpired", "ask for a new token");
  const { chat } = request.params;
  if (chat !== undefined && chat !== chatOf(visitor.id)) {
    return refuse(response, line, 403, "BadConversation", "this is not your conversation");
  }
  response.locals.visitor = visitor;
  next();
}

function visitorOf(response: Response): Visitor {
  return response.locals.visitor as Visitor; // `recognise` ran before
}

function bearerOf(request: Request): string {
  return /^Bearer (\S+)$/.exec(request.get("authorization") ?? "")?.[1] ?? "";
}

function byAddress(request: Request): string {
  return request.ip ?? "";
}

function byVisitor(_request: Request, response: Response): string {
  return visitorOf(response).id;
}

function limited(
  limit: Limiter,
  keyOf: (request: Request, response: Response) => string,
  line: DirectLine,
) {
  return (request: Request, response: Response, next: NextFunction) => {
    const tooEarlyMs = limit.take(keyOf(request, response));
    if (tooEarlyMs === 0) return next();
    response.set("Retry-After", String(Math.ceil(tooEarlyMs / 1000)));
    refuse(response, line, 429, "TooManyRequests", "slow down");
  };
}

async function answerWithToken(
  response: Response,
  visitor: Visitor,
  line: DirectLine,
  status: number,
  streamFrom?: number,
): Promise<void> {
  const { token, expiresInSeconds } = await line.tokens.issue(visitor);
  const conversationId = chatOf(visitor.id);
  response.status(status).json({
    conversationId,
    token,
    expires_in: expiresInSeconds,
    ...(streamFrom === undefined
      ? {}
      : {
          streamUrl: await streamUrl(visitor, streamFrom, line, response.req.get("host")),
          referenceGrammarId: conversationId,
        }),
  });
}

/** By the public address; on this machine alone, by the one the page has used. */
async function streamUrl(
  visitor: Visitor,
  place: number,
  line: DirectLine,
  host: string | undefined,
): Promise<string> {
  const rule = line.rule();
  const isLocal = rule?.isLocal && /^(localhost|127\.0\.0\.1|\[::1\]):\d+$/.test(host ?? "");
  const base = isLocal ? `ws://${host}` : (rule?.publicUrl ?? "").replace(/^http/, "ws");
  const ticket = await line.tokens.ticket(visitor);
  return `${base}/directline/conversations/${chatOf(visitor.id)}/stream?watermark=${place}&t=${ticket}`;
}

async function tellSince(request: Request, response: Response, line: DirectLine): Promise<void> {
  const { id: visitorId } = visitorOf(response);
  const id = chatOf(visitorId);
  const place = placeOfWatermark(request.query.watermark);
  const lines = await line.log.since(id, place, BATCH);
  const chat = { id, visitorId, shopName: line.shopName() };
  response.json({
    activities: lines.map((each) => activityOf(each, chat)),
    watermark: String(lines.at(-1)?.place ?? place),
  });
}

/** Kept for the bot, then in the chat, and only then thanked for; after a failure between the two it is posted again. */
async function take(request: Request, response: Response, line: DirectLine): Promise<void> {
  const { edge, log, sockets } = line;
  const activity = readActivity(request.body);
  const visitor = visitorOf(response);
  const chat = chatOf(visitor.id);
  const text = activity.text?.trim() ?? "";
  // typing, "the page has joined" and the like are heard and let go
  if (activity.type !== "message") return void response.json({ id: "" });
  if (text === "") throw new MalformedInboundError("a message must carry text");
  if (Buffer.byteLength(text) > LARGEST_TEXT) {
    return refuse(response, line, 413, "MessageSizeTooBig", "at most 8 KB of text");
  }
  const clientId = activity.channelData?.clientActivityID || undefined;
  const freshId = edge.ids.next();
  const said = { text, tap: tapOf(activity, text), clientId, freshId };
  const message = messageOf(said, visitor.id, edge.clock.now());
  const { inbound, consent } = message;
  await edge.accept([
    {
      inbound,
      route: { kind: "address", address: inbound.from, newCustomer: edge.ids.next() },
      ...(consent ? { consent } : {}),
    },
  ]);
  const { place } = await log.append(chat, message.line);
  response.json({ id: activityId(chat, place) });
  sockets.tell(chat);
}

function refuse(
  response: Response,
  { edge }: DirectLine,
  status: number,
  code: string,
  message: string,
): void {
  edge.events.refused({ channel: "webchat", status, why: code });
  response.status(status).json({ error: { code, message } });
}

function explainFailure(error: unknown, response: Response, line: DirectLine): void {
  if (error instanceof MalformedInboundError) {
    return refuse(response, line, 400, "BadArgument", error.message);
  }
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500) {
    return refuse(response, line, status, "BadArgument", "unreadable body");
  }
  if (!(error instanceof StoreUnavailableError)) {
    line.edge.events.failed({ what: "serving a web chat", error });
  }
  response.set("Retry-After", RETRY_AFTER_SECONDS);
  refuse(response, line, 503, "ServiceUnavailable", "not kept, try again");
}
