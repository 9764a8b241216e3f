import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { SignJWT } from "jose";
import WebSocket from "ws";
import { sqliteChatLog } from "../../integrations/store/sqlite/chat-log.ts";
import {
  type ChannelEdge,
  channelEdge,
  fridayNight,
  serveChannel,
  textTo,
} from "../../test/fakes/channel-edge.ts";
import { type WebChatOptions, webChat } from "./channel.ts";
import { chatOf } from "./tokens.ts";

const folder = mkdtempSync(join(tmpdir(), "nightdesk-webchat-"));
const identitySecret = "the shop and its bot know these words";
const shopPage = "https://harbour-pine.example";
const cleanUps: (() => Promise<void>)[] = [];
let edge: ChannelEdge;
let now = fridayNight;

beforeEach(() => {
  now = fridayNight;
  edge = channelEdge({
    now: () => now,
    sleep: (_ms, signal) =>
      new Promise((resolve) => signal?.addEventListener("abort", () => resolve())),
  });
});
afterEach(async () => {
  for (const close of cleanUps.splice(0).reverse()) await close();
});
afterAll(() => rmSync(folder, { recursive: true }));

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
async function serve(fields: Partial<WebChatOptions> = {}) {
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
  cleanUps.push(close);
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
async function listen(
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

const visitorAddress = () => {
  const inbound = edge.kept.at(-1)?.inbound;
  return inbound?.kind === "message" ? inbound.from : "webchat:nobody";
};

describe("a visitor of the shop's page", () => {
  it("is kept for the bot before the page is told so, and is whom the token says, not whom the page says", async () => {
    const chat = await serve();
    const ida = await chat.arrive();
    const { status, id } = await chat.write(ida, "where is my order", "one");
    expect([status, id]).toEqual([200, `${ida.chat}|0000001`]);
    expect(edge.kept).toMatchObject([
      {
        inbound: {
          kind: "message",
          key: `webchat:${ida.chat}:one`,
          from: expect.stringMatching(/^webchat:visitor-id/),
          text: "where is my order",
        },
      },
    ]);
  });

  it("is heard once, however often the page posts", async () => {
    const chat = await serve();
    const ida = await chat.arrive();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => chat.write(ida, "hi", "one")),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(edge.kept).toHaveLength(1);
    expect((await chat.read(ida)).texts).toEqual(["hi"]);
  });

  it("finds the answer after the server was restarted and the weekend is over", async () => {
    const files = { keyFile: join(folder, "weekend") };
    const before = await serve(files);
    const ida = await before.arrive();
    await before.write(ida, "hi", "one");
    await before.channel.send({ send: textTo(visitorAddress(), "A colleague answers on Monday.") });
    await before.close();
    cleanUps.pop();
    now += 62 * 3_600_000;
    const after = await serve(files);
    expect(
      (await after.call(`/conversations/${ida.chat}/activities`, { token: ida.token })).status,
    ).toBe(403);
    const { token = "", conversationId } = await after.call("/tokens/refresh", {
      token: ida.token,
      body: {},
    });
    expect(conversationId).toBe(ida.chat);
    expect((await after.read({ token, chat: ida.chat }, "1")).texts).toEqual([
      "A colleague answers on Monday.",
    ]);
  });

  it("is told at once through a socket, and what came while it was cut when it is back, once", async () => {
    const chat = await serve();
    const ida = await chat.arrive();
    await chat.write(ida, "hi", "one");
    const page = await listen(chat, ida);
    expect(await page.hears(1)).toEqual(["hi"]);
    await chat.channel.send({ send: textTo(visitorAddress(), "hello", { id: "c1-1-0" }) });
    expect(await page.hears(2)).toEqual(["hi", "hello"]);
    page.cut();
    await chat.channel.send({ send: textTo(visitorAddress(), "still there?", { id: "c1-1-1" }) });
    const back = await listen(chat, ida, "2");
    await chat.channel.send({ send: textTo(visitorAddress(), "good night", { id: "c1-1-2" }) });
    expect(await back.hears(2)).toEqual(["still there?", "good night"]);
  });

  it("reads an answer once, though it was sent again after an unclear end", async () => {
    const chat = await serve();
    const ida = await chat.arrive();
    await chat.write(ida, "hi", "one");
    const send = textTo(visitorAddress(), "hello");
    expect(await chat.channel.reconcile({ send })).toEqual({ kind: "not_sent" });
    const first = await chat.channel.send({ send });
    expect(await chat.channel.send({ send })).toEqual(first);
    expect(await chat.channel.reconcile({ send })).toEqual(first);
    expect((await chat.read(ida, "1")).texts).toEqual(["hello"]);
  });

  it("may be the shop's own customer, by the shop's signature, on every device", async () => {
    const chat = await serve();
    const sign = (claims: Record<string, unknown>, secret = identitySecret) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(secret));
    const exp = Math.floor(now / 1000) + 600;
    const phone = await chat.arrive(await sign({ sub: "user-7", exp }));
    const laptop = await chat.arrive(await sign({ sub: "user-7", exp: exp + 1 }));
    expect(phone.chat).toBe(laptop.chat);
    expect(phone.chat).toBe(chatOf("user-7"));
    await chat.write(phone, "hi", "one");
    expect(visitorAddress()).toBe("webchat:user-7");

    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify({ sub: "user-7", exp })).toString("base64url")}.`;
    for (const forged of [
      await sign({ sub: "user-7", exp }, "another secret, also long enough!"),
      await sign({ sub: "user-7", exp: exp - 1200 }),
      await sign({ sub: "user-7", exp: exp + 90_000 }),
      await sign({ sub: "user-7" }),
      await sign({ exp }),
      await sign({ sub: "visitor-id1", exp }),
      none,
      "",
    ]) {
      expect((await chat.call("/tokens/generate", { body: { identity: forged } })).status).toBe(
        401,
      );
    }
  });
});

describe("somebody who is not that visitor", () => {
  it("reads nothing of their chat and writes nothing into it", async () => {
    const chat = await serve();
    const ida = await chat.arrive();
    await chat.write(ida, "my number is 12", "one");
    const other = await chat.arrive();
    edge.forget();
    for (const token of [
      undefined,
      other.token,
      `${ida.token.slice(0, -3)}abc`,
      "",
      ida.token.split(".").slice(0, 2).join("."),
    ]) {
      const { status } = await chat.write({ token: token ?? "", chat: ida.chat }, "let me in");
      expect([401, 403]).toContain(status);
      const reading = await chat.call(
        `/conversations/${ida.chat}/activities`,
        token === undefined ? {} : { token },
      );
      expect([401, 403]).toContain(reading.status);
    }
    expect(edge.kept).toEqual([]);
    const stream = (ticket: string) =>
      new Promise((resolve) =>
        new WebSocket(
          `${chat.url.replace("http", "ws")}/directline/conversations/${ida.chat}/stream?t=${ticket}`,
        )
          .on("unexpected-response", (_request, response) => resolve(response.statusCode))
          .on("error", () => {}),
      );
    expect(await stream(ida.token)).toBe(403);
    expect(await stream("")).toBe(403);
  });

  it("may not use the chat from a page that the shop did not name", async () => {
    const chat = await serve({ isLocal: false });
    const from = async (origin: string) =>
      (await chat.call("/tokens/generate", { body: {}, origin })).status;
    expect(await from("https://evil.example")).toBe(403);
    expect(await from("null")).toBe(403);
    expect(await from("http://localhost:8080")).toBe(403);
    expect(await from("https://bot.example")).toBe(200);
    const allowed = await chat.call("/tokens/generate", {
      origin: shopPage,
      method: "OPTIONS",
      headers: { "access-control-request-headers": "authorization" },
    });
    expect([
      allowed.status,
      allowed.headers.get("access-control-allow-origin"),
      allowed.headers.get("access-control-allow-headers"),
    ]).toEqual([204, shopPage, "authorization"]);
  });

  it("finds nothing where the shop has no web chat", async () => {
    const chat = await serve({ isLocal: false, settings: () => undefined });
    expect((await chat.call("/tokens/generate", { body: {} })).status).toBe(404);
    expect((await fetch(`${chat.url}/webchat.js`)).status).toBe(404);
  });
});

describe("a visitor who writes too much", () => {
  it("may write a burst, then has to wait, and is told how long", async () => {
    const chat = await serve();
    const ida = await chat.arrive();
    const answers = [];
    for (let n = 0; n < 12; n += 1) answers.push(await chat.write(ida, "hi", `id-${n}`));
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429, 429]);
    expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(0);
    now += 2_000;
    expect((await chat.write(ida, "hi", "later")).status).toBe(200);
  });

  it("cannot have tokens without end from one place", async () => {
    const chat = await serve();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => chat.call("/tokens/generate", { body: {} })),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    const elsewhere = await chat.call("/tokens/generate", {
      body: {},
      headers: { "x-forwarded-for": "203.0.113.9" },
    });
    expect(elsewhere.status).toBe(200);
  });

  for (const [what, body, status] of [
    ["8 KB of text", { type: "message", text: "å".repeat(4096) }, 200],
    ["more than 8 KB of text", { type: "message", text: "å".repeat(4097) }, 413],
    ["a megabyte", { type: "message", text: "a".repeat(1024 * 1024) }, 413],
    ["no words", { type: "message", text: "  " }, 400],
    ["no type", { text: "hi" }, 400],
    ["half a post", '{"type":', 400],
    ["typing", { type: "typing" }, 200],
  ] as const) {
    it(`is answered ${status} to ${what}`, async () => {
      const chat = await serve();
      const ida = await chat.arrive();
      expect(
        (await chat.call(`/conversations/${ida.chat}/activities`, { token: ida.token, body }))
          .status,
      ).toBe(status);
      expect(edge.kept.length).toBe(status === 200 && what !== "typing" ? 1 : 0);
    });
  }
});

describe("the server of a web chat", () => {
  it("says 503 while nothing can be kept, and keeps it once when the page posts again", async () => {
    const chat = await serve();
    const ida = await chat.arrive();
    edge.away(true);
    const { status, headers } = await chat.write(ida, "hi", "one");
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
    edge.away(false);
    expect((await chat.write(ida, "hi", "one")).status).toBe(200);
    expect(edge.kept).toHaveLength(1);
    expect(edge.failures).toEqual([]);
  });

  it("keeps its key to itself", async () => {
    const chat = await serve();
    await chat.arrive();
    expect(statSync(join(folder, "key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, "key"), "utf8")).toHaveLength(43);
  });

  it("gives the widget to every page, and a page of its own under the strictest policy", async () => {
    const chat = await serve();
    const widget = await fetch(`${chat.url}/webchat.js`);
    expect(widget.headers.get("content-type")).toContain("text/javascript");
    expect(await widget.text()).not.toMatch(/innerHTML|insertAdjacentHTML|eval\(|new Function/);
    const page = await fetch(`${chat.url}/webchat`);
    expect(page.headers.get("content-security-policy")).not.toContain("unsafe");
    await page.text();
  });
});

describe("a visitor of a shop with two servers on one store", () => {
  it("goes on at the other one with the same token, and her page hears at once what that one says", async () => {
    const kept = sqliteChatLog({ file: ":memory:", keptMs: 1, now: 0 });
    const listeners = new Set<(chat?: string) => void>();
    const log: WebChatOptions["log"] = {
      ...kept,
      async append(chat, line) {
        const appended = await kept.append(chat, line);
        for (const listener of listeners) listener(chat);
        return appended;
      },
      onLine(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const keys: string[] = [];
    const shareKey = async (own: string) => {
      keys.push(own);
      return keys[0] ?? own;
    };
    const [one, two] = [
      await serve({ log, shareKey, keyFile: join(folder, "key of one") }),
      await serve({ log, shareKey, keyFile: join(folder, "key of two") }),
    ];
    const freja = await one.arrive();
    const page = await listen(one, freja);
    expect((await two.write(freja, "hello from the tram")).status).toBe(200);
    expect(await page.hears(1)).toEqual(["hello from the tram"]);
    expect(keys[0]).not.toBe(keys[1]);
    await one.close();
    await two.close();
    expect(listeners.size).toBe(0);
  });
});
