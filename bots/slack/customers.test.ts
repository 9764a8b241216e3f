import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { CustomerMessage } from "../../core/message.ts";
import {
  type ChannelEdge,
  channelEdge,
  type Served,
  serveChannel,
  textTo,
} from "../../test/fakes/channel-edge.ts";
import { type SlackEnvelope, slackPerson } from "../../test/fakes/slack-person.ts";
import { postToDesk } from "../../test/fakes/slack-posts.ts";
import { type SlackWorkspace, startSlackWorkspace } from "../../test/fakes/slack-workspace.ts";
import type { Channel } from "../channel.ts";
import { slackDesk } from "./channel.ts";

const signingSecret = "Slack's and ours";
const connect = "C0CONNECT1";
const elsewhere = { user_team: "T0ELSEWHERE", team: "T0ELSEWHERE" };

let slack: SlackWorkspace;
let edge: ChannelEdge;
let channel: Channel;
let served: Served;
const agents = new Set<string>();

beforeAll(async () => {
  slack = await startSlackWorkspace(["mette", "ida", "olaf"]);
  edge = channelEdge();
  agents.add(slack.people.mette ?? "");
  slack.describe("ida", { is_restricted: true, profile: { display_name: "Ida" } });
  channel = slackDesk({
    ...{ botToken: slack.botToken, apiUrl: slack.apiUrl, signingSecret },
    teams: () => ["care"],
    channelOf: () => slack.channel,
    mayServe: (id) => agents.has(id),
  });
  served = await serveChannel(channel, edge);
});
afterAll(async () => {
  await served.close();
  await slack.close();
});
beforeEach(() => edge.forget());

const post = async (envelope: SlackEnvelope) => {
  const to = { url: `${served.url}/slack/events`, signingSecret, at: edge.clock.now() };
  const answer = await postToDesk(envelope, to);
  await answer.arrayBuffer();
  return answer.status;
};
const messages = (): CustomerMessage[] =>
  edge.kept.flatMap(({ inbound }) => (inbound.kind === "message" ? [inbound] : []));

/** Somebody who writes to the app alone. */
async function directly(name: string) {
  const place = await slack.direct(name);
  const user = slack.people[name] ?? "";
  const says = (text: string, more = {}) =>
    post(
      slackPerson({ team: slack.team, channel: place }).writes(
        text,
        { user, threadTs: "" },
        { thread_ts: undefined, ...more },
      ),
    );
  return { place, user, says };
}

describe("somebody who writes to the app in Slack", () => {
  it("is a customer, by name, when they are a guest or serve no team", async () => {
    for (const name of ["ida", "olaf"]) {
      const { place, user, says } = await directly(name);
      expect(await says("where is my *order*? :wave: <https://shop.example|our shop>")).toBe(200);
      expect(messages().at(-1)).toMatchObject({
        from: `slack:${slack.team}/${user}`,
        to: `slack:${slack.team}/${place}`,
        text: "where is my order? 👋 our shop (https://shop.example)",
        profileName: name === "ida" ? "Ida" : "olaf",
      });
    }
  });

  it("is no customer when they serve one, and is told so", async () => {
    const { says } = await directly("mette");
    const told = slack.whisper("mette");
    expect(await says("where is order 1042?")).toBe(200);
    expect(await told).toMatch(/customers write to me here/i);
    expect(edge.kept).toEqual([]);
  });

  it("is asked to write again while Slack does not say who they are, and nothing is lost", async () => {
    const stranger = await startSlackWorkspace(["pia"]); // nobody whom we have asked about before
    const other = slackDesk({
      ...{ botToken: stranger.botToken, apiUrl: stranger.apiUrl, signingSecret },
      channelOf: () => undefined,
      mayServe: () => true,
      teams: () => ["care"],
    });
    const house = await serveChannel(other, edge);
    const place = await stranger.direct("pia");
    const pia = slackPerson({ team: stranger.team, channel: place });
    const said = pia.writes(
      "hi",
      { user: stranger.people.pia ?? "", threadTs: "" },
      { thread_ts: undefined },
    );
    const to = { url: `${house.url}/slack/events`, signingSecret, at: edge.clock.now() };
    stranger.fail("users.info", { kind: "status", status: 503 });
    stranger.describe("pia", { is_stranger: true });
    expect((await postToDesk(said, to)).status).toBe(503);
    expect((await postToDesk(said, { ...to, retry: 1 })).status).toBe(200);
    expect(messages()).toHaveLength(1);
    await house.close();
    await stranger.close();
  });

  it("sends pictures that the desk can read", async () => {
    const { says } = await directly("ida");
    const url_private = "https://files.slack.com/files-pri/T1-F1/lamp.jpg";
    await says("", {
      subtype: "file_share",
      files: [{ name: "lamp.jpg", mimetype: "image/jpeg", size: 1000, url_private }],
    });
    expect(messages()).toMatchObject([
      { text: "", media: [{ url: url_private, contentType: "image/jpeg" }] },
    ]);
  });

  it("reads an answer letter by letter, links as links, and chooses with a button", async () => {
    const { place, user, says } = await directly("ida");
    await says("cancel it");
    const { from, to } = messages()[0] ?? { from: "slack:x", to: "slack:x" };
    const text = "Cancel *order* 1042 <now>? See https://shop.example/1042. Reply YES or NO.";
    const choices = [
      { label: "Yes, cancel it", say: "yes" },
      { label: "No", say: "no" },
    ];
    const send = textTo(from, text, {
      id: "c1-9-0",
      from: to,
      body: { kind: "text", text, choices },
    });
    expect(await channel.send({ send })).toMatchObject({ kind: "accepted" });
    const shown = (await slack.posts(undefined, place)).at(-1);
    expect(shown?.blocks?.[0]).toMatchObject({
      elements: [
        {
          elements: [
            { type: "text", text: "Cancel *order* 1042 <now>? See " },
            { type: "link", url: "https://shop.example/1042" },
            { type: "text", text: ". Reply YES or NO." },
          ],
        },
      ],
    });
    const [, drawn] = shown?.blocks ?? [];
    const [yes] = (drawn as { elements: { action_id: string; value: string }[] }).elements;
    const press = slackPerson({ team: slack.team, channel: place }).clicks(yes?.action_id ?? "", {
      user,
      threadTs: shown?.ts ?? "",
      value: yes?.value ?? "",
      label: "Yes, cancel it",
    });
    expect(await post(press)).toBe(200);
    expect(messages().at(-1)).toMatchObject({
      from,
      to,
      text: "yes",
      tap: { payload: "yes", text: "Yes, cancel it", askedAt: send.createdAt },
    });
    expect(edge.failures).toEqual([]);
  });

  it("is found to have read what got no answer, and is not sent it twice", async () => {
    const { place, says } = await directly("ida");
    await says("hi");
    const { from, to } = messages()[0] ?? { from: "slack:x", to: "slack:x" };
    const send = textTo(from, "It left yesterday.", { id: "c1-10-0", from: to, startedAt: 0 });
    slack.fail("chat.postMessage", { kind: "answer_lost" });
    expect(await channel.send({ send })).toMatchObject({ kind: "unclear" });
    expect(await channel.reconcile({ send })).toMatchObject({ kind: "accepted" });
    const same = (await slack.posts(undefined, place)).filter(
      ({ text }) => text === "It left yesterday.",
    );
    expect(same).toHaveLength(1);
  });
});

describe("people of another company in a channel that both share", () => {
  const shared = () => slackPerson({ team: slack.team, channel: connect });
  const inChannel = (text: string, more = {}): SlackEnvelope => {
    const doing = { user: "U0PARTNER", threadTs: "" };
    const said = shared().writes(text, doing, { ...elsewhere, thread_ts: undefined, ...more });
    return { ...said, body: { ...said.body, is_ext_shared_channel: true } };
  };

  it("are answered in a thread when they call the app, apart from what they say elsewhere", async () => {
    const ts = "1795942900.000007";
    expect(await post(inChannel("<@U0BOT> where is our order?", { ts }))).toBe(200);
    expect(edge.kept[0]?.route.kind).toBe("address");
    expect(messages()).toMatchObject([
      {
        text: "where is our order?",
        from: `slack:${slack.team}/U0PARTNER/${connect}/${ts}`,
        to: `slack:${slack.team}/${connect}/${ts}`,
      },
    ]);
  });

  it("go on in that thread without calling it again, and are not heard anywhere else", async () => {
    await post(inChannel("yes please", { thread_ts: "1795942900.000007" }));
    expect(edge.kept.map(({ route }) => route)).toEqual([
      {
        kind: "known_address",
        address: `slack:${slack.team}/U0PARTNER/${connect}/1795942900.000007`,
      },
    ]);
    edge.forget();
    await post(inChannel("lunch at noon?"));
    const ours = { user: slack.people.olaf ?? "", threadTs: "" };
    await post(shared().writes("<@U0BOT> hello", ours, { thread_ts: undefined }));
    expect(edge.kept).toEqual([]);
  });
});
