import type { AddressInfo } from "node:net";
import express from "express";
import twilio from "twilio";
import { asRead, type Conversation } from "../core/conversation.ts";
import { answerParent } from "./child.ts";
import { sameTurn } from "./same-turn.ts";
import { ACCOUNT_SID, AUTH_TOKEN, OWN_NUMBER, PUBLIC_URL } from "./setting.ts";

/**
 * The bot that one writes in an afternoon: Express, Twilio's SDK as it comes, conversations in a Map. It reads and
 * decides with Nightdesk's own code on the same orders; what it lacks is everything that survives.
 */
const { config, turn } = await sameTurn();
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
  const { From: from = "", MessageSid: sid = "", Body: body = "" } = form;
  const turned = await turn({ from, sid, body }, conversations.get(from));
  // Its own work needs no check of its shape: ours does not check it either.
  conversations.set(from, asRead(turned.conversation));
  for (const text of turned.texts) {
    await client.messages.create({ to: from, from: OWN_NUMBER, body: text });
  }
}

const server = app.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  answerParent(`http://127.0.0.1:${port}`);
});
