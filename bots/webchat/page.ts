import { readFile } from "node:fs/promises";
import type { Express, Response } from "express";

/**
 * `GET /webchat.js`, the widget that a shop's page includes, and `GET /webchat`, a page that has nothing else: to try
 * it, and for shops that would rather link to a chat.
 */
export function mountPage(app: Express, isOn: () => boolean): void {
  const files = new Map<string, Promise<string>>();
  const give = (name: string, type: string, headers: Record<string, string>) => {
    return async (_request: unknown, response: Response) => {
      if (!isOn()) return void response.status(404).type("text/plain").send("web chat is off");
      const text = files.get(name) ?? readFile(new URL(`./page/${name}`, import.meta.url), "utf8");
      files.set(name, text);
      response
        .type(type)
        .set({ "X-Content-Type-Options": "nosniff", ...headers })
        .send(await text);
    };
  };
  app.get("/webchat.js", give("widget.js", "text/javascript", SHARED));
  app.get("/webchat", give("page.html", "text/html", { "Content-Security-Policy": STRICT }));
}

/** Other sites' pages load it, whatever they isolate themselves with. */
const SHARED = {
  "Cache-Control": "public, max-age=300",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

/** No inline script or style anywhere: what the widget does it does under the strictest policy. */
const STRICT =
  "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
