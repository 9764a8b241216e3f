import { readFile } from "node:fs/promises";
import type { Express, Response } from "express";

/** What the page says of the shop: its name, the language it is in, and the first line of the chat. */
export type PageWords = { shop: string; lang: string; greeting: string };

/**
 * `GET /webchat.js`, the widget that a shop's page includes, and `GET /webchat`, a page that has nothing else: to try
 * it, and for shops that would rather link to a chat. `words` is asked at each visit.
 */
export function mountPage(app: Express, isOn: () => boolean, words: () => PageWords): void {
  const files = new Map<string, Promise<string>>();
  const give = (name: string, type: string, headers: Record<string, string>) => {
    return async (_request: unknown, response: Response) => {
      if (!isOn()) return void response.status(404).type("text/plain").send("web chat is off");
      const text = files.get(name) ?? readFile(new URL(`./page/${name}`, import.meta.url), "utf8");
      files.set(name, text);
      response
        .type(type)
        .set({ "X-Content-Type-Options": "nosniff", ...headers })
        .send(name === PAGE ? filled(await text, words()) : await text);
    };
  };
  app.get("/webchat.js", give("widget.js", "text/javascript", SHARED));
  app.get("/webchat", give(PAGE, "text/html", { "Content-Security-Policy": STRICT }));
}

const PAGE = "page.html";

function filled(page: string, words: PageWords): string {
  const { lang, ...texts } = words;
  return page
    .replace('lang="en"', `lang="${inMarkup(lang)}"`)
    .replace(/\{\{(shop|greeting)\}\}/g, (_, name: keyof typeof texts) => inMarkup(texts[name]));
}

function inMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Other sites' pages load it, whatever they isolate themselves with. */
const SHARED = {
  "Cache-Control": "public, max-age=300",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

/** No inline script or style anywhere: what the widget does it does under the strictest policy. */
const STRICT =
  "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
