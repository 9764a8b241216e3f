import { jest } from "@jest/globals";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { botFrameworkChannel } from "../../bots/botframework/channel.ts";
import { slackDesk } from "../../bots/slack/channel.ts";
import { twilioChannel } from "../../bots/twilio/channel.ts";
import { webChat } from "../../bots/webchat/channel.ts";
import { sqliteChatLog } from "../../integrations/store/sqlite/chat-log.ts";
import { startCarrier } from "../fakes/carrier.ts";
import { refuse } from "../fakes/carrier-rules.ts";
import { channelEdge, fridayNight, serveChannel } from "../fakes/channel-edge.ts";
import { startMicrosoft } from "../fakes/microsoft.ts";
import { postToDesk, type SlackEnvelope, slackPerson } from "../fakes/slack-person.ts";
import { startSlackWorkspace } from "../fakes/slack-workspace.ts";
import { type ChannelStage, channelContract } from "./channel.ts";

const SMS_AND_WHATSAPP_LIMIT = 1600;
const publicUrl = "https://shop.example";

channelContract("SMS", () => twilioStage(""), { limit: SMS_AND_WHATSAPP_LIMIT });
channelContract("WhatsApp", () => twilioStage("whatsapp:"), { limit: SMS_AND_WHATSAPP_LIMIT });
channelContract("Teams", teamsStage, { limit: 4_000 });
channelContract("web chat", webChatStage);
channelContract("Slack", slackStage, { limit: 4_000 });

let made = 0;
const fresh = (id: string | undefined) => id ?? `id-${++made}`;

async function twilioStage(prefix: "" | "whatsapp:"): Promise<ChannelStage> {
  const clock = { now: () => fridayNight, sleep: () => new Promise<void>(() => {}) };
  const carrier = await startCarrier({ clock });
  const edge = channelEdge();
  const { accountSid, authToken, url: apiUrl } = carrier;
  const own = prefix === "" ? "+4552525252" : "+14155238886";
  const [ida, ours] = [`${prefix}+4520304050`, `${prefix}${own}`];
  const channel = twilioChannel({
    ...{ accountSid, authToken, publicUrl, apiUrl },
    ...(prefix === "" ? { smsFrom: own } : { whatsappFrom: own }),
  });
  const served = await serveChannel(channel, edge);
  carrier.connect(`${publicUrl}/twilio/messages`, served.url);
  await carrier.phone(ida as "+45" | "whatsapp:+45").texts("hi"); // opens WhatsApp's window
  return {
    channel,
    edge,
    async writes(text, { id, forged = false, extra = {} } = {}) {
      const sid = `SM${fresh(id)}`;
      const fields = {
        MessageSid: sid,
        AccountSid: accountSid,
        From: ida,
        To: ours,
        Body: text,
        ...extra,
      };
      const token = forged ? "another token" : authToken;
      const url = `${publicUrl}/twilio/messages`;
      const response = await fetch(`${served.url}/twilio/messages`, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "x-twilio-signature": webhooks.getExpectedTwilioSignature(token, url, fields),
        },
        body: new URLSearchParams(fields).toString(),
      });
      await response.arrayBuffer();
      return { status: response.status, retryAfter: response.headers.get("retry-after") };
    },
    provider: (next) =>
      carrier.fail(
        next === "refuses"
          ? { refuse: refuse(21211, "no such number") }
          : { accepted: true, answer: "reset" },
      ),
    read: async () => carrier.sent().map(({ body }) => body),
    async close() {
      await carrier.idle();
      await served.close();
      await carrier.close();
    },
  };
}

async function teamsStage(): Promise<ChannelStage> {
  const quiet = jest.spyOn(console, "error").mockImplementation(() => {}); // the SDK prints every forged token
  const microsoft = await startMicrosoft();
  const edge = channelEdge();
  const channel = botFrameworkChannel({
    ...{ appId: microsoft.appId, appPassword: "secret", host: "0.0.0.0", publicUrl },
    serviceHosts: ["127.0.0.1"],
    cloud: { openIdMetadataUrl: microsoft.openIdMetadataUrl, bearer: async () => "ours" },
  });
  const served = await serveChannel(channel, edge);
  return {
    channel,
    edge,
    async writes(text, { id, forged = false, extra = {} } = {}) {
      const token = await (forged ? microsoft.rogueToken() : microsoft.token());
      const response = await fetch(`${served.url}/api/messages`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify(microsoft.message({ text, id: fresh(id), ...extra })),
      });
      await response.arrayBuffer();
      return { status: response.status, retryAfter: response.headers.get("retry-after") };
    },
    provider: (next) => microsoft.answers(next === "refuses" ? { status: 403 } : "reset"),
    read: async () => microsoft.posts().map(({ body }) => String(body.text)),
    async close() {
      await served.close();
      await microsoft.close();
      quiet.mockRestore();
    },
  };
}

async function webChatStage(): Promise<ChannelStage> {
  let now = fridayNight;
  const edge = channelEdge({ now: () => now, sleep: () => new Promise<void>(() => {}) });
  const log = sqliteChatLog({ file: ":memory:", keptMs: 1, now: 0 });
  const channel = webChat({
    ...{ log, publicUrl, isLocal: false, keyFile: "", shopName: () => "Harbour & Pine" },
    tokenSecret: "a secret that several servers share",
    settings: () => ({ origins: [] }),
  });
  const served = await serveChannel(channel, edge);
  const line = `${served.url}/directline`;
  const arrival = await fetch(`${line}/tokens/generate`, { method: "POST", body: "{}" });
  const ida = (await arrival.json()) as { token: string; conversationId: string }; // our own endpoint's
  const activities = `${line}/conversations/${ida.conversationId}/activities`;
  const authorization = `Bearer ${ida.token}`;
  return {
    channel,
    edge,
    async writes(text, { id, forged = false, extra = {} } = {}) {
      now += 10_000; // nobody types faster than the limit here
      const activity = {
        type: "message",
        text,
        channelData: { clientActivityID: fresh(id) },
        ...extra,
      };
      const response = await fetch(activities, {
        method: "POST",
        headers: { authorization: forged ? `${authorization.slice(0, -4)}AAAA` : authorization },
        body: JSON.stringify(activity),
      });
      await response.arrayBuffer();
      return { status: response.status, retryAfter: response.headers.get("retry-after") };
    },
    async read() {
      const response = await fetch(activities, { headers: { authorization } });
      const told = (await response.json()) as {
        activities: { text: string; from: { role: string } }[];
      }; // our own
      return told.activities.flatMap(({ text, from }) => (from.role === "bot" ? [text] : []));
    },
    async close() {
      await served.close();
      await log.close();
    },
  };
}

async function slackStage(): Promise<ChannelStage> {
  const slack = await startSlackWorkspace(["ida"]);
  slack.describe("ida", { is_restricted: true }); // a guest: not one of the shop's own people
  const edge = channelEdge();
  const signingSecret = "Slack's and ours";
  const channel = slackDesk({
    ...{ botToken: slack.botToken, apiUrl: slack.apiUrl, signingSecret },
    teams: () => ["care"],
    channelOf: () => slack.channel,
    mayServe: () => true,
  });
  const served = await serveChannel(channel, edge);
  const direct = await slack.direct("ida");
  const ida = slackPerson({ team: slack.team, channel: direct });
  const written = new Map<string, SlackEnvelope>();
  return {
    channel,
    edge,
    async writes(text, { id = "", forged = false, extra = {} } = {}) {
      const words = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      const doing = { user: slack.people.ida ?? "", threadTs: "" };
      const envelope =
        written.get(id) ?? ida.writes(words, doing, { thread_ts: undefined, ...extra });
      if (id !== "") written.set(id, envelope);
      const response = await postToDesk(envelope, {
        url: `${served.url}/slack/events`,
        signingSecret: forged ? "another's" : signingSecret,
        at: edge.clock.now(),
      });
      await response.arrayBuffer();
      return { status: response.status, retryAfter: response.headers.get("retry-after") };
    },
    provider: (next) =>
      slack.fail(
        "chat.postMessage",
        next === "refuses" ? { kind: "refused", error: "no_text" } : { kind: "answer_lost" },
      ),
    read: async () => (await slack.posts(undefined, direct)).map(({ text }) => unescaped(text)),
    async close() {
      await served.close();
      await slack.close();
    },
  };
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
