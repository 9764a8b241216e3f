import {
  type Express,
  type NextFunction,
  type Request,
  type Response,
  type Router,
  raw,
} from "express";
import { MalformedInboundError } from "../../core/errors.ts";
import type { Edge } from "../channel.ts";
import { parseSlackBody } from "./body.ts";
import { readSlack } from "./parse.ts";
import { checkSlackSignature } from "./verify.ts";

/** Above anything Slack sends (40,000 characters, twice, escaped), below a megabyte. */
const LARGEST_BODY = 900_000;

/**
 * `POST /slack/events` for events, clicks and commands. Must be mounted before any body parser: the signature is over
 * the bytes as they came. What passes goes on to Bolt's router with those bytes in `rawBody`.
 */
export function mountSlackWebhook(
  app: Express,
  edge: Edge,
  signingSecret: string,
  bolt: () => Promise<Router>,
): void {
  const bytes = raw({ type: () => true, limit: LARGEST_BODY, inflate: false });
  app.post("/slack/events", (request, response, next) => {
    const refuse = (status: number, why: string) => {
      edge.events.refused({ channel: "slack", status, why });
      response.status(status).type("text/plain").send(why);
    };
    bytes(request, response, (error?: { status?: number }) => {
      if (error) return refuse(error.status ?? 400, "unreadable body");
      const rawBody = bytesOf(request);
      if (rawBody === undefined) {
        return refuse(500, "a body parser is mounted before Slack's webhook");
      }
      const checked = checkSlackSignature({
        signingSecret,
        signature: request.get("x-slack-signature"),
        timestamp: request.get("x-slack-request-timestamp"),
        rawBody,
        now: edge.clock.now(),
      });
      if (!checked.genuine) return refuse(403, `not signed by Slack: ${checked.why}`);
      hand(Object.assign(request, { rawBody }), response, next, bolt).catch((failure: unknown) => {
        if (failure instanceof MalformedInboundError) return refuse(400, failure.message);
        edge.events.failed({ what: "answering Slack", error: failure });
        if (!response.headersSent) refuse(503, "not kept, try again");
      });
    });
  });
}

/** `undefined`: somebody has already read the bytes, and they are gone. */
function bytesOf({ body }: Request): Buffer | undefined {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.isBuffer(body) ? body : undefined;
}

/** Bolt lets what it does not know hang until a time-out, so only what concerns the desk goes there. */
async function hand(
  request: Request & { rawBody: Buffer },
  response: Response,
  next: NextFunction,
  bolt: () => Promise<Router>,
): Promise<void> {
  const { kind } = readSlack(parseSlackBody(request.rawBody, request.get("content-type")));
  if (kind === "nothing") {
    response.status(200).end();
    return;
  }
  const router = await bolt();
  router(request, response, next);
}
