import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type DeskEdge, deskEdge } from "../../test/fakes/desk-edge.ts";
import { slackPerson } from "../../test/fakes/slack-person.ts";
import { startSocketMode } from "../../test/fakes/slack-socket.ts";
import { type SlackWorkspace, startSlackWorkspace } from "../../test/fakes/slack-workspace.ts";
import { slackDesk } from "./channel.ts";

const mondayMorning = Date.parse("2026-11-30T09:05:00Z");
const threadTs = "1795942000.000001";

let slack: SlackWorkspace;
let edge: DeskEdge;
let person: ReturnType<typeof slackPerson>;
let close: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  slack = await startSlackWorkspace(["mette"]);
  edge = deskEdge(mondayMorning, ["c1", `desk:${slack.channel}/${threadTs}`]);
  person = slackPerson(slack);
  close = [slack.close];
});
afterEach(async () => {
  await Promise.all(close.map((each) => each()));
});

const mette = () => ({ user: slack.people.mette ?? "", threadTs });
const desk = () =>
  slackDesk({
    botToken: slack.botToken,
    appToken: "xapp-test",
    apiUrl: slack.apiUrl,
    channelOf: () => slack.channel,
    mayServe: () => true,
  });

describe("Socket Mode", () => {
  async function connect() {
    const socket = await startSocketMode();
    const stop = new AbortController();
    slack.answer("apps.connections.open", () => ({ ok: true, url: socket.url }));
    const running = desk().run?.(edge, stop.signal);
    close.push(async () => {
      stop.abort();
      await running;
      await socket.close();
    });
    await socket.connected();
    return socket;
  }

  it("asks with the app's own token where to connect", async () => {
    await connect();
    expect(slack.calls.map(({ method }) => method)).toEqual(["apps.connections.open"]);
  });

  it("comes back after Slack hung up, and agents are heard again", async () => {
    const socket = await connect();
    await socket.deliver(person.writes("before", mette()));
    await socket.hangUp();
    await socket.connected();
    await socket.deliver(person.writes("after", mette()));
    expect(edge.doings().map(({ action }) => ("text" in action ? action.text : ""))).toEqual([
      "before",
      "after",
    ]);
  });

  it("lets go of nonsense instead of getting it for ever", async () => {
    const socket = await connect();
    const click = person.clicks("claim", { ...mette(), value: "nonsense" });
    expect(await socket.deliver(click)).toEqual({});
    expect(edge.refusals).toEqual(["400 out of shape"]);
  });

  it("keeps trying while Slack is away or refuses the token, and says so each time", async () => {
    const down = { kind: "status", status: 503 } as const;
    slack.fail("apps.connections.open", down, { kind: "refused", error: "invalid_auth" });
    const unavailable = edge.provider("unavailable");
    const socket = await connect();
    await unavailable;
    expect(slack.calls).toHaveLength(3);
    await socket.deliver(person.writes("hello", mette()));
    expect(edge.doings()).toHaveLength(1);
  });
});
