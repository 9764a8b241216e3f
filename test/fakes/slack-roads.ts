import type { AddressInfo } from "node:net";
import express from "express";
import { slackDesk } from "../../bots/slack/channel.ts";
import { smallShop } from "../fixtures/small-shop.ts";
import { type DeskEdge, deskEdge } from "./desk-edge.ts";
import { type SlackEnvelope, slackPerson } from "./slack-person.ts";
import { postToDesk } from "./slack-posts.ts";
import { startSocketMode } from "./slack-socket.ts";
import { type SlackWorkspace, startSlackWorkspace } from "./slack-workspace.ts";

/** The two ways for Slack's words to reach us; whatever holds for one must hold for the other. */
export const ROADS = ["over HTTP", "through Socket Mode"] as const;

/** Whether Slack heard that we have it, and what a command was answered. */
type Delivered = { taken: boolean; answer: string };
type Road = {
  deliver(envelope: SlackEnvelope, retry?: number): Promise<Delivered>;
  close(): Promise<void>;
};

export type DeskStage = Road & {
  slack: SlackWorkspace;
  edge: DeskEdge;
  person: ReturnType<typeof slackPerson>;
  /** A member, in the thread of the customer "c1". */
  as(name: string): { user: string; threadTs: string };
  thread: string;
  /** Ids of people who are on no team's list. */
  notOnTeam: Set<string>;
  /** As if nothing had happened yet. */
  forget(): void;
};

const SECRET = "the desk's own secret";
const THREAD_TS = "1795942000.000001";

/** The real desk on one road, a workspace at its other end, and somebody to act in it. Time stands at `now`. */
export async function openDesk(
  road: (typeof ROADS)[number],
  members: readonly string[],
  now: number,
): Promise<DeskStage> {
  const slack = await startSlackWorkspace(members);
  const thread = `desk:${slack.channel}/${THREAD_TS}`;
  const edge = deskEdge(now);
  const notOnTeam = new Set<string>();
  const forget = () => {
    edge.forget(["c1", thread]);
    notOnTeam.clear();
  };
  forget();
  const { deliver, close } = await (road === "over HTTP" ? overHttp : overSocket)({
    slack,
    edge,
    notOnTeam,
  });
  return {
    slack,
    edge,
    person: slackPerson(slack),
    as: (name) => ({ user: slack.people[name] ?? "", threadTs: THREAD_TS }),
    thread,
    notOnTeam,
    forget,
    deliver,
    async close() {
      await close();
      await slack.close();
    },
  };
}

type Ends = Pick<DeskStage, "slack" | "edge" | "notOnTeam">;

function desk(
  { slack, notOnTeam }: Ends,
  entrance: { appToken: string } | { signingSecret: string },
) {
  return slackDesk({
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    channelOf: () => slack.channel,
    mayServe: (agentId) => !notOnTeam.has(agentId),
    teams: () => ["care", "returns"],
    groupOf: (team) => (team === "returns" ? "S0RETURNS" : undefined),
    hoursOf: () => smallShop().hours,
    linkTo: ({ url }) => `https://shop.example/files/${url.split("/").at(-1)}`,
    canned: (name) => (name === "photo" ? "Could you send me a photo of it?" : undefined),
    ...entrance,
  });
}

async function overHttp(ends: Ends): Promise<Road> {
  const app = express();
  desk(ends, { signingSecret: SECRET }).mount(app, ends.edge);
  const server = app.listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const to = {
    url: `http://127.0.0.1:${port}/slack/events`,
    signingSecret: SECRET,
    at: ends.edge.clock.now(),
  };
  return {
    async deliver(envelope, retry) {
      const reply = await postToDesk(envelope, { ...to, ...(retry !== undefined && { retry }) });
      return { taken: reply.ok, answer: await reply.text() };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function overSocket(ends: Ends): Promise<Road> {
  const { slack, edge } = ends;
  const socket = await startSocketMode();
  slack.answer("apps.connections.open", () => ({ ok: true, url: socket.url }));
  const stop = new AbortController();
  const running = desk(ends, { appToken: "xapp-test" }).run?.(edge, stop.signal);
  await socket.connected();
  const notKept = async (): Promise<Delivered> => {
    // A refused click is answered all the same; only what was not kept stays unanswered.
    if ((await edge.refusal()).startsWith("503")) return { taken: false, answer: "" };
    return new Promise(() => undefined);
  };
  return {
    deliver: (envelope, retry) => {
      const taken = socket.deliver(envelope, retry);
      return Promise.race([
        taken.then(({ text }) => ({ taken: true, answer: String(text ?? "") })),
        notKept(),
      ]);
    },
    async close() {
      stop.abort();
      await running;
      await socket.close();
    },
  };
}
