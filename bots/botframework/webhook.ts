import { type Express, json, type Request, type Response } from "express";
import { MalformedInboundError, StoreUnavailableError } from "../../core/errors.ts";
import type { Edge } from "../channel.ts";
import type { Connector } from "./connector.ts";
import { type Activity, messageOf, parseActivity } from "./parse.ts";
import { isTrustedService } from "./reference.ts";

/**
 * `POST /api/messages`: vouched for by Azure Bot Service, kept, then acknowledged; answers are posted later. What is
 * no message of a person (typing, who came and went) is only acknowledged.
 */
export function mountMessages(
  app: Express,
  edge: Edge,
  options: {
    /** No token is asked for: only on this machine, for development. */
    isOpen: boolean;
    serviceHosts: readonly string[];
    connector: () => Promise<Connector>;
  },
): void {
  const read = json({ limit: LARGEST_BODY, type: () => true });
  app.post("/api/messages", (request, response) => {
    const refuse = refusal(response, edge);
    read(request, response, (error?: { status?: number }) => {
      if (error) return refuse(error.status ?? 400, "unreadable body");
      take(request, response, edge, options).catch((failure: unknown) => {
        if (failure instanceof MalformedInboundError) return refuse(400, failure.message);
        if (!(failure instanceof StoreUnavailableError)) {
          edge.events.failed({ what: "taking in a Bot Framework activity", error: failure });
        }
        response.set("Retry-After", RETRY_AFTER_SECONDS);
        refuse(503, "not kept, try again");
      });
    });
  });
}

/** Teams' largest message is 28 KB and comes twice, as text and as HTML. */
const LARGEST_BODY = 256 * 1024;
const RETRY_AFTER_SECONDS = "5";

/** Microsoft's keys come within a second; the channel itself gives up after fifteen. */
const KEYS_TIMEOUT_MS = 10_000;

async function take(
  request: Request,
  response: Response,
  edge: Edge,
  options: Parameters<typeof mountMessages>[2],
): Promise<void> {
  const refuse = refusal(response, edge);
  const activity = parseActivity(request.body);
  const authorization = request.get("authorization") ?? "";
  if (!options.isOpen && !(await isVouchedFor(activity, authorization, edge, options.connector))) {
    response.set("WWW-Authenticate", "Bearer");
    return refuse(401, "not from Azure Bot Service");
  }
  const { serviceUrl } = activity;
  if (serviceUrl && !isTrustedService(serviceUrl, options.serviceHosts)) {
    return refuse(403, "the serviceUrl is not one of Azure Bot Service");
  }
  // nothing here offers what an invoke could ask for
  if (activity.type === "invoke") return void response.status(501).end();
  const message = messageOf(activity, edge.clock.now());
  if (message) {
    const { inbound } = message;
    const newCustomer = edge.ids.next();
    await edge.accept([
      { ...message, route: { kind: "address", address: inbound.from, newCustomer } },
    ]);
  }
  response.status(200).end();
}

function refusal(response: Response, edge: Edge): (status: number, why: string) => void {
  return (status, why) => {
    edge.events.refused({ channel: "botframework", status, why });
    response.status(status).type("text/plain").send(why);
  };
}

/** @throws when Microsoft's keys cannot be had: the channel is asked to come again. */
async function isVouchedFor(
  activity: Activity,
  authorization: string,
  { clock }: Edge,
  connector: () => Promise<Connector>,
): Promise<boolean> {
  if (authorization === "") return false;
  const limit = new AbortController();
  try {
    return await Promise.race([
      connector().then((open) => open.vouches(authorization, activity)),
      clock.sleep(KEYS_TIMEOUT_MS, limit.signal).then(() => {
        throw new Error(`Microsoft's keys did not come in ${KEYS_TIMEOUT_MS} ms`);
      }),
    ]);
  } finally {
    limit.abort();
  }
}
