import type { AddressInfo } from "node:net";
import express from "express";
import twilio from "twilio";
import { brief } from "../bots/turn/brief.ts";
import { choose } from "../bots/turn/choose.ts";
import { buildShop, examineShop } from "../build-shop.ts";
import { readConfig } from "../config.ts";
import type { Conversation } from "../core/conversation.ts";
import type { CustomerMessage, Inbound } from "../core/message.ts";
import { systemClock } from "../integrations/clock.ts";
import { readShopFiles } from "../integrations/shop/shop-files.ts";
import { telemetry } from "../integrations/telemetry/telemetry.ts";
import { openCommerce } from "../open-ports.ts";
import { answerParent } from "./child.ts";
import { ACCOUNT_SID, AUTH_TOKEN, OWN_NUMBER, PUBLIC_URL } from "./setting.ts";

/**
 * The bot that one writes in an afternoon: Express, Twilio's SDK as it comes, conversations in a Map. It reads and
 * decides with Nightdesk's own code on the same orders; what it lacks is everything that survives.
 */
const config = readConfig(process.env);
const clock = systemClock();
const shop = buildShop(await readShopFiles(config.shopDir, examineShop));
const ports = {
  store: { isOptedOut: async () => false, send: async () => undefined },
  commerce: openCommerce(config, { clock, timezone: shop.file.timezone }),
  clock,
  events: telemetry({ level: "info" }).events,
  shop: () => shop,
  channels: [],
  own: {},
};
const client = twilio(ACCOUNT_SID, AUTH_TOKEN);
client.api.baseUrl = config.twilio?.apiUrl ?? "";
const conversations = new Map<string, Conversation>();

const app = express();
app.post("/twilio/messages", express.urlencoded({ extended: false }), (request, response) => {
  const signature = request.get("x-twilio-signature") ?? "";
  if (
    !twilio.validateRequest(AUTH_TOKEN, signature, PUBLIC_URL + request.originalUrl, request.body)
  ) {
    response.status(403).end();
    return;
  }
  response.type("text/xml").send("<Response/>");
  answer(request.body).catch((error: unknown) => console.error(error));
});

async function answer(form: Record<string, string>): Promise<void> {
  const from = form.From ?? "";
  const message: CustomerMessage & Inbound = {
    kind: "message",
    key: form.MessageSid ?? "",
    receivedAt: clock.now(),
    from: `sms:${from}`,
    to: `sms:${OWN_NUMBER}`,
    text: form.Body ?? "",
    media: [],
  };
  const gathered = await brief(
    {
      lease: { customer: from.slice(1), epoch: 0, until: 0 },
      conversation: conversations.get(from),
      inbounds: [{ inbound: message, tries: 0 }],
      addresses: [message.from],
      optedOut: [],
    },
    ports,
  );
  const decision = choose(gathered);
  conversations.set(from, decision.conversation);
  for (const { body } of decision.sends) {
    if (body.kind !== "text") continue;
    await client.messages.create({ to: from, from: OWN_NUMBER, body: body.text });
  }
}

const server = app.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  answerParent(`http://127.0.0.1:${port}`);
});
