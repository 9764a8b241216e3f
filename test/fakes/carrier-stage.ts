import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { type Carrier, startCarrier } from "./carrier.ts";
import { virtualClock } from "./virtual-clock.ts";

export const ida = "+4520304050";
export const shop = "+4552525252";
export const shopWhatsapp = "whatsapp:+14155238886";
export const template = {
  sid: `HX${"0".repeat(31)}1`,
  body: "Hi {{1}}, we have an answer for you.",
};
export const service = { sid: `MG${"0".repeat(31)}1`, numbers: [shop], advancedOptOut: true };
export const fridayNight = Date.UTC(2026, 10, 20, 22, 58);

type Reply = { status: number; body: Record<string, unknown> };

/** The fake carrier, and a bot behind https://shop.example that writes down what it is posted. */
export async function openStage() {
  const clock = virtualClock(fridayNight);
  const carrier = await startCarrier({
    clock,
    services: [service],
    templates: [template],
    perSecond: 20,
  });
  const bot = await startListener(carrier);
  carrier.connect("https://shop.example/twilio/messages", bot.url);
  const rest = async (
    path: string,
    fields?: Record<string, string>,
    token = carrier.authToken,
  ): Promise<Reply> => {
    const account = `${carrier.url}/2010-04-01/Accounts/${carrier.accountSid}`;
    const response = await fetch(account + path, {
      headers: { authorization: `Basic ${btoa(`${carrier.accountSid}:${token}`)}` },
      ...(fields ? { method: "POST", body: new URLSearchParams(fields) } : {}),
    });
    const body = (await response.json()) as Reply["body"]; // every answer of the fake is an object
    return { status: response.status, body };
  };
  const statusCallback = "https://shop.example/twilio/status?send=a-1-0";
  const letter = { From: shop, To: ida, Body: "hi", StatusCallback: statusCallback };
  return {
    clock,
    carrier,
    bot,
    rest,
    send: (fields: Record<string, string>, token?: string) =>
      rest("/Messages.json", { ...letter, ...fields }, token),
    close: async () => {
      await carrier.close();
      await bot.close();
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** A bot that believes nothing unsigned, writes everything down and answers as told. */
async function startListener(carrier: Carrier) {
  const posts: { path: string; fields: Record<string, string>; token: string }[] = [];
  const answers: (number | "hang" | "reset")[] = [];
  let told = () => {};
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const fields = Object.fromEntries(new URLSearchParams(body));
      const signature = String(request.headers["x-twilio-signature"]);
      const url = `https://shop.example${request.url}`;
      const signed = webhooks.validateRequest(carrier.authToken, signature, url, fields);
      const token = String(request.headers["i-twilio-idempotency-token"]);
      posts.push({ path: request.url ?? "", fields, token });
      const answer = signed ? (answers.shift() ?? 200) : 403;
      if (answer === "reset") request.socket.resetAndDestroy();
      else if (answer !== "hang")
        response.writeHead(answer, { "content-type": "text/xml" }).end("<Response/>");
      told();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address
  return {
    close: () => stop(server),
    url: `http://127.0.0.1:${port}`,
    posts,
    answers,
    statuses: () => posts.map(({ fields }) => fields.MessageStatus),
    posted: () =>
      new Promise<void>((resolve) => {
        told = resolve;
      }),
  };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
