import { type Express, type Request, type Response, raw } from "express";
import type { CommerceProvider } from "../../core/commerce.ts";
import {
  MalformedInboundError,
  ProviderUnavailableError,
  StoreUnavailableError,
} from "../../core/errors.ts";
import { hearOfOrders } from "../../outreach/shop-events.ts";
import type { Edge } from "../channel.ts";

/** A large order with everything in it is some hundred kilobytes. */
const LARGEST_BODY = 2 * 1024 * 1024;

const RETRY_AFTER_SECONDS = 30;

/**
 * `POST /commerce/<system>/events`, for the system that the orders live in. Must be mounted before any body parser:
 * the signature is over the bytes as they came. 200 means kept; 401 not signed with our secret; 400 signed and
 * unreadable; 404 another system than ours, or no secret is configured; 503 try again.
 */
export function mountCommerceWebhook(app: Express, edge: Edge, commerce: CommerceProvider): void {
  const bytes = raw({ type: () => true, limit: LARGEST_BODY, inflate: false });
  app.post("/commerce/:system/events", (request, response) => {
    const refuse = (status: number, why: string) => {
      edge.events.refused({ channel: "commerce", status, why });
      if (status === 503) response.set("retry-after", String(RETRY_AFTER_SECONDS));
      response.status(status).type("text/plain").send(why);
    };
    bytes(request, response, (error?: { status?: number }) => {
      if (error) return refuse(error.status ?? 400, "unreadable body");
      receive(request, response, { edge, commerce, refuse }).catch((failure: unknown) =>
        answerFailure(failure, edge, refuse),
      );
    });
  });
}

type Refuse = (status: number, why: string) => void;

async function receive(
  request: Request<{ system: string }>,
  response: Response,
  { edge, commerce, refuse }: { edge: Edge; commerce: CommerceProvider; refuse: Refuse },
): Promise<void> {
  if (request.params.system !== commerce.name || !commerce.readWebhook) {
    return refuse(404, "no webhooks of this system are configured");
  }
  const body: unknown = request.body;
  const reading = commerce.readWebhook({
    headers: singleHeaders(request),
    body: body instanceof Uint8Array ? body : new Uint8Array(),
  });
  if (reading.kind === "forged") return refuse(401, "not signed with the webhook secret");
  await hearOfOrders(reading.orderIds, { ...edge, commerce });
  response.status(200).type("text/plain").send("kept");
}

function answerFailure(failure: unknown, edge: Edge, refuse: Refuse): void {
  if (failure instanceof MalformedInboundError) return refuse(400, failure.message);
  if (failure instanceof ProviderUnavailableError) {
    return refuse(503, "the shop's system does not answer, try again");
  }
  if (!(failure instanceof StoreUnavailableError)) {
    edge.events.failed({ what: "hearing from the shop's system", error: failure });
  }
  refuse(503, "not kept, try again");
}

function singleHeaders({ headers }: Request<{ system: string }>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
}
