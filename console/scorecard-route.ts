import type { Express } from "express";
import type { Clock, Store } from "../core/ports.ts";
import type { Shop } from "../core/shop.ts";
import { isAllowed } from "./allowed.ts";
import { scorecardFrom } from "./gather-scorecard.ts";
import { scorecardPage } from "./scorecard-page.ts";

/** How far the page looks back: four weeks of nights. */
const SCORECARD_MS = 28 * 24 * 60 * 60_000;

/** `GET /console/scorecard`, with CONSOLE_TOKEN as the bearer or as the password of whatever user; without a token there is none. */
export function mountScorecard(
  app: Express,
  options: { store: Store; clock: Clock; token: string | undefined; shop: () => Shop },
): void {
  const { store, clock, token, shop } = options;
  app.get("/console/scorecard", async (request, response) => {
    if (token === undefined) return void response.status(404).type("text/plain").send(OFF);
    if (!isAllowed(request.headers.authorization, token)) {
      return void response.status(401).set("www-authenticate", "Basic").end();
    }
    const until = clock.now();
    const { file, hoursOf } = shop();
    try {
      const hours = hoursOf("care");
      const card = await scorecardFrom(store, { since: until - SCORECARD_MS, until, hours });
      const page = scorecardPage(card, { shop: file.name, timezone: file.timezone });
      response.type("html").send(page);
    } catch {
      response.status(503).set("retry-after", "30").end(); // the store has said why in the log
    }
  });
}

const OFF =
  "The console is off. Set CONSOLE_TOKEN to a long secret of your own (in .env, say) and start anew; the browser then asks for it as the password, with any name.";
