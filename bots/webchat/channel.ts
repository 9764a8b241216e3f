import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { ChatLog } from "../../core/chat-log.ts";
import { addressValue } from "../../core/message.ts";
import type { Send } from "../../core/ports.ts";
import type { Channel, Edge, SendOutcome } from "../channel.ts";
import { keptKey } from "./key.ts";
import { mayUseChat, type OriginRule } from "./origins.ts";
import { mountPage } from "./page.ts";
import { activityId, placeOfWatermark } from "./parse.ts";
import { type ChatSockets, chatSockets, refuse } from "./sockets.ts";
import { type ChatTokens, chatOf, chatTokens } from "./tokens.ts";
import { mountDirectLine } from "./webhook.ts";

export type WebChatOptions = {
  log: ChatLog;
  /** Where the key that signs visitors' tokens is kept. */
  keyFile: string;
  /** Makes the kept key the one of all servers on the same store, or the key of the first of them ours. */
  shareKey?: ((own: string) => Promise<string>) | undefined;
  /** Instead of either. */
  tokenSecret?: string | undefined;
  /** Shared with the shop, which signs with it who its visitors are. */
  identitySecret?: string | undefined;
  publicUrl: string;
  /** The server is bound to this machine alone. */
  isLocal: boolean;
  /** What shop.yaml says now; `undefined`: nothing, and then the chat is on only on this machine. */
  settings: () => { origins: readonly string[] } | undefined;
  shopName: () => string;
  /** The language of our own page, and how its chat begins; absent: English, and nothing is said first. */
  firstWords?: () => { lang: string; greeting: string };
};

/**
 * Chat on the shop's own page: a Direct Line 3.0 endpoint of our own (`/directline/*`) and a small widget
 * (`/webchat.js`). A visitor is `webchat:<the shop's user id>` where the shop has signed it, else a fresh id. What is
 * sent is a line in their chat, so it is there when they come back, and sending it twice leaves one.
 */
export function webChat(options: WebChatOptions): Channel {
  const { log } = options;
  let stream: { tokens: ChatTokens; sockets: ChatSockets } | undefined;
  let quiet: (() => void) | undefined;
  const rule = (): OriginRule | undefined => {
    const settings = options.settings() ?? (options.isLocal ? { origins: [] } : undefined);
    return settings && { publicUrl: options.publicUrl, isLocal: options.isLocal, ...settings };
  };
  return {
    name: "webchat",
    carries: ["webchat"],
    mount(app, edge) {
      const tokens = chatTokens({ ...options, key: keyOf(options), clock: edge.clock });
      const sockets = chatSockets({ ...options, ...edge });
      stream = { tokens, sockets };
      quiet = log.onLine?.(sockets.tell);
      mountDirectLine(app, { ...options, edge, tokens, sockets, rule });
      mountPage(
        app,
        () => rule() !== undefined,
        () => ({ lang: "en", greeting: "", ...options.firstWords?.(), shop: options.shopName() }),
      );
    },
    upgrade(request, socket, head) {
      const asked = streamAsked(request);
      if (!stream || !asked) return false;
      openStream(request, socket, head, { ...stream, ...asked, rule: rule() }).catch(() => {
        refuse(socket, "503 Service Unavailable"); // the key could not be read; the page's next request is told why
      });
      return true;
    },
    async run(_edge: Edge, signal: AbortSignal) {
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      quiet?.();
      stream?.sockets.closeAll();
    },
    send: ({ send }) => leaveLine(send, log, (chat) => stream?.sockets.tell(chat)),
    async typing({ to }) {
      stream?.sockets.type(chatOf(addressValue(to)));
    },
    reconcile: ({ send }) => lookUp(send, log),
    check: async () => complaints(options, rule()),
  };
}

function keyOf({ keyFile, shareKey, tokenSecret }: WebChatOptions): () => Promise<Uint8Array> {
  if (tokenSecret !== undefined) return async () => new TextEncoder().encode(tokenSecret);
  let key: Promise<Uint8Array> | undefined;
  return () => {
    key ??= keptKey(keyFile, shareKey).catch((error: unknown) => {
      key = undefined;
      throw error;
    });
    return key;
  };
}

async function leaveLine(
  send: Send,
  log: ChatLog,
  tell: (chat: string) => void,
): Promise<SendOutcome> {
  if (send.body.kind !== "text") {
    const message = `a ${send.body.kind} cannot go by web chat`;
    return { kind: "refused", code: "unsupported", message, reaction: "give_up" };
  }
  const chat = chatOf(addressValue(send.to));
  try {
    const { place } = await log.append(chat, {
      id: lineId(send),
      at: send.startedAt ?? send.createdAt,
      who: "shop",
      text: send.body.text,
      ...(send.body.choices && {
        offer: { askedAt: send.createdAt, choices: send.body.choices },
      }),
    });
    tell(chat);
    return { kind: "accepted", providerId: `webchat:${activityId(chat, place)}` };
  } catch (error) {
    // the same row makes the same line, so trying again is never a second message
    return { kind: "refused", code: "chat_log", message: String(error), reaction: "retry_later" };
  }
}

async function lookUp(send: Send, log: ChatLog): ReturnType<Channel["reconcile"]> {
  const chat = chatOf(addressValue(send.to));
  try {
    const place = await log.placeOf(chat, lineId(send));
    if (place === undefined) return { kind: "not_sent" };
    return { kind: "accepted", providerId: `webchat:${activityId(chat, place)}` };
  } catch {
    return { kind: "unknown" }; // nothing was learnt; the outbox asks again
  }
}

function lineId({ id }: Send): string {
  return `out:${id}`;
}

function streamAsked({
  url = "",
}: IncomingMessage): { chat: string; query: URLSearchParams } | undefined {
  const [path = "", query = ""] = url.split("?", 2);
  const chat = /^\/directline\/conversations\/([\w-]+)\/stream$/.exec(path)?.[1];
  return chat === undefined ? undefined : { chat, query: new URLSearchParams(query) };
}

async function openStream(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  asked: {
    tokens: ChatTokens;
    sockets: ChatSockets;
    chat: string;
    query: URLSearchParams;
    rule: OriginRule | undefined;
  },
): Promise<void> {
  const { tokens, sockets, chat, query, rule } = asked;
  socket.on("error", () => socket.destroy()); // until it is a socket of `ws`, which minds its own
  if (!rule) return refuse(socket, "404 Not Found");
  if (!mayUseChat(request.headers.origin, rule)) return refuse(socket, "403 Forbidden");
  const visitor = await tokens.readTicket(query.get("t") ?? "");
  if (!visitor || chatOf(visitor.id) !== chat) return refuse(socket, "403 Forbidden");
  const place = placeOfWatermark(query.get("watermark"));
  sockets.open(request, socket, head, { id: chat, visitorId: visitor.id, place });
}

function complaints(options: WebChatOptions, rule: OriginRule | undefined): readonly string[] {
  const found: string[] = [];
  if (!rule) return found;
  const { identitySecret, tokenSecret } = options;
  for (const [name, secret] of Object.entries({
    WEBCHAT_IDENTITY_SECRET: identitySecret,
    WEBCHAT_TOKEN_SECRET: tokenSecret,
  })) {
    if (secret !== undefined && secret.length < SHORTEST_SECRET) {
      found.push(`${name} is shorter than ${SHORTEST_SECRET} characters: it could be guessed`);
    }
  }
  if (rule.origins.length === 0 && !options.isLocal) {
    found.push("web_chat in shop.yaml names no origins: no page but our own may use the chat");
  }
  return found;
}

const SHORTEST_SECRET = 32;
