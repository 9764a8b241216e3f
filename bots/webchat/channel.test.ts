import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { SignJWT } from "jose";
import WebSocket from "ws";
import { sqliteChatLog } from "../../integrations/store/sqlite/chat-log.ts";
import { textTo } from "../../test/fakes/channel-edge.ts";
import {
  forgedToken,
  identitySecret,
  listen,
  shopPage,
  webChatStage,
} from "../../test/fakes/web-chat-stage.ts";
import type { WebChatOptions } from "./channel.ts";
import { chatOf } from "./tokens.ts";

const stage = webChatStage();
beforeEach(() => stage.begin());
afterEach(() => stage.end());
afterAll(() => stage.clear());

describe("a visitor of the shop's page", () => {
  it("is kept for the bot before the page is told so, and is whom the token says, not whom the page says", async () => {
    const chat = await stage.serve();
    const ida = await chat.arrive();
    const { status, id } = await chat.write(ida, "where is my order", "one");
    expect([status, id]).toEqual([200, `${ida.chat}|0000001`]);
    expect(stage.edge.kept).toMatchObject([
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
    const chat = await stage.serve();
    const ida = await chat.arrive();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => chat.write(ida, "hi", "one")),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(stage.edge.kept).toHaveLength(1);
    expect((await chat.read(ida)).texts).toEqual(["hi"]);
  });

  it("finds the answer after the server was restarted and the weekend is over", async () => {
    const files = { keyFile: join(stage.folder, "weekend") };
    const before = await stage.serve(files);
    const ida = await before.arrive();
    await before.write(ida, "hi", "one");
    await before.channel.send({
      send: textTo(stage.visitorAddress(), "A colleague answers on Monday."),
    });
    await before.close();
    stage.now += 62 * 3_600_000;
    const after = await stage.serve(files);
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
    const chat = await stage.serve();
    const ida = await chat.arrive();
    await chat.write(ida, "hi", "one");
    const page = await listen(chat, ida);
    expect(await page.hears(1)).toEqual(["hi"]);
    await chat.channel.send({ send: textTo(stage.visitorAddress(), "hello", { id: "c1-1-0" }) });
    expect(await page.hears(2)).toEqual(["hi", "hello"]);
    page.cut();
    await chat.channel.send({
      send: textTo(stage.visitorAddress(), "still there?", { id: "c1-1-1" }),
    });
    const back = await listen(chat, ida, "2");
    await chat.channel.send({
      send: textTo(stage.visitorAddress(), "good night", { id: "c1-1-2" }),
    });
    expect(await back.hears(2)).toEqual(["still there?", "good night"]);
  });

  it("reads an answer once, though it was sent again after an unclear end", async () => {
    const chat = await stage.serve();
    const ida = await chat.arrive();
    await chat.write(ida, "hi", "one");
    const send = textTo(stage.visitorAddress(), "hello");
    expect(await chat.channel.reconcile({ send })).toEqual({ kind: "not_sent" });
    const first = await chat.channel.send({ send });
    expect(await chat.channel.send({ send })).toEqual(first);
    expect(await chat.channel.reconcile({ send })).toEqual(first);
    expect((await chat.read(ida, "1")).texts).toEqual(["hello"]);
  });

  it("may be the shop's own customer, by the shop's signature, on every device", async () => {
    const chat = await stage.serve();
    const sign = (claims: Record<string, unknown>, secret = identitySecret) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(secret));
    const exp = Math.floor(stage.now / 1000) + 600;
    const phone = await chat.arrive(await sign({ sub: "user-7", exp }));
    const laptop = await chat.arrive(await sign({ sub: "user-7", exp: exp + 1 }));
    expect(phone.chat).toBe(laptop.chat);
    expect(phone.chat).toBe(chatOf("user-7"));
    await chat.write(phone, "hi", "one");
    expect(stage.visitorAddress()).toBe("webchat:user-7");

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
  it("cannot go on as the shop's own customer with a token found days later: the shop must sign anew", async () => {
    const chat = await stage.serve();
    const identity = await new SignJWT({ sub: "user-7", exp: Math.floor(stage.now / 1000) + 600 })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(identitySecret));
    const { token } = await chat.arrive(identity);
    const renewed = () => chat.call("/tokens/refresh", { token, body: {} });
    expect((await renewed()).status).toBe(200);
    stage.now += 3_600_000;
    expect((await renewed()).status).toBe(403);
  });

  it("gets no token under a key that could be guessed, whatever became of its file", async () => {
    const keyFile = join(stage.folder, "torn");
    writeFileSync(keyFile, "torn");
    const chat = await stage.serve({ keyFile });
    expect((await chat.call("/tokens/generate", { body: {} })).status).toBe(503);
  });

  it("reads nothing of their chat and writes nothing into it", async () => {
    const chat = await stage.serve();
    const ida = await chat.arrive();
    await chat.write(ida, "my number is 12", "one");
    const other = await chat.arrive();
    stage.edge.forget();
    for (const token of [
      undefined,
      other.token,
      forgedToken(ida.token),
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
    expect(stage.edge.kept).toEqual([]);
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
    const chat = await stage.serve({ isLocal: false });
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
    const chat = await stage.serve({ isLocal: false, settings: () => undefined });
    expect((await chat.call("/tokens/generate", { body: {} })).status).toBe(404);
    expect((await fetch(`${chat.url}/webchat.js`)).status).toBe(404);
  });
});

describe("the server of a web chat", () => {
  it("says 503 while nothing can be kept, and keeps it once when the page posts again", async () => {
    const chat = await stage.serve();
    const ida = await chat.arrive();
    stage.edge.away(true);
    const { status, headers } = await chat.write(ida, "hi", "one");
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
    stage.edge.away(false);
    expect((await chat.write(ida, "hi", "one")).status).toBe(200);
    expect(stage.edge.kept).toHaveLength(1);
    expect(stage.edge.failures).toEqual([]);
  });

  it("keeps its key to itself", async () => {
    const chat = await stage.serve();
    await chat.arrive();
    expect(statSync(join(stage.folder, "key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(stage.folder, "key"), "utf8")).toHaveLength(43);
  });

  it("gives the widget to every page, and a page of its own under the strictest policy", async () => {
    const chat = await stage.serve();
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
      await stage.serve({ log, shareKey, keyFile: join(stage.folder, "key of one") }),
      await stage.serve({ log, shareKey, keyFile: join(stage.folder, "key of two") }),
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
