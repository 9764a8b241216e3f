import type { AddressInfo } from "node:net";
import express from "express";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { answerParent } from "./child.ts";
import { AUTH_TOKEN, PUBLIC_URL } from "./setting.ts";

/** The floor: what Express and Twilio's own check cost when nothing is kept and nobody is answered. */
const app = express();
app.post("/twilio/messages", express.urlencoded({ extended: false }), (request, response) => {
  const signature = request.get("x-twilio-signature") ?? "";
  if (
    !webhooks.validateRequest(AUTH_TOKEN, signature, PUBLIC_URL + request.originalUrl, request.body)
  ) {
    response.status(403).end();
    return;
  }
  response.type("text/xml").send("<Response/>");
});
const server = app.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  answerParent(`http://127.0.0.1:${port}`);
});
