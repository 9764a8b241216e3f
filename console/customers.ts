import type { Express, Response } from "express";
import type { CommerceProvider } from "../core/commerce.ts";
import type { Clock, Store } from "../core/ports.ts";
import { customerCard } from "../customers/card.ts";
import { findPerson } from "../customers/person.ts";
import { isAllowed } from "./allowed.ts";

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
    if (!ports.token || !isAllowed(request.headers.authorization, ports.token)) {
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
