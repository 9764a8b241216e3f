import { request as httpRequest } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { StoreUnavailableError } from "../../core/errors.ts";
import { eventsFor } from "../../core/events.ts";
import type { Address } from "../../core/message.ts";
import type { Acceptance, Arrival } from "../../core/ports.ts";
import { type Carrier, startCarrier } from "../../test/fakes/carrier.ts";
import { fridayNight, type Served, serveChannel, textTo } from "../../test/fakes/channel-edge.ts";
import type { Edge } from "../channel.ts";
import { twilioChannel } from "./channel.ts";

const ida = "+4520304050";
const publicUrl = "https://shop.example";
const clock = { now: () => fridayNight, sleep: () => new Promise<void>(() => {}) };

let carrier: Carrier;
let served: Served;
let base: string;
let kept: Map<string, Arrival>;
let refused: { status: number; why: string }[];
let acceptance: (arrival: Arrival) => Acceptance;

const events = eventsFor({ refused: ({ status, why }) => void refused.push({ status, why }) });
let lastId = 0;
const edge: Edge = {
  clock,
  events,
  ids: { next: () => `cus${++lastId}` },
  accept: async (arrivals) =>
    arrivals.map((arrival) => {
      const outcome = acceptance(arrival);
      if (!kept.has(arrival.inbound.key)) kept.set(arrival.inbound.key, arrival);
      return outcome;
    }),
};

const settings = () => ({
  accountSid: carrier.accountSid,
  publicUrl: `${publicUrl}/`,
  smsFrom: "+4552525252",
  apiUrl: carrier.url,
});

beforeAll(async () => {
  carrier = await startCarrier({ clock });
  const channel = twilioChannel({ ...settings(), authToken: `next-token,${carrier.authToken}` });
  served = await serveChannel(channel, edge);
  base = served.url;
  carrier.connect(`${publicUrl}/twilio/messages#rc=2&rp=5xx`, base);
});
afterAll(async () => {
  await carrier.close();
  await served.close();
});
beforeEach(() => {
  kept = new Map();
  refused = [];
  acceptance = () => ({ outcome: "kept", customer: "cus1" });
});
afterEach(() => carrier.idle());

const text = {
  MessageSid: "SM1",
  AccountSid: `AC${"0".repeat(31)}1`,
  From: ida,
  To: "+4552525252",
  Body: "hi",
};

type Reply = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
};

/** A post to the bot, signed with Twilio's library unless told otherwise. */
function post(
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const body = new URLSearchParams(fields).toString();
  const signature = webhooks.getExpectedTwilioSignature(
    carrier.authToken,
    publicUrl + path,
    fields,
  );
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      base + path,
      {
        method: "POST",
        agent: false,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "x-twilio-signature": signature,
          ...headers,
        },
      },
      (response) => {
        let answer = "";
        response.on("data", (chunk) => {
          answer += chunk;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

describe("a customer who texts", () => {
  it("is kept before Twilio is thanked, and answered by REST only", async () => {
    const { sid, answers } = await carrier.phone(ida).texts("hi wheres my order");
    expect(answers).toEqual([
      { status: 200, type: "text/xml; charset=utf-8", body: "<Response/>", tries: 1 },
    ]);
    expect(kept.get(`twilio:${sid}`)).toMatchObject({
      inbound: {
        kind: "message",
        from: `sms:${ida}`,
        text: "hi wheres my order",
        receivedAt: fridayNight,
      },
      route: { kind: "address", address: `sms:${ida}`, newCustomer: `cus${lastId}` },
    });
  });

  it("is known by one key, however often and in parallel Twilio posts it", async () => {
    const { answers } = await carrier.phone(ida).texts("hi", { copies: 10 });
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(kept.size).toBe(1);
  });

  it("may write anything: emoji, quotes, plus signs, brackets and fields that do not exist yet", async () => {
    const words = `a+b & c=d [x] 'y' "z" 100% æøå 👍🏽\n<b>`;
    const { answers } = await carrier
      .phone(`whatsapp:${ida}`)
      .texts(words, { profileName: "Ida 🌊", fields: { "New[Field]": "2027" } });
    expect(answers[0]?.status).toBe(200);
    expect([...kept.values()][0]?.inbound).toMatchObject({ text: words, profileName: "Ida 🌊" });
  });

  it("is silenced from the moment STOP is taken in", async () => {
    const { sid } = await carrier.phone(ida).texts("Stop");
    expect(kept.get(`twilio:${sid}`)?.consent).toEqual({
      address: `sms:${ida}`,
      status: "opted_out",
      at: fridayNight,
      by: "keyword STOP",
    });
    await carrier.phone(ida).texts("START");
    expect([...kept.values()].at(-1)?.consent?.status).toBe("opted_in");
  });

  it("is asked for again while the store cannot keep anything, and then kept", async () => {
    let failures = 2;
    acceptance = () => {
      failures -= 1;
      if (failures >= 0) throw new StoreUnavailableError("disk full");
      return { outcome: "kept", customer: "cus1" };
    };
    const { answers } = await carrier.phone(ida).texts("hi");
    expect(answers).toMatchObject([{ status: 200, tries: 3 }]);
    expect(refused.map(({ status }) => status)).toEqual([503, 503]);
  });
});

describe("a post that must not be taken in", () => {
  it("gets 503 and a time to come back when the store is away", async () => {
    acceptance = () => {
      throw new StoreUnavailableError("disk full");
    };
    const reply = await post("/twilio/messages", text);
    expect([reply.status, reply.headers["retry-after"]]).toEqual([503, "5"]);
  });

  for (const [what, fields, headers, status] of [
    ["a wrong signature", text, { "x-twilio-signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" }, 403],
    ["no signature", text, { "x-twilio-signature": "" }, 403],
    ["another account's signature", { ...text, AccountSid: "AC2" }, {}, 403],
    ["no account", { ...text, AccountSid: "" }, {}, 403],
    ["no MessageSid", { ...text, MessageSid: "" }, {}, 400],
    ["no sender", { ...text, From: "" }, {}, 400],
    ["a megabyte", { ...text, Body: "a".repeat(1024 * 1024) }, {}, 413],
    ["one byte more than 64 KiB", { ...text, Body: "a".repeat(64 * 1024) }, {}, 413],
    [
      "a megabyte and no signature",
      { ...text, Body: "a".repeat(1024 * 1024) },
      { "x-twilio-signature": "" },
      413,
    ],
    ["nothing at all", {}, {}, 403],
  ] as const) {
    it(`with ${what} gets ${status} and leaves nothing behind`, async () => {
      const reply = await post("/twilio/messages", fields, headers);
      expect(reply.status).toBe(status);
      expect(refused).toMatchObject([{ status }]);
      expect(kept.size).toBe(0);
    });
  }

  it("cannot lend itself trust by headers", async () => {
    const forged = webhooks.getExpectedTwilioSignature(
      carrier.authToken,
      `${base}/twilio/messages`,
      text,
    );
    const headers = {
      "x-twilio-signature": forged,
      host: new URL(base).host,
      "x-forwarded-host": "shop.example",
    };
    expect((await post("/twilio/messages", text, headers)).status).toBe(403);
    const host = { host: "evil.example", "x-forwarded-proto": "http" };
    expect((await post("/twilio/messages", text, host)).status).toBe(200);
  });
});

describe("what becomes of our own messages", () => {
  const channelSends = async (id: string, to: Address = `sms:${ida}`) => {
    const send = textTo(to, "Order 1042 left yesterday.", { id });
    const whatsappFrom = "whatsapp:+14155238886";
    const channel = twilioChannel({ ...settings(), authToken: carrier.authToken, whatsappFrom });
    const outcome = await channel.send({ send });
    await carrier.idle();
    return outcome;
  };

  it("comes back to the customer it was sent to, once per status that says what became of it", async () => {
    carrier.receipts({ copies: 3 });
    await channelSends("cus7-3-0");
    carrier.receipts({});
    const sid = carrier.sent().at(-1)?.sid;
    expect([...kept.keys()]).toEqual(
      ["sent", "delivered"].map((status) => `twilio:${sid}:${status}`),
    );
    expect(kept.get(`twilio:${sid}:delivered`)).toMatchObject({
      route: { kind: "customer", customer: "cus7" },
      inbound: {
        kind: "receipt",
        sendId: "cus7-3-0",
        providerId: `twilio:${sid}`,
        status: "delivered",
      },
    });
  });

  it("comes back with the reason when WhatsApp's 24 hours are over", async () => {
    await channelSends("cus7-3-1", "whatsapp:+4511111111");
    expect([...kept.values()].at(-1)?.inbound).toMatchObject({
      status: "undelivered",
      errorCode: "63016",
    });
  });

  it("is led back by Twilio's id where our own is not echoed, and thanked for even if it belongs nowhere", async () => {
    acceptance = () => ({ outcome: "unroutable" });
    const reply = await post("/twilio/status", {
      ...text,
      MessageSid: "SM9",
      MessageStatus: "sent",
    });
    expect(reply.status).toBe(200);
    expect(kept.get("twilio:SM9:sent")?.route).toEqual({ kind: "sent", providerId: "twilio:SM9" });
  });

  it("silences the customer when the callback says they had opted out", async () => {
    const report = {
      ...text,
      To: ida,
      From: "+4552525252",
      MessageStatus: "failed",
      ErrorCode: "21610",
    };
    expect((await post("/twilio/status?send=cus7-3-2", report)).status).toBe(200);
    expect(kept.get("twilio:SM1:failed")?.consent).toMatchObject({
      address: `sms:${ida}`,
      by: "twilio 21610",
    });
  });

  it("is thanked for and forgotten when it says nothing about sending, and refused unsigned or nameless", async () => {
    expect((await post("/twilio/status", { ...text, MessageStatus: "receiving" })).status).toBe(
      200,
    );
    expect(kept.size).toBe(0);
    expect((await post("/twilio/status", { ...text, MessageStatus: "" })).status).toBe(400);
    expect((await post("/twilio/status?send=x", text, { "x-twilio-signature": "no" })).status).toBe(
      403,
    );
  });
});
