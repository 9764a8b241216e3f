import { mock } from "node:test";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { channelEdge, serveChannel, textTo } from "../../test/fakes/channel-edge.ts";
import { forgeries } from "../../test/fakes/forged-tokens.ts";
import { type Microsoft, startMicrosoft } from "../../test/fakes/microsoft.ts";
import { postActivity, teamsBot } from "../../test/fakes/teams-bot.ts";
import type { Channel } from "../channel.ts";

let microsoft: Microsoft;
let channel: Channel;
let served: { url: string; close(): Promise<void> };
const edge = channelEdge();
const loopback = { host: "127.0.0.1", publicUrl: "http://127.0.0.1:3000" };

const channelOf = (fields = {}) => teamsBot(microsoft, fields);

beforeAll(async () => {
  mock.method(console, "error", () => {}); // the SDK prints every forged token
  microsoft = await startMicrosoft();
  channel = channelOf();
  served = await serveChannel(channel, edge);
});
afterAll(async () => {
  await served.close();
  await microsoft.close();
  mock.restoreAll();
});
beforeEach(() => {
  edge.forget();
  edge.away(false);
});

const post = (body: unknown, authorization?: string, url = served.url) =>
  postActivity(url, body, authorization);
const signed = async (body: unknown) => post(body, `Bearer ${await microsoft.token()}`);

describe("a customer who writes in Teams", () => {
  it("is kept before Teams is thanked, under the id of their directory", async () => {
    const message = microsoft.message();
    expect((await signed(message)).status).toBe(200);
    expect(edge.kept).toMatchObject([
      {
        inbound: {
          kind: "message",
          key: `botframework:msteams:a%3Achat-1:${message.id}`,
          from: "teams:msteams/aaaaaaaa-0000-0000-0000-000000000001",
          text: "where is my order",
          profileName: "Ida Holm",
          media: [],
        },
        route: { kind: "address" },
      },
    ]);
  });

  it("is heard without the bot's name, which Teams puts before the words", async () => {
    const text = "<at>Harbour & Pine</at>&nbsp; hi <b>there</b>";
    const entities = [
      {
        type: "mention",
        text: "<at>Harbour & Pine</at>",
        mentioned: { id: `28:${microsoft.appId}` },
      },
      { type: "clientInfo", locale: "en-GB", country: "GB" },
    ];
    await signed(microsoft.message({ text, entities }));
    expect(edge.kept[0]?.inbound).toMatchObject({ text: "hi <b>there</b>" });
  });

  it("is somebody else in a group, where everybody reads the answers", async () => {
    const conversation = { conversationType: "groupChat", isGroup: true, id: "19:group" };
    await signed(microsoft.message({ conversation }));
    expect(edge.kept[0]?.inbound).toMatchObject({
      from: "teams:msteams/19%3Agroup/aaaaaaaa-0000-0000-0000-000000000001",
    });
  });

  it("cannot take another visitor's place on a channel where pages choose their own ids", async () => {
    await signed(microsoft.message({ channelId: "webchat", conversation: { id: "one" } }));
    await signed(microsoft.message({ channelId: "webchat", conversation: { id: "two" } }));
    const [one, two] = edge.kept.map(({ inbound }) => inbound.kind === "message" && inbound.from);
    expect(one).not.toBe(two);
  });

  for (const type of [
    "typing",
    "conversationUpdate",
    "installationUpdate",
    "messageReaction",
    "event",
  ]) {
    it(`is not answered for a ${type}`, async () => {
      expect((await signed(microsoft.message({ type, text: undefined }))).status).toBe(200);
      expect(edge.kept).toEqual([]);
    });
  }

  it("gets an honest 501 for what only an app could answer", async () => {
    expect((await signed(microsoft.message({ type: "invoke", name: "task/fetch" }))).status).toBe(
      501,
    );
  });
});

describe("somebody who only says they are Microsoft", () => {
  for (const [what, authorization] of forgeries) {
    it(`with ${what} gets 401 and leaves nothing behind`, async () => {
      const reply = await post(microsoft.message(), await authorization(microsoft));
      expect(reply.status).toBe(401);
      expect(edge.kept).toEqual([]);
      expect(edge.failures).toEqual([]);
      expect(edge.refusals).toHaveLength(1);
    });
  }

  it("cannot have our answers sent to a host of their own", async () => {
    const serviceUrl = "https://evil.example/";
    const token = await microsoft.token({ serviceurl: serviceUrl });
    expect((await post(microsoft.message({ serviceUrl }), `Bearer ${token}`)).status).toBe(403);
    expect(edge.kept).toEqual([]);
  });
});

describe("a post that cannot be taken in", () => {
  for (const [what, body, status] of [
    ["no type", { text: "hi" }, 400],
    ["a list", [], 400],
    ["half of it", '{"type":"mess', 400],
    ["nothing", "", 400],
  ] as const) {
    it(`with ${what} gets ${status}`, async () => {
      expect((await signed(body)).status).toBe(status);
    });
  }

  it("without an id gets 400, for a repeated delivery could not be told", async () => {
    expect((await signed(microsoft.message({ id: undefined }))).status).toBe(400);
  });

  it("gets 503 while Microsoft's keys cannot be read", async () => {
    const lost = channelOf({ cloud: { openIdMetadataUrl: `${microsoft.url}/nowhere` } });
    const other = await serveChannel(lost, edge);
    const token = await microsoft.token();
    expect((await post(microsoft.message(), `Bearer ${token}`, other.url)).status).toBe(503);
    await other.close();
  });
});

describe("an answer to somebody in Teams", () => {
  const ida = "teams:msteams/aaaaaaaa-0000-0000-0000-000000000001";
  const reachOf = async () => {
    await signed(microsoft.message());
    const inbound = edge.kept.at(-1)?.inbound;
    return inbound?.kind === "message" ? inbound.to : `teams:`;
  };

  it("goes to their chat, by a server that was started since", async () => {
    const from = await reachOf();
    const before = microsoft.posts().length;
    const outcome = await channelOf().send({
      send: textTo(ida, "It left <yesterday> *today*", { from }),
    });
    expect(outcome).toMatchObject({
      kind: "accepted",
      providerId: expect.stringMatching(/^botframework:sent-/),
    });
    expect(microsoft.posts().slice(before)).toMatchObject([
      {
        path: "/teams/v3/conversations/a%3Achat-1/activities",
        bearer: "Bearer our-own-token",
        body: {
          type: "message",
          text: "It left <yesterday> *today*",
          textFormat: "plain",
          recipient: { id: "29:ida" },
          from: { id: `28:${microsoft.appId}` },
        },
      },
    ]);
  });

  it("shows a small picture with the words; larger ones and papers are read where the words say", async () => {
    const from = await reachOf();
    const url = "https://shop.example/files/sealed";
    const photo = { url, contentType: "image/png", name: "lamp.png", bytes: 900_000 };
    expect(channel.attaches?.(photo, { to: ida })).toBe("with words");
    expect(channel.attaches?.({ ...photo, bytes: 2_000_000 }, { to: ida })).toBeUndefined();
    const paper = { ...photo, contentType: "application/pdf" };
    expect(channel.attaches?.(paper, { to: ida })).toBeUndefined();
    const body = { kind: "text", text: "Like this?", files: [photo] } as const;
    await channel.send({ send: textTo(ida, "", { from, body: { ...body, files: [photo] } }) });
    expect(microsoft.posts().at(-1)?.body).toMatchObject({
      text: "Like this?",
      attachments: [{ contentType: "image/png", contentUrl: url, name: "lamp.png" }],
    });
  });

  for (const [what, answer, outcome] of [
    [
      "is refused for good when they removed the bot",
      { status: 403, body: { error: { code: "BotNotInConversationRoster", message: "no" } } },
      { kind: "refused", code: "BotNotInConversationRoster", reaction: "give_up" },
    ],
    [
      "waits as long as Teams asks",
      { status: 429, headers: { "retry-after": "7" } },
      { kind: "refused", reaction: "retry_later", retryAfterMs: 7000 },
    ],
    [
      "waits for somebody to mend the app's secret",
      { status: 401 },
      { kind: "refused", reaction: "channel_broken" },
    ],
    ["is unclear after an error half-way", { status: 500 }, { kind: "unclear" }],
    ["is unclear when the service was away", { status: 503 }, { kind: "unclear" }],
    ["is unclear when Teams hangs up", "reset", { kind: "unclear" }],
    ["is unclear when Teams says nothing", "silence", { kind: "unclear" }],
    [
      "does not follow Teams elsewhere",
      { status: 307, headers: { location: "http://127.0.0.1:9/" } },
      { kind: "refused", reaction: "give_up" },
    ],
  ] as const) {
    it(`${what}, and is posted exactly once`, async () => {
      const from = await reachOf();
      const before = microsoft.posts().length;
      microsoft.answers(answer);
      const bot = answer === "silence" ? channelOf({ timeoutMs: 300 }) : channel;
      expect(await bot.send({ send: textTo(ida, "hi", { from }) })).toMatchObject(outcome);
      expect(microsoft.posts().length - before).toBe(1);
      microsoft.answers();
    });
  }

  it("is kept for later when nobody is reached", async () => {
    const from = (await reachOf()).replace(
      encodeURIComponent(microsoft.url),
      encodeURIComponent("http://127.0.0.1:9"),
    ) as `teams:${string}`; // still an address
    expect(await channel.send({ send: textTo(ida, "hi", { from }) })).toMatchObject({
      kind: "refused",
      code: "ECONNREFUSED",
      reaction: "retry_later",
    });
  });

  it("is not sent to a host that is not on the list, nor to nobody", async () => {
    const from = (await reachOf()).replace("127.0.0.1", "evil.example") as `teams:${string}`; // still an address
    const before = microsoft.posts().length;
    expect(await channel.send({ send: textTo(ida, "hi", { from }) })).toMatchObject({
      code: "service_host",
    });
    expect(await channel.send({ send: textTo(ida, "hi") })).toMatchObject({ code: "no_reference" });
    expect(microsoft.posts().length).toBe(before);
  });

  it("is not claimed to have arrived when nobody can tell", async () => {
    expect(await channel.reconcile({ send: textTo(ida, "hi") })).toEqual({ kind: "unknown" });
  });
});

describe("a bot without an app id", () => {
  it("does not start, for it would believe anybody", () => {
    expect(() => channelOf({ appId: "" })).toThrow("MICROSOFT_APP_ID is empty");
  });

  it("is not open to the world, whatever flag is set", () => {
    const open = { appId: "", isOpenForDevelopment: true };
    expect(() => channelOf({ ...open })).toThrow("on this machine");
    expect(() => channelOf({ ...open, ...loopback, publicUrl: "https://tunnel.example" })).toThrow(
      "PUBLIC_URL",
    );
    expect(() => channelOf({ ...loopback, isOpenForDevelopment: true })).toThrow(
      "leave MICROSOFT_APP_ID empty",
    );
  });

  it("talks with an emulator on this machine once the flag is set", async () => {
    const open = channelOf({ appId: "", isOpenForDevelopment: true, ...loopback });
    const other = await serveChannel(open, edge);
    expect((await post(microsoft.message(), undefined, other.url)).status).toBe(200);
    expect(edge.kept).toHaveLength(1);
    const inbound = edge.kept[0]?.inbound;
    const from = inbound?.kind === "message" ? inbound.to : undefined;
    const before = microsoft.posts().length;
    const sent = await open.send({ send: textTo("teams:x", "hi", from ? { from } : {}) });
    expect(sent).toMatchObject({ kind: "accepted" });
    expect(microsoft.posts()[before]?.bearer).toBe("");
    expect(
      (
        await post(
          microsoft.message({ serviceUrl: "https://smba.trafficmanager.net.evil.example/" }),
          undefined,
          other.url,
        )
      ).status,
    ).toBe(403);
    await other.close();
  });
});
