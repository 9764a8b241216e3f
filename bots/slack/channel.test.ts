import type { AddressInfo } from "node:net";
import { mock } from "node:test";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import express, { type Express } from "express";
import { type DeskEdge, deskEdge } from "../../test/fakes/desk-edge.ts";
import { type SlackEnvelope, slackPerson } from "../../test/fakes/slack-person.ts";
import { postSigned, postToDesk } from "../../test/fakes/slack-posts.ts";
import { type SlackWorkspace, startSlackWorkspace } from "../../test/fakes/slack-workspace.ts";
import { cardValue } from "./card-value.ts";
import { slackDesk } from "./channel.ts";

const mondayMorning = Date.parse("2026-11-30T09:05:00Z");
const signingSecret = "the desk's own secret";
const threadTs = "1795942000.000001";
const MINUTE = 60_000;

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

const desk = (more: { signingSecret?: string; appToken?: string }) =>
  slackDesk({
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    channelOf: () => slack.channel,
    mayServe: () => true,
    ...more,
  });

/** The server's /slack/events, with the desk mounted on `app` as the real server does it. */
async function serve(app: Express = express(), options = { signingSecret }): Promise<string> {
  desk(options).mount(app, edge);
  const server = app.listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  close.push(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return `http://127.0.0.1:${port}/slack/events`;
}

const says = (text: string): SlackEnvelope =>
  person.writes(text, { user: slack.people.mette ?? "", threadTs });
const claims = (): SlackEnvelope =>
  person.clicks("claim", {
    user: slack.people.mette ?? "",
    threadTs,
    value: cardValue({ customer: "c1", handoff: 1, team: "care" }),
  });

describe("Slack's webhook", () => {
  it("answers the challenge when somebody sets the app up", async () => {
    const url = await serve();
    const body = JSON.stringify({
      type: "url_verification",
      token: "t",
      challenge: "3eZbrw1aBm2rZ",
    });
    const reply = await postSigned(body, "application/json", {
      url,
      signingSecret,
      at: mondayMorning,
    });
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({ challenge: "3eZbrw1aBm2rZ" });
  });

  it.each([
    ["in another's name", { signingSecret: "guessed" }, "forged"],
    ["played back six minutes later", { at: mondayMorning - 6 * MINUTE }, "stale"],
    [
      "dated six minutes ahead, to be played back later",
      { at: mondayMorning + 6 * MINUTE },
      "future",
    ],
  ])("refuses a request %s", async (_, wrong, why) => {
    const url = await serve();
    for (const envelope of [says("hello"), claims()]) {
      const reply = await postToDesk(envelope, { url, signingSecret, at: mondayMorning, ...wrong });
      expect(reply.status).toBe(403);
    }
    expect(edge.kept).toEqual([]);
    expect(edge.refusals).toEqual([
      `403 not signed by Slack: ${why}`,
      `403 not signed by Slack: ${why}`,
    ]);
  });

  it("refuses a request without a signature, even for the challenge", async () => {
    const url = await serve();
    const reply = await fetch(url, {
      method: "POST",
      body: '{"type":"url_verification","challenge":"x"}',
    });
    expect(reply.status).toBe(403);
    expect((await fetch(url, { method: "POST" })).status).toBe(403);
  });

  it("takes agents' words although the rest of the server parses bodies after it", async () => {
    const app = express();
    const url = await serve(app);
    app.use(express.json(), express.urlencoded({ extended: true }));
    expect(
      (await postToDesk(says("hello"), { url, signingSecret, at: mondayMorning })).status,
    ).toBe(200);
    expect(edge.doings()).toHaveLength(1);
  });

  it("says loudly what is wrong when a body parser stands before it", async () => {
    const url = await serve(express().use(express.json()));
    const reply = await postToDesk(says("hello"), { url, signingSecret, at: mondayMorning });
    expect(reply.status).toBe(500);
    expect(edge.refusals).toEqual(["500 a body parser is mounted before Slack's webhook"]);
  });

  it("asks Slack to come again, later, while the store is away", async () => {
    const url = await serve();
    edge.away(true);
    for (const envelope of [says("hello"), claims()]) {
      const reply = await postToDesk(envelope, { url, signingSecret, at: mondayMorning });
      expect(reply.status).toBe(503);
      expect(reply.headers.get("retry-after")).toBe("5");
      expect(reply.headers.get("x-slack-no-retry")).toBeNull();
    }
    expect(edge.failures).toEqual([]);
  });

  it("refuses a megabyte", async () => {
    const url = await serve();
    const reply = await postSigned("x".repeat(1_000_000), "application/json", {
      url,
      signingSecret,
      at: mondayMorning,
    });
    expect(reply.status).toBe(413);
  });

  it.each([
    ["no JSON", "{"],
    ["no object", '"hello"'],
    ["null", "null"],
    ["no type", "{}"],
    ["an event without its event", '{"type":"event_callback","team_id":"T1","event_id":"E1"}'],
    [
      "a message without its ts",
      '{"type":"event_callback","team_id":"T1","event_id":"E1","event":{"type":"message","channel":"C1","user":"U1"}}',
    ],
    [
      "a click without anybody",
      '{"type":"block_actions","actions":[{"action_id":"claim","action_ts":"1.1","value":"c1/1/care"}]}',
    ],
  ])("refuses nonsense even from Slack: %s", async (_, body) => {
    const url = await serve();
    const reply = await postSigned(body, "application/json", {
      url,
      signingSecret,
      at: mondayMorning,
    });
    expect(reply.status).toBe(400);
    expect(edge.kept).toEqual([]);
  });

  it.each([
    "",
    "c1",
    "c1/0/care",
    "c1/1",
    "/1/care",
    "c1/1/care/more",
    "c1/1/%",
    "<script>/1/care",
    undefined,
  ])("refuses a click that carries %j instead of a card", async (value) => {
    const url = await serve();
    const click = person.clicks("claim", {
      user: slack.people.mette ?? "",
      threadTs,
      ...(value !== undefined && { value }),
    });
    expect((await postToDesk(click, { url, signingSecret, at: mondayMorning })).status).toBe(400);
    expect(edge.kept).toEqual([]);
  });

  it("lets go at once of what is not for the desk", async () => {
    const url = await serve();
    const bodies = [
      { type: "app_rate_limited", team_id: "T1", minute_rate_limited: 1 },
      { type: "view_submission", user: { id: "U1" }, view: { id: "V1" } },
      { type: "something_new_in_2027" },
      {
        type: "block_actions",
        user: { id: "U1" },
        actions: [{ action_id: "of_another_app", action_ts: "1.1" }],
      },
    ];
    for (const body of bodies) {
      const reply = await postSigned(JSON.stringify(body), "application/json", {
        url,
        signingSecret,
        at: mondayMorning,
      });
      expect(reply.status).toBe(200);
    }
  });

  it("still thanks for a click that was kept in the fifth second", async () => {
    const url = await serve();
    await postToDesk(claims(), { url, signingSecret, at: mondayMorning });
    mock.timers.enable({ apis: ["Date", "setInterval", "setTimeout"], now: mondayMorning });
    try {
      const held = edge.hold();
      const reply = postToDesk(claims(), { url, signingSecret, at: mondayMorning });
      await held.begun;
      mock.timers.tick(5_000);
      held.release();
      expect((await reply).status).toBe(200);
      expect(edge.doings()).toHaveLength(2);
    } finally {
      mock.timers.reset();
    }
  });

  it("is not there when Socket Mode is used", async () => {
    const app = express();
    desk({ signingSecret, appToken: "xapp-test" }).mount(app, edge);
    desk({}).mount(app, edge);
    app.use((_, response) => void response.status(404).end());
    const url = await serve(app);
    expect(
      (await postToDesk(says("hello"), { url, signingSecret, at: mondayMorning })).status,
    ).toBe(404);
  });
});
