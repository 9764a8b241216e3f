import type { IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
import type * as Ws from "ws";
import type { ChatLog } from "../../core/chat-log.ts";
import type { Events } from "../../core/events.ts";
import type { Clock } from "../../core/ports.ts";
import { activityOf, typingOf } from "./parse.ts";

export type ChatSockets = {
  /** Makes the request a socket that is told everything after `place`, and whatever comes. */
  open(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    chat: { id: string; visitorId: string; place: number },
  ): void;
  /** There is something new in this chat; without one, perhaps in any. */
  tell(chatId?: string): void;
  /** An answer is being made in this chat. */
  type(chatId: string): void;
  closeAll(): void;
};

/** Pages' sockets. They only carry lines from the log, in order, so one that is cut loses nothing. */
export function chatSockets(options: {
  log: ChatLog;
  shopName: () => string;
  clock: Clock;
  events: Events;
}): ChatSockets {
  let server: Ws.WebSocketServer | undefined;
  const listeners = new Map<string, Set<Page>>();
  return {
    open(request, socket, head, chat) {
      const known = listeners.get(chat.id) ?? new Set();
      if (known.size >= MOST_SOCKETS) return refuse(socket, "429 Too Many Requests");
      server ??= socketServer();
      server.handleUpgrade(request, socket, head, (page) => {
        const own = pumpInto(page, chat, options);
        listeners.set(chat.id, known.add(own));
        const gone = new AbortController();
        page.on("error", () => page.terminate()); // a broken socket is an ended one
        page.on("close", () => {
          gone.abort();
          known.delete(own);
          if (known.size === 0) listeners.delete(chat.id);
        });
        keepAlive(page, options.clock, gone.signal).catch((error: unknown) =>
          options.events.failed({ what: "keeping a web chat's socket open", error }),
        );
        own.tell();
      });
    },
    tell(chatId) {
      const told = chatId === undefined ? listeners.values() : [listeners.get(chatId) ?? []];
      for (const pages of told) for (const page of pages) page.tell();
    },
    type(chatId) {
      for (const page of listeners.get(chatId) ?? []) page.type();
    },
    closeAll() {
      for (const page of server?.clients ?? []) page.close(GOING_AWAY, "restarting");
      for (const page of server?.clients ?? []) page.terminate();
    },
  };
}

const require = createRequire(import.meta.url);

/** Loaded with the first page that opens one. */
function socketServer(): Ws.WebSocketServer {
  const { WebSocketServer } = require("ws") as typeof Ws; // what the package is
  return new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME });
}

/** Answers a request that becomes no socket. */
export function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Pages only listen here; a real client sends an empty frame now and then. */
const LARGEST_FRAME = 4 * 1024;

/** Tabs and devices of one visitor. */
const MOST_SOCKETS = 10;
const BATCH = 50;
const GOING_AWAY = 1001;

/** A page that does not read is cut off here, and asks again from where it stopped. */
const MOST_UNREAD_BYTES = 1024 * 1024;

/** Proxies close what is silent for a minute. */
const PING_MS = 25_000;

/** One open page: `tell` sends what is new, `type` that something is coming. */
type Page = { tell(): void; type(): void };

/** Sends what is new, one read at a time; being told again meanwhile makes one more read. */
function pumpInto(
  page: Ws.WebSocket,
  chat: { id: string; visitorId: string; place: number },
  { log, shopName, events }: Parameters<typeof chatSockets>[0],
): Page {
  let { place } = chat;
  let isReading = false;
  let isToldAgain = false;
  const readAll = async () => {
    do {
      isToldAgain = false;
      const lines = await log.since(chat.id, place, BATCH);
      if (lines.length === 0 || page.readyState !== page.OPEN) continue;
      if (page.bufferedAmount > MOST_UNREAD_BYTES) return page.terminate();
      place = lines.at(-1)?.place ?? place;
      isToldAgain ||= lines.length === BATCH;
      const activities = lines.map((line) => activityOf(line, { ...chat, shopName: shopName() }));
      page.send(JSON.stringify({ activities, watermark: String(place) }));
    } while (isToldAgain);
  };
  const read = async () => {
    try {
      await readAll();
    } catch (error) {
      events.failed({ what: "reading a web chat", error });
      page.terminate(); // it comes back and asks again
    } finally {
      isReading = false;
    }
  };
  return {
    tell() {
      isToldAgain = true;
      if (isReading) return;
      isReading = true;
      void read(); // handles its own failures
    },
    type() {
      if (page.readyState !== page.OPEN) return;
      const activities = [typingOf(chat.id, shopName())];
      page.send(JSON.stringify({ activities, watermark: String(place) }));
    },
  };
}

/** Pings; a page that did not answer the last one is gone. */
async function keepAlive(page: Ws.WebSocket, clock: Clock, signal: AbortSignal): Promise<void> {
  let isAlive = true;
  page.on("pong", () => {
    isAlive = true;
  });
  while (!signal.aborted) {
    await clock.sleep(PING_MS, signal);
    if (signal.aborted) return;
    if (!isAlive) return page.terminate();
    isAlive = false;
    page.ping();
  }
}
