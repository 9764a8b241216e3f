import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerParent } from "./child.ts";
import { monotonicMs } from "./clock.ts";
import { ACCOUNT_SID } from "./setting.ts";

/**
 * As much of Twilio as a text needs to leave, as cheap as it gets. `GET /replies` tells whoever listens, one line each,
 * to whom a text went and when its request had been read.
 */
let sids = 0;
let replies: string[] = [];
const listeners = new Set<ServerResponse>();

const server = createServer((request, response) => {
  if (request.method === "GET" && request.url === "/replies") {
    response.writeHead(200).flushHeaders();
    listeners.add(response);
    request.on("close", () => listeners.delete(response));
    return;
  }
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    const form = new URLSearchParams(body);
    tell(form.get("To") ?? "");
    const resource = JSON.stringify({
      sid: `SM${(sids++).toString(16).padStart(32, "0")}`,
      account_sid: ACCOUNT_SID,
      api_version: "2010-04-01",
      body: form.get("Body"),
      date_created: "Fri, 20 Nov 2026 21:41:00 +0000",
      date_sent: null,
      date_updated: "Fri, 20 Nov 2026 21:41:00 +0000",
      direction: "outbound-api",
      error_code: null,
      error_message: null,
      from: form.get("From"),
      messaging_service_sid: null,
      num_media: "0",
      num_segments: "2",
      price: null,
      price_unit: "USD",
      status: "queued",
      subresource_uris: {},
      to: form.get("To"),
      uri: "",
    });
    response.writeHead(201, {
      "content-type": "application/json;charset=utf-8",
      "content-length": Buffer.byteLength(resource),
    });
    response.end(resource);
  });
});

/** What is told in one moment goes out together: the benchmark must not measure its own telling. */
function tell(to: string): void {
  replies.push(`${to} ${monotonicMs()}\n`);
  if (replies.length > 1) return;
  setTimeout(() => {
    const lines = replies.join("");
    replies = [];
    for (const listener of listeners) listener.write(lines);
  }, 2);
}

server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  answerParent(`http://127.0.0.1:${port}`);
});
