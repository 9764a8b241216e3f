import { mock } from "node:test";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import WebSocket from "ws";
import { botFrameworkChannel } from "../../bots/botframework/channel.ts";
import { twilioChannel } from "../../bots/twilio/channel.ts";
import { webChat } from "../../bots/webchat/channel.ts";
import { sqliteChatLog } from "../../integrations/store/sqlite/chat-log.ts";
import { startCarrier } from "../fakes/carrier.ts";
import { refuse } from "../fakes/carrier-rules.ts";
import { channelEdge, fridayNight, serveChannel } from "../fakes/channel-edge.ts";
import { startMicrosoft } from "../fakes/microsoft.ts";
import { forgedToken } from "../fakes/web-chat-stage.ts";
import { type ChannelStage, channelContract } from "./channel.ts";

const SMS_AND_WHATSAPP_LIMIT = 1600;
const publicUrl = "https://shop.example";

const carrier = { limit: SMS_AND_WHATSAPP_LIMIT, reports: true };
channelContract("SMS", () => twilioStage(""), carrier);
channelContract("WhatsApp", () => twilioStage("whatsapp:"), carrier);
channelContract("Teams", teamsStage, { limit: 4_000 });
channelContract("web chat", webChatStage, { isPage: true });

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
  const post = async (path: string, fields: Record<string, string>, token = authToken) => {
    const signature = webhooks.getExpectedTwilioSignature(token, `${publicUrl}${path}`, fields);
    const response = await fetch(`${served.url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": signature,
      },
      body: new URLSearchParams(fields).toString(),
    });
    await response.arrayBuffer();
    return { status: response.status, retryAfter: response.headers.get("retry-after") };
  };
  const written = (id?: string) => ({
    MessageSid: `SM${fresh(id)}`,
    AccountSid: accountSid,
    From: ida,
    To: ours,
  });
  return {
    channel,
    edge,
    writes: (text, { id, forged = false, extra = {} } = {}) =>
      post(
        "/twilio/messages",
        { ...written(id), Body: text, ...extra },
        forged ? "another token" : authToken,
      ),
    sendsPicture: () =>
      post("/twilio/messages", {
        ...written(),
        Body: "",
        NumMedia: "1",
        MediaUrl0: `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/MM1/Media/ME1`,
        MediaContentType0: "image/jpeg",
      }),
    delivers: (sendId) =>
      post(`/twilio/status?send=${sendId}`, {
        MessageSid: "SMsent",
        AccountSid: accountSid,
        MessageStatus: "delivered",
        From: ours,
        To: ida,
      }),
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
  const quiet = mock.method(console, "error", () => {}); // the SDK prints every forged token
  const microsoft = await startMicrosoft();
  const edge = channelEdge();
  const channel = botFrameworkChannel({
    ...{ appId: microsoft.appId, appPassword: "secret", host: "0.0.0.0", publicUrl },
    serviceHosts: ["127.0.0.1"],
    cloud: { openIdMetadataUrl: microsoft.openIdMetadataUrl, bearer: async () => "ours" },
  });
  const served = await serveChannel(channel, edge);
  const post = async (fields: Record<string, unknown>, forged = false) => {
    const token = await (forged ? microsoft.rogueToken() : microsoft.token());
    const response = await fetch(`${served.url}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(microsoft.message(fields)),
    });
    await response.arrayBuffer();
    return { status: response.status, retryAfter: response.headers.get("retry-after") };
  };
  type Button = { title: string; text: string; value: unknown };
  const buttons = (): readonly Button[] => {
    const attachments = microsoft.posts().at(-1)?.body.attachments as
      | { content: { buttons: Button[] } }[]
      | undefined; // as the SDK posts a card
    return attachments?.[0]?.content.buttons ?? [];
  };
  const posted = (type: string) => microsoft.posts().filter(({ body }) => body.type === type);
  return {
    channel,
    edge,
    writes: (text, { id, forged = false, extra = {} } = {}) =>
      post({ text, id: fresh(id), ...extra }, forged),
    sendsPicture: () => {
      const contentUrl = "https://smba.trafficmanager.net/emea/v3/attachments/1/views/original";
      const attachments = [{ contentType: "image/png", contentUrl }];
      return post({ text: "", id: fresh(undefined), attachments });
    },
    buttons: async () => buttons().map(({ title }) => title),
    taps: (n) =>
      post({ id: fresh(undefined), text: buttons()[n]?.text, value: buttons()[n]?.value }),
    typed: async () => posted("typing").length,
    provider: (next) => microsoft.answers(next === "refuses" ? { status: 403 } : "reset"),
    read: async () => posted("message").map(({ body }) => String(body.text)),
    async close() {
      await served.close();
      await microsoft.close();
      quiet.mock.restore();
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
  const post = async (fields: object, bearer = authorization) => {
    now += 10_000; // nobody types faster than the limit here
    const response = await fetch(activities, {
      method: "POST",
      headers: { authorization: bearer },
      body: JSON.stringify({ type: "message", ...fields }),
    });
    await response.arrayBuffer();
    return { status: response.status, retryAfter: response.headers.get("retry-after") };
  };
  type Action = { title: string; text: string; displayText: string; value: unknown };
  type Told = { text: string; from: { role: string }; suggestedActions?: { actions: Action[] } };
  const fromShop = async () => {
    const response = await fetch(activities, { headers: { authorization } });
    const told = (await response.json()) as { activities: Told[] }; // our own
    return told.activities.filter(({ from }) => from.role === "bot");
  };
  let offered: readonly Action[] = [];
  let typed = 0;
  const opened = await fetch(`${line}/conversations`, {
    method: "POST",
    headers: { authorization },
  });
  const { streamUrl } = (await opened.json()) as { streamUrl: string }; // our own
  const page = new WebSocket(
    streamUrl.replace("wss://shop.example", served.url.replace("http", "ws")),
  );
  const isOpen = new Promise((resolve) => page.once("open", resolve));
  page.on("message", (data) => {
    const { activities: told } = JSON.parse(String(data)) as { activities: { type: string }[] };
    typed += told.filter(({ type }) => type === "typing").length;
  });
  await isOpen;
  return {
    channel,
    edge,
    writes: (text, { id, forged = false, extra = {} } = {}) =>
      post(
        { text, channelData: { clientActivityID: fresh(id) }, ...extra },
        forged ? forgedToken(authorization) : authorization,
      ),
    async buttons() {
      offered = (await fromShop()).at(-1)?.suggestedActions?.actions ?? [];
      return offered.map(({ title }) => title);
    },
    taps: (n) => {
      const { text, displayText, value } = offered[n] ?? {};
      return post({ text, value, channelData: { messageBack: { displayText } } });
    },
    async typed() {
      const answered = new Promise((resolve) => page.once("pong", resolve));
      page.ping(); // what was sent before it has come by then
      await answered;
      return typed;
    },
    read: async () => (await fromShop()).map(({ text }) => text),
    async close() {
      page.terminate();
      await served.close();
      await log.close();
    },
  };
}
