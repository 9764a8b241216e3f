import type { Express } from "express";

/** What the console shows is about people: it is kept by no cache, shown in no other page's frame, and told to no other site. */
const PRIVATE = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Makes all below /console private, and leads from /console to its first page. To be mounted before what is below it. */
export function keepConsolePrivate(app: Express): void {
  app.use("/console", (_request, response, next) => {
    response.set(PRIVATE);
    next();
  });
  app.get("/console", (_request, response) => response.redirect("/console/scorecard"));
}
