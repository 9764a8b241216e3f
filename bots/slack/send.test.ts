import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { DeskCard, SendBody } from "../../core/decision.ts";
import type { Address } from "../../core/message.ts";
import type { Send } from "../../core/ports.ts";
import {
  closedDoor,
  type SlackWorkspace,
  startSlackWorkspace,
} from "../../test/fakes/slack-workspace.ts";
import type { Channel, Outgoing } from "../channel.ts";
import { slackDesk } from "./channel.ts";
import { faultOf, outcomeOf } from "./faults.ts";

let slack: SlackWorkspace;
let desk: Channel;
let made = 0;

beforeAll(async () => {
  slack = await startSlackWorkspace();
  desk = deskOf({});
});
afterAll(() => slack.close());

function deskOf(wrong: { apiUrl?: string; channel?: string | undefined }): Channel {
  return slackDesk({
    botToken: slack.botToken,
    signingSecret: "shh",
    apiUrl: slack.apiUrl,
    channelOf: () => ("channel" in wrong ? wrong.channel : slack.channel),
    mayServe: () => true,
    ...wrong,
  });
}

const card: DeskCard = {
  customer: "c1",
  handoff: 1,
  team: "care",
  state: "waiting",
  priority: "normal",
  who: "Anna",
  channel: "sms",
  address: "sms …4050",
  reason: "asked for a person",
  rule: "asked for a person",
  waitingSince: Date.parse("2026-11-27T22:58:00Z"),
  orderNumbers: [],
  lines: [],
  timezone: "Europe/Copenhagen",
};

function outgoing(body: SendBody, more: Partial<Outgoing> = {}): Outgoing {
  made += 1;
  const now = Date.now();
  const send: Send = {
    id: `c1-${made}-0`,
    purpose: "desk",
    author: "bot",
    to: "desk:care",
    body,
    lane: "desk:c1",
    rank: 0,
    notBefore: 0,
    customer: "c1",
    status: "sending",
    createdAt: now,
    startedAt: now,
    tries: 1,
  };
  return { send, ...more };
}

const newCard = () => outgoing({ kind: "card", handoff: 1 }, { card });
const line = (thread: Address, text: string) =>
  outgoing({ kind: "line", handoff: 1, who: "customer", text }, { thread });

async function postedCard(): Promise<{ thread: Address; ts: string }> {
  const outcome = await desk.send(newCard());
  if (outcome.kind !== "accepted" || outcome.binds === undefined)
    throw new Error("no card was posted");
  return { thread: outcome.binds.address, ts: outcome.binds.address.split("/")[1] ?? "" };
}

describe("a card on its way to the desk", () => {
  it("is posted once, and its thread leads to the customer from then on", async () => {
    const sent = newCard();
    const outcome = await desk.send(sent);
    const post = (await slack.posts()).at(-1);
    expect(outcome).toEqual({
      kind: "accepted",
      providerId: `slack:${slack.channel}/${post?.ts}`,
      binds: { address: `desk:${slack.channel}/${post?.ts}`, handoff: 1 },
    });
    expect(post?.metadata?.event_payload.send).toBe(sent.send.id);
  });

  it("is redrawn where it stands when its state changes", async () => {
    const { thread, ts } = await postedCard();
    const before = (await slack.posts()).length;
    const agent = { id: "U1", name: "Mette" };
    const outcome = await desk.send({
      ...newCard(),
      thread,
      card: { ...card, state: "resolved", agent },
    });
    expect(outcome).toEqual({ kind: "accepted", providerId: `slack:${slack.channel}/${ts}` });
    const posts = await slack.posts();
    expect(posts).toHaveLength(before);
    expect(posts.find((post) => post.ts === ts)?.text).toContain("Resolved by Mette");
  });

  it("has nowhere to go when its team has no channel", async () => {
    expect(await deskOf({ channel: undefined }).send(newCard())).toMatchObject({
      kind: "refused",
      code: "no_desk_channel",
      reaction: "channel_broken",
    });
  });
});

describe("a customer's words in the thread", () => {
  it("stand there as typed, marked as ours, and ping, link and unfurl nothing", async () => {
    const { thread, ts } = await postedCard();
    const sent = line(thread, "where is <!channel> my *lamp* & https://evil.example?");
    expect((await desk.send(sent)).kind).toBe("accepted");
    const [reply] = await slack.posts(ts);
    expect(reply?.blocks?.[1]).toEqual({
      type: "section",
      text: {
        type: "plain_text",
        emoji: false,
        text: "where is &lt;!channel&gt; my *lamp* &amp; https://evil.example?",
      },
    });
    expect(reply).toMatchObject({
      mrkdwn: false,
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    });
    expect(reply?.metadata?.event_payload.send).toBe(sent.send.id);
  });

  it("of five screens arrive within Slack's limits", async () => {
    const { thread } = await postedCard();
    expect(
      (await desk.send(line(thread, "Hvor er & min <lampe>? 👩‍👩‍👧‍👦 ".repeat(700)))).kind,
    ).toBe("accepted");
  });

  it("are given up when their card never came to be", async () => {
    const { thread: _, ...lost } = line("desk:C0/1.0", "hello");
    expect(await desk.send(lost)).toMatchObject({
      kind: "refused",
      code: "no_card",
      reaction: "give_up",
    });
  });
});

describe("a warning", () => {
  it("calls the agent by a real mention, in the thread and in the channel; no other text can", async () => {
    const { thread, ts } = await postedCard();
    const body = { kind: "line", handoff: 1, who: "desk", text: "by 11:00 <@U2>" } as const;
    await desk.send(outgoing({ ...body, aloud: true, calls: "U1" }, { thread }));
    expect(slack.calls.at(-1)?.body).toMatchObject({ thread_ts: ts, reply_broadcast: "true" });
    await desk.send(outgoing({ ...body, calls: "!channel" }, { thread }));
    const [aloud, calm] = await slack.posts(ts);
    expect(aloud?.blocks).toMatchObject([
      { elements: [{ type: "mrkdwn", text: "<@U1>" }] },
      { elements: [{ type: "plain_text", text: "by 11:00 &lt;@U2&gt;" }] },
    ]);
    expect(calm?.blocks).toHaveLength(1);
  });

  it("for another team stands in that team's channel, outside every thread", async () => {
    const { thread } = await postedCard();
    await desk.send(outgoing({ kind: "notice", handoff: 1, text: "⚠️ not kept" }, { thread }));
    const last = (await slack.posts()).at(-1);
    expect(last).toMatchObject({ text: "⚠️ not kept" });
    expect(last?.thread_ts).toBeUndefined();
  });
});

describe("an agent who came second", () => {
  it("is told so alone, in the thread", async () => {
    const { thread, ts } = await postedCard();
    const body = {
      kind: "whisper",
      handoff: 1,
      agentId: slack.people.jonas ?? "",
      text: "Mette claimed this a moment before you.",
    } as const;
    expect((await desk.send(outgoing(body, { thread }))).kind).toBe("accepted");
    expect(slack.whispers("jonas")).toContain("Mette claimed this a moment before you.");
    expect(await slack.posts(ts)).toEqual([]);
  });
});

describe("a bad night at Slack", () => {
  it("asks us to slow down: the row waits as long as Slack says, and is not sent meanwhile", async () => {
    slack.fail("chat.postMessage", { kind: "rate_limited", seconds: 7 });
    const calls = slack.calls.length;
    expect(await desk.send(newCard())).toEqual({
      kind: "refused",
      code: "ratelimited",
      message: "Slack asks us to slow down",
      reaction: "retry_later",
      retryAfterMs: 7_000,
    });
    expect(slack.calls.length - calls).toBe(1);
    slack.fail("chat.postMessage", { kind: "rate_limited" });
    expect(await desk.send(newCard())).toMatchObject({ code: "ratelimited", retryAfterMs: 30_000 });
  });

  it.each([
    ["card", { kind: "answer_lost" }],
    ["card", { kind: "done_but_status", status: 502 }],
    ["line", { kind: "answer_lost" }],
  ] as const)(
    "loses the answer to a %s (%j): one post, unclear, and found again by its mark",
    async (what, fault) => {
      const { thread, ts } = await postedCard();
      const where = what === "card" ? undefined : ts;
      const before = (await slack.posts(where)).length;
      const sent = what === "card" ? newCard() : line(thread, "hello?");
      slack.fail("chat.postMessage", fault);
      expect((await desk.send(sent)).kind).toBe("unclear");
      const found = await desk.reconcile(sent);
      const posts = await slack.posts(where);
      expect(posts).toHaveLength(before + 1);
      const providerId = `slack:${slack.channel}/${posts.at(-1)?.ts}`;
      expect(found).toMatchObject({ kind: "accepted", providerId });
      expect("binds" in found).toBe(what === "card");
    },
  );

  it("breaks before anything happened: the post is known not to exist", async () => {
    const { thread } = await postedCard();
    for (const [sent, status] of [
      [newCard(), 500],
      [newCard(), 408],
      [line(thread, "hello?"), 500],
    ] as const) {
      slack.fail("chat.postMessage", { kind: "status", status });
      expect((await desk.send(sent)).kind).toBe("unclear");
      expect(await desk.reconcile(sent)).toEqual({ kind: "not_sent" });
    }
  });

  it("loses the answer to a redrawn card: the card itself tells whether it was redrawn", async () => {
    const { thread } = await postedCard();
    const redraw = { ...newCard(), thread };
    slack.fail("chat.update", { kind: "status", status: 500 }, { kind: "answer_lost" });
    expect((await desk.send(redraw)).kind).toBe("unclear");
    expect(await desk.reconcile(redraw)).toEqual({ kind: "not_sent" });
    expect((await desk.send(redraw)).kind).toBe("unclear");
    expect((await desk.reconcile(redraw)).kind).toBe("accepted");
  });

  it("will not say what became of a post, so neither do we", async () => {
    const sent = newCard();
    slack.fail("conversations.history", { kind: "refused", error: "missing_scope" });
    expect(await desk.reconcile(sent)).toEqual({ kind: "unknown" });
    const thread = (await postedCard()).thread;
    const body = { kind: "whisper", handoff: 1, agentId: "U1", text: "psst" } as const;
    expect(await desk.reconcile(outgoing(body, { thread }))).toEqual({ kind: "unknown" });
  });

  it("is not there at all: nothing was sent, try again later", async () => {
    const nobody = deskOf({ apiUrl: await closedDoor() });
    expect(await nobody.send(newCard())).toMatchObject({
      kind: "refused",
      code: "unreached",
      reaction: "retry_later",
    });
  });

  it.each([
    ["invalid_auth", "channel_broken"],
    ["token_revoked", "channel_broken"],
    ["channel_not_found", "channel_broken"],
    ["not_in_channel", "channel_broken"],
    ["missing_scope", "channel_broken"],
    ["msg_too_long", "give_up"],
    ["user_not_in_channel", "give_up"],
    ["service_unavailable", "retry_later"],
  ])("refuses with %s: %s", async (error, reaction) => {
    slack.fail("chat.postMessage", { kind: "refused", error });
    expect(await desk.send(newCard())).toMatchObject({ kind: "refused", code: error, reaction });
  });

  it("fails half-way by its own word: perhaps it arrived", async () => {
    slack.fail("chat.postMessage", { kind: "refused", error: "internal_error" });
    expect((await desk.send(newCard())).kind).toBe("unclear");
  });

  it("breaks in a way that nobody has foreseen: perhaps it arrived", () => {
    expect(outcomeOf(faultOf(new Error("boom"))).kind).toBe("unclear");
    expect(outcomeOf(faultOf(undefined)).kind).toBe("unclear");
  });
});
