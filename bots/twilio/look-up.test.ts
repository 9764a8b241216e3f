import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Send } from "../../core/ports.ts";
import { fridayNight, textTo } from "../../test/fakes/channel-edge.ts";
import { twilioSender } from "./send.ts";

const ours = "whatsapp:+14155238886";

/** What Twilio answers next, whatever it is asked, and what it was posted. */
let answer: { status: number; body: unknown; headers?: Record<string, string> };
let posted: URLSearchParams;
let server: Server;

beforeEach(async () => {
  server = createServer(async (request, response) => {
    posted = new URLSearchParams(Buffer.concat(await Array.fromAsync(request)).toString());
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

function sender(numbers: { whatsappFrom?: string } = { whatsappFrom: ours }) {
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return twilioSender({
    accountSid: `AC${"0".repeat(32)}`,
    authToken: "secret",
    publicUrl: "https://shop.example",
    apiUrl: `http://127.0.0.1:${port}`,
    timeoutMs: 10_000,
    ...numbers,
  });
}

const send = (body: Partial<Extract<Send["body"], { kind: "text" }>> = {}) => ({
  send: textTo("whatsapp:+4520304050", "It leaves today.", {
    status: "ambiguous",
    startedAt: fridayNight,
    body: { kind: "text", text: "It leaves today.", ...body },
  }),
});

/** Twilio's list, newest first: so many messages of ours to this customer, one a second, the newest so long after the attempt. */
function lists(count: number, newestMs: number, body = "Something else."): void {
  const messages = Array.from({ length: count }, (_, n) => ({
    sid: `SM${n}`,
    direction: "outbound-api",
    body,
    date_created: new Date(fridayNight + newestMs - n * 1_000).toUTCString(),
  }));
  answer = { status: 200, body: { messages, page_size: 100, next_page_uri: null } };
}

describe("an answer of which nobody knows whether it was sent", () => {
  it("stays unknown where so much was sent since that Twilio's list does not reach back to it", async () => {
    lists(100, 120_000);
    expect(await sender().reconcile(send())).toEqual({ kind: "unknown" });
  });

  it("is known not to be sent where the list reaches further back, or ends before", async () => {
    lists(100, 30_000);
    expect(await sender().reconcile(send())).toEqual({ kind: "not_sent" });
    lists(99, 120_000);
    expect(await sender().reconcile(send())).toEqual({ kind: "not_sent" });
    lists(0, 0);
    expect(await sender().reconcile(send())).toEqual({ kind: "not_sent" });
  });

  it("is found under Twilio's own words where it was a template", async () => {
    lists(1, 2_000, "Hi Signe, an answer waits for you.");
    const template = { sid: "HX1", variables: { 1: "Signe" } };
    expect(await sender().reconcile(send({ template }))).toEqual({
      kind: "accepted",
      providerId: "twilio:SM0",
    });
  });

  it("stays unknown where it is a picture without words, which looks like any other; one with words is found", async () => {
    const files = [
      { url: "https://shop.example/a", contentType: "image/png", name: "a", bytes: 1 },
    ];
    lists(1, 2_000, "");
    expect(await sender().reconcile(send({ text: "", files }))).toEqual({ kind: "unknown" });
    lists(1, 2_000, "It leaves today.");
    const found = { kind: "accepted", providerId: "twilio:SM0" };
    expect(await sender().reconcile(send({ files }))).toEqual(found);
  });

  it("is what a request becomes that Twilio gave up on, or took without naming a message", async () => {
    answer = { status: 408, body: { message: "Request Timeout" } };
    expect(await sender().send(send())).toMatchObject({ kind: "unclear" });
    answer = { status: 201, body: { status: "queued" } };
    expect(await sender().send(send())).toMatchObject({ kind: "unclear" });
  });
});

describe("an answer that leaves by Twilio", () => {
  it("is a template without words of its own, for WhatsApp refuses both together", async () => {
    answer = { status: 201, body: { sid: "SM1" } };
    const template = { sid: "HX1", variables: { 1: "Signe" } };
    expect(await sender().send(send({ template }))).toMatchObject({ kind: "accepted" });
    expect(posted.get("ContentSid")).toBe("HX1");
    expect(JSON.parse(posted.get("ContentVariables") ?? "")).toEqual({ 1: "Signe" });
    expect(posted.has("Body")).toBe(false);
  });

  it("is not even tried without a number to send it from", async () => {
    answer = { status: 500, body: {} };
    const { from: _, ...fromNowhere } = send().send;
    expect(await sender({}).send({ send: fromNowhere })).toMatchObject({
      kind: "refused",
      code: "21603",
      reaction: "channel_broken",
      message: expect.stringContaining("TWILIO_WHATSAPP_FROM"),
    });
  });

  it("waits as long as Twilio asks it to, and as ever where that makes no sense", async () => {
    const waits = async (header: string) => {
      answer = { status: 429, body: {}, headers: { "retry-after": header } };
      const outcome = await sender().send(send());
      return outcome.kind === "refused" ? outcome.retryAfterMs : outcome.kind;
    };
    expect(await waits("7")).toBe(7_000);
    for (const nonsense of ["-5", "soon", "Infinity"])
      expect(await waits(nonsense)).toBeUndefined();
  });
});
