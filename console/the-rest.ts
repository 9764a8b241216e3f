import type { ErrorRequestHandler, Express } from "express";
import type { Events } from "../core/events.ts";

/**
 * Answers what no other route does: the front page leads to the chat where there is one, the rest is 404, and a request
 * that cannot be read is 400 without a word of why. To be mounted last.
 */
export function answerTheRest(
  app: Express,
  { hasChat, events }: { hasChat(): boolean; events: Pick<Events, "failed"> },
): void {
  app.get("/", (_request, response, next) => {
    if (hasChat()) response.redirect("/webchat");
    else next();
  });
  app.use((_request, response) => {
    response.status(404).set(PLAIN).send("There is nothing here.");
  });
  const failed: ErrorRequestHandler = (error, _request, response, next) => {
    if (response.headersSent) return next(error);
    const { status = 500 } = error as { status?: number }; // http-errors carry one; others are ours
    if (status >= 500) events.failed({ what: "answering a request", error });
    response
      .status(status)
      .set(PLAIN)
      .send(status >= 500 ? "Our mistake." : "Not readable.");
  };
  app.use(failed);
}

const PLAIN = { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" };
