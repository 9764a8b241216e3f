import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import express from "express";
import { type DeskEdge, deskEdge } from "../../test/fakes/desk-edge.ts";
import {
  postToDesk,
  type SlackEnvelope,
  type SocketModeServer,
  slackPerson,
  startSocketMode,
} from "../../test/fakes/slack-person.ts";
import { type SlackWorkspace, startSlackWorkspace } from "../../test/fakes/slack-workspace.ts";
import type { Edge } from "../channel.ts";
import { slackDesk } from "./channel.ts";
import { cardValue } from "./parse.ts";

const mondayMorning = Date.parse("2026-11-30T09:05:00Z");
const signingSecret = "the desk's own secret";
const threadTs = "1795942000.000001";
const lamp = cardValue({ customer: "c1", handoff: 1, team: "care" });

/** One way for Slack's words to reach us. */
type Road = {
  name: string;
  open(slack: SlackWorkspace, edge: Edge): Promise<void>;
  /** Whether Slack heard that we have it, and what a command was answered. */
  deliver(envelope: SlackEnvelope, retry?: number): Promise<{ taken: boolean; answer: string }>;
  close(): Promise<void>;
};

const noAgents = new Set<string>();
function desk(slack: SlackWorkspace, socketMode: boolean) {
  return slackDesk({
    botToken: slack.botToken,
    ...(socketMode ? { appToken: "xapp-test" } : { signingSecret }),
    apiUrl: slack.apiUrl,
    channelOf: () => slack.channel,
    mayServe: (agentId) => !noAgents.has(agentId),
  });
}

function overHttp(): Road {
  let server: Server;
  let url: string;
  return {
    name: "over HTTP",
    async open(slack, edge) {
      const app = express();
      desk(slack, false).mount(app, edge);
      await new Promise<void>((ready) => {
        server = app.listen(0, "127.0.0.1", () => ready());
      });
      const { port } = server.address() as AddressInfo; // a TCP server has one
      url = `http://127.0.0.1:${port}/slack/events`;
    },
    async deliver(envelope, retry) {
      const again = retry === undefined ? {} : { retry };
      const reply = await postToDesk(envelope, { url, signingSecret, at: mondayMorning, ...again });
      return { taken: reply.ok, answer: await reply.text() };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function overSocket(): Road {
  let socket: SocketModeServer;
  let running: Promise<void> | undefined;
  let edgeNow: DeskEdge;
  const stop = new AbortController();
  return {
    name: "through Socket Mode",
    async open(slack, edge) {
      edgeNow = edge as DeskEdge; // the tests below open it with one
      socket = await startSocketMode();
      slack.answer("apps.connections.open", () => ({ ok: true, url: socket.url }));
      running = desk(slack, true).run?.(edge, stop.signal);
      await socket.connected();
    },
    async deliver(envelope, retry) {
      return Promise.race([
        socket
          .deliver(envelope, retry)
          .then(({ text }) => ({ taken: true, answer: String(text ?? "") })),
        edgeNow.refusal().then((refusal) =>
          // A refused click is answered all the same; only what was not kept stays unanswered.
          refusal.startsWith("503")
            ? { taken: false, answer: "" }
            : new Promise<never>(() => undefined),
        ),
      ]);
    },
    async close() {
      stop.abort();
      await running;
      await socket.close();
    },
  };
}

describe.each([overHttp, overSocket])("an agent at the desk", (makeRoad) => {
  const road = makeRoad();
  let slack: SlackWorkspace;
  let edge: DeskEdge;
  let person: ReturnType<typeof slackPerson>;
  let thread: string;
  let mette: { user: string; threadTs: string };

  /** One server for all tests, a fresh memory for each. */
  const front: Edge = {
    accept: (arrivals) => edge.accept(arrivals),
    clock: { now: () => mondayMorning, sleep: () => new Promise((done) => setImmediate(done)) },
    ids: { next: () => "id1" },
    events: new Proxy({} as Edge["events"], {
      get: (_, name: keyof Edge["events"]) => edge.events[name],
    }),
  };

  beforeAll(async () => {
    slack = await startSlackWorkspace(["mette", "jonas", "gast", "fremmed"]);
    slack.describe("gast", { is_restricted: true });
    slack.describe("fremmed", { is_stranger: true });
    person = slackPerson(slack);
    thread = `desk:${slack.channel}/${threadTs}`;
    mette = { user: slack.people.mette ?? "", threadTs };
    edge = deskEdge(mondayMorning, []);
    await road.open(slack, Object.assign(front, { refusal: () => edge.refusal() }));
  });
  afterAll(async () => {
    await road.close();
    await slack.close();
  });
  beforeEach(() => {
    edge = deskEdge(mondayMorning, ["c1", thread]);
    noAgents.clear();
  });
  const as = (name: string) => ({ user: slack.people[name] ?? "", threadTs });

  describe(road.name, () => {
    it("claims a conversation: kept under the click's own key, by name, for that customer", async () => {
      const click = person.clicks("claim", { ...mette, value: lamp });
      expect(await road.deliver(click)).toEqual({ taken: true, answer: "" });
      const [pressed] = click.body.actions as { action_ts: string }[]; // as made above
      expect(edge.kept).toEqual([
        {
          inbound: {
            kind: "agent",
            key: `slack:action:${pressed?.action_ts}:${mette.user}:claim:c1/1/care`,
            receivedAt: mondayMorning,
            agent: { id: mette.user, name: "mette" },
            action: { do: "claim" },
          },
          route: { kind: "customer", customer: "c1" },
        },
      ]);
    });

    it.each(["hand_back", "resolve"])("can %s", async (action) => {
      await road.deliver(person.clicks(action, { ...mette, value: lamp }));
      expect(edge.doings().map(({ action: { do: done } }) => done)).toEqual([action]);
    });

    it("is thanked only once the click is kept, not before", async () => {
      const held = edge.hold();
      let thanked = false;
      const delivered = road.deliver(person.clicks("claim", { ...mette, value: lamp })).then(() => {
        thanked = true;
      });
      await held.begun;
      // Something harmless, there and back: thanks given too early would have arrived by now.
      await road.deliver(person.happens({ subtype: "channel_join", user: mette.user }));
      expect(thanked).toBe(false);
      held.release();
      await delivered;
      expect(edge.kept).toHaveLength(1);
    });

    it("writes in the thread: words are thanked for only once they are kept", async () => {
      const held = edge.hold();
      let thanked = false;
      const delivered = road.deliver(person.writes("hello", mette)).then(() => {
        thanked = true;
      });
      await held.begun;
      // Something harmless, there and back: thanks given too early would have arrived by now.
      await road.deliver(person.happens({ subtype: "channel_join", user: mette.user }));
      expect(thanked).toBe(false);
      held.release();
      await delivered;
      expect(edge.kept).toHaveLength(1);
    });

    it("writes while the store is away: Slack is not thanked, tries again, and the words are kept once", async () => {
      const said = person.writes("Your lamp leaves today :package:", mette);
      edge.away(true);
      expect((await road.deliver(said)).taken).toBe(false);
      expect(edge.kept).toEqual([]);
      edge.away(false);
      expect((await road.deliver(said, 1)).taken).toBe(true);
      expect((await road.deliver(said, 2)).taken).toBe(true);
      expect(edge.doings()).toMatchObject([
        { action: { do: "say", text: "Your lamp leaves today 📦" } },
      ]);
      expect(edge.kept[0]?.route).toEqual({ kind: "known_address", address: thread });
    });

    it("is heard although only Slack's second try came through", async () => {
      await road.deliver(person.writes("hello", mette), 2);
      expect(edge.doings()).toHaveLength(1);
    });

    it("is heard once, though Slack tells it ten times at once and once more under another event id", async () => {
      const said = person.writes("hello", mette);
      await Promise.all(Array.from({ length: 10 }, () => road.deliver(said)));
      await road.deliver(person.toldAgain(said));
      expect(edge.doings()).toHaveLength(1);
    });

    it("says the same thing twice: both are heard, in whatever order they come", async () => {
      const [first, second] = [person.writes("yes", mette), person.writes("yes", mette)];
      await road.deliver(second);
      await road.deliver(first);
      expect(edge.doings()).toHaveLength(2);
    });

    it("writes in Slack's own markup: the customer gets plain words, and colleagues by name", async () => {
      const { jonas } = slack.people;
      const text = `*Sorry!* <@${jonas}> calls you &amp; sends <https://x.example/1|the form> :slightly_smiling_face:`;
      await road.deliver(person.writes(text, mette));
      expect(edge.doings()).toMatchObject([
        {
          action: {
            do: "say",
            text: "Sorry! jonas calls you & sends the form (https://x.example/1) 🙂",
          },
        },
      ]);
    });

    it("starts with //: a note that stays in the house", async () => {
      await road.deliver(person.writes("// he was rude to me on the phone", mette));
      expect(edge.doings()).toMatchObject([
        { action: { do: "note", text: "he was rude to me on the phone" } },
      ]);
    });

    it("slips a // line into a longer answer: all of it stays in the house, and they are told", async () => {
      const whispered = slack.whisper("mette");
      await road.deliver(person.writes("We send a new one.\n&gt; // our packer broke it", mette));
      expect(edge.doings()).toMatchObject([{ action: { do: "note" } }]);
      expect(await whispered).toContain("Kept as an internal note, all of it");
    });

    it("sends a file: the words go on, and they are told that the file does not", async () => {
      const whispered = slack.whisper("mette");
      const files = [{ id: "F1", name: "label.pdf" }];
      await road.deliver(
        person.writes("Here is your label", mette, { subtype: "file_share", files }),
      );
      expect(edge.doings()).toMatchObject([{ action: { do: "say", text: "Here is your label" } }]);
      expect(await whispered).toContain("Files stay here");
      await road.deliver(person.writes("", mette, { subtype: "file_share", files }));
      expect(edge.doings()[1]).toMatchObject({ action: { do: "note", text: "(a file)" } });
    });

    it("edits or deletes what they said: the record shows it, the customer gets nothing new", async () => {
      const said = person.writes("The lamp costs 20", mette);
      await road.deliver(said);
      await road.deliver(person.edits(said, "The lamp costs 200"));
      await road.deliver(person.edits(said, "The lamp costs 210"));
      await road.deliver(person.deletes(said));
      expect(edge.doings().map(({ action }) => action)).toEqual([
        { do: "say", text: "The lamp costs 20" },
        { do: "note", text: "(edited to) The lamp costs 200" },
        { do: "note", text: "(edited to) The lamp costs 210" },
        { do: "note", text: "(deleted) The lamp costs 20" },
      ]);
    });

    it("is not heard where it is none of ours: other threads, the open channel, link previews", async () => {
      const said = person.writes("see https://x.example", mette);
      for (const envelope of [
        person.writes("lunch?", { ...mette, threadTs: "1795942000.999999" }),
        person.happens({ user: mette.user, text: "good morning all" }),
        person.isUnfurled(said),
        person.happens({
          subtype: "channel_join",
          user: mette.user,
          text: "has joined",
          thread_ts: threadTs,
        }),
        person.happens({
          type: "reaction_added",
          user: mette.user,
          item: { type: "message", channel: slack.channel, ts: threadTs },
        }),
      ]) {
        expect((await road.deliver(envelope)).taken).toBe(true);
      }
      expect(edge.kept).toEqual([]);
    });

    it("never hears the bot as if it were a person: its posts, its redrawn cards, its deletions", async () => {
      const ours = {
        bot_id: "B0NIGHTDESK",
        user: "U0BOT",
        text: "💬 Customer: hello",
        ts: "1795942000.000009",
        thread_ts: threadTs,
      };
      const redrawn = { ...ours, text: "claimed", edited: { user: "U0BOT", ts: "1.1" } };
      for (const envelope of [
        person.happens(ours),
        person.happens({ ...ours, subtype: "bot_message" }),
        person.happens({
          subtype: "message_changed",
          hidden: true,
          message: redrawn,
          previous_message: ours,
        }),
        person.happens({
          subtype: "message_deleted",
          hidden: true,
          deleted_ts: ours.ts,
          previous_message: ours,
        }),
      ]) {
        expect((await road.deliver(envelope)).taken).toBe(true);
      }
      expect(edge.kept).toEqual([]);
    });

    it.each([
      ["a guest", "gast", {}, "Guests cannot take"],
      ["somebody whom Slack calls a stranger", "fremmed", {}, "Guests cannot take"],
      ["another company's employee", "jonas", { userTeam: "T0OTHER" }, "from another company"],
    ])("is %s: told alone why they may not, and nothing is kept", async (_, name, more, why) => {
      const whispered = slack.whisper(name);
      const click = person.clicks("claim", { ...as(name), value: lamp, ...more });
      expect((await road.deliver(click)).taken).toBe(true);
      expect(await whispered).toContain(why);
      expect(edge.kept).toEqual([]);
      expect(edge.refusals).toEqual(["200 may not claim"]);
    });

    it("is not on the team's list: may neither claim nor resolve, but may hand back", async () => {
      noAgents.add(slack.people.jonas ?? "");
      for (const action of ["claim", "resolve"]) {
        const whispered = slack.whisper("jonas");
        await road.deliver(person.clicks(action, { ...as("jonas"), value: lamp }));
        expect(await whispered).toContain('not among the agents of team "care"');
      }
      await road.deliver(person.clicks("hand_back", { ...as("jonas"), value: lamp }));
      expect(edge.doings().map(({ action }) => action.do)).toEqual(["hand_back"]);
    });

    it("is a guest or from another company and writes in the thread: neither said nor noted", async () => {
      await road.deliver(person.writes("hi customer", as("gast")));
      await road.deliver(person.writes("hi customer", as("jonas"), { user_team: "T0OTHER" }));
      expect(edge.kept).toEqual([]);
    });

    it("clicks for somebody who was erased: told so", async () => {
      const whispered = slack.whisper("mette");
      await road.deliver(
        person.clicks("claim", {
          ...mette,
          value: cardValue({ customer: "gone", handoff: 1, team: "care" }),
        }),
      );
      expect(await whispered).toContain("no longer kept here");
    });

    it("tries the slash command: hears what there is", async () => {
      expect((await road.deliver(person.commands("queue"))).answer).toContain("Claim a card");
    });
  });
});

describe("an agent whom Slack will not name just now", () => {
  it("cannot claim, is told to try again, and is still heard in the thread", async () => {
    const slack = await startSlackWorkspace(["ny"]);
    const thread = `desk:${slack.channel}/${threadTs}`;
    const edge = deskEdge(mondayMorning, ["c1", thread]);
    const road = overHttp();
    await road.open(slack, edge);
    const ny = { user: slack.people.ny ?? "", threadTs };
    const person = slackPerson(slack);
    try {
      slack.fail(
        "users.info",
        { kind: "status", status: 503 },
        { kind: "rate_limited", seconds: 9 },
      );
      const whispered = slack.whisper("ny");
      await road.deliver(person.clicks("claim", { ...ny, value: lamp }));
      expect(await whispered).toContain("click again in a moment");
      expect(edge.kept).toEqual([]);
      await road.deliver(person.writes("hello", ny));
      expect(edge.doings()).toMatchObject([
        { agent: { id: ny.user, name: "An agent" }, action: { do: "say", text: "hello" } },
      ]);
      await road.deliver(person.clicks("claim", { ...ny, value: lamp }));
      expect(edge.doings()[1]).toMatchObject({ agent: { name: "ny" }, action: { do: "claim" } });
    } finally {
      await road.close();
      await slack.close();
    }
  });
});
