import { mock } from "node:test";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Activity, DirectLine } from "botframework-directlinejs";
import WebSocket from "ws";
// @ts-expect-error the package has no types, and only stands where a browser has its own
import XMLHttpRequest from "xhr2";
import { sqliteChatLog } from "../../integrations/store/sqlite/chat-log.ts";
import { channelEdge, type Served, serveChannel, textTo } from "../../test/fakes/channel-edge.ts";
import { openWebChat } from "../../test/fakes/web-chat-stage.ts";

const edge = channelEdge();
const log = sqliteChatLog({ file: ":memory:", keptMs: 1, now: 0 });
const channel = openWebChat(log);
/** The sockets that the client has opened, so that a test can cut them. */
const sockets: WebSocket[] = [];
const nodesOwn = { WebSocket: globalThis.WebSocket, XMLHttpRequest: undefined };
let served: Served;
let client: DirectLine;

beforeAll(async () => {
  class CountedSocket extends WebSocket {
    constructor(url: string) {
      super(url);
      sockets.push(this);
    }
  }
  Object.assign(globalThis, { XMLHttpRequest, WebSocket: CountedSocket });
  mock.method(Math, "random", () => 0); // the client waits 3 to 15 seconds before it comes back
  served = await serveChannel(channel, edge);
  const { DirectLine } = await import("botframework-directlinejs");
  const domain = `${served.url}/directline`;
  const answer = await fetch(`${domain}/tokens/generate`, { method: "POST", body: "{}" });
  const { token } = (await answer.json()) as { token: string }; // our own endpoint's
  client = new DirectLine({ domain, token, webSocket: true });
});
afterAll(async () => {
  client.end();
  served.cut();
  expect(await end.promise).toBe("conversation ended");
  await served.close();
  await log.close();
  mock.restoreAll();
  Object.assign(globalThis, nodesOwn);
});

/** Ending the client fails what listens to it. */
const ended = (reason: Error) => end.resolve(reason.message);
const end = Promise.withResolvers<string>();

describe("a page with Microsoft's own Direct Line client", () => {
  it("talks with the shop, loses its socket, and misses nothing", async () => {
    const told: { id: string | undefined; text: string | undefined; role: string | undefined }[] =
      [];
    let look = () => {};
    client.activity$.subscribe((activity: Activity) => {
      const { id, from } = activity;
      told.push({ id, text: activity.type === "message" ? activity.text : "", role: from.role });
      look();
    }, ended);
    const hears = (count: number) =>
      new Promise<void>((resolve) => {
        look = () => void (told.length >= count && resolve());
        look();
      });
    const post = (text: string) =>
      new Promise<string>((resolve, reject) =>
        client
          .postActivity({ type: "message", text, from: { id: "me" } })
          .subscribe(resolve, reject),
      );

    const id = await post("where is my order");
    await hears(1);
    expect(told).toEqual([{ id, text: "where is my order", role: "user" }]);
    const inbound = edge.kept[0]?.inbound;
    const visitor = inbound?.kind === "message" ? inbound.from : "webchat:nobody";

    await channel.send({ send: textTo(visitor, "Which one?", { id: "c1-1-0" }) });
    await hears(2);
    sockets.at(-1)?.terminate();
    await channel.send({ send: textTo(visitor, "Are you there?", { id: "c1-1-1" }) });
    await hears(3);
    await channel.send({ send: textTo(visitor, "Good.", { id: "c1-1-2" }) });
    await hears(4);
    expect(told.map(({ text }) => text)).toEqual([
      "where is my order",
      "Which one?",
      "Are you there?",
      "Good.",
    ]);
    expect(sockets.length).toBe(2);
    expect(edge.failures).toEqual([]);
  });
});
