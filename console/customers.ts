import { createHash, timingSafeEqual } from "node:crypto";
import type { Express, Request, Response } from "express";
import type { Clock, CommerceProvider, Store } from "../core/ports.ts";
import { customerCard } from "../customers/card.ts";
import { findPerson } from "../customers/person.ts";

/**
 * `GET /console/api/customers/<address or id>`: the customer's card with the timeline over all channels, for whoever
 * shows CONSOLE_TOKEN as a bearer token. Without a token in the settings nobody may.
 */
export function mountCustomers(
  app: Express,
  ports: {
    store: Pick<Store, "customerOf" | "dossier" | "isOptedOut">;
    commerce: Pick<CommerceProvider, "findOrders">;
    clock: Clock;
    token: string | undefined;
  },
): void {
  app.get("/console/api/customers/:who", async (request, response) => {
    response.set("cache-control", "no-store");
    if (!mayLook(request, ports.token)) {
      response.status(401).set("www-authenticate", "Bearer").json({ error: "show CONSOLE_TOKEN" });
      return;
    }
    try {
      await tell(request.params.who, response, ports);
    } catch {
      // Whichever port it was: whoever asks comes again, and the port's own events say what is wrong.
      response.status(503).set("retry-after", "5").json({ error: "could not find out just now" });
    }
  });
}

async function tell(
  who: string,
  response: Response,
  { store, commerce, clock }: Parameters<typeof mountCustomers>[1],
): Promise<void> {
  const person = await findPerson(who, store);
  if (!person) response.status(404).json({ error: "nobody has this address or id" });
  else response.json(await customerCard(person, { store, commerce, now: clock.now() }));
}

/** Compared as hashes, in a time that tells nothing of the token. */
function mayLook(request: Request, token: string | undefined): boolean {
  const shown = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined || token === "" || shown === undefined) return false;
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(shown), hash(token));
}
