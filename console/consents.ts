import express, { type Express, type Request, type Response } from "express";
import { StoreUnavailableError } from "../core/errors.ts";
import type { Clock, Ids, Store } from "../core/ports.ts";
import { consentNow } from "../customers/consent.ts";
import {
  addressIn,
  importConsents,
  readConsentCsv,
  readConsentJson,
} from "../customers/consent-list.ts";
import { isAllowed } from "./allowed.ts";

/** Some fifty thousand rows. */
const LARGEST_LIST = "5mb";

type ConsentPorts = {
  store: Pick<Store, "accept" | "consents">;
  clock: Clock;
  ids: Ids;
  token: string | undefined;
};

/**
 * `GET /console/api/consents/<address>`: what somebody said about being written to, and what stands now.
 * `POST /console/api/consents`, a JSON list or CSV: adds the shop's own list to the ledger, all of it or, where anything in
 * it is wrong, nothing (400, every mistake with its place). For whoever shows CONSOLE_TOKEN; posting again changes nothing.
 */
export function mountConsents(app: Express, ports: ConsentPorts): void {
  app.use("/console/api/consents", (request, response, next) => {
    response.set("cache-control", "no-store");
    if (ports.token && isAllowed(request.headers.authorization, ports.token)) return next();
    response.status(401).set("www-authenticate", "Bearer").json({ error: "show CONSOLE_TOKEN" });
  });
  app.get("/console/api/consents/:address", (request, response) =>
    answered(response, () => tell(request.params.address, response, ports)),
  );
  const bodies = [
    express.json({ limit: LARGEST_LIST, strict: false }),
    express.text({ limit: LARGEST_LIST, type: "text/csv" }),
  ];
  app.post("/console/api/consents", ...bodies, (request: Request, response: Response) =>
    answered(response, () => take(request, response, ports)),
  );
  app.use("/console/api/consents", refuseBody);
}

async function tell(given: string, response: Response, { store }: ConsentPorts): Promise<void> {
  const address = addressIn(given);
  if (address === undefined) {
    response.status(400).json({ mistakes: [`${given} is no address such as "sms:+4520304050"`] });
    return;
  }
  const changes = (await store.consents?.(address)) ?? [];
  response.json({ address, now: consentNow(changes), changes });
}

async function take(request: Request, response: Response, ports: ConsentPorts): Promise<void> {
  const { store, clock, ids } = ports;
  const body: unknown = request.body;
  const list = typeof body === "string" ? readConsentCsv(body) : readConsentJson(body);
  if (list.kind === "wrong") return void response.status(400).json({ mistakes: list.mistakes });
  response.json(
    await importConsents(list.rows, { store, now: clock.now(), newId: () => ids.next() }),
  );
}

async function answered(response: Response, answer: () => Promise<void>): Promise<void> {
  try {
    await answer();
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    response
      .status(503)
      .set("retry-after", "5")
      .json({ error: "not kept, or only part of it; send it again" });
  }
}

/** What came is no JSON, or too much. */
function refuseBody(
  error: { status?: number },
  _request: Request,
  response: Response,
  _next: () => void,
): void {
  const status = error.status ?? 500;
  response.status(status).json({ mistakes: [status === 413 ? "too much at once" : "unreadable"] });
}
