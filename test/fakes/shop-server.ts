import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What a shop system is asked. */
export type Asked = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: string;
};

export type Told = { status?: number; headers?: Record<string, string>; body: unknown };

/** How a shop system fails: an error page, a lock that somebody else holds, no answer at all, a torn answer, something that is no JSON, a flood. */
export type Outage = "error" | "locked" | "silent" | "torn" | "garbage" | "flood" | "wrong shape";

export type ShopServer = {
  readonly url: string;
  /** Everything it was asked so far. */
  readonly asked: readonly Asked[];
  /** From now on every question is answered so; `undefined`: properly again. */
  fail(outage: Outage | undefined): void;
  /** This happens right before the next question of that sort is dealt with. */
  before(isMeant: (asked: Asked) => boolean, happens: () => void): void;
  /** The next question of that sort is dealt with as any other, and its answer lost on the way. */
  loseAnswer(isMeant: (asked: Asked) => boolean): void;
  /** The same, but the line stays open and silent; resolves once the question has been dealt with. */
  holdAnswer(isMeant: (asked: Asked) => boolean): Promise<void>;
  close(): Promise<void>;
};

/** A shop system on a free port of this machine; `answer` plays it. */
export async function startShopServer(
  answer: (asked: Asked) => Told | Promise<Told>,
): Promise<ShopServer> {
  const asked: Asked[] = [];
  let outage: Outage | undefined;
  let isLost: ((asked: Asked) => boolean) | undefined;
  let next: { isMeant: (asked: Asked) => boolean; happens: () => void } | undefined;
  let held: { isMeant: (asked: Asked) => boolean; tell: () => void } | undefined;
  const hear = (question: Asked) => {
    asked.push(question);
    if (!next?.isMeant(question)) return;
    const { happens } = next;
    next = undefined;
    happens();
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const target = new URL(request.url ?? "/", "http://shop");
    const question: Asked = {
      method: request.method ?? "GET",
      path: target.pathname,
      query: target.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    hear(question);
    switch (outage) {
      case "silent":
        return;
      case "torn":
        response.writeHead(200, { "content-length": "1000" }).write('{"or');
        response.destroy();
        return;
      case "error":
        response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
        return;
      case "locked":
        response.writeHead(409, { "content-type": "application/json" });
        response.end('{"type":"conflict","message":"Failed to acquire lock"}');
        return;
      case "garbage":
        response.writeHead(200).end("<!doctype html><title>Maintenance</title>");
        return;
      case "flood":
        response.writeHead(200).end(`{"pad":"${"x".repeat(10 * 1024 * 1024)}"}`);
        return;
      case "wrong shape":
        response.writeHead(200).end('{"orders":[{"id":null}],"order":{},"data":{"orders":[]}}');
        return;
      case undefined: {
        const { status = 200, headers = {}, body } = await answer(question);
        if (held?.isMeant(question)) {
          held.tell();
          held = undefined;
          return;
        }
        if (isLost?.(question)) {
          isLost = undefined;
          response.destroy();
          return;
        }
        response
          .writeHead(status, { "content-type": "application/json", ...headers })
          .end(JSON.stringify(body));
        return;
      }
      default:
        outage satisfies never;
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    fail: (wanted) => {
      outage = wanted;
    },
    before: (isMeant, happens) => {
      next = { isMeant, happens };
    },
    loseAnswer: (isMeant) => {
      isLost = isMeant;
    },
    holdAnswer: (isMeant) =>
      new Promise((tell) => {
        held = { isMeant, tell };
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
