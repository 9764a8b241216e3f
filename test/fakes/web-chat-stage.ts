import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { type WebChatOptions, webChat } from "../../bots/webchat/channel.ts";
import { sqliteChatLog } from "../../integrations/store/sqlite/chat-log.ts";
import { type ChannelEdge, channelEdge, fridayNight, serveChannel } from "./channel-edge.ts";

/** What the shop signs its own customers' names with. */
export const identitySecret = "the shop and its bot know these words";
/** The one page that the shop lets its visitors write from. */
export const shopPage = "https://harbour-pine.example";

/** Servers with a web chat, and what came in through them; to be begun before and ended after each test. */
export function webChatStage() {
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-webchat-"));
  const open = new Map<object, () => Promise<void>>();
  const stage = {
    /** Where servers keep their keys. */
    folder,
    now: fridayNight,
    edge: channelEdge(),
    begin() {
      stage.now = fridayNight;
      stage.edge = channelEdge({
        now: () => stage.now,
        sleep: (_ms, signal) =>
          new Promise((resolve) => signal?.addEventListener("abort", () => resolve())),
      });
    },
    async serve(fields: Partial<WebChatOptions> = {}) {
      const server = await serve(folder, stage.edge, fields);
      const close = async () => {
        open.delete(server);
        await server.close();
      };
      open.set(server, close);
      return { ...server, close };
    },
    /** Whoever wrote last. */
    visitorAddress() {
      const inbound = stage.edge.kept.at(-1)?.inbound;
      return inbound?.kind === "message" ? inbound.from : "webchat:nobody";
    },
    async end() {
      for (const close of [...open.values()].reverse()) await close();
    },
    clear: () => rmSync(folder, { recursive: true }),
  };
  return stage;
}

/** The token with another first letter of its signature: one that is always there, and never means the same. */
export function forgedToken(token: string): string {
  const at = token.lastIndexOf(".") + 1;
  return `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
}

/** A web chat for pages on this machine, with a key that several servers share. */
export function openWebChat(
  log: WebChatOptions["log"],
  fields: Partial<WebChatOptions> = {},
): ReturnType<typeof webChat> {
  return webChat({
    log,
    keyFile: "",
    tokenSecret: "a secret that several servers share",
    publicUrl: "https://bot.example",
    isLocal: true,
    settings: () => undefined,
    shopName: () => "Harbour & Pine",
    ...fields,
  });
}

type Asked = {
  token?: string;
  body?: unknown;
  origin?: string;
  method?: string;
  headers?: Record<string, string>;
};
type Answered = {
  id?: string;
  token?: string;
  conversationId?: string;
  streamUrl?: string;
  watermark?: string;
  activities?: { id: string; text: string; from: { role: string } }[];
};

function requestOf({ token, body, origin, method, headers }: Asked): RequestInit {
  return {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(origin === undefined ? {} : { origin }),
      ...headers,
    },
    body: body === undefined || typeof body === "string" ? (body ?? null) : JSON.stringify(body),
  };
}

/** A server with a web chat; the second one in a test has the same files. */
async function serve(folder: string, edge: ChannelEdge, fields: Partial<WebChatOptions> = {}) {
  const log = sqliteChatLog({
    file: fields.keyFile ? `${fields.keyFile}.db` : ":memory:",
    keptMs: 1,
    now: 0,
  });
  const channel = webChat({
    log,
    keyFile: join(folder, "key"),
    identitySecret,
    publicUrl: "https://bot.example",
    isLocal: true,
    settings: () => ({ origins: [shopPage] }),
    shopName: () => "Harbour & Pine",
    ...fields,
  });
  const served = await serveChannel(channel, edge);
  const close = async () => {
    await served.close();
    await log.close();
  };
  const call = async (path: string, asked: Asked = {}) => {
    const response = await fetch(`${served.url}/directline${path}`, requestOf(asked));
    const text = await response.text();
    const json = (text.startsWith("{") ? JSON.parse(text) : {}) as Answered; // our own endpoint's
    return { status: response.status, headers: response.headers, ...json };
  };
  const arrive = async (identity?: string) => {
    const { token = "", conversationId: chat = "" } = await call("/tokens/generate", {
      body: identity === undefined ? {} : { identity },
    });
    return { token, chat };
  };
  const write = (who: { token: string; chat: string }, text: string, clientActivityID?: string) =>
    call(`/conversations/${who.chat}/activities`, {
      token: who.token,
      body: {
        type: "message",
        text,
        from: { id: "somebody else" },
        ...(clientActivityID ? { channelData: { clientActivityID } } : {}),
      },
    });
  const read = async (who: { token: string; chat: string }, watermark = "") => {
    const { activities = [], watermark: next } = await call(
      `/conversations/${who.chat}/activities?watermark=${watermark}`,
      { token: who.token },
    );
    return { texts: activities.map(({ text }) => text), watermark: next };
  };
  return { ...served, close, channel, log, call, arrive, write, read };
}

/** A page's socket, and everything it is told. */
export async function listen(
  chat: Awaited<ReturnType<typeof serve>>,
  who: { token: string; chat: string },
  watermark = "",
) {
  const { streamUrl } = await chat.call(`/conversations/${who.chat}?watermark=${watermark}`, {
    token: who.token,
  });
  const socket = new WebSocket(streamUrl ?? "");
  const told: string[] = [];
  let tell = () => {};
  socket.on("message", (data) => {
    const { activities } = JSON.parse(String(data)) as { activities: { text: string }[] }; // our own frames
    told.push(...activities.map(({ text }) => text));
    tell();
  });
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  const hears = (count: number) =>
    new Promise<string[]>((resolve) => {
      tell = () => void (told.length >= count && resolve(told));
      tell();
    });
  return { hears, cut: () => socket.terminate(), socket };
}
