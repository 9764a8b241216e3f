import type { Express } from "express";
import type { Channel, Edge } from "./channel.ts";
import type { FileLinks } from "./file-links.ts";

/**
 * `GET /files/<token>`: one file of a customer's or an agent's, fetched from the provider that keeps it as somebody asks
 * for it. Whoever has the link may read it until it is over; nothing in it runs in a browser.
 */
export function mountFiles(
  app: Express,
  links: FileLinks,
  channels: readonly Pick<Channel, "name" | "fetchFile">[],
  edge: Pick<Edge, "clock" | "events">,
): void {
  app.get("/files/:token", async (request, response) => {
    const file = links.fileBehind(request.params.token, edge.clock.now());
    const channel = channels.find(({ name }) => name === file?.channel);
    if (!file || !channel?.fetchFile) {
      response.status(404).type("text/plain").send("There is no such file, or no longer.");
      return;
    }
    const fetched = await channel.fetchFile(file.url);
    if (fetched.kind === "refused") {
      edge.events.refused({ channel: "files", status: 502, why: fetched.why });
      response.status(502).type("text/plain").send("This file cannot be shown.");
      return;
    }
    response
      .status(200)
      .set("Content-Type", fetched.type)
      .set("Content-Disposition", dispositionOf(file.url))
      .set("X-Content-Type-Options", "nosniff")
      .set("Content-Security-Policy", "default-src 'none'; sandbox")
      .set("Cache-Control", "private, no-store")
      .set("Referrer-Policy", "no-referrer")
      .send(fetched.bytes);
  });
}

/** Twilio gives a file this name on the customer's phone, and asks for a short one. */
const NAME_LENGTH = 20;

/** Where the provider's address ends in the file's own name, it keeps it. */
function dispositionOf(url: string): string {
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  const [, stem = "", ending = ""] = /^(.+)(\.[a-z0-9]{1,5})$/i.exec(last) ?? [];
  const plain = stem.replace(/%[0-9a-f]{2}|[^\w-]/gi, "_").slice(0, NAME_LENGTH - ending.length);
  return plain === "" ? "inline" : `inline; filename="${plain}${ending}"`;
}
