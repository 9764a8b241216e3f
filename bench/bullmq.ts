import type { AddressInfo } from "node:net";
import { Queue, Worker } from "bullmq";
import express, { type Request } from "express";
import { createClient } from "redis";
import { twilioHttpClient } from "../bots/twilio/http-client.ts";
import { isSignedByTwilio, parseForm } from "../bots/twilio/verify.ts";
import { answerParent } from "./child.ts";
import { sameTurn, type Text } from "./same-turn.ts";
import { ACCOUNT_SID, AUTH_TOKEN, OWN_NUMBER, PUBLIC_URL } from "./setting.ts";

/**
 * What an engineer builds instead, tuned: the webhook goes into a BullMQ queue, a worker does the turn, its texts go into
 * a second queue, and a worker sends them. The same lean signature check, the same turn, the same lean send; what is kept
 * survives the process (in Redis, flushed every second). It has no order per customer, which spares it work.
 */
const TURNS_AT_ONCE = 64;

const url = process.env.PEER_REDIS_URL ?? "";
const state = await createClient({ url }).connect();
const options = async () => ({ connection: await createClient({ url }).connect() });
const { config, turn } = await sameTurn();
const http = await twilioHttpClient({ apiUrl: config.twilio?.apiUrl, timeoutMs: 12_000 });

const inbound = new Queue<Text>("inbound", await options());
const outbound = new Queue<{ to: string; text: string }>("outbound", await options());
const kept = { removeOnComplete: { count: 10_000 } };

const turns = new Worker<Text>(
  "inbound",
  async ({ data }) => {
    const name = `conversation:${data.from}`;
    const stored = await state.get(name);
    const { conversation, texts } = await turn(data, stored ? JSON.parse(stored) : undefined);
    await Promise.all([
      state.set(name, JSON.stringify(conversation)),
      ...texts.map((text, n) =>
        outbound.add("send", { to: data.from, text }, { jobId: `${data.sid}-${n}`, ...kept }),
      ),
    ]);
  },
  { ...(await options()), concurrency: TURNS_AT_ONCE },
);
const sends = new Worker<{ to: string; text: string }>(
  "outbound",
  async ({ data }) => {
    await http.request({
      method: "post",
      uri: `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`,
      username: ACCOUNT_SID,
      password: AUTH_TOKEN,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      data: { To: data.to, From: OWN_NUMBER, Body: data.text },
    });
  },
  { ...(await options()), concurrency: TURNS_AT_ONCE },
);
for (const worker of [turns, sends]) worker.on("error", (error) => console.error(error));

const app = express();
app.post("/twilio/messages", async (request, response) => {
  const form = parseForm(await bodyOf(request));
  const signature = request.get("x-twilio-signature");
  const signed = isSignedByTwilio({
    url: PUBLIC_URL + request.originalUrl,
    form,
    signature,
    tokens: [AUTH_TOKEN],
  });
  if (!signed) {
    response.status(403).end();
    return;
  }
  const of = (name: string) => form.get(name)?.[0] ?? "";
  const text = { from: of("From"), sid: of("MessageSid"), body: of("Body") };
  await inbound.add("text", text, { jobId: text.sid, ...kept });
  response.setHeader("Content-Type", "text/xml");
  response.end("<Response/>");
});

async function bodyOf(request: Request): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const server = app.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  answerParent(`http://127.0.0.1:${port}`);
});
